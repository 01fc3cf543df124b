//! `client.rs`: a method per operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::ident;
use super::{docs, imports};
use crate::plan::waiter::Waiter;
use crate::plan::{Operation, Service};

/// The whole file.
pub(super) fn client(service: &Service) -> TokenStream {
    let mut lines = vec![
        format!("Makes requests of {}.", service.meta.title),
        String::new(),
        "Cheap to clone, and safe to share between tasks and threads.".to_owned(),
    ];
    lines.extend(pages_example(service));
    lines.extend(wait_example(service));
    let docs = docs::outer(&lines);
    let methods = service.operations.iter().map(method);
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

/// How the items of the first operation that has pages are had. `$crate` stands for the package.
fn pages_example(service: &Service) -> Vec<String> {
    let has_items = |operation: &&Operation| {
        operation.pagination.as_ref().is_some_and(|pagination| pagination.items.is_some())
    };
    let Some(operation) = service.operations.iter().find(has_items) else { return Vec::new() };
    let Operation { method, input, error, .. } = operation;
    let (input, module) = (&input.name, &service.module);
    example(&[
        &format!("use $crate::{module}::{{Client, error::{error}, operation::{input}}};"),
        "",
        &format!("async fn count(client: &Client, input: {input}) -> Result<usize, {error}> {{"),
        "    let mut count = 0;",
        &format!("    let mut items = client.{method}(input).items();"),
        "    while let Some(item) = items.next().await {",
        "        let _item = item?;",
        "        count += 1;",
        "    }",
        "    Ok(count)",
        "}",
    ])
}

/// How the first waiter is used.
fn wait_example(service: &Service) -> Vec<String> {
    let Some(waiter) = service.waiters.waiters.first() else { return Vec::new() };
    let Waiter { method, input, .. } = waiter;
    let module = &service.module;
    example(&[
        "use std::time::Duration;",
        "",
        &format!("use $crate::{{WaitError, {module}::{{Client, operation::{input}}}}};"),
        "",
        &format!("async fn wait(client: &Client, input: {input}) -> Result<(), WaitError<{input}>> {{"),
        &format!("    let waited = client.{method}(input, Duration::from_secs(600)).await?;"),
        "    println!(\"after {} attempts: {:?}\", waited.attempts, waited.result);",
        "    Ok(())",
        "}",
    ])
}

/// A block of code that is compiled and not run.
fn example(code: &[&str]) -> Vec<String> {
    let lines = ["", "```no_run"].iter().chain(code).chain(&["```"]);
    lines.map(|line| (*line).to_owned()).collect()
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

fn method(operation: &Operation) -> TokenStream {
    let mut lines = operation.docs.clone();
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
