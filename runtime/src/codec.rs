//! The codecs, one per body format, and the errors that they share.
//!
//! A codec is a [`FieldEncoder`](crate::FieldEncoder) and a [`FieldDecoder`](crate::FieldDecoder). Which one a request
//! takes, and what goes to headers and path instead, is the business of [`protocol`](crate::protocol).

mod buffer;
#[cfg(feature = "cbor")]
pub mod cbor;
pub mod json;
pub(crate) mod members;
pub(crate) mod number;
#[cfg(feature = "xml")]
pub mod query;
#[cfg(feature = "xml")]
mod text;
#[cfg(feature = "xml")]
pub mod xml;

use std::borrow::Cow;
use std::fmt;

use crate::debug::REDACTED;
use crate::schema::{Member, SENSITIVE};

/// How deep values may nest on the wire, in every format. Deeper input is an error, not a stack overflow.
pub const MAX_DEPTH: usize = 128;

/// A value that cannot be written: the first one met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError {
    member: Cow<'static, str>,
    problem: Cow<'static, str>,
}

impl EncodeError {
    /// The value of `member` (its name in the model) has `problem`, which completes the sentence that starts with the
    /// name: "must not contain line breaks". The value itself is not part of it, since it may be a secret.
    pub fn new(member: impl Into<Cow<'static, str>>, problem: impl Into<Cow<'static, str>>) -> Self {
        Self { member: member.into(), problem: problem.into() }
    }

    /// The member's name in the model.
    pub fn member(&self) -> &str {
        &self.member
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.member, self.problem)
    }
}

impl std::error::Error for EncodeError {}

/// Bytes that are not what the model says: what was expected and found, and where.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Problem>);

#[derive(Clone, PartialEq, Eq)]
struct Problem {
    message: Cow<'static, str>,
    /// Innermost first: each level that the error passes on its way out adds its own.
    path: Vec<Segment>,
    offset: Option<usize>,
}

#[derive(Clone, PartialEq, Eq)]
enum Segment {
    Member(&'static str),
    Index(usize),
    Key(String),
}

impl DecodeError {
    /// An error that says what is wrong: "expected a string, found a number".
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Problem { message: message.into(), path: Vec::new(), offset: None }))
    }

    /// Something other than `expected` was there.
    pub fn expected(expected: &str, found: impl fmt::Display) -> Self {
        Self::new(format!("expected {expected}, found {found}"))
    }

    /// Values nest deeper than [`MAX_DEPTH`].
    pub fn too_deep() -> Self {
        Self::new(format!("values nest more than {MAX_DEPTH} levels deep"))
    }

    /// The same error, `offset` bytes into the body, unless a place is known already.
    #[must_use]
    pub fn at_offset(mut self, offset: usize) -> Self {
        self.0.offset.get_or_insert(offset);
        self
    }

    /// The same error, inside the member called `name`.
    #[must_use]
    pub fn in_member(mut self, name: &'static str) -> Self {
        self.0.path.push(Segment::Member(name));
        self
    }

    /// The same error, inside the item at `index` of a list.
    #[must_use]
    pub fn in_item(mut self, index: usize) -> Self {
        self.0.path.push(Segment::Index(index));
        self
    }

    /// The same error, inside the entry at `key` of a map.
    #[must_use]
    pub fn in_entry(mut self, key: &str) -> Self {
        self.0.path.push(Segment::Key(key.to_owned()));
        self
    }

    /// The same error, with the keys of the maps that it is in withheld: they are sensitive.
    #[must_use]
    pub fn without_keys(mut self) -> Self {
        for segment in &mut self.0.path {
            if let Segment::Key(key) = segment {
                REDACTED.clone_into(key);
            }
        }
        self
    }

    /// Where the value is, in names of the model: `Items[2].Tags[colour]`. Empty for the document itself.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for segment in self.0.path.iter().rev() {
            match segment {
                Segment::Member(name) if path.is_empty() => path.push_str(name),
                Segment::Member(name) => path.extend([".", name]),
                Segment::Index(index) => path.push_str(&format!("[{index}]")),
                Segment::Key(key) => path.extend(["[", key, "]"]),
            }
        }
        path
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.path.is_empty() {
            write!(f, "{}: ", self.path())?;
        }
        f.write_str(&self.0.message)?;
        match self.0.offset {
            Some(offset) => write!(f, " at byte {offset}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({:?})", self.to_string())
    }
}

impl std::error::Error for DecodeError {}

#[cold]
fn repeated_key(offset: usize) -> DecodeError {
    DecodeError::new("the same key twice").at_offset(offset)
}

/// An error within what `member` describes, with nothing of the value that is sensitive.
#[cold]
fn inside(member: &'static Member, error: DecodeError) -> DecodeError {
    if member.has(SENSITIVE) { error.without_keys() } else { error }
}

/// An error within an entry of the map that `member` describes.
#[cold]
fn inside_entry(member: &'static Member, error: DecodeError) -> DecodeError {
    inside(member.target.key, inside(member.target.value, error))
}
