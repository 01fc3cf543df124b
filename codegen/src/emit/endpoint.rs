//! `endpoint.rs`: the endpoint rules as functions.

mod block;
mod ending;
mod inputs;
mod value;

pub(super) use self::inputs::{constants, method};
use self::value::Context;
use super::{docs, imports};
use crate::model::ContextValue;
use crate::model::endpoint::ParameterType;
use crate::plan::endpoint::{Parameter, Part, Resolver, Ty, is_total};
use crate::tokens::{TokenStream, ident, quote};

/// The whole file, about the service that is called `title`, in the module `module`.
pub fn endpoint(title: &str, module: &str, resolver: &Resolver) -> TokenStream {
    let inner = docs::inner([format!("Where requests of {title} go: its endpoint rules.")]);
    let params = params(resolver);
    let context = Context { resolver };
    let parts =
        resolver.functions.iter().enumerate().map(|(index, part)| function(part, index == 0, &context));
    let endings = resolver.endings.iter().map(|ending| ending::function(ending, &context));
    let body = quote!(#params #(#parts)* #(#endings)*);
    imports::file(inner, body, module, "root", ["Params"])
}

/// The struct of parameters, and how it is filled.
fn params(resolver: &Resolver) -> TokenStream {
    let parameters: Vec<_> = resolver.parameters.iter().filter(|parameter| parameter.is_used).collect();
    let fields = parameters.iter().map(|parameter| {
        let (name, ty) = (ident(&parameter.field), parameter_type(parameter));
        quote!(#name: #ty,)
    });
    let defaults = parameters.iter().map(|parameter| {
        let (name, value) = (ident(&parameter.field), default(parameter));
        quote!(#name: #value,)
    });
    let arms = parameters.iter().map(|parameter| {
        let (field, names) = (ident(&parameter.field), &parameter.names);
        quote!(#(#names)|* => value.put(&mut params.#field),)
    });
    quote! {
        /// What the endpoint depends on.
        struct Params<'a> {
            #(#fields)*
        }

        impl<'a> Params<'a> {
            fn new(parameters: &'a dyn rt::Parameters) -> Self {
                let mut params = Self { #(#defaults)* };
                let mut set = |name: &str, value: rt::Parameter<'a>| match name {
                    #(#arms)*
                    _ => {}
                };
                parameters.each(&mut set);
                params
            }
        }
    }
}

fn parameter_type(parameter: &Parameter) -> TokenStream {
    let ty = match parameter.kind {
        ParameterType::String => quote!(&'a str),
        ParameterType::Boolean => quote!(bool),
        ParameterType::StringArray => quote!(Vec<&'a str>),
    };
    if parameter.is_nullable() { quote!(Option<#ty>) } else { ty }
}

fn default(parameter: &Parameter) -> TokenStream {
    match &parameter.default {
        None => quote!(None),
        Some(ContextValue::Boolean(flag)) => quote!(#flag),
        Some(ContextValue::String(text)) => quote!(#text),
        Some(ContextValue::StringArray(texts)) => quote!(vec![#(#texts),*]),
    }
}

fn function(part: &Part, is_entry: bool, context: &Context<'_>) -> TokenStream {
    let name = ident(&part.name);
    let is_total = is_total(&part.body);
    let body = block::body(&part.body, context);
    if is_entry {
        let fallback = (!is_total).then(|| quote!(Err(rt::EndpointError::NoRule)));
        return quote! {
            /// Says where a request goes.
            pub(super) fn #name(parameters: &dyn rt::Parameters) -> rt::Answer {
                let p = &Params::new(parameters);
                #body
                #fallback
            }
        };
    }
    let arguments = part.arguments.iter().map(|argument| {
        let (name, ty) = (ident(&argument.name), argument_type(argument.ty));
        quote!(#name: #ty)
    });
    let docs = docs::outer([format!("Rules that apply in {} places.", part.uses)]);
    let (result, fallback) = match is_total {
        true => (quote!(rt::Answer), None),
        false => (quote!(Option<rt::Answer>), Some(quote!(None))),
    };
    let body = if is_total { body } else { block::partial(&part.body, context) };
    let parameters = if mentions_parameters(&body) { quote!(p) } else { quote!(_) };
    quote! {
        #docs
        fn #name(#parameters: &Params<'_>, #(#arguments),*) -> #result {
            #body
            #fallback
        }
    }
}

/// Whether `p` stands somewhere in `body`: some rules ask for nothing but what they are given.
fn mentions_parameters(body: &TokenStream) -> bool {
    body.iter().any(|token| token == "p")
}

fn argument_type(ty: Ty) -> TokenStream {
    match ty {
        Ty::Text | Ty::Encoded => quote!(&str),
        Ty::Flag => quote!(bool),
        Ty::Number => quote!(usize),
        Ty::Texts => quote!(&[&str]),
        Ty::Partition => quote!(&'static rt::Partition),
        Ty::Url => quote!(rt::Url<'_>),
        Ty::Arn => quote!(rt::Arn<'_>),
    }
}
