//! What endpoints have besides their URL.

use super::value::Context;
use crate::plan::endpoint::{Auth, Document, Ending, Scheme, Value};
use crate::tokens::{Literal, TokenStream, ident, quote};

/// The function that makes an endpoint of a URL.
pub(super) fn function(ending: &Ending, context: &Context<'_>) -> TokenStream {
    let name = ident(&ending.name);
    let arguments = ending.arguments.iter().map(|argument| {
        let name = ident(argument);
        quote!(#name: &str)
    });
    let auth = auth(&ending.extras.auth, context);
    let properties = ending.extras.properties.iter().map(|(name, value)| {
        let value = document(value, context);
        quote!(.with_property(#name, #value))
    });
    let headers = ending.extras.headers.iter().map(|(name, value)| {
        let value = context.text(value);
        quote!(.with_header(#name, #value))
    });
    quote! {
        fn #name(url: impl Into<rt::Cow<'static, str>> #(, #arguments)*) -> rt::Answer {
            Ok(rt::Endpoint::new(url) #auth #(#properties)* #(#headers)*)
        }
    }
}

fn auth(options: &[Auth], context: &Context<'_>) -> Option<TokenStream> {
    if options.is_empty() {
        return None;
    }
    let is_constant = |value: &Value| matches!(value, Value::Text(_));
    let are_constant = options
        .iter()
        .all(|auth| auth.name.iter().chain(&auth.region).chain(&auth.region_set).all(is_constant));
    let options = options.iter().map(|auth| option(auth, context));
    Some(match are_constant {
        true => quote!(.with_auth(&[#(#options),*] as &[rt::AuthOption])),
        false => quote!(.with_auth(Vec::from([#(#options),*]))),
    })
}

fn option(auth: &Auth, context: &Context<'_>) -> TokenStream {
    let scheme = ident(match auth.scheme {
        Scheme::SigV4 => "SigV4",
        Scheme::SigV4a => "SigV4a",
        Scheme::S3Express => "S3Express",
        Scheme::Bearer => "Bearer",
        Scheme::None => "None",
    });
    let kept = |value: &Value| match value {
        Value::Text(text) => quote!(rt::Cow::Borrowed(#text)),
        value => {
            let value = context.text(value);
            quote!(rt::Cow::Owned(#value.to_owned()))
        }
    };
    let optional = |value: &Option<Value>| match value {
        Some(value) => {
            let value = kept(value);
            quote!(Some(#value))
        }
        None => quote!(None),
    };
    let (name, region) = (optional(&auth.name), optional(&auth.region));
    let set = auth.region_set.iter().map(kept);
    let set = match auth.region_set.iter().all(|region| matches!(region, Value::Text(_))) {
        true => quote!(rt::Cow::Borrowed(&[#(#set),*])),
        false => quote!(rt::Cow::Owned(vec![#(#set),*])),
    };
    let disable_double_encoding = auth.disable_double_encoding;
    quote! {
        rt::AuthOption {
            scheme: rt::AuthScheme::#scheme,
            signing_name: #name,
            signing_region: #region,
            signing_region_set: #set,
            disable_double_encoding: #disable_double_encoding,
        }
    }
}

fn document(value: &Document, context: &Context<'_>) -> TokenStream {
    match value {
        Document::Null => quote!(rt::Document::Null),
        Document::Flag(flag) => quote!(rt::Document::Boolean(#flag)),
        Document::Integer(number) => {
            let number = Literal::integer(*number);
            quote!(rt::Document::Integer(#number))
        }
        Document::Text(text) => {
            let text = context.text(text);
            quote!(rt::Document::String(#text.to_owned()))
        }
        Document::List(items) => {
            let items = items.iter().map(|item| document(item, context));
            quote!(rt::Document::List(Vec::from([#(#items),*])))
        }
        Document::Map(entries) => {
            let entries = entries.iter().map(|(name, value)| {
                let value = document(value, context);
                quote!((#name.to_owned(), #value))
            });
            quote!(rt::Document::Map(rt::BTreeMap::from([#(#entries),*])))
        }
    }
}
