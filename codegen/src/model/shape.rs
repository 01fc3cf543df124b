//! The types that travel.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Number;

use super::wire_enum::wire_enum;
use super::{MemberRef, XmlNamespace, unique};

/// One type, an entry of `shapes`. Which fields have a meaning depends on [`kind`](Self::kind).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Shape {
    /// What sort of type it is, `type`.
    #[serde(rename = "type")]
    pub kind: ShapeType,
    /// What the type is, as HTML, `documentation`.
    pub documentation: Option<String>,

    /// The members of a structure by name, `members`.
    #[serde(default, deserialize_with = "unique::map")]
    pub members: IndexMap<String, MemberRef>,
    /// The members of a structure that must be set, `required`.
    #[serde(default)]
    pub required: Vec<String>,
    /// The items of a list, `member`.
    pub member: Option<MemberRef>,
    /// The keys of a map, `key`.
    pub key: Option<MemberRef>,
    /// The values of a map, `value`.
    pub value: Option<MemberRef>,

    /// The values that a string is known to take, `enum`.
    #[serde(rename = "enum", default)]
    pub enum_values: Vec<String>,
    /// The expression that a string must match, in the dialect of ECMA 262, `pattern`.
    pub pattern: Option<String>,
    /// The least value of a number; the least length of a string, blob, list or map; `min`.
    pub min: Option<Number>,
    /// The greatest value of a number; the greatest length of a string, blob, list or map; `max`.
    pub max: Option<Number>,
    /// How a timestamp is written, where not as the protocol would, `timestampFormat`.
    pub timestamp_format: Option<TimestampFormat>,

    /// Whether exactly one member of the structure is set, `union`.
    #[serde(default)]
    pub union: bool,
    /// Whether the structure is a document: any JSON value, `document`.
    #[serde(default)]
    pub document: bool,
    /// Whether the value must not be shown in logs, `sensitive`.
    #[serde(default)]
    pub sensitive: bool,
    /// Whether null is a value of the list's items or the map's entries, `sparse`.
    #[serde(default)]
    pub sparse: bool,
    /// Whether an absent value is to be told from the zero value, `box`.
    #[serde(rename = "box", default)]
    pub boxed: bool,
    /// Whether the blob is a body of any length that is not held in memory, `streaming`.
    #[serde(default)]
    pub streaming: bool,
    /// Whether the length of a streaming body must be known before it is sent, `requiresLength`.
    #[serde(default)]
    pub requires_length: bool,

    /// Whether the structure is an error, `exception`.
    #[serde(default)]
    pub exception: bool,
    /// The code and status of the error on the wire, `error`.
    pub error: Option<ErrorTrait>,
    /// Whether the service is at fault for the error, `fault`.
    #[serde(default)]
    pub fault: bool,
    /// That the call is worth repeating after the error, `retryable`.
    pub retryable: Option<Retryable>,
    /// Whether the structure does not occur in the service's own definition, `synthetic`.
    #[serde(default)]
    pub synthetic: bool,

    /// Whether the structure is a stream of its members, `eventstream`.
    #[serde(rename = "eventstream", default)]
    pub event_stream: bool,
    /// Whether the structure is an item of an event stream, `event`.
    #[serde(default)]
    pub event: bool,

    /// The member that is the whole body, `payload`.
    pub payload: Option<String>,
    /// Whether the items of the list or map have no element around them all, `flattened`.
    #[serde(default)]
    pub flattened: bool,
    /// The name of the XML element, `locationName`.
    pub location_name: Option<String>,
    /// The namespace of the XML element, `xmlNamespace`.
    pub xml_namespace: Option<XmlNamespace>,
    /// The order in which the members stand in XML, `xmlOrder`.
    #[serde(default)]
    pub xml_order: Vec<String>,
    /// Whether the structure stands in an element of its own in a query answer, `wrapper`.
    #[serde(default)]
    pub wrapper: bool,

    /// Whether it is on its way out, `deprecated`.
    #[serde(default)]
    pub deprecated: bool,
    /// What to use in its place, `deprecatedMessage`.
    pub deprecated_message: Option<String>,
    /// Since when, in words or as a date, `deprecatedSince`.
    pub deprecated_since: Option<String>,
}

impl Shape {
    /// A shape of the given sort with no members and no traits.
    #[must_use]
    pub fn new(kind: ShapeType) -> Self {
        Self {
            kind,
            documentation: None,
            members: IndexMap::new(),
            required: Vec::new(),
            member: None,
            key: None,
            value: None,
            enum_values: Vec::new(),
            pattern: None,
            min: None,
            max: None,
            timestamp_format: None,
            union: false,
            document: false,
            sensitive: false,
            sparse: false,
            boxed: false,
            streaming: false,
            requires_length: false,
            exception: false,
            error: None,
            fault: false,
            retryable: None,
            synthetic: false,
            event_stream: false,
            event: false,
            payload: None,
            flattened: false,
            location_name: None,
            xml_namespace: None,
            xml_order: Vec::new(),
            wrapper: false,
            deprecated: false,
            deprecated_message: None,
            deprecated_since: None,
        }
    }

    /// Whether the named member must be set.
    #[must_use]
    pub fn is_required(&self, member: &str) -> bool {
        self.required.iter().any(|required| required == member)
    }
}

wire_enum! {
    /// What sort of type a shape is.
    pub enum ShapeType {
        /// Members by name.
        Structure = "structure",
        /// Items in order.
        List = "list",
        /// Values by string.
        Map = "map",
        /// Text, open or from an enumeration.
        String = "string",
        /// One character; only models from before 2012 have it.
        Character = "character",
        /// Bytes.
        Blob = "blob",
        /// True or false.
        Boolean = "boolean",
        /// A whole number of 32 bits.
        Integer = "integer",
        /// A whole number of 64 bits.
        Long = "long",
        /// A floating-point number of 32 bits.
        Float = "float",
        /// A floating-point number of 64 bits.
        Double = "double",
        /// An instant.
        Timestamp = "timestamp",
    }
}

wire_enum! {
    /// How a timestamp is written.
    pub enum TimestampFormat {
        /// `1985-04-12T23:20:50.520Z`.
        Iso8601 = "iso8601",
        /// Seconds since 1970, with a fraction.
        UnixTimestamp = "unixTimestamp",
        /// `Tue, 29 Apr 2014 18:30:38 GMT`, the date of HTTP headers.
        Rfc822 = "rfc822",
    }
}

/// How an error appears on the wire, `error`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ErrorTrait {
    /// The code, where it is not the name of the shape, `code`.
    pub code: Option<String>,
    /// The HTTP status, `httpStatusCode`.
    pub http_status_code: Option<u16>,
    /// Whether the caller is at fault, `senderFault`.
    #[serde(default)]
    pub sender_fault: bool,
    /// Whether the service is at fault, `fault`.
    #[serde(default)]
    pub fault: bool,
}

/// That a call is worth repeating after an error, `retryable`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retryable {
    /// Whether the service asks for fewer calls, `throttling`.
    #[serde(default)]
    pub throttling: bool,
}
