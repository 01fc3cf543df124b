//! Reading CBOR.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use minicbor::Decoder;
use minicbor::data::Type;

use super::{EPOCH_SECONDS, half};
use crate::codec::members::{self, MemberSet};
use crate::codec::{DecodeError, MAX_DEPTH, inside, inside_entry, repeated_key};
use crate::document::Document;
use crate::field::FieldDecoder;
use crate::schema::{Location, Member, SPARSE, TimestampFormat};
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union};

/// Reads one value from CBOR.
///
/// As strict and as lenient as the decoder for [JSON](crate::codec::json::JsonDecoder): no overflow and no key twice,
/// but members that the model does not know are skipped, and a null, or an undefined value, is a member that is not
/// there.
///
/// ```
/// use sdk_runtime::{FieldDecoder, codec::cbor::CborDecoder, schema::ROOT};
///
/// let mut from = CborDecoder::new(b"\x62ab")?;
/// assert_eq!(from.string(&ROOT)?, "ab");
/// from.finish()?;
/// # Ok::<(), sdk_runtime::DecodeError>(())
/// ```
pub struct CborDecoder<'a> {
    tokens: Decoder<'a>,
    depth: usize,
}

/// The items that a container still holds; `None` for those up to its end.
type Left = Option<u64>;

enum Number {
    Whole(i128),
    Real(f64),
}

impl<'a> CborDecoder<'a> {
    /// A decoder for the body of a message.
    ///
    /// # Errors
    /// None: only reading finds out what is wrong. A result, so that all codecs are made alike.
    pub fn new(body: &'a [u8]) -> Result<Self, DecodeError> {
        Ok(Self { tokens: Decoder::new(body), depth: 0 })
    }

    /// Ends reading.
    ///
    /// # Errors
    /// When there is more than the value that was read.
    pub fn finish(self) -> Result<(), DecodeError> {
        if self.tokens.position() == self.tokens.input().len() {
            Ok(())
        } else {
            Err(self.expected("the end"))
        }
    }

    /// The kind of the value that comes next.
    fn peek(&self) -> Option<Type> {
        self.tokens.datatype().ok()
    }

    #[cold]
    fn expected(&self, expected: &str) -> DecodeError {
        DecodeError::expected(expected, self.peek().map_or("the end", describe))
            .at_offset(self.tokens.position())
    }

    /// The error of a value that starts at `offset` and is of the right kind, but cannot be read.
    #[cold]
    fn broken(&self, offset: usize, error: &minicbor::decode::Error) -> DecodeError {
        let message = if error.is_end_of_input() {
            "the value goes on after the end"
        } else {
            "the value is not valid CBOR"
        };
        DecodeError::new(message).at_offset(offset)
    }

