//! `api.rs`: the trait that clients and mocks have in common.

use super::{docs, imports};
use crate::plan::{Operation, Service};
use crate::tokens::{TokenStream, ident, quote};

/// The whole file.
pub(super) fn api(service: &Service) -> TokenStream {
    let inner =
        docs::inner(["The operations as a trait, for code that is to be tested without the service."]);
    let docs = docs::outer([
        format!("The operations of {}, from input to result.", service.meta.title),
        String::new(),
        "Implemented by [`Client`]. A mock implements the methods that its test calls; the others are sent by"
            .to_owned(),
        "[`client`](Self::client), or else fail with an error that names the operation. Object-safe.".to_owned(),
    ]);
    let methods = service.operations.iter().map(|operation| {
        let docs = docs::outer([format!("See [`Client::{}`].", operation.link)]);
        let signature = signature(operation);
        quote! {
            #docs
            #[inline]
            #signature {
                rt::mock::call(self.client(), input)
            }
        }
    });
    let body = quote! {
        #docs
        pub trait ClientApi: Send + Sync {
            /// What sends the operations that are not implemented otherwise: for a mock, none.
            #[inline]
            fn client(&self) -> Option<&root::Client> {
                None
            }

            #(#methods)*
        }

        impl ClientApi for root::Client {
            #[inline]
            fn client(&self) -> Option<&root::Client> {
                Some(self)
            }
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
