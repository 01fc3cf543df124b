//! What endpoints depend on of operations and their inputs.

use crate::emit::path;
use crate::model::ContextValue;
use crate::plan::Operation;
use crate::plan::endpoint::{Input, Source};
use crate::plan::path::{Path, Ty};
use crate::tokens::{TokenStream, ident, quote};

/// The constant parameters, as a field of the description of an operation.
pub(in crate::emit) fn constants(operation: &Operation) -> Option<TokenStream> {
    if operation.endpoint_constants.is_empty() {
        return None;
    }
    let constants = operation.endpoint_constants.iter().map(|(name, value)| {
        let value = match value {
            ContextValue::Boolean(flag) => quote!(rt::Constant::Flag(#flag)),
            ContextValue::String(text) => quote!(rt::Constant::Text(#text)),
            ContextValue::StringArray(texts) => quote!(rt::Constant::Texts(&[#(#texts),*])),
        };
        quote!((#name, #value))
    });
    Some(quote!(endpoint_parameters: &[#(#constants),*],))
}

/// The method that takes parameters from the input.
pub(in crate::emit) fn method(operation: &Operation) -> Option<TokenStream> {
    if operation.endpoint_inputs.is_empty() {
        return None;
    }
    let functions = operation.endpoint_inputs.iter().filter_map(|input| match &input.source {
        Source::Path(name, path) => Some(function(name, path, operation)),
        Source::Member(_) | Source::Enum(..) => None,
    });
    let statements = operation.endpoint_inputs.iter().map(statement);
    Some(quote! {
        #[inline]
        fn endpoint_parameters<'a>(&'a self, set: &mut dyn FnMut(&str, rt::Parameter<'a>)) {
            #(#functions)*
            #(#statements)*
        }
    })
}

fn function(name: &str, path: &Path, operation: &Operation) -> TokenStream {
    let (name, input) = (ident(name), ident(&operation.input.name));
    let (result, code) = (path::result(path), path::code(&path.code));
    quote! {
        fn #name(input: &#input) -> #result {
            #code
        }
    }
}

fn statement(input: &Input) -> TokenStream {
    let parameter = &input.parameter;
    match &input.source {
        Source::Member(field) => {
            let field = ident(field);
            quote!(rt::set_member(set, #parameter, &self.#field);)
        }
        Source::Enum(field, optional) => {
            let field = ident(field);
            let set = quote!(set(#parameter, rt::Parameter::Text(value.as_str())););
            match optional {
                true => quote!(if let Some(value) = &self.#field { #set }),
                false => quote!(let value = &self.#field; #set),
            }
        }
        Source::Path(name, path) => {
            let function = ident(name);
            let (value, is_optional) = (quote!(#function(self)), path.optional);
            let given = |value: TokenStream| {
                let value = match &path.ty {
                    Ty::Text => quote!(Text(#value)),
                    Ty::Reference(_) => quote!(Text(#value.as_str())),
                    Ty::Array(item, true) => {
                        let text = as_text(item);
                        quote!(Texts(#value.into_iter().flatten() #text.collect()))
                    }
                    Ty::Array(item, false) => {
                        let text = as_text(item);
                        quote!(Texts(#value.into_iter() #text.collect()))
                    }
                    Ty::Each(item) => {
                        let text = as_text(item);
                        quote!(Texts(#value #text.collect()))
                    }
                    // The plan has refused those.
                    Ty::Bool | Ty::Number(_) => quote!(),
                };
                quote!(set(#parameter, rt::Parameter::#value);)
            };
            match is_optional {
                true => {
                    let given = given(quote!(value));
                    quote!(if let Some(value) = #value { #given })
                }
                false => given(value),
            }
        }
    }
}

/// What makes texts of the items of an iterator.
fn as_text(item: &Ty) -> Option<TokenStream> {
    matches!(item, Ty::Reference(_)).then(|| quote!(.map(String::as_str)))
}