    /// Reads a value by `read`, whose kind has been looked at.
    fn read<T>(
        &mut self,
        read: impl FnOnce(&mut Decoder<'a>) -> Result<T, minicbor::decode::Error>,
    ) -> Result<T, DecodeError> {
        let offset = self.tokens.position();
        read(&mut self.tokens).map_err(|error| self.broken(offset, &error))
    }

    fn open_array(&mut self, expected: &str) -> Result<Left, DecodeError> {
        match self.peek() {
            Some(Type::Array | Type::ArrayIndef) => self.open(Decoder::array),
            _ => Err(self.expected(expected)),
        }
    }

    fn open_map(&mut self) -> Result<Left, DecodeError> {
        match self.peek() {
            Some(Type::Map | Type::MapIndef) => self.open(Decoder::map),
            _ => Err(self.expected("a map")),
        }
    }

    fn open(
        &mut self,
        read: impl FnOnce(&mut Decoder<'a>) -> Result<Left, minicbor::decode::Error>,
    ) -> Result<Left, DecodeError> {
        if self.depth == MAX_DEPTH {
            return Err(DecodeError::too_deep().at_offset(self.tokens.position()));
        }
        self.depth += 1;
        self.read(read)
    }

    /// Whether the container that was opened last holds one more item, or entry; if not, leaves it.
    fn more(&mut self, left: &mut Left) -> Result<bool, DecodeError> {
        let is_more = match left {
            Some(0) => false,
            Some(count) => {
                *count -= 1;
                true
            }
            None => match self.peek() {
                Some(Type::Break) => {
                    self.tokens.set_position(self.tokens.position() + 1);
                    false
                }
                _ => true,
            },
        };
        if !is_more {
            self.depth -= 1;
        }
        Ok(is_more)
    }

    fn take_null(&mut self) -> bool {
        let is_null = matches!(self.peek(), Some(Type::Null | Type::Undefined));
        if is_null {
            self.tokens.set_position(self.tokens.position() + 1);
        }
        is_null
    }

    /// A text string, put together if it comes in chunks.
    fn text(&mut self, expected: &str) -> Result<Cow<'a, str>, DecodeError> {
        match self.peek() {
            Some(Type::String) => self.read(Decoder::str).map(Cow::Borrowed),
            Some(Type::StringIndef) => {
                self.read(|tokens| tokens.str_iter()?.collect::<Result<String, _>>()).map(Cow::Owned)
            }
            _ => Err(self.expected(expected)),
        }
    }

    /// A byte string, put together if it comes in chunks.
    fn bytes(&mut self, expected: &str) -> Result<Cow<'a, [u8]>, DecodeError> {
        match self.peek() {
            Some(Type::Bytes) => self.read(Decoder::bytes).map(Cow::Borrowed),
            Some(Type::BytesIndef) => {
                let joined = |tokens: &mut Decoder<'a>| {
                    let mut joined = Vec::new();
                    for chunk in tokens.bytes_iter()? {
                        joined.extend_from_slice(chunk?);
                    }
                    Ok(joined)
                };
                self.read(joined).map(Cow::Owned)
            }
            _ => Err(self.expected(expected)),
        }
    }

    fn key(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.text("a text string as a key")
    }

    fn number(&mut self, expected: &str) -> Result<Number, DecodeError> {
        match self.peek() {
            Some(
                Type::U8
                | Type::U16
                | Type::U32
                | Type::U64
                | Type::I8
                | Type::I16
                | Type::I32
                | Type::I64
                | Type::Int,
            ) => self.read(|tokens| tokens.int().map(i128::from)).map(Number::Whole),
            Some(Type::F16) => self.half().map(Number::Real),
            Some(Type::F32) => self.read(Decoder::f32).map(|value| Number::Real(value.into())),
            Some(Type::F64) => self.read(Decoder::f64).map(Number::Real),
            _ => Err(self.expected(expected)),
        }
    }

    fn half(&mut self) -> Result<f64, DecodeError> {
        let offset = self.tokens.position();
        match self.tokens.input().get(offset..).and_then(<[u8]>::first_chunk) {
            Some(&[_, high, low]) => {
                self.tokens.set_position(offset + 3);
                Ok(half::to_f64(u16::from_be_bytes([high, low])))
            }
            None => Err(self.broken(offset, &minicbor::decode::Error::end_of_input())),
        }
    }

    /// A whole number, which may be written as a float.
    fn whole_number<T: TryFrom<i128>>(&mut self) -> Result<T, DecodeError> {
        let offset = self.tokens.position();
        let whole = match self.number("a whole number")? {
            Number::Whole(value) => value,
            Number::Real(value) if value.fract() == 0.0 => value as i128,
            Number::Real(_) => {
                return Err(DecodeError::expected("a whole number", "another").at_offset(offset));
            }
        };
        T::try_from(whole).map_err(|_| out_of_range(offset))
    }

    fn real_number(&mut self) -> Result<f64, DecodeError> {
        Ok(match self.number("a number")? {
            Number::Whole(value) => value as f64,
            Number::Real(value) => value,
        })
    }

    /// Passes a value of any kind.
    fn skip(&mut self) -> Result<(), DecodeError> {
        self.pass_tags()?;
        match self.peek() {
            Some(Type::Array | Type::ArrayIndef) => {
                let mut left = self.open_array("a list")?;
                while self.more(&mut left)? {
                    self.skip()?;
                }
                Ok(())
            }
            Some(Type::Map | Type::MapIndef) => {
                let mut left = self.open_map()?;
                while self.more(&mut left)? {
                    self.skip()?;
                    self.skip()?;
                }
                Ok(())
            }
            Some(Type::String | Type::StringIndef) => self.text("a string").map(drop),
            Some(Type::Bytes | Type::BytesIndef) => self.bytes("bytes").map(drop),
            Some(Type::Bool) => self.read(Decoder::bool).map(drop),
            Some(Type::Simple) => self.read(Decoder::simple).map(drop),
            _ if self.take_null() => Ok(()),
            _ => self.number("a value").map(drop),
        }
    }

    fn pass_tags(&mut self) -> Result<(), DecodeError> {
        while self.peek() == Some(Type::Tag) {
            self.read(Decoder::tag)?;
        }
        Ok(())
    }

    fn document_value(&mut self) -> Result<Document, DecodeError> {
        self.pass_tags()?;
        match self.peek() {
            Some(Type::Array | Type::ArrayIndef) => {
                let (mut items, mut left) = (Vec::new(), self.open_array("a list")?);
                while self.more(&mut left)? {
                    items.push(self.document_value()?);
                }
                Ok(Document::List(items))
            }
            Some(Type::Map | Type::MapIndef) => {
                let (mut entries, mut left) = (BTreeMap::new(), self.open_map()?);
                while self.more(&mut left)? {
                    let offset = self.tokens.position();
                    match entries.entry(self.key()?.into_owned()) {
                        Entry::Vacant(entry) => drop(entry.insert(self.document_value()?)),
                        Entry::Occupied(_) => return Err(repeated_key(offset)),
                    }
                }
                Ok(Document::Map(entries))
            }
            Some(Type::String | Type::StringIndef) => {
                self.text("a string").map(|text| Document::String(text.into_owned()))
            }
            Some(Type::Bytes | Type::BytesIndef) => {
                self.bytes("bytes").map(|bytes| Document::String(STANDARD.encode(bytes)))
            }
            Some(Type::Bool) => self.read(Decoder::bool).map(Document::Boolean),
            _ if self.take_null() => Ok(Document::Null),
            _ => Ok(match self.number("a value")? {
                Number::Whole(value) => match i64::try_from(value) {
                    Ok(value) => Document::Integer(value),
                    Err(_) => Document::Double(value as f64),
                },
                Number::Real(value) => Document::Double(value),
            }),
        }
    }
}

