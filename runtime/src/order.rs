//! `Ord` and `Hash` of generated types, from their tables: derived ones would make a large crate a third slower to build.
//!
//! Values are ordered as a derived `Ord` does it, member by member. Members that hold floats, streams or data without a
//! schema have no order, nor do the types that hold them; these implement neither trait.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use bytes::Bytes;

use crate::document::Document;
use crate::event_stream::OutgoingEvents;
use crate::field::FieldEncoder;
use crate::schema::{Member, ROOT};
use crate::stream::ByteStream;
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union, Value};

/// Compares two values of the same type.
pub fn compare(a: &dyn Value, b: &dyn Value) -> Ordering {
    Key::of(a).cmp(&Key::of(b))
}

/// Feeds all that `value` holds to `state`.
pub fn hash(value: &dyn Value, mut state: &mut dyn Hasher) {
    Key::of(value).hash(&mut state);
}

/// What a value holds, as a sequence that is ordered as the value is.
#[derive(Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key(Vec<Part>);

#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Part {
    /// Before everything else, so that what a list starts with comes before the list.
    End,
    Unset,
    /// Of a structure, list or map, so that an empty one comes after one that is not there.
    Start,
    Boolean(bool),
    Number(i64),
    Text(String),
    Bytes(Bytes),
    Timestamp(Timestamp),
    /// A member of a union, by its index.
    Variant(usize),
}

impl Key {
    fn of(value: &dyn Value) -> Self {
        let mut key = Self::default();
        key.value(&ROOT, value);
        key
    }

    fn value(&mut self, member: &'static Member, value: &dyn Value) {
        match value.is_set() {
            true => value.encode(member, self),
            false => self.0.push(Part::Unset),
        }
    }
}

impl FieldEncoder for Key {
    fn structure(&mut self, _: &'static Member, value: &dyn Shape) {
        self.0.push(Part::Start);
        for (index, member) in value.schema().members.iter().enumerate() {
            self.value(member, value.member(index));
        }
    }

    fn union(&mut self, _: &'static Member, value: &dyn Union) {
        match value.variant() {
            Some((index, held)) => {
                self.0.push(Part::Variant(index));
                self.value(&ROOT, held);
            }
            None => self.0.extend([Part::Variant(usize::MAX), Part::Text(value.unknown().to_owned())]),
        }
    }

    fn list(&mut self, member: &'static Member, value: &dyn List) {
        self.0.push(Part::Start);
        for item in (0..value.count()).filter_map(|index| value.at(index)) {
            self.value(member.target.item, item);
        }
        self.0.push(Part::End);
    }

    fn map(&mut self, member: &'static Member, value: &dyn Map) {
        self.0.push(Part::Start);
        value.visit(&mut |key, value| {
            self.0.push(Part::Text(key.to_owned()));
            self.value(member.target.value, value);
        });
        self.0.push(Part::End);
    }

    fn string(&mut self, _: &'static Member, value: &str) {
        self.0.push(Part::Text(value.to_owned()));
    }

    fn boolean(&mut self, _: &'static Member, value: bool) {
        self.0.push(Part::Boolean(value));
    }

    fn integer(&mut self, _: &'static Member, value: i32) {
        self.0.push(Part::Number(value.into()));
    }

    fn long(&mut self, _: &'static Member, value: i64) {
        self.0.push(Part::Number(value));
    }

    fn blob(&mut self, _: &'static Member, value: &Bytes) {
        self.0.push(Part::Bytes(value.clone()));
    }

    fn timestamp(&mut self, _: &'static Member, value: Timestamp) {
        self.0.push(Part::Timestamp(value));
    }

    // None of these is in a type with an order: the compiler checks that such a type is `Eq`.
    fn float(&mut self, _: &'static Member, _: f32) {}
    fn double(&mut self, _: &'static Member, _: f64) {}
    fn document(&mut self, _: &'static Member, _: &Document) {}
    fn stream(&mut self, _: &'static Member, _: &ByteStream) {}
    fn events(&mut self, _: &'static Member, _: &dyn OutgoingEvents) {}
}
