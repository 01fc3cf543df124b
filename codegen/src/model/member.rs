//! References to shapes from within shapes.

use serde::Deserialize;

use super::wire_enum::wire_enum;
use super::{TimestampFormat, XmlNamespace};

/// A reference to a shape from a member of a structure, the items of a list or the keys and values of a map,
/// with the traits that hold for this use only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MemberRef {
    /// The name of the type in `shapes`, `shape`.
    pub shape: String,
    /// What the member means, as HTML, `documentation`.
    pub documentation: Option<String>,

    /// The part of the HTTP message that holds the member, `location`; the body where it is absent.
    pub location: Option<Location>,
    /// The name on the wire, `locationName`; the member's own where it is absent. A prefix for the location
    /// `headers`.
    pub location_name: Option<String>,
    /// The name in requests of the ec2 protocol, `queryName`.
    pub query_name: Option<String>,
    /// Whether the member also stands in the host name, `hostLabel`.
    #[serde(default)]
    pub host_label: bool,
    /// The endpoint parameter that takes the member's value, `contextParam`.
    pub context_param: Option<ContextParam>,

    /// Whether the client makes up a value where the caller gives none, so that a repeated call counts once,
    /// `idempotencyToken`.
    #[serde(default)]
    pub idempotency_token: bool,
    /// Whether an absent value is to be told from the zero value, `box`.
    #[serde(rename = "box", default)]
    pub boxed: bool,
    /// Whether the string holds JSON, `jsonvalue`.
    #[serde(rename = "jsonvalue", default)]
    pub json_value: bool,
    /// Whether the member is a body of any length that is not held in memory, `streaming`.
    #[serde(default)]
    pub streaming: bool,
    /// The values that this member is known to take of all those that its shape has, `enum`.
    #[serde(rename = "enum", default)]
    pub enum_values: Vec<String>,
    /// How a timestamp is written in this place, `timestampFormat`.
    pub timestamp_format: Option<TimestampFormat>,

    /// Whether the items of the list or map have no element around them all, `flattened`.
    #[serde(default)]
    pub flattened: bool,
    /// The namespace of the XML element, `xmlNamespace`.
    pub xml_namespace: Option<XmlNamespace>,
    /// Whether the member is an attribute of its structure's XML element, `xmlAttribute`.
    #[serde(default)]
    pub xml_attribute: bool,

    /// Whether the member is the body of its event, `eventpayload`.
    #[serde(rename = "eventpayload", default)]
    pub event_payload: bool,
    /// Whether the member is a header of its event, `eventheader`.
    #[serde(rename = "eventheader", default)]
    pub event_header: bool,

    /// Whether it is on its way out, `deprecated`.
    #[serde(default)]
    pub deprecated: bool,
    /// What to use in its place, `deprecatedMessage`.
    pub deprecated_message: Option<String>,
    /// Since when, in words or as a date, `deprecatedSince`.
    pub deprecated_since: Option<String>,
}

impl MemberRef {
    /// A reference to the named shape with no traits.
    #[must_use]
    pub fn to(shape: impl Into<String>) -> Self {
        Self { shape: shape.into(), ..Self::default() }
    }
}

/// The endpoint parameter that takes a member's value, `contextParam`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextParam {
    /// The parameter, `name`.
    pub name: String,
}

wire_enum! {
    /// The part of an HTTP message that holds a member.
    pub enum Location {
        /// The path, at the label of the same name.
        Uri = "uri",
        /// The query string.
        QueryString = "querystring",
        /// A header.
        Header = "header",
        /// All headers that begin with a prefix, as a map.
        Headers = "headers",
        /// The status of the answer.
        StatusCode = "statusCode",
    }
}
