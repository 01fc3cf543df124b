//! Reading XML.

use std::borrow::Cow;
use std::fmt;
use std::mem;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::{Attribute, Attributes};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::ENTRY;
use crate::codec::members::{self, MemberSet};
use crate::codec::number;
use crate::codec::text::DEFAULT_TIMESTAMP;
use crate::codec::{DecodeError, MAX_DEPTH, inside, inside_entry};
use crate::document::Document;
use crate::field::FieldDecoder;
use crate::schema::{FLATTENED, Location, Member, SPARSE, XML_ATTRIBUTE};
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union, Value};

/// Reads one value from an XML document. What the root element is called does not matter.
///
/// Strict about what the model says an element holds: no text for a number, no overflow, no element twice. Lenient about
/// what services do: elements, attributes and text that the model does not know are skipped, and an element with
/// `xsi:nil="true"` is a member that is not there.
///
/// ```
/// use sdk_runtime::{FieldDecoder, codec::xml::XmlDecoder, schema::ROOT};
///
/// let mut from = XmlDecoder::new(b"<Response><Count> 1 </Count></Response>")?;
/// assert!(from.enter("Count")?);
/// assert_eq!(from.integer(&ROOT)?, 1);
/// from.finish()?;
/// # Ok::<(), sdk_runtime::DecodeError>(())
/// ```
pub struct XmlDecoder<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Where in the text the reader has started.
    base: usize,
    /// What the next value is read from; `None` where it has been read.
    source: Option<Source<'a>>,
    /// Where in the text the element starts that is the source, or was last.
    start: usize,
    /// The number of elements that are open, without the source.
    depth: usize,
    /// Whether the next value is one more item of a flattened list or map that has some already.
    is_continued: bool,
}

enum Source<'a> {
    /// The element that has just started.
    Element(BytesStart<'a>),
    /// The value of an attribute.
    Attribute(String),
}

impl<'a> XmlDecoder<'a> {
    /// A decoder for the root element of `body`.
    ///
    /// # Errors
    /// When the bytes are not UTF-8, or there is no element.
    pub fn new(body: &'a [u8]) -> Result<Self, DecodeError> {
        let text = std::str::from_utf8(body)
            .map_err(|error| DecodeError::new("the text is not UTF-8").at_offset(error.valid_up_to()))?;
        Self::at(text, 0, 0)
    }

    /// A decoder for the first element of `text` after `base`, inside `depth` others.
    fn at(text: &'a str, base: usize, depth: usize) -> Result<Self, DecodeError> {
        let mut reader = Reader::from_str(text.get(base..).unwrap_or_default());
        reader.config_mut().expand_empty_elements = true;
        let mut decoder = Self { text, reader, base, source: None, start: base, depth, is_continued: false };
        match decoder.outside()? {
            Event::Start(root) => decoder.source = Some(Source::Element(root)),
            _ => return Err(decoder.expected("an element", "none")),
        }
        Ok(decoder)
    }

    /// Goes into the first element called `name` inside the current one, which the next value is then read from.
    /// Without such an element the current one is passed, and this is `false`.
    ///
    /// # Errors
    /// When what comes before it is not XML.
    pub fn enter(&mut self, name: &str) -> Result<bool, DecodeError> {
        self.open()?;
        while let Some(child) = self.child()? {
            let is_found = name_of(&child) == name;
            self.source = Some(Source::Element(child));
            if is_found {
                return Ok(true);
            }
            self.skip()?;
        }
        Ok(false)
    }

    /// Ends reading. What else the elements around the value hold does not matter.
    ///
    /// # Errors
    /// When what is left is not XML, or more than the root element.
    pub fn finish(mut self) -> Result<(), DecodeError> {
        self.skip_to(0)?;
        match self.outside()? {
            Event::Eof => Ok(()),
            _ => Err(self.expected("the end", "another element")),
        }
    }

    fn offset(&self) -> usize {
        self.base_plus(self.reader.buffer_position())
    }

