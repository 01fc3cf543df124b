//! Writing XML.

use std::fmt;

use super::ENTRY;
use crate::codec::text::simple_values_as_text;
use crate::codec::{EncodeError, MAX_DEPTH};
use crate::field::FieldEncoder;
use crate::schema::{FLATTENED, Location, Member, SPARSE, Schema, XML_ATTRIBUTE, Xml};
use crate::value::{List, Map, Shape, Union, Value};

/// Writes one value as an XML document, without declaration and whitespace.
///
/// The root element is called as the member is on the wire where that differs from the model, or else as the shape is.
///
/// ```
/// use sdk_runtime::{FieldEncoder, codec::xml::XmlEncoder, schema};
///
/// static NAME: schema::Member = schema::item("Name", schema::NONE);
/// let mut out = XmlEncoder::new();
/// out.string(&NAME, "a < b");
/// assert_eq!(out.finish(), Ok(b"<Name>a &lt; b</Name>".to_vec()));
/// ```
pub struct XmlEncoder {
    out: String,
    place: Place,
    depth: usize,
    error: Option<EncodeError>,
}

/// Where the next value goes.
#[derive(Clone, Copy)]
enum Place {
    Root,
    /// To an element of this name.
    Element(&'static str),
    /// To an attribute of this name, of the element whose start is being written.
    Attribute(&'static str),
}

impl XmlEncoder {
    /// An encoder for the body of a message.
    pub fn new() -> Self {
        // A typical request fits without growing more than once.
        Self { out: String::with_capacity(512), place: Place::Root, depth: 0, error: None }
    }

    /// The bytes, which are UTF-8.
    ///
    /// # Errors
    /// The first value met that XML cannot hold: one nested too deep, a character that XML 1.0 does not allow, a
    /// timestamp out of range, a document, a union whose member the model does not know.
    pub fn finish(self) -> Result<Vec<u8>, EncodeError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.out.into_bytes()),
        }
    }

    fn fail(&mut self, member: &'static Member, problem: &'static str) {
        self.error.get_or_insert_with(|| EncodeError::new(member.name, problem));
    }

    /// Writes an element: its start, with what `attributes` writes, then what `content` writes, and its end.
    fn element(
        &mut self,
        member: &'static Member,
        name: &str,
        xml: &Xml,
        attributes: impl FnOnce(&mut Self),
        content: impl FnOnce(&mut Self),
    ) {
        if self.depth == MAX_DEPTH {
            return self.fail(member, "nests too deep");
        }
        self.depth += 1;
        self.out.extend(["<", name]);
        if let Some(namespace) = xml.namespace {
            match xml.prefix {
                Some(prefix) => self.out.extend([" xmlns:", prefix, "=\""]),
                None => self.out.push_str(" xmlns=\""),
            }
            self.escaped(member, namespace);
            self.out.push('"');
        }
        attributes(self);
        self.out.push('>');
        content(self);
        self.out.extend(["</", name, ">"]);
        self.depth -= 1;
    }

    /// Writes the element of a structure or union.
    fn members(
        &mut self,
        member: &'static Member,
        schema: &'static Schema,
        attributes: impl FnOnce(&mut Self),
        content: impl FnOnce(&mut Self),
    ) {
        match self.place {
            Place::Root => {
                let xml = if member.xml.namespace.is_some() { member.xml } else { &schema.xml };
                self.element(member, root_name(member, schema), xml, attributes, content);
            }
            Place::Element(name) => self.element(member, name, member.xml, attributes, content),
            Place::Attribute(_) => self.no_attribute(member),
        }
    }

    /// Writes a list or map, whose items `content` writes: it is told the name of each if the collection is flattened.
    fn collection(&mut self, member: &'static Member, content: impl FnOnce(&mut Self, Option<&'static str>)) {
        let name = match self.place {
            Place::Root => member.wire,
            Place::Element(name) => name,
            Place::Attribute(_) => return self.no_attribute(member),
        };
        if member.has(FLATTENED) {
            content(self, Some(name));
        } else {
            self.element(member, name, member.xml, |_| {}, |out| content(out, None));
        }
    }

    fn entry(
        &mut self,
        member: &'static Member,
        flattened: Option<&'static str>,
        key: &str,
        value: &dyn Value,
    ) {
        let target = member.target;
        let (name, xml) = match flattened {
            Some(name) => (name, member.xml),
            None => (ENTRY, &Xml::NONE),
        };
        let content = |out: &mut Self| {
            out.place = Place::Element(target.key.wire);
            out.string(target.key, key);
            out.item(target.value, target.value.wire, value);
        };
        self.element(member, name, xml, |_| {}, content);
    }

    /// Writes an item of a list or a value of a map, which may be unset.
    fn item(&mut self, member: &'static Member, name: &'static str, value: &dyn Value) {
        if value.is_set() {
            self.place = Place::Element(name);
            value.encode(member, self);
        } else {
            let nil = |out: &mut Self| {
                out.out.push_str(r#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true""#);
            };
            self.element(member, name, &Xml::NONE, nil, |_| {});
        }
    }

    /// Writes a simple value.
    fn text(&mut self, member: &'static Member, text: &str) {
        match self.place {
            Place::Root => {
                self.element(member, member.wire, member.xml, |_| {}, |out| out.escaped(member, text))
            }
            Place::Element(name) => {
                self.element(member, name, member.xml, |_| {}, |out| out.escaped(member, text))
            }
            Place::Attribute(name) => {
                self.out.extend([" ", name, "=\""]);
                self.escaped(member, text);
                self.out.push('"');
            }
        }
    }

    /// Writes `text` so that it reads back as the same in an element and in an attribute, where line breaks and tabs
    /// would become spaces.
    fn escaped(&mut self, member: &'static Member, text: &str) {
        let is_attribute = matches!(self.place, Place::Attribute(_));
        let mut start = 0;
        for (at, character) in text.char_indices() {
            let escape = match character {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\r' => "&#xD;",
                '\n' if is_attribute => "&#xA;",
                '\t' if is_attribute => "&#x9;",
                '\n' | '\t' => continue,
                '\0'..' ' | '\u{FFFE}' | '\u{FFFF}' => {
                    return self.fail(member, "holds a character that XML does not allow");
                }
                _ => continue,
            };
            self.out.extend([text.get(start..at).unwrap_or_default(), escape]);
            start = at + character.len_utf8();
        }
        self.out.push_str(text.get(start..).unwrap_or_default());
    }

    fn no_attribute(&mut self, member: &'static Member) {
        self.fail(member, "is an attribute, so it must be a simple value");
    }
}

