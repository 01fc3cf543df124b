//! The two visitors that everything is built on: a [`FieldEncoder`] is told a value, a [`FieldDecoder`] is asked for one.
//!
//! Each protocol's codec is a pair of them; the validator, `Debug` and the bindings to header, query and path are
//! encoders too. Both are object-safe, so that generated code is compiled once and not once per codec.

use std::borrow::Cow;

use bytes::Bytes;

use crate::codec::DecodeError;
use crate::document::Document;
use crate::enumeration::EnumValue;
use crate::event_stream::{IncomingEvents, OutgoingEvents};
use crate::schema::Member;
use crate::stream::ByteStream;
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union};

/// Is told a value, by one call.
///
/// The methods return nothing: an encoder that can fail keeps its first error and reports it when it is finished.
pub trait FieldEncoder {
    /// A structure. The encoder asks it for its members.
    fn structure(&mut self, member: &'static Member, value: &dyn Shape);
    /// A union. The encoder asks it for the member that is set.
    fn union(&mut self, member: &'static Member, value: &dyn Union);
    /// A list; `member.target.item` describes its items.
    fn list(&mut self, member: &'static Member, value: &dyn List);
    /// A map; `member.target.key` and `member.target.value` describe its keys and values.
    fn map(&mut self, member: &'static Member, value: &dyn Map);
    /// A string.
    fn string(&mut self, member: &'static Member, value: &str);
    /// A string with a list of values that the model knows.
    fn enumeration(&mut self, member: &'static Member, value: EnumValue<'_>) {
        self.string(member, value.text);
    }
    /// A boolean.
    fn boolean(&mut self, member: &'static Member, value: bool);
    /// A 32-bit integer.
    fn integer(&mut self, member: &'static Member, value: i32);
    /// A 64-bit integer.
    fn long(&mut self, member: &'static Member, value: i64);
    /// A single-precision number, which may be NaN or infinite.
    fn float(&mut self, member: &'static Member, value: f32);
    /// A double-precision number, which may be NaN or infinite.
    fn double(&mut self, member: &'static Member, value: f64);
    /// Bytes.
    fn blob(&mut self, member: &'static Member, value: &Bytes);
    /// A point in time; `member.timestamp` says how to write it.
    fn timestamp(&mut self, member: &'static Member, value: Timestamp);
    /// JSON-like data without a schema.
    fn document(&mut self, member: &'static Member, value: &Document);
    /// Bytes that may not be in memory. Such a member is always a whole body, so that most encoders never meet one.
    fn stream(&mut self, member: &'static Member, value: &ByteStream) {
        if let Some(bytes) = value.as_bytes() {
            self.blob(member, bytes);
        }
    }
    /// Events. Such a member is always a whole body, so that most encoders never meet one, and write nothing.
    fn events(&mut self, member: &'static Member, value: &dyn OutgoingEvents) {
        let _ = (member, value);
    }
}

/// Is asked for the next value, by the call that fits its type.
///
/// Every method fails where what is there does not fit. Nulls are the decoder's business: it asks no value to decode
/// one.
pub trait FieldDecoder {
    /// Fills the members of a structure. Members that the schema does not know are skipped.
    fn structure(&mut self, member: &'static Member, value: &mut dyn Shape) -> Result<(), DecodeError>;
    /// Sets the one member of a union that is there.
    fn union(&mut self, member: &'static Member, value: &mut dyn Union) -> Result<(), DecodeError>;
    /// Replaces the items of a list.
    fn list(&mut self, member: &'static Member, value: &mut dyn List) -> Result<(), DecodeError>;
    /// Replaces the entries of a map.
    fn map(&mut self, member: &'static Member, value: &mut dyn Map) -> Result<(), DecodeError>;
    /// A string, borrowed where the input holds it as it is.
    fn string(&mut self, member: &'static Member) -> Result<Cow<'_, str>, DecodeError>;
    /// A boolean.
    fn boolean(&mut self, member: &'static Member) -> Result<bool, DecodeError>;
    /// A 32-bit integer.
    fn integer(&mut self, member: &'static Member) -> Result<i32, DecodeError>;
    /// A 64-bit integer.
    fn long(&mut self, member: &'static Member) -> Result<i64, DecodeError>;
    /// A single-precision number.
    fn float(&mut self, member: &'static Member) -> Result<f32, DecodeError>;
    /// A double-precision number.
    fn double(&mut self, member: &'static Member) -> Result<f64, DecodeError>;
    /// Bytes.
    fn blob(&mut self, member: &'static Member) -> Result<Bytes, DecodeError>;
    /// A point in time; `member.timestamp` says how it is written.
    fn timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError>;
    /// JSON-like data without a schema.
    fn document(&mut self, member: &'static Member) -> Result<Document, DecodeError>;
    /// Bytes that need not be held in memory.
    fn stream(&mut self, member: &'static Member) -> Result<ByteStream, DecodeError> {
        self.blob(member).map(ByteStream::from)
    }
    /// Events, which are always a whole body.
    fn events(&mut self, member: &'static Member) -> Result<IncomingEvents, DecodeError> {
        let _ = member;
        Err(DecodeError::new("events are a body of their own, and not part of another"))
    }
}
