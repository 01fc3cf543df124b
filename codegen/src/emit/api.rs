//! `api.rs`: the trait that clients and mocks have in common.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::ident;
use super::{docs, imports};
use crate::plan::{Operation, Service};

/// The whole file.
pub(super) fn api(service: &Service) -> TokenStream {
    let inner =
        docs::inner(&["The operations as a trait, for code that is to be tested without the service."]);
    let docs = docs::outer(&[
        format!("The operations of {}, from input to result.", service.meta.title),
        String::new(),
        "Implemented by [`Client`]. A mock implements the methods that its test calls; the others fail with an error \
         that"
            .to_owned(),
        "names the operation. Object-safe.".to_owned(),
    ]);
    let methods = service.operations.iter().map(|operation| {
        let docs = docs::outer(&[format!("See [`Client::{}`].", operation.link)]);
        let signature = signature(operation);
        quote! {
            #docs
            #[inline]
            #signature {
                rt::mock::unmocked(input)
            }
        }
    });
    let calls = service.operations.iter().map(|operation| {
        let (method, signature) = (ident(&operation.method), signature(operation));
        quote! {
            #[inline]
            #signature {
                Box::pin(root::Client::#method(self, input).send())
            }
        }
    });
    let body = quote! {
        #docs
        pub trait ClientApi: Send + Sync {
            #(#methods)*
        }

        impl ClientApi for root::Client {
            #(#calls)*
        }
    };
    imports::file(inner, body, &service.module, "api", ["ClientApi"])
}

fn signature(operation: &Operation) -> TokenStream {
    let method = ident(&operation.method);
    let (input, response, error) =
        (ident(&operation.input.name), ident(&operation.response), ident(&operation.error));
    quote! {
        fn #method(
            &self,
            input: operation::#input,
        ) -> rt::BoxFuture<'_, Result<operation::#response, error::#error>>
    }
}
