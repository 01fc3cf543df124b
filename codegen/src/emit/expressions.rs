//! `expressions.rs`: a function per expression of a suite.

use super::{docs, imports, path};
use crate::plan::Service;
use crate::plan::path::{Path, Ty};
use crate::tokens::{TokenStream, ident, quote};

/// The whole file.
pub(super) fn expressions(service: &Service) -> TokenStream {
    let inner = docs::inner(["Functions for expressions of JMESPath."]);
    let functions = service.expressions.iter().map(|found| {
        let (name, output) = (ident(&found.name), ident(&found.output));
        let (ty, body) = collected(&found.path);
        let docs = docs::outer(["An expression."]);
        quote! {
            #docs
            pub fn #name(output: &operation::#output) -> #ty {
                // A literal has no use for it.
                let _ = output;
                #body
            }
        }
    });
    let names: Vec<&str> = service.expressions.iter().map(|found| found.name.as_str()).collect();
    imports::file(inner, quote!(#(#functions)*), &service.module, "expressions", names)
}

/// Type and value of what a path finds, with `Vec`s for iterators.
fn collected(found: &Path) -> (TokenStream, TokenStream) {
    let ty = owned(&found.ty);
    let code = path::code(&found.code);
    if !matches!(found.ty, Ty::Each(_) | Ty::Array(..)) {
        return (path::result(found), code);
    }
    if !found.optional {
        return (ty, collect(&found.ty, code));
    }
    let items = collect(&found.ty, quote!(items));
    // In a function of its own, since `?` may end the code.
    (quote!(Option<#ty>), quote!(let found = (|| #code)(); found.map(|items| #items)))
}

fn owned(ty: &Ty) -> TokenStream {
    match ty {
        Ty::Each(item) => {
            let item = owned(item);
            quote!(Vec<#item>)
        }
        Ty::Array(item, optional) => {
            let item = owned(item);
            if *optional { quote!(Vec<Option<#item>>) } else { quote!(Vec<#item>) }
        }
        plain => path::ty(plain),
    }
}

fn collect(ty: &Ty, code: TokenStream) -> TokenStream {
    let (inner, items) = match ty {
        Ty::Each(item) => (item, code),
        Ty::Array(item, _) => (item, quote!(#code.into_iter())),
        _ => return code,
    };
    if !matches!(**inner, Ty::Each(_) | Ty::Array(..)) {
        return quote!(#items.collect());
    }
    let each = collect(inner, quote!(items));
    match ty {
        Ty::Array(_, true) => quote!(#items.map(|items| items.map(|items| #each)).collect()),
        _ => quote!(#items.map(|items| #each).collect()),
    }
}
