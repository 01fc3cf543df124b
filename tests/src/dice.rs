//! Values of any generated type, made from a string of bytes: each byte decides one thing, and none left is 0.
//!
//! The same decoder that reads from the wire fills them, so that no shape needs a line of its own.

use std::borrow::Cow;

use bytes::Bytes;
use sdk_runtime::codec::DecodeError;
use sdk_runtime::schema::{
    IDEMPOTENCY_TOKEN, JSON_VALUE, Location, Member, REQUIRED, ROOT, SPARSE, STREAMING, TimestampFormat,
};
use sdk_runtime::{Document, FieldDecoder, List, Map, Shape, Timestamp, Union, Value};

/// Decides by the bytes that it was given.
#[derive(Debug)]
pub struct Dice<'a> {
    bytes: &'a [u8],
    depth: usize,
    /// Whether the values of a map become headers.
    is_in_headers: bool,
    /// Leave members as they are that responses do not have: those in the path and the query string.
    is_response: bool,
    /// Leave members with these names as they are: a format has no way to write them.
    without: &'a [&'a str],
}

/// Deeper values are left unset.
const MAX_DEPTH: usize = 6;

/// What strings consist of: what formats escape, what they do not, and more than one byte.
const LETTERS: [char; 16] =
    ['a', 'Z', '0', '<', '>', '&', '"', '\'', ' ', '\\', ']', '/', '\u{e9}', '\u{1f600}', '%', '='];

impl<'a> Dice<'a> {
    /// Decides everything.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, depth: 0, is_in_headers: false, is_response: false, without: &[] }
    }

    /// Decides about members that a response can have, but not those called like one of `without`.
    pub fn for_response(bytes: &'a [u8], without: &'a [&'a str]) -> Self {
        Self { is_response: true, without, ..Self::new(bytes) }
    }

    /// A value of type `T`.
    ///
    /// # Errors
    /// None: dice can be thrown for any type.
    pub fn value<T: Value>(mut self) -> Result<T, DecodeError> {
        let mut value = T::zero();
        value.decode(&ROOT, &mut self)?;
        Ok(value)
    }

    fn throw(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        *first
    }

    fn pick<T: Copy>(&mut self, from: &[T], otherwise: T) -> T {
        let index = usize::from(self.throw()) % from.len().max(1);
        from.get(index).copied().unwrap_or(otherwise)
    }

    fn text(&mut self) -> String {
        let length = self.throw() % 5;
        (0..length).map(|_| self.pick(&LETTERS, 'a')).collect()
    }
}

/// Whether a message cannot show that the member is unset: the client makes up a token, no header is an empty map, no
/// body is an empty payload, and every response has a status.
fn is_always_there(member: &Member) -> bool {
    let flags = REQUIRED | IDEMPOTENCY_TOKEN;
    member.flags & flags != 0
        || matches!(member.location, Location::Headers | Location::Payload | Location::StatusCode)
}

impl FieldDecoder for Dice<'_> {
    fn structure(&mut self, _: &'static Member, value: &mut dyn Shape) -> Result<(), DecodeError> {
        self.depth += 1;
        for (index, member) in value.schema().members.iter().enumerate() {
            let is_left_out = member.has(STREAMING)
                || self.without.contains(&member.name)
                || (self.is_response && matches!(member.location, Location::Uri | Location::Query));
            let is_wanted = self.depth < MAX_DEPTH && (is_always_there(member) || self.throw() % 2 == 1);
            if is_wanted && !is_left_out {
                value.member_mut(index).decode(member, self)?;
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn union(&mut self, _: &'static Member, value: &mut dyn Union) -> Result<(), DecodeError> {
        self.depth += 1;
        let members = value.schema().members;
        // The first member is a plain one in every union of ours, which ends the recursion.
        let choice =
            if self.depth < MAX_DEPTH { usize::from(self.throw()) % members.len().max(1) } else { 0 };
        if let Some(member) = members.get(choice) {
            value.variant_mut(choice).decode(member, self)?;
        }
        self.depth -= 1;
        Ok(())
    }

    fn list(&mut self, member: &'static Member, value: &mut dyn List) -> Result<(), DecodeError> {
        value.reset();
        for _ in 0..self.throw() % 4 {
            let item = value.grow();
            if !member.has(SPARSE) || self.throw() % 2 == 1 {
                item.decode(member.target.item, self)?;
            }
        }
        Ok(())
    }

    fn map(&mut self, member: &'static Member, value: &mut dyn Map) -> Result<(), DecodeError> {
        value.reset();
        self.is_in_headers = member.location == Location::Headers;
        for _ in 0..self.throw() % 4 {
            let key =
                if self.is_in_headers { self.pick(&["a", "b-c", "d"], "e").to_owned() } else { self.text() };
            let Some(entry) = value.insert(&key) else { continue };
            if !member.has(SPARSE) || self.throw() % 2 == 1 {
                entry.decode(member.target.value, self)?;
            }
        }
        self.is_in_headers = false;
        Ok(())
    }

    fn string(&mut self, member: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        if member.has(JSON_VALUE) {
            return Ok(self.pick(&["{\"a\":1}", "[]", "\"text\"", "7"], "null").into());
        }
        let text = self.text();
        let is_header = self.is_in_headers || member.location == Location::Header;
        // Spaces around the value of a header are not part of it.
        Ok(if is_header { text.trim().to_owned() } else { text }.into())
    }

    fn boolean(&mut self, _: &'static Member) -> Result<bool, DecodeError> {
        Ok(self.throw() % 2 == 1)
    }

    fn integer(&mut self, member: &'static Member) -> Result<i32, DecodeError> {
        if member.location == Location::StatusCode {
            return Ok(200);
        }
        Ok(self.pick(&[0, 1, -1, 23, 24, -25, 65_536, i32::MIN, i32::MAX], 0))
    }

    fn long(&mut self, _: &'static Member) -> Result<i64, DecodeError> {
        Ok(self.pick(&[0, 1, -1, 255, 256, 1 << 40, i64::MIN, i64::MAX], 0))
    }

    fn float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        Ok(self.pick(&[0.0, -0.5, 1.1, 1e10, f32::MIN, f32::MAX, f32::INFINITY, f32::NEG_INFINITY], 0.0))
    }

    fn double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        Ok(self
            .pick(&[0.0, -0.5, 0.1, 1e-300, 1e16, f64::MIN, f64::MAX, f64::INFINITY, f64::NEG_INFINITY], 0.0))
    }

    fn blob(&mut self, _: &'static Member) -> Result<Bytes, DecodeError> {
        let length = self.throw() % 5;
        Ok((0..length).map(|_| self.throw()).collect())
    }

    fn timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError> {
        let seconds = self.pick(&[0, 1, -1, 1_500_000_000, -62_135_596_800, 253_402_300_799], 0);
        // An HTTP date has no fraction, and headers hold one by default.
        let is_http_date =
            member.timestamp == Some(TimestampFormat::HttpDate) || member.location == Location::Header;
        let nanos = if is_http_date { 0 } else { self.pick(&[0, 500_000_000], 0) };
        Ok(Timestamp::from_epoch_seconds_and_nanos(seconds, nanos))
    }

    fn document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        Ok(match self.throw() % 4 {
            0 => Document::Boolean(true),
            1 => Document::Integer(-7),
            2 => Document::String(self.text()),
            _ => Document::List(vec![Document::Null, Document::Double(0.5)]),
        })
    }
}
