//! How a Rust value presents itself to a codec: [`Value`] for anything that a member can hold, [`Shape`] and [`Union`]
//! for what the generator writes, [`List`] and [`Map`] for the collections.
//!
//! `Option`, `Box`, `Vec` and `BTreeMap` are handled here, once, so that generated bodies hold neither branches nor
//! loops: a structure states its members and nothing else.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use bytes::Bytes;

use crate::codec::DecodeError;
use crate::document::Document;
use crate::enumeration::Enumeration;
use crate::field::{FieldDecoder, FieldEncoder};
use crate::schema::{Member, Schema};
use crate::timestamp::Timestamp;

/// Anything that a member can hold.
pub trait Value {
    /// The value that decoding starts from, and that a required member of an output keeps where the service leaves it
    /// out: empty, zero, unset.
    fn zero() -> Self
    where
        Self: Sized;

    /// Whether there is something to write: `false` for `None` alone.
    #[inline]
    fn is_set(&self) -> bool {
        true
    }

    /// Tells `out` what this value is, by calling the one method of it that fits.
    fn encode(&self, member: &'static Member, out: &mut dyn FieldEncoder);

    /// Replaces this value by the next one of `from`. What is not there stays as it is: members of a structure, and the
    /// items of a list that the decoder is in the middle of.
    ///
    /// # Errors
    /// When what is there does not fit the type.
    fn decode(&mut self, member: &'static Member, from: &mut dyn FieldDecoder) -> Result<(), DecodeError>;
}

/// A structure: a member table and access to each member by its index there.
pub trait Shape {
    /// The description, whose `members` the indices below refer to.
    fn schema(&self) -> &'static Schema;

    /// The value of the member at `index`.
    ///
    /// # Panics
    /// When `index` is not one of the schema's.
    fn member(&self, index: usize) -> &dyn Value;

    /// The same, to be decoded into.
    ///
    /// # Panics
    /// When `index` is not one of the schema's.
    fn member_mut(&mut self, index: usize) -> &mut dyn Value;

    /// Calls `visit` with each member that [is set](Value::is_set), its index and its description. Most members of most
    /// values are not: this way they are passed without a call for each.
    #[inline]
    fn visit_set(&self, visit: &mut dyn FnMut(usize, &'static Member, &dyn Value)) {
        for (index, member) in self.schema().members.iter().enumerate() {
            let value = self.member(index);
            if value.is_set() {
                visit(index, member, value);
            }
        }
    }
}

/// A union: of the members in the table exactly one is set.
pub trait Union {
    /// The description, whose `members` the indices below refer to.
    fn schema(&self) -> &'static Schema;

    /// The member that is set, with its index; `None` for one that the model does not know.
    fn variant(&self) -> Option<(usize, &dyn Value)>;

    /// The member that is set, with its description; `None` for one that the model does not know.
    #[inline]
    fn variant_member(&self) -> Option<(&'static Member, &dyn Value)> {
        let (index, value) = self.variant()?;
        Some((self.schema().members.get(index)?, value))
    }

    /// Sets the member at `index` to its zero value, to be decoded into.
    ///
    /// # Panics
    /// When `index` is not one of the schema's.
    fn variant_mut(&mut self, index: usize) -> &mut dyn Value;

    /// The wire name of the member, where [`variant`](Self::variant) is `None`.
    fn unknown(&self) -> &str;

    /// Holds a member that the model does not know. Its value is not kept.
    fn from_unknown(name: &str) -> Self
    where
        Self: Sized;

    /// Sets a member that the model does not know. Its value is not kept.
    fn set_unknown(&mut self, name: &str);
}

/// A list.
pub trait List {
    /// The number of items.
    fn count(&self) -> usize;

    /// The item at `index`, if there is one.
    fn at(&self, index: usize) -> Option<&dyn Value>;

    /// Appends a zero value, to be decoded into.
    fn grow(&mut self) -> &mut dyn Value;

    /// Removes all items.
    fn reset(&mut self);
}

/// A map with keys that are strings on the wire.
pub trait Map {
    /// The number of entries.
    fn count(&self) -> usize;

    /// Calls `visit` with each entry, in the order of the keys.
    fn visit(&self, visit: &mut dyn FnMut(&str, &dyn Value));

    /// Inserts a zero value under `key`, to be decoded into; `None` if there is an entry already, which stays.
    fn insert(&mut self, key: &str) -> Option<&mut dyn Value>;

    /// Removes all entries.
    fn reset(&mut self);
}

/// The key of a [`Map`]: a string or an enum.
pub trait MapKey: Ord {
    /// The key as written on the wire.
    fn as_key(&self) -> &str;
    /// The key that the wire means.
    fn from_key(key: &str) -> Self;
}

impl MapKey for String {
    #[inline]
    fn as_key(&self) -> &str {
        self
    }

    #[inline]
    fn from_key(key: &str) -> Self {
        key.to_owned()
    }
}

impl<E: Enumeration + Ord> MapKey for E {
    #[inline]
    fn as_key(&self) -> &str {
        self.as_str()
    }

    #[inline]
    fn from_key(key: &str) -> Self {
        crate::enumeration::parse(key)
    }
}

/// Values that one method of the encoder takes, by copy or by reference, and one of the decoder gives.
macro_rules! scalar {
    ($($type:ident, $zero:expr, $method:ident, |$value:ident| $argument:expr;)*) => {$(
        impl Value for $type {
            #[inline]
            fn zero() -> Self {
                $zero
            }

            #[inline]
            fn encode(&self, member: &'static Member, out: &mut dyn FieldEncoder) {
                let $value = self;
                out.$method(member, $argument);
            }

            #[inline]
            fn decode(&mut self, member: &'static Member, from: &mut dyn FieldDecoder) -> Result<(), DecodeError> {
                *self = from.$method(member)?;
                Ok(())
            }
        }
    )*};
}

scalar! {
    bool, false, boolean, |value| *value;
    i32, 0, integer, |value| *value;
    i64, 0, long, |value| *value;
    f32, 0.0, float, |value| *value;
    f64, 0.0, double, |value| *value;
    Timestamp, Timestamp::UNIX_EPOCH, timestamp, |value| *value;
    Bytes, Bytes::new(), blob, |value| value;
    Document, Document::Null, document, |value| value;
}

impl Value for String {
    #[inline]
    fn zero() -> Self {
        String::new()
    }

    #[inline]
    fn encode(&self, member: &'static Member, out: &mut dyn FieldEncoder) {
        out.string(member, self);
    }

    #[inline]
    fn decode(&mut self, member: &'static Member, from: &mut dyn FieldDecoder) -> Result<(), DecodeError> {
        *self = from.string(member)?.into_owned();
        Ok(())
    }
}

impl<T: Value> Value for Option<T> {
    #[inline]
    fn zero() -> Self {
        None
    }

    #[inline]
    fn is_set(&self) -> bool {
        self.is_some()
    }

    #[inline]
    fn encode(&self, member: &'static Member, out: &mut dyn FieldEncoder) {
        if let Some(value) = self {
            value.encode(member, out);
        }
    }

    #[inline]
    fn decode(&mut self, member: &'static Member, from: &mut dyn FieldDecoder) -> Result<(), DecodeError> {
        self.get_or_insert_with(T::zero).decode(member, from)
    }
}

impl<T: Value> Value for Vec<T> {
    #[inline]
    fn zero() -> Self {
        Vec::new()
    }

    #[inline]
    fn encode(&self, member: &'static Member, out: &mut dyn FieldEncoder) {
        out.list(member, self);
    }

    #[inline]
    fn decode(&mut self, member: &'static Member, from: &mut dyn FieldDecoder) -> Result<(), DecodeError> {
        from.list(member, self)
    }
}

impl<T: Value> List for Vec<T> {
    #[inline]
    fn count(&self) -> usize {
        self.len()
    }

    #[inline]
    fn at(&self, index: usize) -> Option<&dyn Value> {
        self.get(index).map(|item| item as &dyn Value)
    }

    #[inline]
    fn grow(&mut self) -> &mut dyn Value {
        self.push_mut(T::zero())
    }

    #[inline]
    fn reset(&mut self) {
        self.clear();
    }
}

impl<K: MapKey, V: Value> Value for BTreeMap<K, V> {
    #[inline]
    fn zero() -> Self {
        BTreeMap::new()
    }

    #[inline]
    fn encode(&self, member: &'static Member, out: &mut dyn FieldEncoder) {
        out.map(member, self);
    }

    #[inline]
    fn decode(&mut self, member: &'static Member, from: &mut dyn FieldDecoder) -> Result<(), DecodeError> {
        from.map(member, self)
    }
}

impl<K: MapKey, V: Value> Map for BTreeMap<K, V> {
    #[inline]
    fn count(&self) -> usize {
        self.len()
    }

    #[inline]
    fn visit(&self, visit: &mut dyn FnMut(&str, &dyn Value)) {
        for (key, value) in self {
            visit(key.as_key(), value);
        }
    }

    #[inline]
    fn insert(&mut self, key: &str) -> Option<&mut dyn Value> {
        match self.entry(K::from_key(key)) {
            Entry::Vacant(entry) => Some(entry.insert(V::zero())),
            Entry::Occupied(_) => None,
        }
    }

    #[inline]
    fn reset(&mut self) {
        self.clear();
    }
}
