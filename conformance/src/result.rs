//! Values in the suites' notation, to be compared with what a case expects.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use bytes::Bytes;
use sdk_runtime::event_stream::OutgoingEvents;
use sdk_runtime::schema::{FLATTENED, Member, ROOT};
use sdk_runtime::{Document, FieldEncoder, List, Map, Shape, Timestamp, Union, Value};
use serde_json::{Map as Object, Number, Value as Json, json};

/// `value`, members by their names in the model, unset ones left out.
pub fn to_json(value: &dyn Value) -> Json {
    written(&ROOT, value, &mut BTreeSet::new())
}

/// What the entries of maps within `value` are called in XML: elements whose order means nothing.
pub(crate) fn map_entries(value: &dyn Value) -> BTreeSet<&'static str> {
    let mut entries = BTreeSet::new();
    written(&ROOT, value, &mut entries);
    entries
}

fn written(member: &'static Member, value: &dyn Value, entries: &mut BTreeSet<&'static str>) -> Json {
    let mut json = Json::Null;
    value.encode(member, &mut Written(&mut json, entries));
    json
}

struct Written<'a>(&'a mut Json, &'a mut BTreeSet<&'static str>);

impl Written<'_> {
    fn number(&mut self, value: f64, finite: Option<Number>) {
        *self.0 = match finite {
            Some(number) => Json::Number(number),
            None if value.is_nan() => json!("NaN"),
            None if value > 0.0 => json!("Infinity"),
            None => json!("-Infinity"),
        };
    }
}

impl FieldEncoder for Written<'_> {
    fn structure(&mut self, _: &'static Member, value: &dyn Shape) {
        let members = value.schema().members.iter().enumerate();
        let set =
            members.map(|(index, member)| (member, value.member(index))).filter(|(_, value)| value.is_set());
        let written = set.map(|(member, value)| (member.name.to_owned(), written(member, value, self.1)));
        *self.0 = written.collect::<Object<_, _>>().into();
    }

    fn union(&mut self, _: &'static Member, value: &dyn Union) {
        *self.0 = match value.variant() {
            Some((index, inner)) => match value.schema().members.get(index) {
                Some(member) => json!({ member.name: written(member, inner, self.1) }),
                None => Json::Null,
            },
            None => json!({ "SDK_UNKNOWN_MEMBER": { "name": value.unknown() } }),
        };
    }

    fn list(&mut self, member: &'static Member, value: &dyn List) {
        let items = (0..value.count()).filter_map(|index| value.at(index));
        *self.0 = items.map(|item| written(member.target.item, item, self.1)).collect::<Vec<_>>().into();
    }

    fn map(&mut self, member: &'static Member, value: &dyn Map) {
        self.1.insert(if member.has(FLATTENED) { member.wire } else { "entry" });
        let mut object = Object::new();
        value.visit(&mut |key, value| {
            object.insert(key.to_owned(), written(member.target.value, value, self.1));
        });
        *self.0 = object.into();
    }

    fn string(&mut self, _: &'static Member, value: &str) {
        *self.0 = json!(value);
    }

    fn boolean(&mut self, _: &'static Member, value: bool) {
        *self.0 = json!(value);
    }

    fn integer(&mut self, _: &'static Member, value: i32) {
        *self.0 = json!(value);
    }

    fn long(&mut self, _: &'static Member, value: i64) {
        *self.0 = json!(value);
    }

    fn float(&mut self, _: &'static Member, value: f32) {
        // By its text, so that 1.1 stays 1.1 and does not become the double next to it.
        let finite = value.to_string().parse().ok().and_then(Number::from_f64);
        self.number(f64::from(value), finite);
    }

    fn double(&mut self, _: &'static Member, value: f64) {
        self.number(value, Number::from_f64(value));
    }

    fn blob(&mut self, _: &'static Member, value: &Bytes) {
        *self.0 = json!(String::from_utf8_lossy(value));
    }

    fn timestamp(&mut self, _: &'static Member, value: Timestamp) {
        *self.0 = json!(value.epoch_seconds() as f64 + f64::from(value.subsec_nanos()) / 1e9);
    }

    fn events(&mut self, _: &'static Member, value: &dyn OutgoingEvents) {
        let mut events = Vec::new();
        let outcome = value.take_ready(&mut |event| events.push(written(&ROOT, event, self.1)));
        // An error in a stream is no result, so that it must not look like the end.
        events.extend(outcome.err().map(|error| json!({ "error": error })));
        *self.0 = events.into();
    }

    fn document(&mut self, _: &'static Member, value: &Document) {
        *self.0 = document(value);
    }
}

fn document(value: &Document) -> Json {
    match value {
        Document::Null => Json::Null,
        Document::Boolean(value) => json!(value),
        Document::Integer(value) => json!(value),
        Document::Double(value) => json!(value),
        Document::String(value) => json!(value),
        Document::List(items) => items.iter().map(document).collect::<Vec<_>>().into(),
        Document::Map(entries) => {
            entries.iter().map(|(key, value)| (key.clone(), document(value))).collect::<Object<_, _>>().into()
        }
    }
}

/// Compares whole values: numbers by value, and what is JSON in a string also with what it says.
pub(crate) fn same(expected: &Json, found: &Json) -> Result<()> {
    if equal(expected, found) {
        return Ok(());
    }
    bail!("result: expected {expected}, found {found}")
}

fn equal(expected: &Json, found: &Json) -> bool {
    match (expected, found) {
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| equal(a, b)))
        }
        (Json::Object(_) | Json::Array(_), Json::String(text)) => {
            serde_json::from_str(text).is_ok_and(|json| equal(expected, &json))
        }
        _ => expected == found,
    }
}