    fn base_plus(&self, position: u64) -> usize {
        // A position is one in a slice.
        self.base + usize::try_from(position).unwrap_or_default()
    }

    fn expected(&self, expected: &str, found: &str) -> DecodeError {
        DecodeError::expected(expected, found).at_offset(self.offset())
    }

    /// The next token.
    fn event(&mut self) -> Result<Event<'a>, DecodeError> {
        match self.reader.read_event() {
            Ok(Event::DocType(_)) => {
                Err(DecodeError::new("a document type declaration is not allowed").at_offset(self.offset()))
            }
            Ok(event) => Ok(event),
            Err(error) => {
                let offset = self.base_plus(self.reader.error_position());
                Err(DecodeError::new(error.to_string()).at_offset(offset))
            }
        }
    }

    /// The next token inside an element.
    fn inside(&mut self) -> Result<Event<'a>, DecodeError> {
        match self.event()? {
            Event::Eof => Err(self.expected("the end of an element", "the end of the text")),
            event => Ok(event),
        }
    }

    /// The next token before or after the root element that means something: a start or the end of the text.
    fn outside(&mut self) -> Result<Event<'a>, DecodeError> {
        loop {
            match self.event()? {
                Event::Text(text) if text.trim_ascii().is_empty() => {}
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                event @ (Event::Start(_) | Event::Eof) => return Ok(event),
                _ => return Err(self.expected("an element", "text")),
            }
        }
    }

    /// Goes into the element that is the source, to read the elements in it.
    fn open(&mut self) -> Result<BytesStart<'a>, DecodeError> {
        match self.source.take() {
            Some(Source::Element(start)) => {
                self.deepen()?;
                Ok(start)
            }
            Some(Source::Attribute(_)) => Err(self.expected("elements", "an attribute")),
            None => Err(self.expected("an element", "none")),
        }
    }

    fn deepen(&mut self) -> Result<(), DecodeError> {
        if self.depth == MAX_DEPTH {
            return Err(DecodeError::too_deep().at_offset(self.offset()));
        }
        self.depth += 1;
        Ok(())
    }

    /// The next element inside the one that was opened last; `None` for its end, which is passed.
    fn child(&mut self) -> Result<Option<BytesStart<'a>>, DecodeError> {
        loop {
            let start = self.offset();
            match self.inside()? {
                Event::Start(child) => {
                    self.start = start;
                    return Ok(Some(child));
                }
                Event::End(_) => {
                    self.depth -= 1;
                    return Ok(None);
                }
                // Services send line breaks there, and a text in between means nothing either.
                _ => {}
            }
        }
    }

    /// Passes the element that is the source.
    fn skip(&mut self) -> Result<(), DecodeError> {
        let outer = self.depth;
        self.open()?;
        self.skip_to(outer)
    }

    /// Passes what is left of the elements deeper than `depth`.
    fn skip_to(&mut self, depth: usize) -> Result<(), DecodeError> {
        while self.depth > depth {
            match self.inside()? {
                Event::Start(_) => self.deepen()?,
                Event::End(_) => self.depth -= 1,
                _ => {}
            }
        }
        Ok(())
    }

    /// The text of the source, which has no elements in it.
    fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        match self.source.take() {
            Some(Source::Attribute(text)) => return Ok(text.into()),
            source => self.source = source,
        }
        self.open()?;
        let mut text = Cow::Borrowed("");
        loop {
            let part = match self.inside()? {
                Event::Text(part) => part.xml10_content(),
                Event::CData(part) => part.xml10_content(),
                Event::GeneralRef(reference) => self.resolve(&reference)?,
                Event::Start(_) => return Err(self.expected("a text", "an element")),
                Event::End(_) => {
                    self.depth -= 1;
                    return Ok(text);
                }
                _ => continue,
            };
            if text.is_empty() {
                text = part;
            } else {
                text.to_mut().push_str(&part);
            }
        }
    }

    /// What `&reference;` stands for.
    fn resolve(&self, reference: &BytesRef<'a>) -> Result<Cow<'a, str>, DecodeError> {
        if let Some(character) = reference.resolve_char_ref().map_err(|error| self.malformed(error))? {
            return Ok(character.to_string().into());
        }
        let text = resolve_predefined_entity(reference).map(Cow::Borrowed);
        text.ok_or_else(|| self.malformed(format_args!("the entity {:?} is not defined", &**reference)))
    }

    /// What `parse` makes of the text of the source, without whitespace around it.
    fn parse<T>(&mut self, expected: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, DecodeError> {
        let text = self.text()?;
        // What is there is not part of the error: it may be a secret.
        parse(text.trim_ascii()).ok_or_else(|| self.expected(expected, "another text"))
    }

    fn whole_number<T: FromStr>(&mut self, expected: &str) -> Result<T, DecodeError> {
        self.parse(expected, |text| text.parse().ok())
    }

    /// Fills the members that are attributes of `start`.
    fn attributes(&mut self, start: &BytesStart<'a>, value: &mut dyn Shape) -> Result<(), DecodeError> {
        let members = value.schema().members;
        let mut seen = MemberSet::default();
        for attribute in attributes_of(start) {
            let attribute = attribute.map_err(|error| self.malformed(error))?;
            let name = attribute.key.local_name();
            let is_meant = |member: &'static Member| {
                member.has(XML_ATTRIBUTE) && member.wire.rsplit(':').next() == Some(name.as_ref())
            };
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let Some((index, member)) = members::find(members, 0, is_meant) else { continue };
            if !seen.insert(index) {
                let error = DecodeError::new("the same attribute twice").at_offset(self.offset());
                return Err(error.in_member(member.name));
            }
            let text = attribute.normalized_value(XmlVersion::Implicit1_0);
            let text = text.map_err(|error| self.malformed(error).in_member(member.name))?;
            self.source = Some(Source::Attribute(text.into_owned()));
            let decoded = value.member_mut(index).decode(member, self);
            decoded.map_err(|error| inside(member, error.in_member(member.name)))?;
        }
        Ok(())
    }

    /// Passes the source if it says that it is null.
    fn take_nil(&mut self) -> Result<bool, DecodeError> {
        let Some(Source::Element(start)) = &self.source else { return Ok(false) };
        let says_nil = |attribute: Attribute<'_>| {
            attribute.key.prefix().is_some()
                && attribute.key.local_name().as_ref() == "nil"
                && attribute.as_bool() == Some(true)
        };
        let is_nil = attributes_of(start).flatten().any(says_nil);
        if is_nil {
            self.skip()?;
        }
        Ok(is_nil)
    }

    /// Makes the next element inside the one that was opened last the source, and finds the member that it means, if
    /// there is one; `None` for the end.
    fn member(
        &mut self,
        members: &'static [Member],
        expected: usize,
    ) -> Result<Option<Option<Found>>, DecodeError> {
        let Some(child) = self.child()? else { return Ok(None) };
        let name = name_of(&child);
        let is_element = |member: &Member| member.location == Location::Body && !member.has(XML_ATTRIBUTE);
        let is_item = |member: &Member| member.flattened_item() == Some(name) && is_element(member);
        let found = members::find(members, expected, |member| member.wire == name && is_element(member))
            .or_else(|| members::find(members, expected, is_item));
        self.source = Some(Source::Element(child));
        Ok(Some(found))
    }

    /// The same in a union, where nulls count for nothing.
    fn variant(&mut self, members: &'static [Member]) -> Result<Option<Option<Found>>, DecodeError> {
        loop {
            let found = self.member(members, 0)?;
            if found.is_none() || !self.take_nil()? {
                return Ok(found);
            }
        }
    }

    /// Reads the source into `value`, which is that of `member`. The items of a flattened list come one at a time:
    /// `is_new` is whether there were none yet.
    fn decode(
        &mut self,
        member: &'static Member,
        value: &mut dyn Value,
        is_new: bool,
    ) -> Result<(), DecodeError> {
        if !member.has(FLATTENED) && !is_new {
            return Err(self.repeated().in_member(member.name));
        }
        self.is_continued = !is_new;
        let decoded = value.decode(member, self);
        decoded.map_err(|error| inside(member, error.in_member(member.name)))?;
        // A list or map has taken note.
        match mem::take(&mut self.is_continued) {
            true => Err(self.repeated().in_member(member.name)),
            false => Ok(()),
        }
    }

    fn malformed(&self, error: impl fmt::Display) -> DecodeError {
        DecodeError::new(error.to_string()).at_offset(self.offset())
    }

    fn second_variant(&self) -> DecodeError {
        self.expected("one member of a union", "a second")
    }

    fn repeated(&self) -> DecodeError {
        DecodeError::new("the same element twice").at_offset(self.offset())
    }

    /// Reads the source into a new item of `value`.
    fn item(&mut self, member: &'static Member, value: &mut dyn List) -> Result<(), DecodeError> {
        let (item, index) = (member.target.item, value.count());
        if self.take_nil()? {
            if member.has(SPARSE) {
                value.grow();
            }
            return Ok(());
        }
        let decoded = value.grow().decode(item, self);
        decoded.map_err(|error| inside(item, error.in_item(index)))
    }

    /// Reads the source into a new entry of `value`.
    fn entry(&mut self, member: &'static Member, value: &mut dyn Map) -> Result<(), DecodeError> {
        let target = member.target;
        self.open()?;
        let mut key = None;
        let mut has_value = false;
        // Where the value starts, if it comes before the key, by which the place is found that it is read into.
        let mut early = None;
        while let Some(child) = self.child()? {
            let name = name_of(&child);
            let (is_key, is_value) = (name == target.key.wire, name == target.value.wire);
            if is_value && !has_value && key.is_none() {
                early = Some(self.start);
            }
            self.source = Some(Source::Element(child));
            match &key {
                None if is_key => key = Some(self.text()?.into_owned()),
                Some(key) if is_value && !has_value => self.value(member, key, value)?,
                _ if is_key || (is_value && has_value) => return Err(self.repeated()),
                _ => self.skip()?,
            }
            has_value |= is_value;
        }
        let Some(key) = key else { return Err(self.expected("the key of an entry", "none")) };
        if let Some(start) = early {
            Self::at(self.text, start, self.depth + 1)?.value(member, &key, value)?;
        } else if !has_value && member.has(SPARSE) {
            value.grow(&key);
        }
        Ok(())
    }

    /// Reads the source into a new entry of `value`, under `key`.
    fn value(&mut self, member: &'static Member, key: &str, value: &mut dyn Map) -> Result<(), DecodeError> {
        let is_nil = self.take_nil()?;
        if is_nil && !member.has(SPARSE) {
            return Ok(());
        }
        let count = value.count();
        let entry = value.grow(key);
        if !is_nil {
            let decoded = entry.decode(member.target.value, self);
            decoded.map_err(|error| inside_entry(member, error.in_entry(key)))?;
        }
        if value.count() == count {
            let error = DecodeError::new("the same key twice").at_offset(self.offset());
            return Err(inside_entry(member, error.in_entry(key)));
        }
        Ok(())
    }
}

