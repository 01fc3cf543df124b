//! The tables that describe shapes to the runtime.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::ident;
use crate::plan::{Flag, Location, Member, TimestampFormat, Xml};

/// The `static` that describes a structure or union.
pub(super) fn schema<'a>(
    name: &str,
    shape: &str,
    members: impl Iterator<Item = &'a Member>,
    xml: &Xml,
) -> TokenStream {
    let name = ident(name);
    let members = members.map(member);
    let xml = (*xml != Xml::default()).then(|| {
        let xml = self::xml(xml);
        quote!(xml: #xml,)
    });
    quote! {
        static #name: rt::Schema = rt::Schema {
            name: #shape,
            members: &[#(#members),*],
            #xml
            ..rt::Schema::EMPTY
        };
    }
}

/// A member of a structure or union: a call that says what every member has, and fields for what this one has besides.
pub(super) fn member(member: &Member) -> TokenStream {
    let Member { name, field, flags, .. } = member;
    let flags = self::flags(flags);
    extended(member, quote!(rt::member(#name, #field, #flags)), name)
}

/// An item, key or value, which has neither a name in the model nor a field.
pub(super) fn item(item: &Member) -> TokenStream {
    let (wire, flags) = (&item.wire, flags(&item.flags));
    extended(item, quote!(rt::item(#wire, #flags)), wire)
}

/// `base`, or a structure around it with what it does not say; `base` knows the wire name `known_wire`.
fn extended(member: &Member, base: TokenStream, known_wire: &str) -> TokenStream {
    let mut fields = Vec::new();
    if member.wire != known_wire {
        let wire = &member.wire;
        fields.push(quote!(wire: #wire));
    }
    if member.location != Location::Body {
        let location = location(member.location);
        fields.push(quote!(location: rt::Location::#location));
    }
    if let Some(format) = member.timestamp {
        let format = timestamp_format(format);
        fields.push(quote!(timestamp: Some(rt::TimestampFormat::#format)));
    }
    if member.xml != Xml::default() {
        let xml = xml(&member.xml);
        fields.push(quote!(xml: &#xml));
    }
    if let Some(target) = &member.target {
        let target = ident(target);
        fields.push(quote!(target: &root::shapes::#target));
    }
    if fields.is_empty() { base } else { quote!(rt::Member { #(#fields,)* ..#base }) }
}

fn xml(xml: &Xml) -> TokenStream {
    let fields = [
        ("name", &xml.name),
        ("namespace", &xml.namespace),
        ("prefix", &xml.prefix),
        ("query_name", &xml.query_name),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| {
        let (name, value) = (ident(name), value.as_ref()?);
        Some(quote!(#name: Some(#value)))
    });
    quote!(rt::Xml { #(#fields,)* ..rt::Xml::NONE })
}

fn flags(flags: &[Flag]) -> TokenStream {
    if flags.is_empty() {
        return quote!(rt::NONE);
    }
    let flags = flags.iter().map(|flag| {
        ident(match flag {
            Flag::Required => "REQUIRED",
            Flag::Sensitive => "SENSITIVE",
            Flag::Flattened => "FLATTENED",
            Flag::Sparse => "SPARSE",
            Flag::IdempotencyToken => "IDEMPOTENCY_TOKEN",
            Flag::JsonValue => "JSON_VALUE",
            Flag::XmlAttribute => "XML_ATTRIBUTE",
            Flag::HostLabel => "HOST_LABEL",
            Flag::Streaming => "STREAMING",
            Flag::EventPayload => "EVENT_PAYLOAD",
        })
    });
    quote!(#(rt::#flags)|*)
}

fn location(location: Location) -> proc_macro2::Ident {
    ident(match location {
        Location::Body => "Body",
        Location::Payload => "Payload",
        Location::Header => "Header",
        Location::Headers => "Headers",
        Location::Query => "Query",
        Location::Uri => "Uri",
        Location::StatusCode => "StatusCode",
    })
}

fn timestamp_format(format: TimestampFormat) -> proc_macro2::Ident {
    ident(match format {
        TimestampFormat::Iso8601 => "Iso8601",
        TimestampFormat::HttpDate => "HttpDate",
        TimestampFormat::EpochSeconds => "EpochSeconds",
    })
}
