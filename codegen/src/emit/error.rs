//! `error.rs`: the codes, a type per modelled error, an enum per operation and one for all of them.

use super::{docs, imports, structure};
use crate::plan::{ErrorType, Operation, Service};
use crate::tokens::{Literal, TokenStream, ident, quote};

/// The whole file.
pub(super) fn errors(service: &Service) -> TokenStream {
    let inner = docs::inner([
        "What can go wrong: the codes, the modelled errors, an enum per operation, and one that has the errors of all."
            .to_owned(),
        String::new(),
        "Every enum derefs to [`Failure`](crate::Failure), which has code, message, status and request id of any error."
            .to_owned(),
    ]);
    let codes = service.errors.iter().map(code);
    let any = service_error(service);
    let enums = service.operations.iter().map(operation_error);
    let types = service.errors.iter().map(error_type);
    let descriptions = service.errors.iter().map(|error| structure::description(&error.structure));
    let body = quote!(#(#codes)* #any #(#enums)* #(#types)* #(#descriptions)*);
    let names = service.errors.iter().map(|error| &error.structure.name);
    let enums = service.operations.iter().map(|operation| &operation.error);
    let names = names.chain(enums).map(String::as_str).chain(["Error"]);
    imports::file(inner, body, &service.module, "error", names)
}

fn code(error: &ErrorType) -> TokenStream {
    let (name, code) = (ident(&error.constant), &error.code);
    let docs = docs::outer([format!("The code of [`{}`].", error.structure.name)]);
    quote!(#docs pub const #name: &str = #code;)
}

fn error_type(error: &ErrorType) -> TokenStream {
    let definition = structure::definition(&error.structure, TokenStream::new());
    let (name, code) = (ident(&error.structure.name), ident(&error.constant));
    let (shape, status) = (&error.shape, Literal::integer(error.status));
    let fault = error.server_fault.then(|| quote!(fault: rt::Fault::Server,));
    let retryable = error.retryable.then(|| quote!(retryable: true,));
    let throttling = error.throttling.then(|| quote!(throttling: true,));
    quote! {
        #definition

        impl rt::ModelledError for #name {
            const META: &'static rt::ErrorMeta = &rt::ErrorMeta {
                name: #shape,
                code: #code,
                status: #status,
                #fault
                #retryable
                #throttling
                ..rt::ErrorMeta::EMPTY
            };
        }
    }
}

fn service_error(service: &Service) -> TokenStream {
    let docs = docs::outer([
        "What can go wrong in any operation: each operation's error becomes one by `?`.".to_owned(),
    ]);
    let errors = service.errors.iter().map(|error| ident(&error.structure.name));
    quote! {
        rt::operation_error! {
            #docs
            pub enum Error where Self: From<rt::UnmodelledError>, {
                #(#errors,)*
            }
        }
    }
}

fn operation_error(operation: &Operation) -> TokenStream {
    let name = ident(&operation.error);
    let docs = docs::outer([format!("What can go wrong in [`{0}`](super::Client::{0}).", operation.link)]);
    if !operation.has_own_error() {
        return quote!(#docs pub type #name = rt::UnmodelledError;);
    }
    let errors = operation.errors.iter().map(|error| ident(error));
    quote! {
        rt::operation_error! {
            #docs
            pub enum #name where Error: From<Self>, {
                #(#errors,)*
            }
        }
    }
}
