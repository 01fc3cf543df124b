//! From a path in a JSON document to the bytes that stand there.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{ModelPath, Segment};

/// A JSON document in which places are looked up.
///
/// Only the objects on the way to a place are taken apart, and each only once: a document can have thousands of
/// problems in an object of thousands of entries.
pub(super) struct Document<'a> {
    text: &'a str,
    /// The objects that have been taken apart, by where they stand.
    objects: BTreeMap<usize, Vec<Entry<'a>>>,
}

/// What stands at a path.
#[derive(Clone, Copy)]
struct Found<'a> {
    key: Option<&'a str>,
    /// The key of an entry of the same name before this one.
    earlier_key: Option<&'a str>,
    value: &'a str,
}

impl<'a> Document<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, objects: BTreeMap::new() }
    }

    /// The bytes of the value at the path. An object or array is shown by its key: its own bytes may be most of the
    /// document.
    pub(super) fn value(&mut self, path: &ModelPath) -> Range<usize> {
        let found = self.find(path);
        let value = found.value.trim_start();
        let span = self.span_of(value);
        match (found.key, value.starts_with(['{', '['])) {
            (Some(key), true) => self.span_of(key),
            (None, true) => span.start..span.start + 1,
            (_, false) => span,
        }
    }

    /// The bytes of a part of the string at the path; of all of it if the part is written in another way.
    pub(super) fn part(&mut self, path: &ModelPath, part: &str) -> Range<usize> {
        let whole = self.value(path);
        match self.text.get(whole.clone()).and_then(|value| value.find(part)) {
            Some(offset) => whole.start + offset..whole.start + offset + part.len(),
            None => whole,
        }
    }

    /// Some bytes of the string at the path, counted with its escapes resolved.
    pub(super) fn within(&mut self, path: &ModelPath, span: &Range<usize>) -> Range<usize> {
        let whole = self.value(path);
        let raw = self.text.get(whole.clone()).unwrap_or_default();
        // Where the text before it is as long: found by trying, since only an error asks.
        let place = |wanted: usize| {
            let ends = raw.char_indices().map(|(end, _)| end).skip(1);
            let mut resolved = ends.filter_map(|end| {
                let before: String = serde_json::from_str(&format!("{}\"", raw.get(..end)?)).ok()?;
                (before.len() >= wanted).then_some(end)
            });
            resolved.next()
        };
        match (place(span.start), place(span.end)) {
            (Some(start), Some(end)) => whole.start + start..whole.start + end,
            _ => whole,
        }
    }

    /// The bytes of the key that the path ends with.
    pub(super) fn key(&mut self, path: &ModelPath) -> Range<usize> {
        match self.find(path).key {
            Some(key) => self.span_of(key),
            None => self.value(path),
        }
    }

    /// The bytes of the last two equal keys that the path ends with: the one that was there first, and the
    /// repetition.
    pub(super) fn repeated_key(&mut self, path: &ModelPath) -> (Option<Range<usize>>, Range<usize>) {
        let first = self.find(path).earlier_key.map(|key| self.span_of(key));
        (first, self.key(path))
    }

    /// What stands at the path. A path that leads nowhere ends at the last place that exists, so that something can
    /// be shown.
    fn find(&mut self, path: &ModelPath) -> Found<'a> {
        let mut found = Found { key: None, earlier_key: None, value: self.text };
        for segment in path.segments() {
            let next = match segment {
                Segment::Key(key) => self.entry(found.value, key),
                Segment::Index(index) => item(found.value, *index),
            };
            let Some(next) = next else { break };
            found = next;
        }
        found
    }

    /// The last entry of an object that has the given name.
    fn entry(&mut self, object: &'a str, name: &str) -> Option<Found<'a>> {
        let position = self.span_of(object).start;
        let entries = self.objects.entry(position).or_insert_with(|| entries(object).unwrap_or_default());
        let mut named = entries.iter().rev().filter(|entry| entry.name == name);
        let Entry { key, value, .. } = named.next()?;
        Some(Found { key: Some(key), earlier_key: named.next().map(|earlier| earlier.key), value })
    }

    /// The bytes that a part of the text stands at.
    fn span_of(&self, part: &str) -> Range<usize> {
        span_in(self.text, part)
    }
}

/// The bytes of `text` that a part of it stands at.
pub(crate) fn span_in(text: &str, part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + part.len()
}

fn item(array: &str, index: usize) -> Option<Found<'_>> {
    let items: Vec<&RawValue> = serde_json::from_str(array).ok()?;
    Some(Found { key: None, earlier_key: None, value: items.get(index)?.get() })
}

/// One entry of an object, as written.
pub(crate) struct Entry<'a> {
    /// The key with its escapes resolved.
    pub(crate) name: Cow<'a, str>,
    /// The key with its quotes.
    key: &'a str,
    /// The value.
    pub(crate) value: &'a str,
}

/// The entries of an object, repeated ones included; `None` if the text is no object.
pub(crate) fn entries(text: &str) -> Option<Vec<Entry<'_>>> {
    serde_json::from_str(text).ok().map(|Entries(entries)| entries)
}

struct Entries<'a>(Vec<Entry<'a>>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = access.next_entry::<&RawValue, &RawValue>()? {
            let (key, value) = (key.get(), value.get());
            let name = serde_json::from_str(key).map_or(Cow::Borrowed(key), Cow::Owned);
            entries.push(Entry { name, key, value });
        }
        Ok(Entries(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::super::ModelPath;
    use super::Document;

    const TEXT: &str = r#" { "a": [10, {"b\u0063": "x{y}"}], "d": {"e": 1, "e": 2} }"#;

    #[test]
    fn finds_keys_and_values() {
        let mut document = Document::new(TEXT);
        let root = ModelPath::root();
        for (path, key, value) in [
            (root.clone(), "{", "{"),
            (root.key("a"), r#""a""#, r#""a""#),
            (root.key("a").index(0), "10", "10"),
            (root.key("a").index(1), "{", "{"),
            (root.key("a").index(1).key("bc"), r#""b\u0063""#, r#""x{y}""#),
            (root.key("d").key("missing"), r#""d""#, r#""d""#),
            (root.key("missing").key("deeper"), "{", "{"),
        ] {
            assert_eq!(&TEXT[document.key(&path)], key, "{path}");
            assert_eq!(&TEXT[document.value(&path)], value, "{path}");
        }
    }

    #[test]
    fn finds_parts_of_strings() {
        let path = ModelPath::from(["a"]).index(1).key("bc");
        for (part, expected) in [("{y}", "{y}"), ("{z}", r#""x{y}""#)] {
            assert_eq!(&TEXT[Document::new(TEXT).part(&path, part)], expected, "{part}");
        }
    }

    #[test]
    fn finds_bytes_of_strings() {
        let text = r#"{"a": "x \"y\" zz"}"#;
        for (span, expected) in [(0..1, "x"), (2..5, r#"\"y\""#), (6..8, "zz"), (6..90, r#""x \"y\" zz""#)] {
            assert_eq!(
                &text[Document::new(text).within(&ModelPath::from(["a"]), &span)],
                expected,
                "{span:?}"
            );
        }
    }

    #[test]
    fn tells_equal_keys_apart() {
        let (first, again) = Document::new(TEXT).repeated_key(&ModelPath::from(["d", "e"]));
        assert_eq!(&TEXT[first.expect("two of them").start..again.end], r#""e": 1, "e""#);
    }
}
