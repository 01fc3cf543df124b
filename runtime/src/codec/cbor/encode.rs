//! Writing CBOR.

use std::fmt;

use bytes::Bytes;

use super::EPOCH_SECONDS;
use super::head::{self, Major};
use crate::codec::buffer::{self, Buffer, WINDOW};
use crate::codec::{EncodeError, MAX_DEPTH};
use crate::document::Document;
use crate::field::FieldEncoder;
use crate::schema::{Location, Member, SPARSE, TimestampFormat};
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union};

/// Writes one value as CBOR.
///
/// ```
/// use sdk_runtime::{FieldEncoder, codec::cbor::CborEncoder, schema::ROOT};
///
/// let mut out = CborEncoder::new();
/// out.string(&ROOT, "ab");
/// assert_eq!(out.finish(), Ok(b"\x62ab".to_vec()));
/// ```
pub struct CborEncoder {
    out: Buffer,
    depth: usize,
    error: Option<EncodeError>,
}

impl CborEncoder {
    /// An encoder for the body of a message.
    pub fn new() -> Self {
        Self { out: Buffer::with_room(1024), depth: 0, error: None }
    }

    /// The bytes.
    ///
    /// # Errors
    /// The first value met that CBOR cannot hold: one nested too deep, a union whose member the model does not know.
    pub fn finish(self) -> Result<Vec<u8>, EncodeError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.out.into_vec()),
        }
    }

    fn fail(&mut self, member: &'static Member, problem: &'static str) {
        self.error.get_or_insert_with(|| EncodeError::new(member.name, problem));
    }

    /// Writes a list or map without saying how long it is: `start`, what `content` writes, and the end.
    #[inline]
    fn nest(&mut self, member: &'static Member, start: u8, content: impl FnOnce(&mut Self)) {
        if self.depth == MAX_DEPTH {
            return self.fail(member, "nests too deep");
        }
        self.depth += 1;
        self.out.put([start]);
        content(self);
        self.out.put([head::BREAK]);
        self.depth -= 1;
    }

    #[inline]
    fn text(&mut self, text: &str) {
        match text.len() {
            length @ 0..=head::MAX_SHORT => self.out.window(|window: &mut [u8; WINDOW]| {
                let [start, room @ ..] = window;
                *start = head::short(Major::Text, length);
                buffer::copy_short(text.as_bytes(), room, |_| ());
                1 + length
            }),
            length => {
                head::write(Major::Text, length as u64, &mut self.out);
                self.out.extend(text.as_bytes());
            }
        }
    }

    #[inline]
    fn whole_number(&mut self, value: i64) {
        match u64::try_from(value) {
            Ok(value) => head::write(Major::Unsigned, value, &mut self.out),
            // A negative number is written as the distance from -1, which is what its other bits are.
            Err(_) => head::write(Major::Negative, !value as u64, &mut self.out),
        }
    }

    #[inline]
    fn real_number(&mut self, value: f64) {
        let [a, b, c, d, e, f, g, h] = value.to_be_bytes();
        self.out.put([head::DOUBLE, a, b, c, d, e, f, g, h]);
    }
}

impl FieldEncoder for CborEncoder {
    fn structure(&mut self, member: &'static Member, value: &dyn Shape) {
        self.nest(member, head::MAP, |out| {
            value.visit_set(&mut |_, member, value| {
                if member.location == Location::Body {
                    out.text(member.wire);
                    value.encode(member, out);
                }
            });
        });
    }

    fn union(&mut self, member: &'static Member, value: &dyn Union) {
        let Some((variant, value)) = value.variant_member() else {
            return self.fail(member, "is of a kind that the model does not know");
        };
        self.nest(member, head::MAP, |out| {
            out.text(variant.wire);
            value.encode(variant, out);
        });
    }

    fn list(&mut self, member: &'static Member, value: &dyn List) {
        self.nest(member, head::ARRAY, |out| {
            for item in (0..value.count()).filter_map(|index| value.at(index)) {
                // What is not set writes nothing, which takes no call to find out.
                let start = out.out.len();
                item.encode(member.target.item, out);
                if out.out.len() == start && member.has(SPARSE) {
                    out.out.put([head::NULL]);
                }
            }
        });
    }

    fn map(&mut self, member: &'static Member, value: &dyn Map) {
        self.nest(member, head::MAP, |out| {
            value.visit(&mut |key, value| {
                let before = out.out.len();
                out.text(key);
                let start = out.out.len();
                value.encode(member.target.value, out);
                if out.out.len() == start {
                    match member.has(SPARSE) {
                        true => out.out.put([head::NULL]),
                        false => out.out.truncate(before),
                    }
                }
            });
        });
    }

    fn string(&mut self, _: &'static Member, value: &str) {
        self.text(value);
    }

    fn boolean(&mut self, _: &'static Member, value: bool) {
        self.out.put([if value { head::TRUE } else { head::FALSE }]);
    }

    fn integer(&mut self, _: &'static Member, value: i32) {
        self.whole_number(value.into());
    }

    fn long(&mut self, _: &'static Member, value: i64) {
        self.whole_number(value);
    }

    fn float(&mut self, _: &'static Member, value: f32) {
        self.out.put([head::FLOAT]);
        self.out.put(value.to_be_bytes());
    }

    fn double(&mut self, _: &'static Member, value: f64) {
        self.real_number(value);
    }

    fn blob(&mut self, _: &'static Member, value: &Bytes) {
        head::write(Major::Bytes, value.len() as u64, &mut self.out);
        self.out.extend(value);
    }

    fn timestamp(&mut self, member: &'static Member, value: Timestamp) {
        head::write(Major::Tag, EPOCH_SECONDS, &mut self.out);
        if value.subsec_nanos() == 0 {
            return self.whole_number(value.epoch_seconds());
        }
        // By way of the decimal number, which is exact, so that the double is the nearest there is.
        match value.format(TimestampFormat::EpochSeconds).ok().and_then(|text| text.parse().ok()) {
            Some(seconds) => self.real_number(seconds),
            None => self.fail(member, "is out of range"),
        }
    }

    fn document(&mut self, member: &'static Member, value: &Document) {
        match value {
            Document::Null => self.out.put([head::NULL]),
            Document::Boolean(value) => self.boolean(member, *value),
            Document::Integer(value) => self.long(member, *value),
            Document::Double(value) => self.double(member, *value),
            Document::String(value) => self.text(value),
            Document::List(items) => {
                self.nest(member, head::ARRAY, |out| {
                    items.iter().for_each(|item| out.document(member, item))
                });
            }
            Document::Map(entries) => self.nest(member, head::MAP, |out| {
                for (key, value) in entries {
                    out.text(key);
                    out.document(member, value);
                }
            }),
        }
    }
}

impl Default for CborEncoder {
    fn default() -> Self {
        Self::new()
    }
}

/// What is written may be secret, so only its size is shown.
impl fmt::Debug for CborEncoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CborEncoder({} bytes)", self.out.len())
    }
}
