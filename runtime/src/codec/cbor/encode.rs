//! Writing CBOR.

use std::fmt;

use bytes::Bytes;
use minicbor::Encoder;
use minicbor::data::Tag;

use super::EPOCH_SECONDS;
use crate::codec::{EncodeError, MAX_DEPTH};
use crate::document::Document;
use crate::field::FieldEncoder;
use crate::schema::{Location, Member, SPARSE, TimestampFormat};
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union, set_members};

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
    // Its methods fail if the writer does, and a `Vec` does not: so their results are dropped throughout.
    out: Encoder<Vec<u8>>,
    depth: usize,
    error: Option<EncodeError>,
}

impl CborEncoder {
    /// An encoder for the body of a message.
    pub fn new() -> Self {
        Self { out: Encoder::new(Vec::with_capacity(512)), depth: 0, error: None }
    }

    /// The bytes.
    ///
    /// # Errors
    /// The first value met that CBOR cannot hold: one nested too deep, a union whose member the model does not know.
    pub fn finish(self) -> Result<Vec<u8>, EncodeError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.out.into_writer()),
        }
    }

    fn fail(&mut self, member: &'static Member, problem: &'static str) {
        self.error.get_or_insert_with(|| EncodeError::new(member.name, problem));
    }

    /// Writes a list: what `content` writes, and the end.
    fn array(&mut self, member: &'static Member, content: impl FnOnce(&mut Self)) {
        self.nest(member, |out| {
            let _ = out.out.begin_array();
            content(out);
        });
    }

    /// Writes a map: the keys and values that `content` writes, and the end.
    fn entries(&mut self, member: &'static Member, content: impl FnOnce(&mut Self)) {
        self.nest(member, |out| {
            let _ = out.out.begin_map();
            content(out);
        });
    }

    fn nest(&mut self, member: &'static Member, container: impl FnOnce(&mut Self)) {
        if self.depth == MAX_DEPTH {
            return self.fail(member, "nests too deep");
        }
        self.depth += 1;
        container(self);
        self.depth -= 1;
        let _ = self.out.end();
    }

    fn text(&mut self, text: &str) {
        let _ = self.out.str(text);
    }

    fn null(&mut self) {
        let _ = self.out.null();
    }
}

impl FieldEncoder for CborEncoder {
    fn structure(&mut self, member: &'static Member, value: &dyn Shape) {
        self.entries(member, |out| {
            for (member, value) in set_members(value) {
                if member.location == Location::Body {
                    out.text(member.wire);
                    value.encode(member, out);
                }
            }
        });
    }

    fn union(&mut self, member: &'static Member, value: &dyn Union) {
        let Some((variant, value)) = value.variant_member() else {
            return self.fail(member, "is of a kind that the model does not know");
        };
        self.entries(member, |out| {
            out.text(variant.wire);
            value.encode(variant, out);
        });
    }

    fn list(&mut self, member: &'static Member, value: &dyn List) {
        self.array(member, |out| {
            for item in (0..value.count()).filter_map(|index| value.at(index)) {
                if item.is_set() {
                    item.encode(member.target.item, out);
                } else if member.has(SPARSE) {
                    out.null();
                }
            }
        });
    }

    fn map(&mut self, member: &'static Member, value: &dyn Map) {
        self.entries(member, |out| {
            value.visit(&mut |key, value| {
                if value.is_set() {
                    out.text(key);
                    value.encode(member.target.value, out);
                } else if member.has(SPARSE) {
                    out.text(key);
                    out.null();
                }
            });
        });
    }

    fn string(&mut self, _: &'static Member, value: &str) {
        self.text(value);
    }

    fn boolean(&mut self, _: &'static Member, value: bool) {
        let _ = self.out.bool(value);
    }

    fn integer(&mut self, _: &'static Member, value: i32) {
        let _ = self.out.i32(value);
    }

    fn long(&mut self, _: &'static Member, value: i64) {
        let _ = self.out.i64(value);
    }

    fn float(&mut self, _: &'static Member, value: f32) {
        let _ = self.out.f32(value);
    }

    fn double(&mut self, _: &'static Member, value: f64) {
        let _ = self.out.f64(value);
    }

    fn blob(&mut self, _: &'static Member, value: &Bytes) {
        let _ = self.out.bytes(value);
    }

    fn timestamp(&mut self, member: &'static Member, value: Timestamp) {
        let _ = self.out.tag(Tag::new(EPOCH_SECONDS));
        if value.subsec_nanos() == 0 {
            return self.long(member, value.epoch_seconds());
        }
        // By way of the decimal number, which is exact, so that the double is the nearest there is.
        match value.format(TimestampFormat::EpochSeconds).ok().and_then(|text| text.parse().ok()) {
            Some(seconds) => self.double(member, seconds),
            None => self.fail(member, "is out of range"),
        }
    }

    fn document(&mut self, member: &'static Member, value: &Document) {
        match value {
            Document::Null => self.null(),
            Document::Boolean(value) => self.boolean(member, *value),
            Document::Integer(value) => self.long(member, *value),
            Document::Double(value) => self.double(member, *value),
            Document::String(value) => self.text(value),
            Document::List(items) => {
                self.array(member, |out| items.iter().for_each(|item| out.document(member, item)));
            }
            Document::Map(entries) => self.entries(member, |out| {
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
        write!(f, "CborEncoder({} bytes)", self.out.writer().len())
    }
}
