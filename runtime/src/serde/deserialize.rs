//! Reading.

mod containers;
mod scalars;

use std::borrow::Cow;
use std::cell::RefCell;
use std::marker::PhantomData;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_core::de::{DeserializeSeed, Error};
use serde_core::{Deserialize, Deserializer};

use self::containers::{Entries, Items, Members, Variants};
use self::scalars::{Blob, Moment, Number};
use super::document::Read;
use crate::codec::{DecodeError, MAX_DEPTH};
use crate::document::Document;
use crate::field::FieldDecoder;
use crate::json;
use crate::schema::{Member, ROOT};
use crate::timestamp::Timestamp;
use crate::validate::Violations;
use crate::value::{List, Map, Shape, Union, Value};

/// Reads a value.
///
/// # Errors
/// Those of the deserializer, or else one that lists every required member that is not there.
pub fn deserialize<'de, T: Value, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::zero();
    let missing = RefCell::new(Violations::new());
    let seed = Seed { member: &ROOT, value: &mut value, scope: Scope { missing: &missing, depth: 0 } };
    seed.deserialize(deserializer)?;
    missing.into_inner().into_result(json::name_of::<T>()).map_err(D::Error::custom)?;
    Ok(value)
}

/// What goes along into a value.
#[derive(Clone, Copy)]
struct Scope<'a> {
    missing: &'a RefCell<Violations>,
    depth: usize,
}

impl Scope<'_> {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        match self.depth == MAX_DEPTH {
            true => Err(E::custom("the value nests too deep")),
            false => Ok(Self { depth: self.depth + 1, ..self }),
        }
    }
}

/// A value to be read into, with what describes it.
struct Seed<'a> {
    member: &'static Member,
    value: &'a mut dyn Value,
    scope: Scope<'a>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { member, value, scope } = self;
        let mut reader = Reader { from: Some(deserializer), error: None, scope, input: PhantomData };
        let decoded = value.decode(member, &mut reader);
        // The format's own error says more than the one that went through the value.
        decoded.map_err(|error| reader.error.take().unwrap_or_else(|| D::Error::custom(error)))
    }
}

/// A deserializer, asked for the one value that it has.
struct Reader<'a, 'de, D: Deserializer<'de>> {
    from: Option<D>,
    error: Option<D::Error>,
    scope: Scope<'a>,
    input: PhantomData<&'de ()>,
}

impl<'de, D: Deserializer<'de>> Reader<'_, 'de, D> {
    fn read<T>(&mut self, read: impl FnOnce(D) -> Result<T, D::Error>) -> Result<T, DecodeError> {
        let from = self.from.take().ok_or_else(|| DecodeError::new("asked for two values where one is"))?;
        read(from).map_err(|error| {
            self.error = Some(error);
            DecodeError::new("the format's error is kept apart")
        })
    }

    fn is_for_people(&self) -> bool {
        self.from.as_ref().is_some_and(Deserializer::is_human_readable)
    }
}

impl<'de, D: Deserializer<'de>> FieldDecoder for Reader<'_, 'de, D> {
    fn structure(&mut self, _: &'static Member, value: &mut dyn Shape) -> Result<(), DecodeError> {
        let (scope, is_for_people) = (self.scope, self.is_for_people());
        self.read(|from| from.deserialize_map(Members { value, scope: scope.deeper()?, is_for_people }))
    }

    fn union(&mut self, _: &'static Member, value: &mut dyn Union) -> Result<(), DecodeError> {
        let scope = self.scope;
        self.read(|from| from.deserialize_map(Variants { value, scope: scope.deeper()? }))
    }

    fn list(&mut self, member: &'static Member, value: &mut dyn List) -> Result<(), DecodeError> {
        value.reset();
        let (scope, is_for_people) = (self.scope, self.is_for_people());
        self.read(|from| from.deserialize_seq(Items { member, value, scope: scope.deeper()?, is_for_people }))
    }

    fn map(&mut self, member: &'static Member, value: &mut dyn Map) -> Result<(), DecodeError> {
        value.reset();
        let (scope, is_for_people) = (self.scope, self.is_for_people());
        self.read(|from| {
            from.deserialize_map(Entries { member, value, scope: scope.deeper()?, is_for_people })
        })
    }

    fn string(&mut self, _: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        self.read(String::deserialize).map(Cow::Owned)
    }

    fn boolean(&mut self, _: &'static Member) -> Result<bool, DecodeError> {
        self.read(bool::deserialize)
    }

    fn integer(&mut self, _: &'static Member) -> Result<i32, DecodeError> {
        self.read(i32::deserialize)
    }

    fn long(&mut self, _: &'static Member) -> Result<i64, DecodeError> {
        self.read(i64::deserialize)
    }

    fn float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        match self.is_for_people() {
            true => self.read(|from| from.deserialize_any(Number)).map(|value| value as f32),
            false => self.read(f32::deserialize),
        }
    }

    fn double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        match self.is_for_people() {
            true => self.read(|from| from.deserialize_any(Number)),
            false => self.read(f64::deserialize),
        }
    }

    fn blob(&mut self, _: &'static Member) -> Result<Bytes, DecodeError> {
        if !self.is_for_people() {
            return self.read(|from| from.deserialize_byte_buf(Blob)).map(Bytes::from);
        }
        self.read(|from| {
            let bytes = STANDARD.decode(String::deserialize(from)?);
            bytes.map(Bytes::from).map_err(|_| D::Error::custom("expected base64, found another string"))
        })
    }

    fn timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError> {
        if !self.is_for_people() {
            let parts = self.read(<(i64, u32)>::deserialize)?;
            return Ok(Timestamp::from_epoch_seconds_and_nanos(parts.0, parts.1));
        }
        self.read(|from| from.deserialize_any(Moment(member.timestamp)))
    }

    fn document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        let depth = self.scope.depth;
        self.read(|from| Read(depth).deserialize(from))
    }
}
