//! Writing.

use std::mem;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_core::ser::{Error, SerializeMap, SerializeSeq};
use serde_core::{Serialize, Serializer};

use super::document::Written;
use crate::codec::MAX_DEPTH;
use crate::document::Document;
use crate::event_stream::OutgoingEvents;
use crate::field::FieldEncoder;
use crate::schema::{Member, ROOT, SPARSE, TimestampFormat};
use crate::stream::ByteStream;
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union, Value};

/// Writes `value`.
///
/// # Errors
/// Those of the serializer; and when something has no form: a stream, events, a union whose member the model does not
/// know, a timestamp out of range, more nesting than [`MAX_DEPTH`].
pub fn serialize<S: Serializer>(value: &dyn Value, serializer: S) -> Result<S::Ok, S::Error> {
    Described { member: &ROOT, value, depth: 0 }.serialize(serializer)
}

/// A value with what describes it.
struct Described<'a> {
    member: &'static Member,
    value: &'a dyn Value,
    depth: usize,
}

impl Serialize for Described<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut writer = Writer { state: State::Open(serializer), depth: self.depth };
        self.value.encode(self.member, &mut writer);
        match writer.state {
            State::Done(result) => result,
            // Callers leave unset values out, and all others write something.
            State::Open(_) | State::Failed => Err(S::Error::custom("the value presents nothing")),
        }
    }
}

/// An item or value that may be null.
struct Sparse<'a>(Described<'a>);

impl Serialize for Sparse<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.value.is_set() {
            true => serializer.serialize_some(&self.0),
            false => serializer.serialize_none(),
        }
    }
}

/// Writes the one value that it is told.
struct Writer<S: Serializer> {
    state: State<S>,
    depth: usize,
}

enum State<S: Serializer> {
    Open(S),
    Done(Result<S::Ok, S::Error>),
    /// While writing.
    Failed,
}

impl<S: Serializer> Writer<S> {
    fn write(&mut self, write: impl FnOnce(S) -> Result<S::Ok, S::Error>) {
        if let State::Open(serializer) = mem::replace(&mut self.state, State::Failed) {
            self.state = State::Done(write(serializer));
        }
    }

    /// Writes what holds other values.
    fn nest(&mut self, member: &'static Member, write: impl FnOnce(S, usize) -> Result<S::Ok, S::Error>) {
        let depth = self.depth + 1;
        self.write(|serializer| match depth > MAX_DEPTH {
            true => Err(problem(member, "nests too deep")),
            false => write(serializer, depth),
        });
    }

    fn number(&mut self, value: f64, write: impl FnOnce(S) -> Result<S::Ok, S::Error>) {
        self.write(|serializer| match value {
            _ if value.is_finite() || !serializer.is_human_readable() => write(serializer),
            f64::INFINITY => serializer.serialize_str("Infinity"),
            f64::NEG_INFINITY => serializer.serialize_str("-Infinity"),
            _ => serializer.serialize_str("NaN"),
        });
    }
}

fn problem<E: Error>(member: &'static Member, problem: &str) -> E {
    match member.name {
        "" => E::custom(format_args!("the value {problem}")),
        name => E::custom(format_args!("{name} {problem}")),
    }
}

impl<S: Serializer> FieldEncoder for Writer<S> {
    fn structure(&mut self, member: &'static Member, value: &dyn Shape) {
        let members = value.schema().members.iter().enumerate();
        let set = members.map(|(index, member)| (member, value.member(index)));
        let set: Vec<_> = set.filter(|(_, value)| value.is_set()).collect();
        self.nest(member, |serializer, depth| {
            let mut map = serializer.serialize_map(Some(set.len()))?;
            for (member, value) in set {
                map.serialize_entry(member.key(), &Described { member, value, depth })?;
            }
            map.end()
        });
    }

    fn union(&mut self, member: &'static Member, value: &dyn Union) {
        self.nest(member, |serializer, depth| {
            let Some((member, value)) = value.variant_member() else {
                return Err(problem(member, "is of a kind that the model does not know"));
            };
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(member.wire, &Described { member, value, depth })?;
            map.end()
        });
    }