/// What people call a value of this kind.
fn describe(kind: Type) -> &'static str {
    match kind {
        Type::Bool => "a boolean",
        Type::Null | Type::Undefined => "null",
        Type::F16 | Type::F32 | Type::F64 => "a number",
        Type::U8 | Type::U16 | Type::U32 | Type::U64 => "a number",
        Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::Int => "a number",
        Type::Simple => "a simple value",
        Type::Bytes | Type::BytesIndef => "bytes",
        Type::String | Type::StringIndef => "a string",
        Type::Array | Type::ArrayIndef => "a list",
        Type::Map | Type::MapIndef => "a map",
        Type::Tag => "a tag",
        Type::Break => "the end of a container",
        _ => "a byte that starts no value",
    }
}

#[cold]
fn out_of_range(offset: usize) -> DecodeError {
    DecodeError::new("number out of range").at_offset(offset)
}

impl FieldDecoder for CborDecoder<'_> {
    fn structure(&mut self, _: &'static Member, value: &mut dyn Shape) -> Result<(), DecodeError> {
        let mut left = self.open_map()?;
        let members = value.schema().members;
        let mut seen = MemberSet::default();
        let mut expected = 0;
        while self.more(&mut left)? {
            let offset = self.tokens.position();
            let key = self.key()?;
            let is_meant =
                |member: &Member| member.location == Location::Body && members::is_named(member.wire, &key);
            let Some((index, member)) = members::find(members, expected, is_meant) else {
                self.skip()?;
                continue;
            };
            expected = index + 1;
            if !seen.insert(index) {
                return Err(repeated_key(offset).in_member(member.name));
            }
            if !self.take_null() {
                let decoded = value.member_mut(index).decode(member, self);
                decoded.map_err(|error| inside(member, error.in_member(member.name)))?;
            }
        }
        Ok(())
    }

    fn union(&mut self, _: &'static Member, value: &mut dyn Union) -> Result<(), DecodeError> {
        let start = self.tokens.position();
        let mut left = self.open_map()?;
        let members = value.schema().members;
        let mut is_set = false;
        while self.more(&mut left)? {
            let offset = self.tokens.position();
            let key = self.key()?;
            if self.take_null() {
                continue;
            }
            let known = members::find(members, 0, |member| members::is_named(member.wire, &key));
            if known.is_none() && key == "__type" {
                self.skip()?;
                continue;
            }
            if is_set {
                return Err(DecodeError::expected("one member of a union", "a second").at_offset(offset));
            }
            is_set = true;
            match known {
                Some((index, member)) => {
                    let decoded = value.variant_mut(index).decode(member, self);
                    decoded.map_err(|error| inside(member, error.in_member(member.name)))?;
                }
                None => {
                    value.set_unknown(&key);
                    self.skip()?;
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
        let mut left = self.open_array("a list")?;
        value.reset();
        let mut position = 0;
        while self.more(&mut left)? {
            if !self.take_null() {
                let decoded = value.grow().decode(member.target.item, self);
                decoded.map_err(|error| inside(member.target.item, error.in_item(position)))?;
            } else if member.has(SPARSE) {
                value.grow();
            }
            position += 1;
        }
        Ok(())
    }

    fn map(&mut self, member: &'static Member, value: &mut dyn Map) -> Result<(), DecodeError> {
        let mut left = self.open_map()?;
        value.reset();
        while self.more(&mut left)? {
            let offset = self.tokens.position();
            let key = self.key()?;
            let is_null = self.take_null();
            if is_null && !member.has(SPARSE) {
                continue;
            }
            let Some(entry) = value.insert(&key) else {
                return Err(inside_entry(member, repeated_key(offset).in_entry(&key)));
            };
            if !is_null {
                let decoded = entry.decode(member.target.value, self);
                decoded.map_err(|error| inside_entry(member, error.in_entry(&key)))?;
            }
        }
        Ok(())
    }

    fn string(&mut self, _: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        self.text("a string")
    }

    fn boolean(&mut self, _: &'static Member) -> Result<bool, DecodeError> {
        match self.peek() {
            Some(Type::Bool) => self.read(Decoder::bool),
            _ => Err(self.expected("a boolean")),
        }
    }

    fn integer(&mut self, _: &'static Member) -> Result<i32, DecodeError> {
        self.whole_number()
    }

    fn long(&mut self, _: &'static Member) -> Result<i64, DecodeError> {
        self.whole_number()
    }

    fn float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        let offset = self.tokens.position();
        let value = self.real_number()?;
        let nearest = value as f32;
        if nearest.is_infinite() && value.is_finite() { Err(out_of_range(offset)) } else { Ok(nearest) }
    }

    fn double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        self.real_number()
    }

    fn blob(&mut self, _: &'static Member) -> Result<Bytes, DecodeError> {
        Ok(match self.bytes("bytes")? {
            Cow::Borrowed(bytes) => Bytes::copy_from_slice(bytes),
            Cow::Owned(bytes) => bytes.into(),
        })
    }

    fn timestamp(&mut self, _: &'static Member) -> Result<Timestamp, DecodeError> {
        let offset = self.tokens.position();
        if self.peek() != Some(Type::Tag) {
            return Err(self.expected("seconds since 1970 under tag 1"));
        }
        let tag = self.read(Decoder::tag)?.as_u64();
        if tag != EPOCH_SECONDS {
            return Err(DecodeError::expected("tag 1", format_args!("tag {tag}")).at_offset(offset));
        }
        let timestamp = match self.number("seconds since 1970 as a number")? {
            Number::Whole(seconds) => i64::try_from(seconds).ok().map(Timestamp::from_epoch_seconds),
            // A double of this size has no room for nanoseconds. Of all the numbers that it may stand for, the one with
            // the fewest digits is the one that was written.
            Number::Real(seconds) => {
                Timestamp::parse(&seconds.to_string(), TimestampFormat::EpochSeconds).ok()
            }
        };
        timestamp.ok_or_else(|| out_of_range(offset))
    }

    fn document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        self.document_value()
    }
}

/// What is written is secret perhaps, so only the position is shown.
impl fmt::Debug for CborDecoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CborDecoder(at byte {})", self.tokens.position())
    }
}
