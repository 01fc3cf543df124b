//! The tables that describe shapes to the runtime.

use crate::plan::{Flag, Location, Member, TimestampFormat, Xml};
use crate::tokens::{Ident, Literal, TokenStream, ident, quote};

/// The table of a structure or union: `name @ index => row` for each member.
pub(super) fn rows<'a>(members: impl Iterator<Item = (&'a str, &'a Member)>) -> TokenStream {
    members
        .enumerate()
        .map(|(index, (name, member))| {
            let (index, name, row) = (Literal::integer(index), ident(name), row(member));
            quote!(#name @ #index => #row,)
        })
        .collect()
}

/// A member of a structure or union. The macros around the rows know the names of the runtime's schemas.
fn row(member: &Member) -> TokenStream {
    let Member { name, wire, .. } = member;
    let flags = flags(&member.flags, &TokenStream::new());
    let place = match member.location {
        Location::Body if wire == name => TokenStream::new(),
        Location::Body => quote!(.wire(#wire)),
        location => {
            let location = self::location(location);
            quote!(.at(Location::#location, #wire))
        }
    };
    let rest = rest(member, &TokenStream::new(), &quote!(root::shapes::));
    quote!(row(#name, #flags) #place #rest)
}

/// An item, key or value, which has neither a name in the model nor a field. Stands among the targets.
pub(super) fn item(item: &Member) -> TokenStream {
    let mark = quote!(rt::);
    let (wire, flags, rest) = (&item.wire, flags(&item.flags, &mark), rest(item, &mark, &TokenStream::new()));
    quote!(rt::item(#wire, #flags) #rest)
}

/// What names and flags do not say, as calls.
fn rest(member: &Member, mark: &TokenStream, targets: &TokenStream) -> TokenStream {
    let timestamp = member.timestamp.map(|format| {
        let format = timestamp_format(format);
        quote!(.timestamp(#mark TimestampFormat::#format))
    });
    let xml = (member.xml != Xml::default()).then(|| {
        let xml = xml(&member.xml, mark);
        quote!(.xml(&#xml))
    });
    let target = member.target.as_ref().map(|target| {
        let target = ident(target);
        quote!(.target(&#targets #target))
    });
    quote!(#timestamp #xml #target)
}

/// `Xml { … }`.
pub(super) fn xml(xml: &Xml, mark: &TokenStream) -> TokenStream {
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
    quote!(#mark Xml { #(#fields,)* ..#mark Xml::NONE })
}

fn flags(flags: &[Flag], mark: &TokenStream) -> TokenStream {
    if flags.is_empty() {
        return quote!(#mark NONE);
    }
    let flags = flags.iter().map(|flag| {
        let flag = ident(match flag {
            Flag::Required => "REQUIRED",
            Flag::Sensitive => "SENSITIVE",
            Flag::Flattened => "FLATTENED",
            Flag::Sparse => "SPARSE",
            Flag::IdempotencyToken => "IDEMPOTENCY_TOKEN",
            Flag::JsonValue => "JSON_VALUE",
            Flag::XmlAttribute => "XML_ATTRIBUTE",
            Flag::HostLabel => "HOST_LABEL",
            Flag::Streaming => "STREAMING",
            Flag::RequiresLength => "REQUIRES_LENGTH",
            Flag::EventPayload => "EVENT_PAYLOAD",
            Flag::StructurePayload => "STRUCTURE_PAYLOAD",
            Flag::LastSegment => "LAST_SEGMENT",
            Flag::XmlRoot => "XML_ROOT",
            Flag::EscapedName => "ESCAPED_NAME",
        });
        quote!(#mark #flag)
    });
    quote!(#(#flags)|*)
}

fn location(location: Location) -> Ident<'static> {
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

fn timestamp_format(format: TimestampFormat) -> Ident<'static> {
    ident(match format {
        TimestampFormat::Iso8601 => "Iso8601",
        TimestampFormat::HttpDate => "HttpDate",
        TimestampFormat::EpochSeconds => "EpochSeconds",
    })
}
