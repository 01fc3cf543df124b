//! Messages of an event stream, as bytes and back: the framing of `application/vnd.amazon.eventstream`, as the Smithy
//! specification "Amazon Event Stream Format" describes it. Nothing here does I/O.
//!
//! A message is its total length, the length of its headers, a checksum of these two, the headers, the payload, and a
//! checksum of everything before: numbers in network byte order, checksums CRC-32.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;

use bytes::{Buf, Bytes, BytesMut};

use crate::timestamp::Timestamp;

/// The longest that all headers of a message together may be, in bytes.
pub const MAX_HEADERS: usize = 128 << 10;
/// The longest that a payload may be, in bytes.
pub const MAX_PAYLOAD: usize = 24 << 20;

/// The longest text or bytes in a header: the length is read as a signed number by some.
const MAX_VALUE: usize = i16::MAX as usize;

/// Lengths and their checksum.
const PRELUDE: usize = 12;
/// All of a message that is neither headers nor payload.
const OVERHEAD: usize = PRELUDE + 4;

/// A message: headers and a payload.
#[derive(Clone, Default, PartialEq)]
pub struct Message {
    /// The headers, in order.
    pub headers: Vec<Header>,
    /// The payload.
    pub payload: Bytes,
}

/// A header of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The name, at most 255 bytes.
    pub name: Cow<'static, str>,
    /// The value.
    pub value: HeaderValue,
}

/// The value of a header, of one of the format's nine types.
#[derive(Clone, Debug, PartialEq)]
pub enum HeaderValue {
    /// True or false.
    Boolean(bool),
    /// An 8-bit integer.
    Byte(i8),
    /// A 16-bit integer.
    Short(i16),
    /// A 32-bit integer.
    Integer(i32),
    /// A 64-bit integer.
    Long(i64),
    /// Up to 32,767 bytes.
    Bytes(Bytes),
    /// Up to 32,767 bytes of text.
    String(String),
    /// A point in time, of which the milliseconds are kept.
    Timestamp(Timestamp),
    /// A UUID, the first byte being the most significant.
    Uuid(u128),
}

impl Message {
    /// A message without headers.
    pub fn new(payload: impl Into<Bytes>) -> Self {
        Self { headers: Vec::new(), payload: payload.into() }
    }

    /// The same message with one more header.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<HeaderValue>) -> Self {
        self.headers.push(Header { name: name.into(), value: value.into() });
        self
    }

    /// The value of the first header called `name`.
    pub fn header(&self, name: &str) -> Option<&HeaderValue> {
        self.headers.iter().find(|header| header.name == name).map(|header| &header.value)
    }

    /// The same, if it is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.header(name)? {
            HeaderValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// The message as bytes.
    ///
    /// # Errors
    /// When a part is longer than the format allows, or a timestamp is out of range.
    pub fn encode(&self) -> Result<Bytes, MessageError> {
        let headers = self.encode_headers()?;
        limit("headers", headers.len(), MAX_HEADERS)?;
        limit("payload", self.payload.len(), MAX_PAYLOAD)?;
        // What is left after the limits fits 32 bits.
        let length = OVERHEAD + headers.len() + self.payload.len();
        let mut frame = Vec::with_capacity(length);
        frame.extend_from_slice(&(length as u32).to_be_bytes());
        frame.extend_from_slice(&(headers.len() as u32).to_be_bytes());
        frame.extend_from_slice(&crc32fast::hash(&frame).to_be_bytes());
        frame.extend_from_slice(&headers);
        frame.extend_from_slice(&self.payload);
        frame.extend_from_slice(&crc32fast::hash(&frame).to_be_bytes());
        Ok(frame.into())
    }

    /// The headers as bytes.
    pub(crate) fn encode_headers(&self) -> Result<Vec<u8>, MessageError> {
        let mut headers = Vec::new();
        for header in &self.headers {
            header.encode(&mut headers)?;
        }
        Ok(headers)
    }

    /// Takes the first message off `buffer`; `None` if it is not all there.
    ///
    /// # Errors
    /// When the bytes are not a message. Where the next one would start is not known then.
    pub fn decode(buffer: &mut BytesMut) -> Result<Option<Self>, MessageError> {
        let Some((&[a, b, c, d, e, f, g, h], rest)) = buffer.split_first_chunk() else { return Ok(None) };
        let Some(&checksum) = rest.first_chunk() else { return Ok(None) };
        if crc32fast::hash(&[a, b, c, d, e, f, g, h]) != u32::from_be_bytes(checksum) {
            return Err(MessageError::Checksum);
        }
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        let headers_length = u32::from_be_bytes([e, f, g, h]) as usize;
        limit("headers", headers_length, MAX_HEADERS)?;
        limit("message", length, OVERHEAD + headers_length + MAX_PAYLOAD)?;
        if length < OVERHEAD + headers_length {
            return Err(MessageError::Length);
        }
        let Some((content, checksum)) = buffer.get(..length).and_then(<[u8]>::split_last_chunk) else {
            return Ok(None);
        };
        if crc32fast::hash(content) != u32::from_be_bytes(*checksum) {
            return Err(MessageError::Checksum);
        }
        let mut content = buffer.split_to(length).freeze();
        content.truncate(length - 4);
        content.advance(PRELUDE);
        let mut headers = content.split_to(headers_length);
        let mut message = Self::new(content);
        while !headers.is_empty() {
            message.headers.push(Header::decode(&mut headers)?);
        }
        Ok(Some(message))
    }
}

