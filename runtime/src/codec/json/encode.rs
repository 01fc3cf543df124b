//! Writing JSON.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::{DEFAULT_TIMESTAMP, Scope, escape};
use crate::codec::buffer::Buffer;
use crate::codec::{EncodeError, MAX_DEPTH};
use crate::document::Document;
use crate::event_stream::OutgoingEvents;
use crate::field::FieldEncoder;
use crate::schema::{ESCAPED_NAME, Member, SPARSE, TimestampFormat};
use crate::stream::ByteStream;
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union};

/// Writes one value as JSON, without whitespace.
///
/// ```
/// use sdk_runtime::{FieldEncoder, codec::json::JsonEncoder, schema::ROOT};
///
/// let mut out = JsonEncoder::new();
/// out.string(&ROOT, "a \"b\"");
/// assert_eq!(out.finish(), Ok(br#""a \"b\"""#.to_vec()));
/// ```
// Each value is written with a comma after it, and the last comma in a container becomes its end, so nothing has to
// remember whether it comes first.
pub struct JsonEncoder {
    out: Buffer,
    scope: Scope,
    depth: usize,
    error: Option<EncodeError>,
}

impl JsonEncoder {
    /// An encoder for the body of a message.
    pub fn new() -> Self {
        // A typical request fits without growing more than once.
        Self { out: Buffer::with_room(1024), scope: Scope::Body, depth: 0, error: None }
    }

    /// An encoder that writes every member of a structure, wherever it would go in a message.
    pub(crate) fn whole() -> Self {
        Self { scope: Scope::Whole, ..Self::new() }
    }

    /// The bytes, which are UTF-8.
    ///
    /// # Errors
    /// The first value met that JSON cannot hold: one nested too deep, a timestamp out of range, a union whose member
    /// the model does not know.
    pub fn finish(mut self) -> Result<Vec<u8>, EncodeError> {
        match self.error {
            Some(error) => Err(error),
            None => {
                self.out.drop_last(b',');
                Ok(self.out.into_vec())
            }
        }
    }

    fn fail(&mut self, member: &'static Member, problem: &'static str) {
        self.error.get_or_insert_with(|| EncodeError::new(member.name, problem));
    }

    /// Writes a container: `start`, what `content` writes, `end`.
    #[inline]
    fn nest<const N: usize>(
        &mut self,
        member: &'static Member,
        start: [u8; N],
        end: u8,
        content: impl FnOnce(&mut Self),
    ) {
        if self.depth == MAX_DEPTH {
            return self.fail(member, "nests too deep");
        }
        self.depth += 1;
        self.out.put(start);
        content(self);
        self.depth -= 1;
        self.out.drop_last(b',');
        self.out.put([end, b',']);
    }

    /// Writes a string of a document: a key, text, base64.
    #[inline]
    fn text(&mut self, text: &str) {
        escape::write_string(text, b',', &mut self.out);
    }

    /// Writes `before` and one of the names of `member`, of which the generator knows whether JSON escapes something in it.
    #[inline]
    fn name<const N: usize>(&mut self, before: [u8; N], member: &'static Member, name: &'static str) {
        if member.has(ESCAPED_NAME) {
            self.out.put(before);
            self.key(name);
        } else {
            escape::write_plain(before, name, b':', &mut self.out);
        }
    }

    #[inline]
    fn key(&mut self, key: &str) {
        escape::write_string(key, b':', &mut self.out);
    }

    /// Writes what needs no escapes.
    #[inline]
    fn literal(&mut self, text: &str) {
        self.out.extend(text.as_bytes());
        self.out.put(*b",");
    }

