//! `error.rs`: the codes, a type per modelled error, an enum per operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::ident;
use super::{docs, imports, structure};
use crate::plan::{ErrorType, Operation, Service};

/// The whole file.
pub(super) fn errors(service: &Service) -> TokenStream {
    let inner = docs::inner(&[
        "What can go wrong: the codes, the modelled errors, and an enum per operation.".to_owned(),
        String::new(),
        "Every enum derefs to [`Failure`], which has code, message, status and request id of any error.".to_owned(),
    ]);
    let codes = service.errors.iter().map(code);
    let enums = service.operations.iter().map(operation_error);
    let types = service.errors.iter().map(error_type);
    let descriptions = service.errors.iter().map(|error| structure::description(&error.structure));
    let body = quote!(#(#codes)* #(#enums)* #(#types)* #(#descriptions)*);
    let names = service.errors.iter().flat_map(|error| [&error.structure.name, &error.structure.schema]);
    let enums = service.operations.iter().map(|operation| &operation.error);
    imports::file(inner, body, &service.module, names.chain(enums).map(String::as_str))
}

fn code(error: &ErrorType) -> TokenStream {
    let (name, code) = (ident(&error.constant), &error.code);
    let docs = docs::outer(&[format!("The code of [`{}`].", error.structure.name)]);
    quote!(#docs pub const #name: &str = #code;)
}

fn error_type(error: &ErrorType) -> TokenStream {
    let definition = structure::definition(&error.structure, TokenStream::new());
    let (name, code) = (ident(&error.structure.name), ident(&error.constant));
    let (shape, status, retryable, throttling) = (&error.shape, error.status, error.retryable, error.throttling);
    let status = proc_macro2::Literal::u16_unsuffixed(status);
    let fault = ident(if error.server_fault { "Server" } else { "Client" });
    quote! {
        #definition

        impl rt::ModelledError for #name {
            const META: &'static rt::ErrorMeta = &rt::ErrorMeta {
                name: #shape,
                code: #code,
                status: #status,
                fault: rt::Fault::#fault,
                retryable: #retryable,
                throttling: #throttling,
            };
        }
    }
}

fn operation_error(operation: &Operation) -> TokenStream {
    let name = ident(&operation.error);
    let docs = docs::outer(&[format!(
        "What can go wrong in [`{0}`](super::Client::{0}).",
        operation.method
    )]);
    let variants = operation.errors.iter().map(|error| {
        let (docs, name) = (docs::outer(&error.docs), ident(&error.name));
        quote!(#docs #name(rt::Rejection<#name>),)
    });
    let failures = operation.errors.iter().map(|error| {
        let name = ident(&error.name);
        quote!(Self::#name(rejection) => rejection.failure(),)
    });
    let by_name = operation.errors.iter().map(|error| {
        let (shape, name) = (&error.shape, ident(&error.name));
        quote!(#shape => Self::#name(failure.into()),)
    });
    let from = if operation.errors.is_empty() {
        quote!(Self::Other(failure))
    } else {
        quote! {
            match failure.modelled_name() {
                #(#by_name)*
                _ => Self::Other(failure),
            }
        }
    };
    quote! {
        #docs
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// Anything else: an error that the model does not list, or none of the service's.
            Other(rt::Failure),
        }

        impl rt::OperationError for #name {
            #[inline]
            fn failure(&self) -> &rt::Failure {
                match self {
                    #(#failures)*
                    Self::Other(failure) => failure,
                }
            }
        }

        impl From<rt::Failure> for #name {
            #[inline]
            fn from(failure: rt::Failure) -> Self {
                #from
            }
        }

        impl rt::Deref for #name {
            type Target = rt::Failure;

            #[inline]
            fn deref(&self) -> &rt::Failure {
                rt::OperationError::failure(self)
            }
        }

        impl rt::fmt::Display for #name {
            #[inline]
            fn fmt(&self, f: &mut rt::fmt::Formatter<'_>) -> rt::fmt::Result {
                rt::fmt::Display::fmt(rt::OperationError::failure(self), f)
            }
        }

        impl std::error::Error for #name {
            #[inline]
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                rt::OperationError::failure(self).source()
            }
        }
    }
}
