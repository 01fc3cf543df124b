//! `lib.rs` of the generated crate.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::literal::ident;

/// The whole file, for a crate with these services: module and name for people.
pub fn root(services: &[(&str, &str)]) -> TokenStream {
    let mut lines = vec![
        "Clients of web services, generated from their models.".to_owned(),
        String::new(),
        "Each service is a module, and a cargo feature of the same name:".to_owned(),
        String::new(),
    ];
    lines.extend(services.iter().map(|(module, name)| format!("* `{module}`: {name}")));
    lines.extend(["", "What they have in common is in [`sdk_runtime`], and what users of a client name is exported here."].map(str::to_owned));
    let docs = docs::inner(&lines);
    let modules = services.iter().map(|(module, _)| {
        let name = ident(module);
        quote! {
            #[cfg(feature = #module)]
            #[rustfmt::skip]
            pub mod #name;
        }
    });
    quote! {
        #docs

        pub use sdk_runtime;
        #[rustfmt::skip]
        pub use sdk_runtime::{
            Body, ByteStream, Bytes, Config, Credentials, Document, Enumeration, Environment, Failure, Items, Operation,
            OperationError, Pages, Protocol, Rejection, Request, Response, Retry, Timestamp, Transport, Validation,
            ValidationError, Wait, WaitError, Waited,
        };

        #(#modules)*
    }
}
