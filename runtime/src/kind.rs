//! How a generated type becomes a [`Value`]: it says of which kind it is, and what values of that kind do stands here,
//! once. Repeated in each of the three thousand types of EC2, the same functions took a sixth of a compiler's memory.

use crate::codec::DecodeError;
use crate::enumeration::{self, Enumeration};
use crate::field::{FieldDecoder, FieldEncoder};
use crate::schema::{Member, Schema};
use crate::value::{Shape, Union, Value};

/// A type that is a [`Value`] as its kind says.
pub trait Described: Sized {
    /// [`OfStructure`], [`OfUnion`] or [`OfEnumeration`].
    type Kind: Kind<Self>;
}

/// What a [`Value`] of type `T` does.
pub trait Kind<T> {
    /// See [`Value::zero`].
    fn zero() -> T;

    /// See [`Value::is_set`].
    #[inline]
    fn is_set(_value: &T) -> bool {
        true
    }

    /// See [`Value::encode`].
    fn encode(value: &T, member: &'static Member, out: &mut dyn FieldEncoder);

    /// See [`Value::decode`].
    ///
    /// # Errors
    /// When what is there does not fit the type.
    fn decode(value: &mut T, member: &'static Member, from: &mut dyn FieldDecoder)
    -> Result<(), DecodeError>;
}

impl<T: Described> Value for T {
    #[inline]
    fn zero() -> Self {
        T::Kind::zero()
    }

    #[inline]
    fn is_set(&self) -> bool {
        T::Kind::is_set(self)
    }

    #[inline]
    fn encode(&self, member: &'static Member, out: &mut dyn FieldEncoder) {
        T::Kind::encode(self, member, out);
    }

    #[inline]
    fn decode(&mut self, member: &'static Member, from: &mut dyn FieldDecoder) -> Result<(), DecodeError> {
        T::Kind::decode(self, member, from)
    }
}

/// A generated structure, from which its [`Shape`] follows.
pub trait Structure: Described {
    /// The description, whose `members` the indices below refer to.
    const SCHEMA: &'static Schema;

    /// See [`Value::zero`].
    fn zero() -> Self;

    /// See [`Shape::member`].
    fn member(&self, index: usize) -> &dyn Value;

    /// See [`Shape::member_mut`].
    fn member_mut(&mut self, index: usize) -> &mut dyn Value;
}

impl<T: Structure> Shape for T {
    #[inline]
    fn schema(&self) -> &'static Schema {
        T::SCHEMA
    }

    #[inline]
    fn member(&self, index: usize) -> &dyn Value {
        Structure::member(self, index)
    }

    #[inline]
    fn member_mut(&mut self, index: usize) -> &mut dyn Value {
        Structure::member_mut(self, index)
    }
}

/// The kind of a [`Structure`].
#[derive(Debug)]
pub enum OfStructure {}

impl<T: Structure> Kind<T> for OfStructure {
    #[inline]
    fn zero() -> T {
        Structure::zero()
    }

    #[inline]
    fn encode(value: &T, member: &'static Member, out: &mut dyn FieldEncoder) {
        out.structure(member, value);
    }

    #[inline]
    fn decode(
        value: &mut T,
        member: &'static Member,
        from: &mut dyn FieldDecoder,
    ) -> Result<(), DecodeError> {
        from.structure(member, value)
    }
}

/// The kind of a [`Union`].
#[derive(Debug)]
pub enum OfUnion {}

impl<T: Union> Kind<T> for OfUnion {
    #[inline]
    fn zero() -> T {
        T::from_unknown("")
    }

    #[inline]
    fn encode(value: &T, member: &'static Member, out: &mut dyn FieldEncoder) {
        out.union(member, value);
    }

    #[inline]
    fn decode(
        value: &mut T,
        member: &'static Member,
        from: &mut dyn FieldDecoder,
    ) -> Result<(), DecodeError> {
        from.union(member, value)
    }
}

/// The kind of an [`Enumeration`].
#[derive(Debug)]
pub enum OfEnumeration {}

impl<T: Enumeration> Kind<T> for OfEnumeration {
    #[inline]
    fn zero() -> T {
        T::unknown("")
    }

    #[inline]
    fn encode(value: &T, member: &'static Member, out: &mut dyn FieldEncoder) {
        enumeration::encode(value, member, out);
    }

    #[inline]
    fn decode(
        value: &mut T,
        member: &'static Member,
        from: &mut dyn FieldDecoder,
    ) -> Result<(), DecodeError> {
        *value = enumeration::parse(&from.string(member)?);
        Ok(())
    }
}

/// The kind of a box, which is what it holds.
///
/// A box is `Described` since a crate could describe a box of a type of its own: no other trait could tell the two apart.
#[derive(Debug)]
pub enum OfBox {}

impl<T: Value> Described for Box<T> {
    type Kind = OfBox;
}

impl<T: Value> Kind<Box<T>> for OfBox {
    #[inline]
    fn zero() -> Box<T> {
        Box::new(T::zero())
    }

    #[inline]
    fn is_set(value: &Box<T>) -> bool {
        (**value).is_set()
    }

    #[inline]
    fn encode(value: &Box<T>, member: &'static Member, out: &mut dyn FieldEncoder) {
        (**value).encode(member, out);
    }

    #[inline]
    fn decode(
        value: &mut Box<T>,
        member: &'static Member,
        from: &mut dyn FieldDecoder,
    ) -> Result<(), DecodeError> {
        (**value).decode(member, from)
    }
}
