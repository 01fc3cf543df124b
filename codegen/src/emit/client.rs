//! `client.rs`: a method per operation.

use super::{docs, example, imports};
use crate::plan::waiter::Waiter;
use crate::plan::{Operation, Service};
use crate::tokens::{TokenStream, ident, quote};

/// The whole file.
pub(super) fn client(service: &Service) -> TokenStream {
    let mut lines = vec![
        format!("Makes requests of {}.", service.meta.title),
        String::new(),
        "Cheap to clone, and safe to share between tasks and threads.".to_owned(),
    ];
    lines.extend(example::pages(service));
    lines.extend(example::wait(service));
    let docs = docs::outer(&lines);
    let methods = service.operations.iter().map(|operation| method(service, operation));
    let inputs = service.operations.iter().map(|operation| ident(&operation.input.name));
    let names = service.operations.iter().map(|operation| &operation.name);
    let waits = service.waiters.waiters.iter().map(wait);
    let choice = (service.meta.protocols.len() > 1).then(choose_protocol);
    let body = quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct Client {
            core: rt::Core,
        }

        impl Client {
            /// A client that works as `config` says. Never fails: what the configuration lacks is reported by the
            /// first request that needs it.
            #[inline]
            pub fn new(config: &rt::Config) -> Self {
                Self { core: rt::Core::new(&root::SERVICE, config) }
            }

            #choice

            #(#methods)*

            #(#waits)*
        }

        impl rt::ServiceClient for Client {
            #[inline]
            fn core(&self) -> &rt::Core {
                &self.core
            }
        }

        rt::dynamic! { Client { #(#names => operation::#inputs,)* } }
    };
    imports::file(TokenStream::new(), body, &service.module, "root", ["Client"])
}

fn choose_protocol() -> TokenStream {
    quote! {
        /// The same client, speaking `protocol` in place of the service's favourite. A call fails if the service does
        /// not speak it.
        #[inline]
        #[must_use]
        pub fn with_protocol(self, protocol: rt::Protocol) -> Self {
            Self { core: self.core.with_protocol(protocol) }
        }
    }
}

fn wait(waiter: &Waiter) -> TokenStream {
    let mut lines = waiter.docs.clone();
    lines.extend(["", "# Errors"].map(str::to_owned));
    lines.push(
        "A [`WaitError`](crate::WaitError): a response says that it will not come, a call failed, or it did not come in \
         time."
            .to_owned(),
    );
    let docs = docs::outer(&lines);
    let (method, input, constant) = (ident(&waiter.method), ident(&waiter.input), ident(&waiter.constant));
    quote! {
        #docs
        #[inline]
        pub fn #method(&self, input: operation::#input, max_wait: rt::Duration) -> rt::Wait<operation::#input> {
            rt::Wait::new(&self.core, input, waiters::#constant, max_wait)
        }
    }
}

fn method(service: &Service, operation: &Operation) -> TokenStream {
    let mut lines = operation.docs.clone();
    lines.extend(example::call(service, operation));
    if let Some(pagination) = &operation.pagination {
        lines.push(String::new());
        lines.push(match pagination.items {
            Some(_) => "Answers in pages: [`items`](crate::Request::items) and [`pages`](crate::Request::pages) ask for all \
                        of them.".to_owned(),
            None => "Answers in pages: [`pages`](crate::Request::pages) asks for all of them.".to_owned(),
        });
    }
    if !operation.errors.is_empty() {
        lines.extend(["", "# Errors"].map(str::to_owned));
        lines.push(format!("Sending it can fail with a [`{}`](super::error::{0}).", operation.error));
    }
    let docs = docs::outer(&lines);
    let (method, input, request) =
        (ident(&operation.method), ident(&operation.input.name), ident(&operation.request));
    quote! {
        #docs
        #[inline]
        pub fn #method(&self, input: operation::#input) -> operation::#request {
            rt::Request::new(&self.core, input)
        }
    }
}
