//! `waiters.rs`: what can be waited for, and how its responses are told apart.

use super::{docs, imports, path};
use crate::model::WaiterState;
use crate::plan::Service;
use crate::plan::waiter::{Acceptor, Matcher, Waiter, WaiterPath};
use crate::tokens::{Literal, TokenStream, ident, quote};

/// The whole file.
pub(super) fn waiters(service: &Service) -> TokenStream {
    let inner = docs::inner(["What can be waited for: which responses mean what."]);
    let constants = service.waiters.waiters.iter().map(constant);
    let functions = service.waiters.paths.iter().map(function);
    let names: Vec<&str> = service.waiters.paths.iter().map(|path| path.name.as_str()).collect();
    imports::file(inner, quote!(#(#constants)* #(#functions)*), &service.module, "waiters", names)
}

fn constant(waiter: &Waiter) -> TokenStream {
    let docs = docs::outer([format!("See [`{0}`](super::Client::{0}).", waiter.method)]);
    let (constant, output, name) = (ident(&waiter.constant), ident(&waiter.output), &waiter.name);
    let delay = Literal::integer(waiter.delay);
    let acceptors = waiter.acceptors.iter().map(acceptor);
    quote! {
        #docs
        pub(super) const #constant: &rt::Waiter<operation::#output> = &rt::Waiter {
            name: #name,
            delay: #delay,
            acceptors: &[#(#acceptors),*],
        };
    }
}

fn acceptor(acceptor: &Acceptor) -> TokenStream {
    let state = ident(match acceptor.state {
        WaiterState::Success => "Success",
        WaiterState::Failure => "Failure",
        WaiterState::Retry => "Retry",
    });
    let when = &acceptor.when;
    let matcher = match &acceptor.matcher {
        Matcher::Output(code) => {
            let code = path::code(code);
            quote!(Output(#code))
        }
        Matcher::Status(status) => {
            let status = Literal::integer(*status);
            quote!(Status(#status))
        }
        Matcher::Error(code) => quote!(Error(#code)),
        Matcher::AnyError => quote!(AnyError),
        Matcher::NoError => quote!(NoError),
    };
    quote! {
        rt::Acceptor {
            state: rt::State::#state,
            when: #when,
            matcher: rt::Matcher::#matcher,
        }
    }
}

fn function(found: &WaiterPath) -> TokenStream {
    let docs = docs::outer([format!("`{}`", found.text)]);
    let (name, output) = (ident(&found.name), ident(&found.output));
    let (result, body) = (path::result(&found.path), path::code(&found.path.code));
    quote! {
        #docs
        fn #name(output: &operation::#output) -> #result {
            #body
        }
    }
}
