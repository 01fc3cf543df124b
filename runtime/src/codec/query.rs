//! Forms (`application/x-www-form-urlencoded`): the requests of the protocols `query` and `ec2`.
//!
//! Each simple value is a parameter, named after the path to it: `Filter.1.Value.2=on`. What the two protocols differ
//! in:
//!
//! | | `query` | `ec2` |
//! |---|---|---|
//! | member | `locationName`, or the member's name | `queryName`, or the same capitalised |
//! | list | `Name.member.1`; flattened, `Name.1` | `Name.1` |
//! | empty list | `Name=` | nothing |
//! | map | `Name.entry.1.key`; flattened, `Name.1.key` | not part of the protocol |
//!
//! Everything but the unreserved characters of RFC 3986 is percent-encoded, spaces too. Timestamps are RFC 3339 unless
//! the member says otherwise, blobs are base64. Nulls in sparse lists and maps are left out.

#[cfg(test)]
mod tests;

use std::fmt::{self, Display, Write};

use percent_encoding::utf8_percent_encode;

use crate::codec::text::simple_values_as_text;
use crate::codec::{EncodeError, MAX_DEPTH};
use crate::field::FieldEncoder;
use crate::percent::RESERVED;
use crate::schema::{FLATTENED, Location, Member};
use crate::value::{List, Map, Shape, Union, Value};

/// Writes the input of an operation as a form.
///
/// ```
/// use sdk_runtime::codec::query::QueryEncoder;
///
/// let out = QueryEncoder::query("GetUser", "2010-05-08");
/// assert_eq!(out.finish(), Ok(b"Action=GetUser&Version=2010-05-08".to_vec()));
/// ```
pub struct QueryEncoder {
    out: String,
    dialect: Dialect,
    /// The path to the next value: names and numbers, joined by dots.
    path: String,
    depth: usize,
    error: Option<EncodeError>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Query,
    Ec2,
}

impl QueryEncoder {
    /// An encoder for the protocol `query`. `action` is the name of the operation, `version` the `apiVersion`.
    pub fn query(action: &str, version: &str) -> Self {
        Self::new(Dialect::Query, action, version)
    }

    /// An encoder for the protocol `ec2`. `action` is the name of the operation, `version` the `apiVersion`.
    pub fn ec2(action: &str, version: &str) -> Self {
        Self::new(Dialect::Ec2, action, version)
    }

    fn new(dialect: Dialect, action: &str, version: &str) -> Self {
        let [action, version] = [action, version].map(|text| utf8_percent_encode(text, RESERVED));
        let out = format!("Action={action}&Version={version}");
        Self { out, dialect, path: String::new(), depth: 0, error: None }
    }

    /// The bytes, which are ASCII.
    ///
    /// # Errors
    /// The first value met that a form cannot hold: one nested too deep, a timestamp out of range, a document, a union
    /// whose member the model does not know, with `ec2` a map.
    pub fn finish(self) -> Result<Vec<u8>, EncodeError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.out.into_bytes()),
        }
    }

    fn fail(&mut self, member: &'static Member, problem: &'static str) {
        self.error.get_or_insert_with(|| EncodeError::new(member.name, problem));
    }

    /// Writes a parameter, called as the path says.
    fn text(&mut self, _: &'static Member, value: &str) {
        // Dots are not reserved.
        let [path, value] = [&self.path, value].map(|text| utf8_percent_encode(text, RESERVED));
        self.out.extend(["&"].into_iter().chain(path).chain(["="]).chain(value));
    }

    /// Writes what `content` writes with `name` appended to the path.
    fn within(&mut self, name: impl Display, content: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        let dot = if self.path.is_empty() { "" } else { "." };
        // Writing to a string does not fail.
        let _ = write!(self.path, "{dot}{name}");
        content(self);
        self.path.truncate(length);
    }

    fn nest(&mut self, member: &'static Member, content: impl FnOnce(&mut Self)) {
        if self.depth == MAX_DEPTH {
            return self.fail(member, "nests too deep");
        }
        self.depth += 1;
        content(self);
        self.depth -= 1;
    }

    /// Writes the member of a structure or union.
    fn member(&mut self, member: &'static Member, value: &dyn Value) {
        let content = |out: &mut Self| value.encode(member, out);
        match (self.dialect, member.xml.query_name, member.flattened_item()) {
            (Dialect::Ec2, Some(name), _) => self.within(name, content),
            (Dialect::Ec2, None, _) => self.within(capitalised(member.wire), content),
            // Without a name of its own, the list goes by the name of its items.
            (Dialect::Query, _, Some(item)) if member.wire == member.name => self.within(item, content),
            (Dialect::Query, _, _) => self.within(member.wire, content),
        }
    }

    /// Writes what `content` writes, with `name` appended to the path unless the list or map is flattened.
    fn collection(&mut self, member: &'static Member, name: &str, content: impl FnOnce(&mut Self)) {
        if self.dialect == Dialect::Ec2 || member.has(FLATTENED) {
            self.nest(member, content);
        } else {
            self.nest(member, |out| out.within(name, content));
        }
    }
}

fn capitalised(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

impl FieldEncoder for QueryEncoder {
    fn structure(&mut self, member: &'static Member, value: &dyn Shape) {
        self.nest(member, |out| {
            value.visit_set(&mut |_, member, value| {
                if member.location == Location::Body {
                    out.member(member, value);
                }
            });
        });
    }

    fn union(&mut self, member: &'static Member, value: &dyn Union) {
        match value.variant_member() {
            Some((variant, value)) => self.nest(member, |out| out.member(variant, value)),
            None => self.fail(member, "is of a kind that the model does not know"),
        }
    }

    fn list(&mut self, member: &'static Member, value: &dyn List) {
        if value.count() == 0 && self.dialect == Dialect::Query {
            return self.text(member, "");
        }
        let item = member.target.item;
        self.collection(member, item.wire, |out| {
            let items = (0..value.count()).filter_map(|index| value.at(index));
            for (number, value) in (1..).zip(items.filter(|value| value.is_set())) {
                out.within(number, |out| value.encode(item, out));
            }
        });
    }

    fn map(&mut self, member: &'static Member, value: &dyn Map) {
        if self.dialect == Dialect::Ec2 {
            return self.fail(member, "is a map, for which the protocol has no form");
        }
        let (key_member, value_member) = (member.target.key, member.target.value);
        self.collection(member, "entry", |out| {
            let mut number = 0;
            value.visit(&mut |key, value| {
                if !value.is_set() {
                    return;
                }
                number += 1;
                out.within(number, |out| {
                    out.within(key_member.wire, |out| out.text(key_member, key));
                    out.within(value_member.wire, |out| value.encode(value_member, out));
                });
            });
        });
    }

    simple_values_as_text!();
}

/// What is written may be secret, so only its size is shown.
impl fmt::Debug for QueryEncoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QueryEncoder({} bytes)", self.out.len())
    }
}
