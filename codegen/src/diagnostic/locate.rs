//! From a path in a JSON document to the bytes that stand there.
//!
//! The document is walked anew for each path. That only happens to documents that are about to be reported.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{ModelPath, Segment};

/// The bytes of the value at the path.
pub(super) fn value(text: &str, path: &ModelPath) -> Range<usize> {
    Walk::along(text, path).value_span()
}

/// The bytes of a part of the string at the path; of all of it if the part is written in another way.
pub(super) fn part(text: &str, path: &ModelPath, part: &str) -> Range<usize> {
    let whole = value(text, path);
    match text.get(whole.clone()).and_then(|value| value.find(part)) {
        Some(offset) => whole.start + offset..whole.start + offset + part.len(),
        None => whole,
    }
}

/// The bytes of the key that the path ends with.
pub(super) fn key(text: &str, path: &ModelPath) -> Range<usize> {
    Walk::along(text, path).key_span()
}

/// The bytes of the last two equal keys that the path ends with: the one that was there first, and the repetition.
pub(super) fn repeated_key(text: &str, path: &ModelPath) -> (Option<Range<usize>>, Range<usize>) {
    let walk = Walk::along(text, path);
    (walk.earlier_key.map(|key| span_of(text, key)), walk.key_span())
}

/// Where a path leads. A path that leads nowhere ends at the last place that exists, so that something can be shown.
struct Walk<'a> {
    text: &'a str,
    key: Option<&'a str>,
    earlier_key: Option<&'a str>,
    value: &'a str,
}

impl<'a> Walk<'a> {
    fn along(text: &'a str, path: &ModelPath) -> Self {
        let mut walk = Self { text, key: None, earlier_key: None, value: text };
        for segment in path.segments() {
            let Some(next) = walk.step(segment) else { break };
            walk = next;
        }
        walk
    }

    fn step(&self, segment: &Segment) -> Option<Self> {
        match segment {
            Segment::Key(wanted) => {
                let mut found: Option<Self> = None;
                for entry in entries(self.value)?.into_iter().filter(|entry| entry.name == *wanted) {
                    let earlier_key = found.and_then(|earlier| earlier.key);
                    found = Some(Self { key: Some(entry.key), earlier_key, value: entry.value, ..*self });
                }
                found
            }
            Segment::Index(index) => {
                let items: Vec<&RawValue> = serde_json::from_str(self.value).ok()?;
                let value = items.get(*index)?.get();
                Some(Self { key: None, earlier_key: None, value, ..*self })
            }
        }
    }

    fn key_span(&self) -> Range<usize> {
        match self.key {
            Some(key) => span_of(self.text, key),
            None => self.value_span(),
        }
    }

    /// An object or array is shown by its key: its own bytes may be most of the file.
    fn value_span(&self) -> Range<usize> {
        let span = span_of(self.text, self.value.trim_start());
        match (self.key, self.value.trim_start().starts_with(['{', '['])) {
            (Some(key), true) => span_of(self.text, key),
            (None, true) => span.start..span.start + 1,
            (_, false) => span,
        }
    }
}

/// The bytes that a part of the text stands at.
fn span_of(text: &str, part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + part.len()
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
    use super::{key, part, repeated_key, value};

    const TEXT: &str = r#" { "a": [10, {"b\u0063": "x"}], "d": {"e": 1, "e": 2} }"#;

    #[test]
    fn finds_keys_and_values() {
        let root = ModelPath::root();
        for (path, expected_key, expected_value) in [
            (root.clone(), "{", "{"),
            (root.key("a"), r#""a""#, r#""a""#),
            (root.key("a").index(0), "10", "10"),
            (root.key("a").index(1), "{", "{"),
            (root.key("a").index(1).key("bc"), r#""b\u0063""#, r#""x""#),
            (root.key("d").key("missing"), r#""d""#, r#""d""#),
            (root.key("missing").key("deeper"), "{", "{"),
        ] {
            assert_eq!(&TEXT[key(TEXT, &path)], expected_key, "{path}");
            assert_eq!(&TEXT[value(TEXT, &path)], expected_value, "{path}");
        }
    }

    #[test]
    fn finds_parts_of_strings() {
        let path = ModelPath::from(["a"]).index(1).key("b");
        for (wanted, expected) in [("x", "x"), ("y", r#""x""#)] {
            let text = TEXT.replace("b\\u0063", "b");
            assert_eq!(&text[part(&text, &path, wanted)], expected, "{wanted}");
        }
    }

    #[test]
    fn tells_equal_keys_apart() {
        let (first, again) = repeated_key(TEXT, &ModelPath::from(["d", "e"]));
        assert_eq!(&TEXT[first.expect("two of them").start..again.end], r#""e": 1, "e""#);
    }
}
