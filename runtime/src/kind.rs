//! How a generated type becomes a [`Value`]: it says of which kind it is, and what values of that kind do stands here,
//! once. Repeated in each of the three thousand types of EC2, the same functions took a sixth of a compiler's memory.

use std::any::Any;
use std::marker::PhantomData;

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

/// What a member of a structure is: a value that can be compared with another of its type, and become a copy of it.
/// Nothing has to implement this.
pub trait Held: Value + Any {
    /// Whether `other` is of the same type, and equal.
    fn equals(&self, other: &dyn Held) -> bool;

    /// Becomes a copy of `other`. Stays as it is where that is of another type.
    fn assign(&mut self, other: &dyn Held);
}

impl<T: Value + Clone + PartialEq + Any> Held for T {
    #[inline]
    fn equals(&self, other: &dyn Held) -> bool {
        (other as &dyn Any).downcast_ref() == Some(self)
    }

    #[inline]
    fn assign(&mut self, other: &dyn Held) {
        if let Some(other) = (other as &dyn Any).downcast_ref::<T>() {
            self.clone_from(other);
        }
    }
}

/// A generated structure, from which its [`Shape`] follows.
pub trait Structure: Described {
    /// The description, whose `members` the indices below refer to.
    const SCHEMA: &'static Schema;

    /// See [`Shape::member`].
    fn member(&self, index: usize) -> &dyn Held;

    /// See [`Shape::member_mut`].
    fn member_mut(&mut self, index: usize) -> &mut dyn Held;
}

/// Whether all members of two structures are equal.
pub fn equal<T: Structure>(a: &T, b: &T) -> bool {
    (0..T::SCHEMA.members.len()).all(|index| a.member(index).equals(b.member(index)))
}

/// A structure with the same members.
pub fn copy<T: Structure + Value>(structure: &T) -> T {
    let mut copy = <T as Value>::zero();
    for index in 0..T::SCHEMA.members.len() {
        let member = structure.member(index);
        if member.is_set() {
            copy.member_mut(index).assign(member);
        }
    }
    copy
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

    // What is not set need not be seen as a `Value`, which takes a look at another table.
    #[inline]
    fn visit_set(&self, visit: &mut dyn FnMut(usize, &'static Member, &dyn Value)) {
        for (index, member) in T::SCHEMA.members.iter().enumerate() {
            let value = Structure::member(self, index);
            if value.is_set() {
                visit(index, member, value);
            }
        }
    }
}

/// What a structure with required members has in place of `Default`, which would let one slip.
pub trait Start {
    /// What decoding starts from: every member [is zero](Value::zero).
    fn start() -> Self;
}

/// Where the values of a structure start.
pub trait Origin<T> {
    /// See [`Value::zero`].
    fn zero() -> T;
}

/// That of a structure without required members: its `Default`.
#[derive(Debug)]
pub enum AtDefault {}

impl<T: Default> Origin<T> for AtDefault {
    #[inline]
    fn zero() -> T {
        T::default()
    }
}

/// That of a structure with required members: its [`Start`].
#[derive(Debug)]
pub enum AtStart {}

impl<T: Start> Origin<T> for AtStart {
    #[inline]
    fn zero() -> T {
        T::start()
    }
}

/// The kind of a [`Structure`], with the [`Origin`] of its values.
#[derive(Debug)]
pub struct OfStructure<O>(PhantomData<O>);

impl<T: Structure, O: Origin<T>> Kind<T> for OfStructure<O> {
    #[inline]
    fn zero() -> T {
        O::zero()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Everything;

    fn filled() -> Everything {
        Everything {
            text: Some("text".to_owned()),
            double: Some(0.5),
            names: Some(vec!["a".to_owned(), "b".to_owned()]),
            ..Everything::default()
        }
    }

    #[test]
    fn copies_are_equal_until_a_member_is_changed() {
        let original = filled();
        let copy = original.clone();
        assert_eq!(copy, original);

        let changes: [fn(&mut Everything); 4] = [
            |value| value.text = None,
            |value| value.integer = Some(0),
            |value| value.double = Some(f64::NAN),
            |value| value.names = Some(vec!["a".to_owned()]),
        ];
        for change in changes {
            let mut changed = original.clone();
            change(&mut changed);
            assert_ne!(changed, original);
            assert_ne!(original, changed);
            assert_eq!(copy, original);
        }
    }

    #[test]
    fn as_floats_that_are_none_equal_nothing_so_do_what_holds_them() {
        let value = Everything { double: Some(f64::NAN), ..filled() };
        assert_ne!(value, value.clone());
    }

    #[test]
    fn a_value_of_another_type_is_neither_equal_nor_copied() {
        let (text, mut number): (&dyn Held, i32) = (&String::from("1"), 1);
        assert!(!number.equals(text));
        number.assign(text);
        assert_eq!(number, 1);
    }
}
