//! `mod.rs` of a service: what it is, its constants, its modules.

use super::{docs, imports};
use crate::plan::{Auth, Protocol, Service};
use crate::tokens::{Ident, TokenStream, ident, quote};

/// The whole file.
pub(super) fn module(service: &Service) -> TokenStream {
    let meta = &service.meta;
    let inner = docs::inner(&service.docs);
    let shapes = (!service.targets.is_empty()).then(|| {
        quote!(
            mod shapes;
        )
    });
    let endpoint = service.resolver.as_ref().map(|_| {
        quote!(
            mod endpoint;
        )
    });
    let resolve = endpoint.as_ref().map(|_| quote!(endpoint: Some(endpoint::resolve),));
    let types = (!service.types.is_empty()).then(|| {
        quote!(
            pub mod types;
        )
    });
    let waiters = (!service.waiters.waiters.is_empty()).then(|| {
        quote!(
            mod waiters;
        )
    });
    let expressions = (!service.expressions.is_empty()).then(|| {
        quote!(
            pub mod expressions;
        )
    });
    let constants = [
        ("SERVICE_NAME", "The service's name for people.", &meta.name),
        ("SERVICE_ID", "The service's identifier, its words put together.", &meta.compact_id),
        ("ENDPOINTS_ID", "The first label of the service's default host name.", &meta.endpoint_prefix),
        ("API_VERSION", "The version of the API: a date.", &meta.api_version),
        ("SIGNING_NAME", "The service's name in the scope of a signature.", &meta.signing_name),
    ]
    .map(|(name, text, value)| {
        let (name, docs) = (ident(name), docs::outer([text]));
        quote!(#docs pub const #name: &str = #value;)
    });
    let id = &meta.id;
    let protocols = meta.protocols.iter().map(protocol);
    let auth = auth_schemes(&meta.auth);
    let optional = [("target_prefix", &meta.target_prefix), ("xml_namespace", &meta.xml_namespace)];
    let optional = optional.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| {
        let name = ident(name);
        quote!(#name: #value,)
    });
    let s3_signature = meta.s3_signature.then(|| quote!(s3_signature: true,));
    let query_compatible = meta.query_compatible.then(|| quote!(query_compatible: true,));
    let body = quote! {
        pub mod api;
        mod client;
        #endpoint
        pub mod error;
        pub mod operation;
        #shapes
        #types
        #waiters
        #expressions

        pub use self::client::Client;
        pub use self::error::Error;

        #(#constants)*

        static SERVICE: rt::ServiceMeta = rt::ServiceMeta {
            name: SERVICE_NAME,
            id: #id,
            endpoint_prefix: ENDPOINTS_ID,
            signing_name: SIGNING_NAME,
            api_version: API_VERSION,
            protocols: &[#(rt::Protocol::#protocols),*],
            auth: #auth,
            #(#optional)*
            #query_compatible
            #s3_signature
            #resolve
            ..rt::ServiceMeta::EMPTY
        };
    };
    imports::file(inner, body, &service.module, "root", [])
}

fn protocol(protocol: &Protocol) -> Ident<'static> {
    ident(match protocol {
        Protocol::Json10 => "Json10",
        Protocol::Json11 => "Json11",
        Protocol::RestJson => "RestJson",
        Protocol::RestXml => "RestXml",
        Protocol::Query => "Query",
        Protocol::Ec2 => "Ec2",
        Protocol::Cbor => "Cbor",
    })
}

/// `&[AuthScheme::SigV4]`.
pub(super) fn auth_schemes(schemes: &[Auth]) -> TokenStream {
    let schemes = schemes.iter().map(|scheme| {
        ident(match scheme {
            Auth::None => "None",
            Auth::SigV4 => "SigV4",
            Auth::SigV4a => "SigV4a",
            Auth::Bearer => "Bearer",
        })
    });
    quote!(&[#(rt::AuthScheme::#schemes),*])
}
