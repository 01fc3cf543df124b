//! `Debug` of generated types: unset members left out, sensitive ones redacted.

use std::fmt;

use bytes::Bytes;

use crate::document::Document;
use crate::event_stream::OutgoingEvents;
use crate::field::FieldEncoder;
use crate::schema::{Member, SENSITIVE};
use crate::stream::ByteStream;
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union, Value};

/// What stands in place of a sensitive value, wherever text for people is written.
pub(crate) const REDACTED: &str = "<redacted>";

/// Writes a structure as `f.debug_struct` would, with Rust's field names. `{:#?}` gives one member a line.
pub fn structure(value: &dyn Shape, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let schema = value.schema();
    let mut out = f.debug_struct(schema.name);
    for ((index, member), name) in schema.members.iter().enumerate().zip(schema.field_names()) {
        let value = value.member(index);
        if value.is_set() {
            out.field(name, &Shown { member, value });
        }
    }
    out.finish()
}

/// Writes a union as a tuple variant.
pub fn union(value: &dyn Union, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let named = value.variant().and_then(|(index, held)| {
        let schema = value.schema();
        Some((schema.field_names().nth(index)?, schema.members.get(index)?, held))
    });
    match named {
        Some((name, member, value)) => f.debug_tuple(name).field(&Shown { member, value }).finish(),
        None => f.debug_tuple("Unknown").field(&value.unknown()).finish(),
    }
}

/// A value as the member that holds it lets it be shown.
struct Shown<'a> {
    member: &'static Member,
    value: &'a dyn Value,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.member.has(SENSITIVE) {
            return f.write_str(REDACTED);
        }
        // What is unset and still shown is an item of a sparse list or map.
        if !self.value.is_set() {
            return f.write_str("None");
        }
        let mut printer = Printer { f, result: Ok(()) };
        self.value.encode(self.member, &mut printer);
        printer.result
    }
}

/// Writes the one value that it is told.
struct Printer<'a, 'f> {
    f: &'a mut fmt::Formatter<'f>,
    result: fmt::Result,
}

impl FieldEncoder for Printer<'_, '_> {
    fn structure(&mut self, _: &'static Member, value: &dyn Shape) {
        self.result = structure(value, self.f);
    }

    fn union(&mut self, _: &'static Member, value: &dyn Union) {
        self.result = union(value, self.f);
    }

    fn list(&mut self, member: &'static Member, value: &dyn List) {
        let items = (0..value.count()).filter_map(|index| value.at(index));
        let items = items.map(|value| Shown { member: member.target.item, value });
        self.result = self.f.debug_list().entries(items).finish();
    }

    fn map(&mut self, member: &'static Member, value: &dyn Map) {
        let mut out = self.f.debug_map();
        value.visit(&mut |key, value| {
            let key: &dyn fmt::Debug =
                if member.target.key.has(SENSITIVE) { &format_args!("{REDACTED}") } else { &key };
            out.entry(key, &Shown { member: member.target.value, value });
        });
        self.result = out.finish();
    }

    fn string(&mut self, _: &'static Member, value: &str) {
        self.result = fmt::Debug::fmt(value, self.f);
    }

    fn boolean(&mut self, _: &'static Member, value: bool) {
        self.result = fmt::Debug::fmt(&value, self.f);
    }

    fn integer(&mut self, _: &'static Member, value: i32) {
        self.result = fmt::Debug::fmt(&value, self.f);
    }

    fn long(&mut self, _: &'static Member, value: i64) {
        self.result = fmt::Debug::fmt(&value, self.f);
    }

    fn float(&mut self, _: &'static Member, value: f32) {
        self.result = fmt::Debug::fmt(&value, self.f);
    }

    fn double(&mut self, _: &'static Member, value: f64) {
        self.result = fmt::Debug::fmt(&value, self.f);
    }

    fn blob(&mut self, _: &'static Member, value: &Bytes) {
        self.result = write!(self.f, "<{} bytes>", value.len());
    }

    fn stream(&mut self, _: &'static Member, value: &ByteStream) {
        self.result = fmt::Debug::fmt(value, self.f);
    }

    fn events(&mut self, _: &'static Member, value: &dyn OutgoingEvents) {
        self.result = fmt::Debug::fmt(value, self.f);
    }

    fn timestamp(&mut self, _: &'static Member, value: Timestamp) {
        self.result = fmt::Display::fmt(&value, self.f);
    }

    fn document(&mut self, _: &'static Member, value: &Document) {
        self.result = fmt::Debug::fmt(value, self.f);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::sample::{Choice, Colour, Everything, Line, Order, structure};
    use crate::schema::{NONE, Target, item, plain, row};

    #[test]
    fn shows_what_is_set_on_one_line() {
        let value = Everything {
            text: Some("a\nb".into()),
            integer: Some(-1),
            double: Some(1.0),
            blob: Some(Bytes::from_static(b"abc")),
            time: Some(Timestamp::UNIX_EPOCH),
            colour: Some(Colour::Red),
            sparse_names: Some(vec![Some("x".into()), None]),
            tags: Some(BTreeMap::from([("k".into(), "v".into())])),
            choice: Some(Choice::List(vec![Choice::Number(1), Choice::Unknown("New".into())])),
            nested: Some(Box::default()),
            ..Everything::default()
        };
        assert_eq!(
            format!("{value:?}"),
            r#"Everything { text: "a\nb", integer: -1, double: 1.0, blob: <3 bytes>, time: 1970-01-01T00:00:00Z, "#
                .to_owned()
                + r#"colour: "RED", sparse_names: ["x", None], tags: {"k": "v"}, "#
                + r#"choice: List([Number(1), Unknown("New")]), nested: Everything }"#
        );
    }

    #[test]
    fn shows_one_member_a_line_if_asked_to() {
        let value = Everything { flag: Some(true), names: Some(vec!["x".into()]), ..Everything::default() };
        assert_eq!(
            format!("{value:#?}"),
            "Everything {\n    flag: true,\n    names: [\n        \"x\",\n    ],\n}"
        );
    }

    #[test]
    fn redacts_what_is_sensitive_wherever_it_stands() {
        let line = Line { sku: "s".into(), password: Some("hunter2".into()), ..Line::default() };
        let order = Order {
            lines: vec![line.clone()],
            secrets: Some(vec![line]),
            choice: Some(Choice::Secret("hunter2".into())),
            ..Order::default()
        };
        assert_eq!(
            format!("{order:?}"),
            r#"Order { id: "", lines: [Line { sku: "s", password: <redacted> }], secrets: <redacted>, "#
                .to_owned()
                + "choice: Secret(<redacted>) }"
        );
    }

    #[test]
    fn redacts_keys_and_items_that_are_sensitive() {
        structure! {
            Secrets {
                list: Vec<String> = Member {
                    target: &Target { item: &item("member", SENSITIVE), ..plain() },
                    ..row("List", NONE)
                },
                map: BTreeMap<String, i32> = Member {
                    target: &Target { key: &item("key", SENSITIVE), ..plain() },
                    ..row("Map", NONE)
                },
            }
        }
        let value = Secrets { list: vec!["hunter2".into()], map: BTreeMap::from([("hunter2".into(), 1)]) };
        assert_eq!(format!("{value:?}"), "Secrets { list: [<redacted>], map: {<redacted>: 1} }");
    }
}
