//! Reading JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::lexer::{Lexer, Number};
use super::{DEFAULT_TIMESTAMP, Scope};
use crate::codec::members::{self, MemberSet};
use crate::codec::{DecodeError, inside, inside_entry, repeated_key};
use crate::document::Document;
use crate::field::FieldDecoder;
use crate::schema::{Member, REQUIRED, SPARSE, TimestampFormat};
use crate::timestamp::Timestamp;
use crate::validate::{ViolationKind, Violations};
use crate::value::{List, Map, Shape, Union};

/// Reads one value from a JSON text.
///
/// Strict about JSON, and about what the model says a member holds: no number in a string, no overflow, no key twice.
/// Lenient about what services do: a member that the model does not know is skipped, a null is a member that is not
/// there, and so is, silently, a required one.
///
/// ```
/// use sdk_runtime::{FieldDecoder, codec::json::JsonDecoder, schema::ROOT};
///
/// let mut from = JsonDecoder::new(b"[1.0]")?;
/// assert!(from.integer(&ROOT).is_err());
/// let mut from = JsonDecoder::new(b"1.0")?;
/// assert_eq!(from.integer(&ROOT)?, 1);
/// from.finish()?;
/// # Ok::<(), sdk_runtime::DecodeError>(())
/// ```
pub struct JsonDecoder<'a> {
    lexer: Lexer<'a>,
    scope: Scope,
    /// The required members that were not there, where the scope makes that an error.
    missing: Violations,
}

impl<'a> JsonDecoder<'a> {
    /// A decoder for the body of a message.
    ///
    /// # Errors
    /// When the bytes are not UTF-8.
    pub fn new(body: &'a [u8]) -> Result<Self, DecodeError> {
        let text = std::str::from_utf8(body)
            .map_err(|error| DecodeError::new("the text is not UTF-8").at_offset(error.valid_up_to()))?;
        Ok(Self { lexer: Lexer::new(text), scope: Scope::Body, missing: Violations::new() })
    }

    /// A decoder for what [`JsonEncoder::whole`](super::JsonEncoder::whole) writes, which notes the required members
    /// that are not there.
    pub(crate) fn whole(text: &'a str) -> Self {
        Self { lexer: Lexer::new(text), scope: Scope::Whole, missing: Violations::new() }
    }

    /// Ends reading.
    ///
    /// # Errors
    /// When there is more than the value that was read.
    pub fn finish(self) -> Result<(), DecodeError> {
        self.finish_whole().map(drop)
    }

    /// Ends reading, with the required members that were not there.
    pub(crate) fn finish_whole(mut self) -> Result<Violations, DecodeError> {
        match self.lexer.peek() {
            None => Ok(self.missing),
            Some(_) => Err(self.lexer.expected("the end")),
        }
    }

    /// Passes a key and finds the member that it means. Members usually come in the order of the model, so `expected`
    /// is tried first, and the search goes on from there.
    #[inline]
    fn member(
        &mut self,
        members: &'static [Member],
        expected: usize,
    ) -> Result<Option<(usize, &'static Member)>, DecodeError> {
        if let Some(member) = members.get(expected)
            && let Some(key) = self.scope.key(member)
            && self.lexer.take_key(key)?
        {
            return Ok(Some((expected, member)));
        }
        let key = self.lexer.key()?;
        Ok(members::find(members, expected, |member| {
            self.scope.key(member).is_some_and(|name| members::is_named(name, &key))
        }))
    }

    /// Passes a key and finds the member of a union that it means. One that means none, or is written with escapes, is not
    /// passed.
    #[inline]
    fn variant(
        &mut self,
        members: &'static [Member],
    ) -> Result<Option<(usize, &'static Member)>, DecodeError> {
        let first = self.lexer.first_of_key()?;
        for (index, member) in members.iter().enumerate() {
            if member.wire.as_bytes().first() == Some(&first)
                && self.lexer.take_key_after_first(member.wire)?
            {
                return Ok(Some((index, member)));
            }
        }
        Ok(None)
    }

