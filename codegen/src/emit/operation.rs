//! The module `operation`: a file per operation, with its input, output and facts.

use super::{docs, endpoint, imports, module, pagination, structure};
use crate::plan::{Checksum, Operation, Service};
use crate::tokens::{TokenStream, ident, quote};

/// `operation/mod.rs`.
pub(super) fn index(service: &Service) -> TokenStream {
    let inner = docs::inner(["Inputs and outputs, a module per operation."]);
    let modules = service.operations.iter().map(|operation| ident(&operation.module));
    let exports = service.operations.iter().map(|operation| {
        let module = ident(&operation.module);
        let names = [&operation.input.name, &operation.output.name, &operation.request, &operation.response];
        let names = names.map(|name| ident(name));
        quote!(pub use self::#module::{#(#names),*};)
    });
    quote!(#inner #(mod #modules;)* #(#exports)*)
}

/// `operation/<operation>.rs`.
pub(super) fn operation(service: &Service, operation: &Operation) -> TokenStream {
    let inner = docs::inner([format!("The operation {}.", operation.title)]);
    let input = ident(&operation.input.name);
    let output = ident(&operation.output.name);
    let request = ident(&operation.request);
    let response = ident(&operation.response);
    let error = ident(&operation.error);
    let validate = quote! {
        /// Checks the input against every constraint of the model.
        ///
        /// # Errors
        /// All violations, each with its path. A request checks by itself what its client's configuration says.
        #[inline]
        pub fn validate(&self) -> Result<(), rt::ValidationError> {
            rt::validate::validate(self, rt::Validation::Full)
        }
    };
    let input_definition = structure::definition(&operation.input, validate);
    let output_definition = structure::definition(&operation.output, TokenStream::new());
    let request_docs = docs::outer([format!("A request of {}, ready to be sent.", operation.title)]);
    let response_docs =
        docs::outer([format!("A response to {}: the output, and what came with it.", operation.title)]);
    let meta = meta(operation);
    let endpoint_parameters = endpoint::method(operation);
    let input_description = structure::description(&operation.input);
    let output_description = structure::description(&operation.output);
    let pagination = pagination::implementations(operation);
    let body = quote! {
        #input_definition
        #output_definition

        #request_docs
        pub type #request = rt::Request<#input>;

        #response_docs
        pub type #response = rt::Response<#output>;

        impl rt::Operation for #input {
            type Output = #output;
            type Error = error::#error;
            type Client = root::Client;

            const META: &'static rt::OperationMeta = #meta;

            #endpoint_parameters
        }

        #pagination

        #input_description
        #output_description
    };
    let locals = [&operation.input.name, &operation.output.name, &operation.request, &operation.response];
    imports::file(inner, body, &service.module, "operation", locals.map(String::as_str))
}

fn meta(operation: &Operation) -> TokenStream {
    let (name, method, uri) = (&operation.name, &operation.http_method, &operation.uri);
    let auth = module::auth_schemes(&operation.auth);
    let errors = operation.errors.iter().map(|error| ident(error));
    let texts = [("host_prefix", &operation.host_prefix), ("result_wrapper", &operation.result_wrapper)];
    let texts = texts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| {
        let name = ident(name);
        quote!(#name: #value,)
    });
    let endpoint_constants = endpoint::constants(operation);
    let switches = [
        ("checksum_required", operation.checksum_required),
        ("compress", operation.compress),
        ("unsigned_payload", operation.unsigned_payload),
        ("no_input", operation.no_input),
    ];
    let switches = switches.into_iter().filter(|(_, set)| *set).map(|(name, _)| {
        let name = ident(name);
        quote!(#name: true,)
    });
    let checksum = operation.checksum.as_ref().map(checksum);
    quote! {
        &rt::OperationMeta {
            service: &root::SERVICE,
            name: #name,
            method: #method,
            uri: #uri,
            auth: #auth,
            errors: &[#(<error::#errors as rt::ModelledError>::META),*],
            #(#texts)*
            #endpoint_constants
            #(#switches)*
            #checksum
            ..rt::OperationMeta::EMPTY
        }
    }
}

fn checksum(checksum: &Checksum) -> TokenStream {
    let Checksum { required, algorithm, mode, response } = checksum;
    quote! {
        checksum: Some(&rt::ChecksumMeta {
            required: #required,
            algorithm: #algorithm,
            mode: #mode,
            response: &[#(#response),*],
        }),
    }
}
