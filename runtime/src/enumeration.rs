//! Open enums: strings with a list of values that the model knows, and room for those it does not.

use crate::field::FieldEncoder;
use crate::schema::Member;

/// A generated enum. As a `str` it is the text on the wire.
pub trait Enumeration: AsRef<str> + Sized + Clone + 'static {
    /// The values that the model lists, sorted by their text on the wire.
    const ALL: &'static [Self];

    /// The text on the wire.
    #[inline]
    fn as_str(&self) -> &str {
        self.as_ref()
    }

    /// A value that the model does not list.
    fn unknown(text: &str) -> Self;
}

/// An enum's value as an encoder is told it.
#[derive(Clone, Copy, Debug)]
pub struct EnumValue<'a> {
    /// The text on the wire.
    pub text: &'a str,
    /// Whether the model lists a text. Asked for only where it matters, since it means a search.
    pub is_known: fn(&str) -> bool,
    /// The texts that the model lists, sorted.
    pub values: fn() -> Vec<&'static str>,
}

/// The value whose text is `text`: a listed one, or else an unknown one, which keeps the text and so round-trips.
pub fn parse<E: Enumeration>(text: &str) -> E {
    match find::<E>(text) {
        Some(value) => value.clone(),
        None => E::unknown(text),
    }
}

/// What every generated enum does in [`Value::encode`](crate::Value::encode).
pub fn encode<E: Enumeration>(value: &E, member: &'static Member, out: &mut dyn FieldEncoder) {
    let text = value.as_str();
    out.enumeration(
        member,
        EnumValue { text, is_known: |text| find::<E>(text).is_some(), values: values::<E> },
    );
}

fn find<E: Enumeration>(text: &str) -> Option<&'static E> {
    let index = E::ALL.binary_search_by(|value| value.as_str().cmp(text)).ok()?;
    E::ALL.get(index)
}

fn values<E: Enumeration>() -> Vec<&'static str> {
    E::ALL.iter().map(E::as_str).collect()
}
