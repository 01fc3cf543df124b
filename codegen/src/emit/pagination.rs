//! How an operation answers in pages: implementations for its input.

use super::{path, rust_type};
use crate::plan::pagination::{ItemKind, LimitKind, PageItems, PageLimit, PageToken, Pagination};
use crate::plan::{Operation, RustType};
use crate::tokens::{TokenStream, ident, quote};

/// The implementations; nothing where there are no pages.
pub(super) fn implementations(operation: &Operation) -> TokenStream {
    let Some(pagination) = &operation.pagination else { return TokenStream::new() };
    let pages = pages(operation, pagination);
    let items = pagination.items.as_ref().map(|items| self::items(operation, items));
    let limit = pagination.limit.as_ref().map(|limit| self::limit(operation, limit));
    quote!(#pages #items #limit)
}

fn pages(operation: &Operation, pagination: &Pagination) -> TokenStream {
    let (input, output) = (ident(&operation.input.name), ident(&operation.output.name));
    let Tokens { ty, get, set, next } = Tokens::of(&pagination.tokens);
    let more = pagination.more.as_ref().map(|more| {
        let more = path::code(more);
        quote! {
            #[inline]
            fn has_more(output: &#output) -> bool {
                #more
            }
        }
    });
    quote! {
        impl rt::Paginated for #input {
            type Token = #ty;

            #[inline]
            fn token(&self) -> Option<Self::Token> {
                #get
            }

            #[inline]
            fn set_token(&mut self, token: Option<Self::Token>) {
                #set
            }

            #[inline]
            fn next_token(output: &#output) -> Option<Self::Token> {
                #next
            }

            #more
        }
    }
}

/// A token, or several as a tuple of `Option`s.
struct Tokens {
    ty: TokenStream,
    get: TokenStream,
    set: TokenStream,
    next: TokenStream,
}

impl Tokens {
    fn of(tokens: &[PageToken]) -> Self {
        let types: Vec<_> = tokens.iter().map(|token| rust_type::owned(&token.ty)).collect();
        let fields: Vec<_> = tokens.iter().map(|token| ident(&token.field)).collect();
        let next: Vec<_> = tokens.iter().map(|token| path::code(&token.next)).collect();
        let values: Vec<_> = tokens
            .iter()
            .map(|token| {
                let field = ident(&token.field);
                if is_copy(&token.ty) { quote!(self.#field) } else { quote!(self.#field.clone()) }
            })
            .collect();
        if let ([ty], [field], [next], [value]) =
            (types.as_slice(), fields.as_slice(), next.as_slice(), values.as_slice())
        {
            return Self {
                ty: quote!(#ty),
                get: quote!(#value),
                set: quote!(self.#field = token;),
                next: quote!(#next),
            };
        }
        let (types, values) = (&types, &values);
        Self {
            ty: quote!((#(Option<#types>),*)),
            get: quote!(Some((#(#values),*))),
            set: quote!((#(self.#fields),*) = token.unwrap_or_default();),
            next: quote!(Some((#(#next),*))),
        }
    }
}

fn is_copy(ty: &RustType) -> bool {
    matches!(ty, RustType::I32 | RustType::I64)
}

fn items(operation: &Operation, items: &PageItems) -> TokenStream {
    let (input, output) = (ident(&operation.input.name), ident(&operation.output.name));
    let code = path::code(&items.code);
    let entry = |ty: &RustType, sparse: bool| {
        let ty = rust_type::owned(ty);
        if sparse { quote!(Option<#ty>) } else { ty }
    };
    let (ty, code) = match &items.kind {
        ItemKind::Item(item, sparse) => (entry(item, *sparse), code),
        ItemKind::Entry(key, value, sparse) => {
            let (key, value) = (rust_type::owned(key), entry(value, *sparse));
            (quote!((#key, #value)), quote!(#code.into_iter().collect()))
        }
    };
    quote! {
        impl rt::Itemized for #input {
            type Item = #ty;

            #[inline]
            fn items(output: #output) -> Vec<Self::Item> {
                #code
            }
        }
    }
}

fn limit(operation: &Operation, limit: &PageLimit) -> TokenStream {
    let (input, field) = (ident(&operation.input.name), ident(&limit.field));
    let value = match limit.kind {
        LimitKind::I32 => quote!(limit),
        LimitKind::I64 => quote!(limit.into()),
        LimitKind::Text => quote!(limit.to_string()),
    };
    let value = if limit.optional { quote!(Some(#value)) } else { value };
    quote! {
        impl rt::Limited for #input {
            #[inline]
            fn set_limit(&mut self, limit: i32) {
                self.#field = #value;
            }
        }
    }
}