/// The name of the root element. One that a reference gives it goes before one that the shape has.
fn root_name(member: &'static Member, schema: &'static Schema) -> &'static str {
    match schema.xml.name {
        _ if member.wire != member.name => member.wire,
        Some(name) => name,
        None if member.wire.is_empty() => schema.name,
        None => member.wire,
    }
}

fn is_in_body(member: &Member) -> bool {
    member.location == Location::Body
}

impl FieldEncoder for XmlEncoder {
    fn structure(&mut self, member: &'static Member, value: &dyn Shape) {
        let schema = value.schema();
        let members = || {
            let members = schema.members.iter().enumerate().filter(|(_, member)| is_in_body(member));
            members.map(|(index, member)| (member, value.member(index))).filter(|(_, value)| value.is_set())
        };
        let attributes = |out: &mut Self| {
            for (member, value) in members().filter(|(member, _)| member.has(XML_ATTRIBUTE)) {
                out.place = Place::Attribute(member.wire);
                value.encode(member, out);
            }
        };
        let content = |out: &mut Self| {
            for (member, value) in members().filter(|(member, _)| !member.has(XML_ATTRIBUTE)) {
                out.place = Place::Element(member.wire);
                value.encode(member, out);
            }
        };
        self.members(member, schema, attributes, content);
    }

    fn union(&mut self, member: &'static Member, value: &dyn Union) {
        let Some((variant, variant_value)) = value.variant_member() else {
            return self.fail(member, "is of a kind that the model does not know");
        };
        let content = |out: &mut Self| {
            out.place = Place::Element(variant.wire);
            variant_value.encode(variant, out);
        };
        self.members(member, value.schema(), |_| {}, content);
    }

    fn list(&mut self, member: &'static Member, value: &dyn List) {
        let item = member.target.item;
        self.collection(member, |out, flattened| {
            for value in (0..value.count()).filter_map(|index| value.at(index)) {
                if value.is_set() || member.has(SPARSE) {
                    out.item(item, flattened.unwrap_or(item.wire), value);
                }
            }
        });
    }

    fn map(&mut self, member: &'static Member, value: &dyn Map) {
        self.collection(member, |out, flattened| {
            value.visit(&mut |key, value| {
                if value.is_set() || member.has(SPARSE) {
                    out.entry(member, flattened, key, value);
                }
            });
        });
    }

    simple_values_as_text!();
}

impl Default for XmlEncoder {
    fn default() -> Self {
        Self::new()
    }
}

/// What is written may be secret, so only its size is shown.
impl fmt::Debug for XmlEncoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "XmlEncoder({} bytes)", self.out.len())
    }
}
