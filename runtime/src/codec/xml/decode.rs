//! Reading XML.

use std::borrow::Cow;
use std::fmt;
use std::mem;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::ENTRY;
use super::lexer::{Attribute, Lexer, Tag, Token};
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
    lexer: Lexer<'a>,
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
    Element(Tag<'a>),
    /// The value of an attribute.
    Attribute(Cow<'a, str>),
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

    /// A decoder for the first element of `text` after `start`, inside `depth` others.
    fn at(text: &'a str, start: usize, depth: usize) -> Result<Self, DecodeError> {
        let lexer = Lexer::new(text, start);
        let mut decoder = Self { text, lexer, source: None, start, depth, is_continued: false };
        match decoder.outside()? {
            Some(root) => decoder.source = Some(Source::Element(root)),
            None => return Err(decoder.expected("an element", "none")),
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
            let is_found = child.name == name;
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
            None => Ok(()),
            Some(_) => Err(self.expected("the end", "another element")),
        }
    }

    fn offset(&self) -> usize {
        self.lexer.position()
    }

    fn expected(&self, expected: &str, found: &str) -> DecodeError {
        DecodeError::expected(expected, found).at_offset(self.offset())
    }

    /// The next token inside an element.
    #[inline]
    fn inside(&mut self) -> Result<Token<'a>, DecodeError> {
        match self.lexer.token()? {
            Token::EndOfText => Err(self.expected("the end of an element", "the end of the text")),
            token => Ok(token),
        }
    }

    /// The next element outside the root element, if there is one.
    fn outside(&mut self) -> Result<Option<Tag<'a>>, DecodeError> {
        loop {
            match self.lexer.token()? {
                Token::Start(tag) => return Ok(Some(tag)),
                Token::EndOfText => return Ok(None),
                Token::Text(text) if text.is_space() => {}
                Token::Text(_) | Token::End => return Err(self.expected("an element", "text")),
            }
        }
    }

    /// Goes into the element that is the source, to read the elements in it.
    #[inline]
    fn open(&mut self) -> Result<Tag<'a>, DecodeError> {
        match self.source.take() {
            Some(Source::Element(tag)) => {
                self.deepen()?;
                Ok(tag)
            }
            Some(Source::Attribute(_)) => Err(self.expected("elements", "an attribute")),
            None => Err(self.expected("an element", "none")),
        }
    }

    #[inline]
    fn deepen(&mut self) -> Result<(), DecodeError> {
        if self.depth == MAX_DEPTH {
            return Err(DecodeError::too_deep().at_offset(self.offset()));
        }
        self.depth += 1;
        Ok(())
    }

    /// The next element inside the one that was opened last; `None` for its end, which is passed.
    #[inline]
    fn child(&mut self) -> Result<Option<Tag<'a>>, DecodeError> {
        loop {
            match self.inside()? {
                Token::Start(child) => {
                    self.start = child.start;
                    return Ok(Some(child));
                }
                Token::End => {
                    self.depth -= 1;
                    return Ok(None);
                }
                // Services send line breaks there, and a text in between means nothing either.
                Token::Text(text) => text.check()?,
                Token::EndOfText => {}
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
                Token::Start(_) => self.deepen()?,
                Token::End => self.depth -= 1,
                Token::Text(text) => text.check()?,
                Token::EndOfText => {}
            }
        }
        Ok(())
    }

    /// The text of the source, which has no elements in it.
    fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        match self.source.take() {
            Some(Source::Attribute(text)) => return Ok(text),
            source => self.source = source,
        }
        self.open()?;
        let mut text = Cow::Borrowed("");
        loop {
            match self.inside()? {
                Token::Text(part) if text.is_empty() => text = part.resolve()?,
                Token::Text(part) => text.to_mut().push_str(&part.resolve()?),
                Token::Start(_) => return Err(self.expected("a text", "an element")),
                Token::End => {
                    self.depth -= 1;
                    return Ok(text);
                }
                Token::EndOfText => {}
            }
        }
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

    /// Fills the members that are attributes of the element that `tag` starts.
    fn attributes(&mut self, tag: &Tag<'a>, value: &mut dyn Shape) -> Result<(), DecodeError> {
        let members = value.schema().members;
        let mut seen = MemberSet::default();
        for attribute in tag.attributes() {
            let Attribute { prefix, name, value: text } = attribute?;
            // What a prefix stands for.
            if prefix == Some("xmlns") || (prefix.is_none() && name == "xmlns") {
                continue;
            }
            let is_meant = |member: &'static Member| {
                member.has(XML_ATTRIBUTE) && member.wire.rsplit(':').next() == Some(name)
            };
            let Some((index, member)) = members::find(members, 0, is_meant) else { continue };
            if !seen.insert(index) {
                let error = DecodeError::new("the same attribute twice").at_offset(self.offset());
                return Err(error.in_member(member.name));
            }
            let text = text.resolve().map_err(|error| error.in_member(member.name))?;
            self.source = Some(Source::Attribute(text));
            let decoded = value.member_mut(index).decode(member, self);
            decoded.map_err(|error| inside(member, error.in_member(member.name)))?;
        }
        Ok(())
    }

    /// Passes the source if it says that it is null.
    #[inline]
    fn take_nil(&mut self) -> Result<bool, DecodeError> {
        let Some(Source::Element(tag)) = &self.source else { return Ok(false) };
        let says_nil = |attribute: Attribute<'_>| {
            attribute.prefix.is_some()
                && attribute.name == "nil"
                && matches!(attribute.value.raw, "true" | "1")
        };
        let is_nil = tag.attributes().flatten().any(says_nil);
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
        let name = child.name;
        let is_element = |member: &Member| member.location == Location::Body && !member.has(XML_ATTRIBUTE);
        let is_item = |member: &Member| member.flattened_item() == Some(name) && is_element(member);
        let found = members::find(members, expected, |member| {
            members::is_named(member.wire, name) && is_element(member)
        })
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
            let name = child.name;
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
            value.insert(&key);
        }
        Ok(())
    }

    /// Reads the source into a new entry of `value`, under `key`.
    fn value(&mut self, member: &'static Member, key: &str, value: &mut dyn Map) -> Result<(), DecodeError> {
        let is_nil = self.take_nil()?;
        if is_nil && !member.has(SPARSE) {
            return Ok(());
        }
        let Some(entry) = value.insert(key) else {
            if !is_nil {
                self.skip()?;
            }
            let error = DecodeError::new("the same key twice").at_offset(self.offset());
            return Err(inside_entry(member, error.in_entry(key)));
        };
        if !is_nil {
            let decoded = entry.decode(member.target.value, self);
            decoded.map_err(|error| inside_entry(member, error.in_entry(key)))?;
        }
        Ok(())
    }
}

/// A member with its index.
type Found = (usize, &'static Member);

impl FieldDecoder for XmlDecoder<'_> {
    fn structure(&mut self, _: &'static Member, value: &mut dyn Shape) -> Result<(), DecodeError> {
        let tag = self.open()?;
        self.attributes(&tag, value)?;
        let members = value.schema().members;
        let mut seen = MemberSet::default();
        let mut expected = 0;
        while let Some(found) = self.member(members, expected)? {
            let Some((index, member)) = found else {
                self.skip()?;
                continue;
            };
            // The items of a flattened list follow each other.
            expected = if member.has(FLATTENED) { index } else { index + 1 };
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
                value.set_unknown(child.name);
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
            let is_entry = child.name == ENTRY;
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
