//! The static description of a shape: one table per structure or union, written once by the generator and read by every
//! codec, the validator and `Debug`.
//!
//! The tables say what the *model* says (names, locations, constraints, traits); what the *Rust type* says already, the
//! kind of each value, is not repeated: a value presents itself through [`Value`](crate::Value).

/// A structure or a union, as the model describes it.
#[derive(Debug)]
pub struct Schema {
    /// The name of the Rust type, which also starts every path in a validation message.
    pub name: &'static str,
    /// The members in model order. [`Shape::member`](crate::Shape::member) takes an index into this table.
    pub members: &'static [Member],
    /// The names of the Rust fields or variants, in the same order, as `stringify!` writes them. See
    /// [`field_names`](Self::field_names).
    pub fields: &'static str,
    /// The name and namespace of the root element where an XML body starts with this shape.
    pub xml: Xml,
}

impl Schema {
    /// A description without members, which the generated tables start from.
    pub const EMPTY: Self = Self { name: "", members: &[], fields: "", xml: Xml::NONE };

    /// The names of the Rust fields or variants, in the order of the members.
    pub fn field_names(&self) -> impl Iterator<Item = &'static str> {
        // A keyword is escaped in the source but not in what people read.
        self.fields.split_ascii_whitespace().map(|name| name.strip_prefix("r#").unwrap_or(name))
    }

    /// The member that is the whole body (the `payload` trait), with its index.
    pub fn payload(&self) -> Option<(usize, &'static Member)> {
        self.members.iter().enumerate().find(|(_, member)| member.location == Location::Payload)
    }
}

/// A member of a structure or union, an item of a list, or a key or value of a map: a reference to a shape, with all
/// that the model says of it. Where the model puts a trait on both the reference and the shape, the generator has
/// already decided which one holds.
#[derive(Debug)]
pub struct Member {
    /// The name in the model: the key in the shape's `members`.
    pub name: &'static str,
    /// The name on the wire, at the member's location: JSON key, XML element, header, query parameter, path label.
    pub wire: &'static str,
    /// Where on the wire the value goes.
    pub location: Location,
    /// Single-bit traits: [`REQUIRED`], [`SENSITIVE`] and the others of this module, joined by `|`.
    pub flags: Flags,
    /// The format of a timestamp; without one, the protocol's default for the location.
    pub timestamp: Option<TimestampFormat>,
    /// Traits that matter to XML, Query and EC2 only.
    pub xml: &'static Xml,
    /// Constraints and, for lists and maps, what they hold.
    pub target: &'static Target,
}

impl Member {
    /// Whether every one of `flags` is set.
    #[inline]
    pub const fn has(&self, flags: Flags) -> bool {
        self.flags & flags == flags
    }

    /// The key in a document that holds every member, wherever a message would carry it: the name on the wire of what
    /// stands in a body, and the name in the model of what does not.
    #[inline]
    pub(crate) fn key(&self) -> &'static str {
        if self.location == Location::Body { self.wire } else { self.name }
    }

    /// The name that the model gives the items of a flattened list, if it gives one: some services use it instead of
    /// the name of the list.
    pub fn flattened_item(&self) -> Option<&'static str> {
        let name = self.target.item.wire;
        (self.has(FLATTENED) && name != PLAIN_ITEM.wire).then_some(name)
    }
}

/// A row of a generated table: a member of the body by its name in the model, which is its name on the wire too, and its
/// single-bit traits. What else the model says of it follows as calls:
/// `row("Key", REQUIRED).at(Uri, "Key").target(&shapes::OBJECT_KEY)`.
pub const fn row(name: &'static str, flags: Flags) -> Member {
    Member {
        name,
        wire: name,
        location: Location::Body,
        flags,
        timestamp: None,
        xml: &PLAIN_XML,
        target: &PLAIN_TARGET,
    }
}

/// The parts of a row.
impl Member {
    /// With a name on the wire that is not the one in the model (`locationName`).
    pub const fn wire(self, wire: &'static str) -> Self {
        Self { wire, ..self }
    }

    /// With a place outside the body (`location`, `payload`), and its name there.
    pub const fn at(self, location: Location, wire: &'static str) -> Self {
        Self { location, wire, ..self }
    }

    /// With a format of its own (`timestampFormat`).
    pub const fn timestamp(self, format: TimestampFormat) -> Self {
        Self { timestamp: Some(format), ..self }
    }

    /// With what XML, Query and EC2 need to know.
    pub const fn xml(self, xml: &'static Xml) -> Self {
        Self { xml, ..self }
    }

    /// With a shape that says more than the Rust type.
    pub const fn target(self, target: &'static Target) -> Self {
        Self { target, ..self }
    }
}

/// An item of a list, or a key or value of a map, by its name on the wire and its single-bit traits.
pub const fn item(wire: &'static str, flags: Flags) -> Member {
    row(wire, flags)
}

/// A set of single-bit traits.
pub type Flags = u16;