    #[inline]
    fn number(&mut self, expected: &str) -> Result<Number<'a>, DecodeError> {
        match self.lexer.number()? {
            Some(number) => Ok(number),
            None => Err(self.lexer.expected(expected)),
        }
    }

    /// A whole number, which may be written as `1.0` or `1e3`.
    #[inline]
    fn whole_number(&mut self) -> Result<i64, DecodeError> {
        let number = self.number("a whole number")?;
        if let Some(value) = number.small() {
            return Ok(value);
        }
        if number.is_plain {
            return number.text.parse().map_err(|_| out_of_range(number));
        }
        let value: f64 = number.text.parse().map_err(|_| out_of_range(number))?;
        // The bounds as `f64`: the smallest value that fits, and the smallest above that does not.
        if value < i64::MIN as f64 || value >= -(i64::MIN as f64) {
            return Err(out_of_range(number));
        }
        if value.fract() != 0.0 {
            return Err(DecodeError::expected("a whole number", "a fraction").at_offset(number.offset));
        }
        Ok(value as i64)
    }

    /// A number, or one of the strings that stand for those that JSON lacks.
    #[inline]
    fn real_number<T: FromStr + Into<f64> + Copy>(&mut self) -> Result<T, DecodeError> {
        let offset = self.lexer.position();
        if self.lexer.peek() == Some(b'"') {
            // Rust's parser knows these three, but other spellings too.
            let text = self.lexer.string()?;
            return Some(text)
                .filter(|text| matches!(&**text, "NaN" | "Infinity" | "-Infinity"))
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| DecodeError::expected("a number", "a string").at_offset(offset));
        }
        let number = self.number("a number")?;
        match number.text.parse::<T>() {
            Ok(value) if value.into().is_finite() => Ok(value),
            _ => Err(out_of_range(number)),
        }
    }

    fn document_value(&mut self) -> Result<Document, DecodeError> {
        match self.lexer.peek() {
            Some(b'"') => Ok(Document::String(self.lexer.string()?.into_owned())),
            Some(b'[') => {
                self.lexer.open(b'[')?;
                let (mut items, mut is_first) = (Vec::new(), true);
                while self.lexer.more(&mut is_first, b']')? {
                    items.push(self.document_value()?);
                }
                Ok(Document::List(items))
            }
            Some(b'{') => {
                self.lexer.open(b'{')?;
                let (mut entries, mut is_first) = (BTreeMap::new(), true);
                while self.lexer.more(&mut is_first, b'}')? {
                    let offset = self.lexer.position();
                    match entries.entry(self.lexer.key()?.into_owned()) {
                        Entry::Vacant(entry) => drop(entry.insert(self.document_value()?)),
                        Entry::Occupied(_) => return Err(repeated_key(offset)),
                    }
                }
                Ok(Document::Map(entries))
            }
            Some(b't' | b'f') => self.truth("a value").map(Document::Boolean),
            _ if self.lexer.take_null() => Ok(Document::Null),
            _ => {
                let number = self.number("a value")?;
                match number.text.parse() {
                    Ok(value) if number.is_plain => Ok(Document::Integer(value)),
                    _ => match number.text.parse::<f64>() {
                        Ok(value) if value.is_finite() => Ok(Document::Double(value)),
                        _ => Err(out_of_range(number)),
                    },
                }
            }
        }
    }

    fn truth(&mut self, expected: &str) -> Result<bool, DecodeError> {
        if self.lexer.take_word("true") {
            Ok(true)
        } else if self.lexer.take_word("false") {
            Ok(false)
        } else {
            Err(self.lexer.expected(expected))
        }
    }
}

#[cold]
fn out_of_range(number: Number<'_>) -> DecodeError {
    DecodeError::new("number out of range").at_offset(number.offset)
}