/// Headers and payload may hold secrets, so only the names and the size are shown.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|header| &header.name).collect();
        write!(f, "Message({names:?}, {} bytes)", self.payload.len())
    }
}

/// The numbers that stand for the types of header values.
mod kind {
    pub(super) const TRUE: u8 = 0;
    pub(super) const FALSE: u8 = 1;
    pub(super) const BYTE: u8 = 2;
    pub(super) const SHORT: u8 = 3;
    pub(super) const INTEGER: u8 = 4;
    pub(super) const LONG: u8 = 5;
    pub(super) const BYTES: u8 = 6;
    pub(super) const STRING: u8 = 7;
    pub(super) const TIMESTAMP: u8 = 8;
    pub(super) const UUID: u8 = 9;
}

impl Header {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), MessageError> {
        limit("name of a header", self.name.len(), u8::MAX.into())?;
        out.push(self.name.len() as u8);
        out.extend_from_slice(self.name.as_bytes());
        let mut put = |kind: u8, value: &[u8]| {
            out.push(kind);
            out.extend_from_slice(value);
        };
        match &self.value {
            HeaderValue::Boolean(true) => put(kind::TRUE, &[]),
            HeaderValue::Boolean(false) => put(kind::FALSE, &[]),
            HeaderValue::Byte(value) => put(kind::BYTE, &value.to_be_bytes()),
            HeaderValue::Short(value) => put(kind::SHORT, &value.to_be_bytes()),
            HeaderValue::Integer(value) => put(kind::INTEGER, &value.to_be_bytes()),
            HeaderValue::Long(value) => put(kind::LONG, &value.to_be_bytes()),
            HeaderValue::Bytes(value) => put(kind::BYTES, &with_length(value)?),
            HeaderValue::String(value) => put(kind::STRING, &with_length(value.as_bytes())?),
            HeaderValue::Timestamp(value) => put(kind::TIMESTAMP, &milliseconds(*value)?.to_be_bytes()),
            HeaderValue::Uuid(value) => put(kind::UUID, &value.to_be_bytes()),
        }
        Ok(())
    }

    fn decode(from: &mut Bytes) -> Result<Self, MessageError> {
        let length = from.try_get_u8()?.into();
        let name = text(take(from, length)?)?.into();
        let value = match from.try_get_u8()? {
            kind::TRUE => HeaderValue::Boolean(true),
            kind::FALSE => HeaderValue::Boolean(false),
            kind::BYTE => HeaderValue::Byte(from.try_get_i8()?),
            kind::SHORT => HeaderValue::Short(from.try_get_i16()?),
            kind::INTEGER => HeaderValue::Integer(from.try_get_i32()?),
            kind::LONG => HeaderValue::Long(from.try_get_i64()?),
            kind::BYTES => {
                let length = from.try_get_u16()?.into();
                HeaderValue::Bytes(take(from, length)?)
            }
            kind::STRING => {
                let length = from.try_get_u16()?.into();
                HeaderValue::String(text(take(from, length)?)?)
            }
            kind::TIMESTAMP => HeaderValue::Timestamp(from_milliseconds(from.try_get_i64()?)),
            kind::UUID => HeaderValue::Uuid(from.try_get_u128()?),
            _ => return Err(MessageError::Header),
        };
        Ok(Self { name, value })
    }
}

