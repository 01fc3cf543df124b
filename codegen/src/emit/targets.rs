//! `shapes.rs`: the constraints of simple shapes, and what lists and maps hold.

use super::{docs, imports, schema};
use crate::plan::{Limits, Service, Target};
use crate::tokens::{Literal, TokenStream, ident, quote};

/// The whole file.
pub(super) fn targets(service: &Service) -> TokenStream {
    let inner = docs::inner(["Simple shapes, lists and maps that are more than their Rust type says."]);
    let body: TokenStream = service.targets.iter().map(target).collect();
    imports::file(
        inner,
        body,
        &service.module,
        "root",
        service.targets.iter().map(|target| target.name.as_str()),
    )
}

fn target(target: &Target) -> TokenStream {
    let name = ident(&target.name);
    let docs = docs::outer([format!("`{}`.", target.shape)]);
    let mut fields = Vec::new();
    fields.extend(limits(target.length, Literal::integer).map(|limits| quote!(length: #limits)));
    fields.extend(limits(target.range, Literal::integer).map(|limits| quote!(range: #limits)));
    fields.extend(limits(target.float_range, Literal::float).map(|limits| quote!(float_range: #limits)));
    if let Some(pattern) = &target.pattern {
        fields.push(quote!(pattern: Some(#pattern)));
    }
    for (name, entry) in [("item", &target.item), ("key", &target.key), ("value", &target.value)] {
        if let Some(entry) = entry {
            let (name, entry) = (ident(name), schema::item(entry));
            fields.push(quote!(#name: &#entry));
        }
    }
    quote! {
        #docs
        pub(super) static #name: rt::Target = rt::Target { #(#fields,)* ..rt::plain() };
    }
}

fn limits<T: Copy>(limits: Limits<T>, literal: fn(T) -> Literal) -> Option<TokenStream> {
    let (min, max) = (limits.min.map(literal), limits.max.map(literal));
    match (min, max) {
        (None, None) => None,
        (Some(min), None) => Some(quote!(rt::at_least(#min))),
        (None, Some(max)) => Some(quote!(rt::at_most(#max))),
        (Some(min), Some(max)) => Some(quote!(rt::between(#min, #max))),
    }
}