impl FieldDecoder for JsonDecoder<'_> {
    fn structure(&mut self, _: &'static Member, value: &mut dyn Shape) -> Result<(), DecodeError> {
        self.lexer.open(b'{')?;
        let members = value.schema().members;
        let mut seen = MemberSet::default();
        let mut expected = 0;
        let mut is_first = true;
        while self.lexer.more(&mut is_first, b'}')? {
            let offset = self.lexer.position();
            let Some((index, member)) = self.member(members, expected)? else {
                self.lexer.skip()?;
                continue;
            };
            expected = index + 1;
            if !seen.insert(index) {
                return Err(repeated_key(offset).in_member(member.name));
            }
            if self.lexer.take_null() {
                if self.scope == Scope::Whole && member.has(REQUIRED) {
                    self.missing.add_in(member, ViolationKind::Missing);
                }
                continue;
            }
            let mark = self.missing.mark();
            let decoded = value.member_mut(index).decode(member, self);
            decoded.map_err(|error| inside(member, error.in_member(member.name)))?;
            self.missing.in_member(mark, member);
        }
        if self.scope == Scope::Whole {
            for (index, member) in members.iter().enumerate() {
                if member.has(REQUIRED) && !seen.contains(index) {
                    self.missing.add_in(member, ViolationKind::Missing);
                }
            }
        }
        Ok(())
    }

    fn union(&mut self, _: &'static Member, value: &mut dyn Union) -> Result<(), DecodeError> {
        let start = self.lexer.position();
        self.lexer.open(b'{')?;
        let members = value.schema().members;
        let mut is_set = false;
        let mut is_first = true;
        while self.lexer.more(&mut is_first, b'}')? {
            let offset = self.lexer.position();
            let mut known = self.variant(members)?;
            let mut key = Cow::Borrowed("");
            if known.is_none() {
                key = self.lexer.key()?;
                known = members::find(members, 0, |member| member.wire == key);
            }
            if self.lexer.take_null() {
                continue;
            }
            if known.is_none() && key == "__type" {
                self.lexer.skip()?;
                continue;
            }
            if is_set {
                return Err(DecodeError::expected("one member of a union", "a second").at_offset(offset));
            }
            is_set = true;
            match known {
                Some((index, member)) => {
                    let mark = self.missing.mark();
                    let decoded = value.variant_mut(index).decode(member, self);
                    decoded.map_err(|error| inside(member, error.in_member(member.name)))?;
                    self.missing.in_member(mark, member);
                }
                None => {
                    value.set_unknown(&key);
                    self.lexer.skip()?;
                }
            }
        }
        if is_set {
            Ok(())
        } else {
            Err(DecodeError::expected("a member of a union", "none").at_offset(start))
        }
    }

    fn list(&mut self, member: &'static Member, value: &mut dyn List) -> Result<(), DecodeError> {
        self.lexer.open(b'[')?;
        value.reset();
        let (mut position, mut is_first) = (0, true);
        while self.lexer.more(&mut is_first, b']')? {
            if !self.lexer.take_null() {
                let mark = self.missing.mark();
                let decoded = value.grow().decode(member.target.item, self);
                decoded.map_err(|error| inside(member.target.item, error.in_item(position)))?;
                self.missing.in_item(mark, member, position);
            } else if member.has(SPARSE) {
                value.grow();
            }
            position += 1;
        }
        Ok(())
    }

    fn map(&mut self, member: &'static Member, value: &mut dyn Map) -> Result<(), DecodeError> {
        self.lexer.open(b'{')?;
        value.reset();
        let mut is_first = true;
        while self.lexer.more(&mut is_first, b'}')? {
            let offset = self.lexer.position();
            let key = self.lexer.key()?;
            let is_null = self.lexer.take_null();
            if is_null && !member.has(SPARSE) {
                continue;
            }
            let Some(entry) = value.insert(&key) else {
                return Err(inside_entry(member, repeated_key(offset).in_entry(&key)));
            };
            if !is_null {
                let mark = self.missing.mark();
                let decoded = entry.decode(member.target.value, self);
                decoded.map_err(|error| inside_entry(member, error.in_entry(&key)))?;
                self.missing.in_entry(mark, member, &key);
            }
        }
        Ok(())
    }

    fn string(&mut self, _: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        self.lexer.string()
    }

    fn boolean(&mut self, _: &'static Member) -> Result<bool, DecodeError> {
        self.truth("a boolean")
    }

    fn integer(&mut self, _: &'static Member) -> Result<i32, DecodeError> {
        let offset = self.lexer.position();
        let value = self.whole_number()?;
        value.try_into().map_err(|_| DecodeError::new("number out of range").at_offset(offset))
    }

    fn long(&mut self, _: &'static Member) -> Result<i64, DecodeError> {
        self.whole_number()
    }

    fn float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        self.real_number()
    }

    fn double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        self.real_number()
    }

    fn blob(&mut self, _: &'static Member) -> Result<Bytes, DecodeError> {
        let offset = self.lexer.position();
        let text = self.lexer.string()?;
        let bytes = STANDARD.decode(text.as_bytes());
        bytes
            .map(Bytes::from)
            .map_err(|_| DecodeError::expected("base64", "another string").at_offset(offset))
    }

    fn timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError> {
        // Servers that stand in for AWS's write a date where the model wants a number, and a number where it wants a date.
        // Neither can be taken for the other.
        let format = member.timestamp.unwrap_or(DEFAULT_TIMESTAMP);
        let is_text = self.lexer.peek() == Some(b'"');
        let format = match (is_text, format) {
            (true, TimestampFormat::EpochSeconds) => TimestampFormat::Iso8601,
            (true, format) => format,
            (false, _) => TimestampFormat::EpochSeconds,
        };
        let offset = self.lexer.position();
        let text = match is_text {
            true => self.lexer.string()?,
            false => Cow::Borrowed(self.number("a timestamp")?.text),
        };
        Timestamp::parse(&text, format).map_err(|error| DecodeError::new(error.to_string()).at_offset(offset))
    }

    fn document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        self.document_value()
    }
}

/// What is written is secret perhaps, so only the position is shown.
impl fmt::Debug for JsonDecoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonDecoder(at byte {})", self.lexer.position())
    }
}