/// A member with its index.
type Found = (usize, &'static Member);

/// The attributes of an element. The library would compare each with all before it, of which there may be many; so
/// whoever has a use for one looks whether it is there twice.
fn attributes_of<'e>(start: &'e BytesStart<'_>) -> Attributes<'e> {
    let mut attributes = start.attributes();
    attributes.with_checks(false);
    attributes
}

fn name_of<'e>(start: &'e BytesStart<'_>) -> &'e str {
    start.local_name().into_inner()
}

impl FieldDecoder for XmlDecoder<'_> {
    fn structure(&mut self, _: &'static Member, value: &mut dyn Shape) -> Result<(), DecodeError> {
        let start = self.open()?;
        self.attributes(&start, value)?;
        let members = value.schema().members;
        let mut seen = MemberSet::default();
        let mut expected = 0;
        while let Some(found) = self.member(members, expected)? {
            let Some((index, member)) = found else {
                self.skip()?;
                continue;
            };
            expected = index;
            let is_new = seen.insert(index);
            if member.has(FLATTENED) || !self.take_nil()? {
                self.decode(member, value.member_mut(index), is_new)?;
            }
        }
        Ok(())
    }

    fn union(&mut self, _: &'static Member, value: &mut dyn Union) -> Result<(), DecodeError> {
        self.open()?;
        let members = value.schema().members;
        let Some(found) = self.variant(members)? else {
            return Err(self.expected("a member of a union", "none"));
        };
        let Some((index, member)) = found else {
            if let Some(Source::Element(child)) = &self.source {
                value.set_unknown(name_of(child));
            }
            self.skip()?;
            return match self.variant(members)? {
                None => Ok(()),
                Some(_) => Err(self.second_variant()),
            };
        };
        let slot = value.variant_mut(index);
        self.decode(member, slot, true)?;
        // The items of a flattened list are one member.
        while let Some(found) = self.variant(members)? {
            match found {
                Some((other, _)) if other == index && member.has(FLATTENED) => {
                    self.decode(member, slot, false)?
                }
                _ => return Err(self.second_variant()),
            }
        }
        Ok(())
    }

    fn list(&mut self, member: &'static Member, value: &mut dyn List) -> Result<(), DecodeError> {
        if !mem::take(&mut self.is_continued) {
            value.reset();
        }
        if member.has(FLATTENED) {
            return self.item(member, value);
        }
        self.open()?;
        // Whatever they are called: a list holds nothing else, and servers that speak for AWS's mix the names up.
        while let Some(child) = self.child()? {
            self.source = Some(Source::Element(child));
            self.item(member, value)?;
        }
        Ok(())
    }

    fn map(&mut self, member: &'static Member, value: &mut dyn Map) -> Result<(), DecodeError> {
        if !mem::take(&mut self.is_continued) {
            value.reset();
        }
        if member.has(FLATTENED) {
            return self.entry(member, value);
        }
        self.open()?;
        while let Some(child) = self.child()? {
            let is_entry = name_of(&child) == ENTRY;
            self.source = Some(Source::Element(child));
            if is_entry {
                self.entry(member, value)?;
            } else {
                self.skip()?;
            }
        }
        Ok(())
    }

    fn string(&mut self, _: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        self.text()
    }

    fn boolean(&mut self, _: &'static Member) -> Result<bool, DecodeError> {
        self.parse("true or false", |text| match text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        })
    }

    fn integer(&mut self, _: &'static Member) -> Result<i32, DecodeError> {
        self.whole_number("a whole number of 32 bits")
    }

    fn long(&mut self, _: &'static Member) -> Result<i64, DecodeError> {
        self.whole_number("a whole number of 64 bits")
    }

    fn float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        self.parse("a number", number::parse)
    }

    fn double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        self.parse("a number", number::parse)
    }

    fn blob(&mut self, _: &'static Member) -> Result<Bytes, DecodeError> {
        self.parse("base64", |text| {
            // Some services break the lines.
            let bytes: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
            STANDARD.decode(bytes).ok().map(Bytes::from)
        })
    }

    fn timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError> {
        let text = self.text()?;
        let format = member.timestamp.unwrap_or(DEFAULT_TIMESTAMP);
        Timestamp::parse(text.trim_ascii(), format).map_err(|error| self.malformed(error))
    }

    fn document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        Err(self.expected("a value", "a document, which XML cannot hold"))
    }
}

/// What is read is secret perhaps, so only the position is shown.
impl fmt::Debug for XmlDecoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "XmlDecoder(at byte {})", self.offset())
    }
}