    /// Writes a number in the fewest digits that read back as the same.
    fn number<F: ryu::Float + Into<f64>>(&mut self, value: F) {
        let wide: f64 = value.into();
        let whole = wide as i32;
        // Counts and sizes are most of what there is. Up to here, the shortest form of a whole number is all of it.
        if whole.unsigned_abs() < 1 << f32::MANTISSA_DIGITS && f64::from(whole).to_bits() == wide.to_bits() {
            self.out.extend(itoa::Buffer::new().format(whole).as_bytes());
            self.literal(".0");
        } else if wide.is_finite() {
            self.literal(ryu::Buffer::new().format_finite(value));
        } else if wide.is_nan() {
            self.literal(r#""NaN""#);
        } else {
            self.literal(if wide > 0.0 { r#""Infinity""# } else { r#""-Infinity""# });
        }
    }
}

impl FieldEncoder for JsonEncoder {
    fn structure(&mut self, member: &'static Member, value: &dyn Shape) {
        self.nest(member, *b"{", b'}', |out| {
            value.visit_set(&mut |_, member, value| {
                if let Some(name) = out.scope.key(member) {
                    out.name([], member, name);
                    value.encode(member, out);
                }
            });
        });
    }

    fn union(&mut self, member: &'static Member, value: &dyn Union) {
        let Some((variant, value)) = value.variant_member() else {
            return self.fail(member, "is of a kind that the model does not know");
        };
        self.nest(member, [], b'}', |out| {
            out.name(*b"{", variant, variant.wire);
            value.encode(variant, out);
        });
    }

    fn list(&mut self, member: &'static Member, value: &dyn List) {
        self.nest(member, *b"[", b']', |out| {
            for item in (0..value.count()).filter_map(|index| value.at(index)) {
                // What is not set writes nothing, which takes no call to find out.
                let start = out.out.len();
                item.encode(member.target.item, out);
                if out.out.len() == start && member.has(SPARSE) {
                    out.literal("null");
                }
            }
        });
    }

    fn map(&mut self, member: &'static Member, value: &dyn Map) {
        self.nest(member, *b"{", b'}', |out| {
            value.visit(&mut |key, value| {
                let before = out.out.len();
                out.key(key);
                let start = out.out.len();
                value.encode(member.target.value, out);
                if out.out.len() == start {
                    match member.has(SPARSE) {
                        true => out.literal("null"),
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
        self.literal(if value { "true" } else { "false" });
    }

    fn integer(&mut self, _: &'static Member, value: i32) {
        self.literal(itoa::Buffer::new().format(value));
    }

    fn long(&mut self, _: &'static Member, value: i64) {
        self.literal(itoa::Buffer::new().format(value));
    }

    fn float(&mut self, _: &'static Member, value: f32) {
        self.number(value);
    }

    fn double(&mut self, _: &'static Member, value: f64) {
        self.number(value);
    }

    fn blob(&mut self, member: &'static Member, value: &Bytes) {
        let Some(length) = base64::encoded_len(value.len(), true) else {
            return self.fail(member, "is too long");
        };
        self.out.put(*b"\"");
        self.out.write(length, |room| {
            // The room is as long as was asked for, the one thing that can go wrong.
            let _ = STANDARD.encode_slice(value, room);
        });
        self.out.put(*b"\",");
    }

    fn stream(&mut self, member: &'static Member, value: &ByteStream) {
        match value.as_bytes() {
            Some(bytes) => self.blob(member, bytes),
            None => self.fail(member, "is a stream, which is not in memory"),
        }
    }

    fn events(&mut self, member: &'static Member, _: &dyn OutgoingEvents) {
        self.fail(member, "is a stream of events, which JSON cannot hold");
    }

    fn timestamp(&mut self, member: &'static Member, value: Timestamp) {
        match member.timestamp.unwrap_or(DEFAULT_TIMESTAMP) {
            TimestampFormat::EpochSeconds if value.subsec_nanos() == 0 => {
                self.long(member, value.epoch_seconds())
            }
            format => match value.format(format) {
                Ok(text) if format == TimestampFormat::EpochSeconds => self.literal(&text),
                Ok(text) => self.text(&text),
                Err(_) => self.fail(member, "is not a date of a year from 0 to 9999"),
            },
        }
    }

    fn document(&mut self, member: &'static Member, value: &Document) {
        match value {
            Document::Null => self.literal("null"),
            Document::Boolean(value) => self.boolean(member, *value),
            Document::Integer(value) => self.long(member, *value),
            Document::Double(value) => self.double(member, *value),
            Document::String(value) => self.text(value),
            Document::List(items) => {
                self.nest(member, *b"[", b']', |out| {
                    items.iter().for_each(|item| out.document(member, item))
                });
            }
            Document::Map(entries) => self.nest(member, *b"{", b'}', |out| {
                for (key, value) in entries {
                    out.key(key);
                    out.document(member, value);
                }
            }),
        }
    }
}

impl Default for JsonEncoder {
    fn default() -> Self {
        Self::new()
    }
}

/// What is written may be secret, so only its size is shown.
impl fmt::Debug for JsonEncoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonEncoder({} bytes)", self.out.len())
    }
}