    fn list(&mut self, member: &'static Member, value: &dyn List) {
        let is_sparse = member.has(SPARSE);
        let items = (0..value.count()).filter_map(|index| value.at(index));
        let items: Vec<_> = items.filter(|item| is_sparse || item.is_set()).collect();
        self.nest(member, |serializer, depth| {
            let mut list = serializer.serialize_seq(Some(items.len()))?;
            for value in items {
                let item = Described { member: member.target.item, value, depth };
                match is_sparse {
                    true => list.serialize_element(&Sparse(item))?,
                    false => list.serialize_element(&item)?,
                }
            }
            list.end()
        });
    }

    fn map(&mut self, member: &'static Member, value: &dyn Map) {
        let is_sparse = member.has(SPARSE);
        let mut count = 0;
        value.visit(&mut |_, value| count += usize::from(is_sparse || value.is_set()));
        self.nest(member, |serializer, depth| {
            let mut map = serializer.serialize_map(Some(count))?;
            let mut result = Ok(());
            value.visit(&mut |key, value| {
                if result.is_ok() && (is_sparse || value.is_set()) {
                    let value = Described { member: member.target.value, value, depth };
                    result = match is_sparse {
                        true => map.serialize_entry(key, &Sparse(value)),
                        false => map.serialize_entry(key, &value),
                    };
                }
            });
            result?;
            map.end()
        });
    }

    fn string(&mut self, _: &'static Member, value: &str) {
        self.write(|serializer| serializer.serialize_str(value));
    }

    fn boolean(&mut self, _: &'static Member, value: bool) {
        self.write(|serializer| serializer.serialize_bool(value));
    }

    fn integer(&mut self, _: &'static Member, value: i32) {
        self.write(|serializer| serializer.serialize_i32(value));
    }

    fn long(&mut self, _: &'static Member, value: i64) {
        self.write(|serializer| serializer.serialize_i64(value));
    }

    fn float(&mut self, _: &'static Member, value: f32) {
        self.number(value.into(), |serializer| serializer.serialize_f32(value));
    }

    fn double(&mut self, _: &'static Member, value: f64) {
        self.number(value, |serializer| serializer.serialize_f64(value));
    }

    fn blob(&mut self, _: &'static Member, value: &Bytes) {
        self.write(|serializer| match serializer.is_human_readable() {
            true => serializer.serialize_str(&STANDARD.encode(value)),
            false => serializer.serialize_bytes(value),
        });
    }

    fn timestamp(&mut self, member: &'static Member, value: Timestamp) {
        let (seconds, nanos) = (value.epoch_seconds(), value.subsec_nanos());
        self.write(|serializer| {
            if !serializer.is_human_readable() {
                return (seconds, nanos).serialize(serializer);
            }
            let mut format = member.timestamp.unwrap_or(TimestampFormat::EpochSeconds);
            if format == TimestampFormat::EpochSeconds {
                if nanos == 0 {
                    return serializer.serialize_i64(seconds);
                }
                // Where a number of most formats has that many digits.
                let text = value.format(format).map_err(|error| problem(member, &error.to_string()))?;
                if let Some(number) = text.parse().ok().filter(|number: &f64| number.to_string() == text) {
                    return serializer.serialize_f64(number);
                }
                format = TimestampFormat::Iso8601;
            }
            let text = value.format(format).map_err(|error| problem(member, &error.to_string()))?;
            serializer.serialize_str(&text)
        });
    }

    fn document(&mut self, _: &'static Member, value: &Document) {
        let depth = self.depth;
        self.write(|serializer| Written(value, depth).serialize(serializer));
    }

    fn stream(&mut self, member: &'static Member, value: &ByteStream) {
        match value.as_bytes() {
            Some(bytes) => self.blob(member, bytes),
            None => self.write(|_| Err(problem(member, "is a stream, which is not in memory"))),
        }
    }

    fn events(&mut self, member: &'static Member, _: &dyn OutgoingEvents) {
        self.write(|_| Err(problem(member, "is a stream of events, which no document holds")));
    }
}