fn with_length(value: &[u8]) -> Result<Vec<u8>, MessageError> {
    limit("value of a header", value.len(), MAX_VALUE)?;
    Ok([&(value.len() as u16).to_be_bytes(), value].concat())
}

fn take(from: &mut Bytes, length: usize) -> Result<Bytes, MessageError> {
    if from.len() < length { Err(MessageError::Header) } else { Ok(from.split_to(length)) }
}

fn text(bytes: Bytes) -> Result<String, MessageError> {
    String::from_utf8(bytes.into()).map_err(|_| MessageError::Header)
}

fn milliseconds(time: Timestamp) -> Result<i64, MessageError> {
    // In more bits: the earliest time that fits is written as seconds too early to fit, and a fraction.
    let milliseconds = i128::from(time.epoch_seconds()) * 1000 + i128::from(time.subsec_nanos() / 1_000_000);
    milliseconds.try_into().map_err(|_| MessageError::Timestamp)
}

fn from_milliseconds(milliseconds: i64) -> Timestamp {
    let nanos = milliseconds.rem_euclid(1000) as u32 * 1_000_000;
    Timestamp::from_epoch_seconds_and_nanos(milliseconds.div_euclid(1000), nanos)
}

fn limit(part: &'static str, length: usize, limit: usize) -> Result<(), MessageError> {
    if length > limit { Err(MessageError::TooLong { part, limit }) } else { Ok(()) }
}

/// Values that a header is made from.
macro_rules! from {
    ($($type:ty => $variant:ident),* $(,)?) => {$(
        impl From<$type> for HeaderValue {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}

from! {
    bool => Boolean,
    i8 => Byte,
    i16 => Short,
    i32 => Integer,
    i64 => Long,
    Bytes => Bytes,
    String => String,
    &str => String,
    Timestamp => Timestamp,
}

/// Bytes that are no message, or a message that bytes cannot hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MessageError {
    /// A checksum does not match.
    Checksum,
    /// The lengths contradict each other.
    Length,
    /// The headers cannot be read.
    Header,
    /// A part is longer than the format allows.
    TooLong {
        /// Which.
        part: &'static str,
        /// How long it may be, in bytes.
        limit: usize,
    },
    /// The bytes end within a message.
    Truncated,
    /// A timestamp is further from 1970 than 64 bits of milliseconds.
    Timestamp,
}

impl From<bytes::TryGetError> for MessageError {
    /// Only headers are read by number.
    fn from(_: bytes::TryGetError) -> Self {
        Self::Header
    }
}

impl fmt::Display for MessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Checksum => "the checksum of a message in the event stream does not match",
            Self::Length => "the lengths in a message of the event stream contradict each other",
            Self::Header => "the headers of a message in the event stream cannot be read",
            Self::TooLong { part, limit } => {
                return write!(f, "in an event stream, a {part} of more than {limit} bytes is not allowed");
            }
            Self::Truncated => "the event stream ends within a message",
            Self::Timestamp => "a timestamp in a header of an event is out of range",
        })
    }
}

impl std::error::Error for MessageError {}