/// No trait.
pub const NONE: Flags = 0;
/// `required`: the service rejects a request without this member.
pub const REQUIRED: Flags = 1;
/// `sensitive`: the value never appears in `Debug` output, errors or logs.
pub const SENSITIVE: Flags = 1 << 1;
/// `flattened`: the items of a list or map stand directly in the enclosing element, without one of their own.
pub const FLATTENED: Flags = 1 << 2;
/// `sparse`: a list or map may hold nulls.
pub const SPARSE: Flags = 1 << 3;
/// `idempotencyToken`: a random UUID is sent where the caller sets none.
pub const IDEMPOTENCY_TOKEN: Flags = 1 << 4;
/// `jsonvalue`: the string is JSON; base64-encoded in a header, a JSON string in a body.
pub const JSON_VALUE: Flags = 1 << 5;
/// `xmlAttribute`: an attribute of the enclosing element.
pub const XML_ATTRIBUTE: Flags = 1 << 6;
/// `hostLabel`: the value is part of the host name.
pub const HOST_LABEL: Flags = 1 << 7;
/// `streaming`: the value is a body that is not held in memory.
pub const STREAMING: Flags = 1 << 8;
/// `eventpayload`: the member is the whole payload of an event.
pub const EVENT_PAYLOAD: Flags = 1 << 9;
/// The `payload` is a structure, and not a union, string or blob: where it is unset, `rest-json` sends `{}` and not an
/// empty body.
pub const STRUCTURE_PAYLOAD: Flags = 1 << 10;
/// `requiresLength`: a streaming body is sent only where its length is known before.
pub const REQUIRES_LENGTH: Flags = 1 << 11;
/// Only what follows the last slash is sent: the service gives out ids like `/hostedzone/Z1` and takes `Z1`.
pub const LAST_SEGMENT: Flags = 1 << 12;
/// The answer's root element is the member, and not the structure that has it.
pub const XML_ROOT: Flags = 1 << 13;
/// One of its names, in the model or on the wire, has a character that JSON escapes.
pub const ESCAPED_NAME: Flags = 1 << 14;

/// Where on the wire a member goes: the `location` and `payload` traits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// A member of the body's document.
    Body,
    /// The whole body.
    Payload,
    /// A header, named by [`Member::wire`]. In an event, a header of the message.
    Header,
    /// All headers whose name starts with [`Member::wire`]: a map.
    Headers,
    /// A query parameter, or all of them where the value is a map.
    Query,
    /// A label of the path, `{name}` or `{name+}` in the URI.
    Uri,
    /// The status code of the response.
    StatusCode,
}

/// How a timestamp is written: the `timestampFormat` trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// `iso8601`: RFC 3339 in UTC, `1985-04-12T23:20:50.52Z`.
    Iso8601,
    /// `rfc822`: the HTTP date of RFC 9110, `Fri, 12 Apr 1985 23:20:50 GMT`.
    HttpDate,
    /// `unixTimestamp`: seconds since 1970-01-01T00:00:00Z, with a fraction where there is one.
    EpochSeconds,
}

/// Names that XML, Query and EC2 need besides [`Member::wire`].
#[derive(Debug)]
pub struct Xml {
    /// The element name that the model gives (`locationName` on a shape or reference), where it differs.
    pub name: Option<&'static str>,
    /// The value of `xmlns` (`xmlNamespace.uri`).
    pub namespace: Option<&'static str>,
    /// The prefix of the namespace (`xmlNamespace.prefix`): `xmlns:prefix`.
    pub prefix: Option<&'static str>,
    /// `queryName`: the name in an EC2 request.
    pub query_name: Option<&'static str>,
}

impl Xml {
    /// Nothing beyond the member's own name.
    pub const NONE: Self = Self { name: None, namespace: None, prefix: None, query_name: None };
}

/// The shape that a [`Member`] refers to, as far as its Rust type does not say it: constraints, and what a list or map
/// holds.
#[derive(Debug)]
pub struct Target {
    /// `min` and `max` of a string (characters), blob (bytes), list or map (entries).
    pub length: Limits<u64>,
    /// `min` and `max` of an integer.
    pub range: Limits<i64>,
    /// `min` and `max` of a float or double.
    pub float_range: Limits<f64>,
    /// `pattern`: a regular expression that some part of a string must match.
    pub pattern: Option<&'static str>,
    /// The items of a list.
    pub item: &'static Member,
    /// The keys of a map.
    pub key: &'static Member,
    /// The values of a map.
    pub value: &'static Member,
}

/// A shape without constraints; a list or map of such. The base that the generated descriptions start from.
pub const fn plain() -> Target {
    Target {
        length: Limits::NONE,
        range: Limits::NONE,
        float_range: Limits::NONE,
        pattern: None,
        item: &PLAIN_ITEM,
        key: &PLAIN_KEY,
        value: &PLAIN_VALUE,
    }
}

// Statics and not constants, since they refer to each other: a list whose items are lists whose items …
static PLAIN_XML: Xml = Xml::NONE;
static PLAIN_TARGET: Target = plain();
static PLAIN_ITEM: Member = item("member", NONE);
static PLAIN_KEY: Member = item("key", NONE);
static PLAIN_VALUE: Member = item("value", NONE);

/// What describes a shape that no other shape refers to: the one that a body starts with.
pub static ROOT: Member = item("", NONE);

/// An inclusive minimum and maximum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits<T> {
    /// The smallest value allowed.
    pub min: Option<T>,
    /// The largest value allowed.
    pub max: Option<T>,
}

impl<T> Limits<T> {
    /// Any value.
    pub const NONE: Self = Self { min: None, max: None };
}

/// At least `min`.
pub const fn at_least<T: Copy>(min: T) -> Limits<T> {
    Limits { min: Some(min), max: None }
}

/// At most `max`.
pub const fn at_most<T: Copy>(max: T) -> Limits<T> {
    Limits { min: None, max: Some(max) }
}

/// From `min` to `max`, both included.
pub const fn between<T: Copy>(min: T, max: T) -> Limits<T> {
    Limits { min: Some(min), max: Some(max) }
}

/// What a generated accessor does with an index that its table does not have.
///
/// # Panics
/// Always: whoever asks got the index from another table.
#[cold]
#[track_caller]
pub fn no_member(schema: &Schema, index: usize) -> ! {
    panic!("{} has {} members, so none at index {index}", schema.name, schema.members.len())
}
