//! `*.sdk-extras.json`: what botocore merges over a file of a model.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::diagnostic::{entries, span_in};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Extras {
    #[serde(rename = "version")]
    _version: Value,
    merge: Map<String, Value>,
}

/// The text of `file` with the entries of `extras`, which is the text of its `sdk-extras`: objects are merged at any depth,
/// anything else is replaced.
///
/// What is not touched stays in its line, so that a diagnostic names the line of the file.
///
/// # Errors
/// When one of the texts is not JSON, or not of the form `{"version": 1, "merge": {…}}`.
pub fn merge_extras(file: &str, extras: &str) -> Result<String> {
    let extras: Extras = serde_json::from_str(extras).context("the extras")?;
    merge(file, &extras.merge).context("the file that is extended is not an object of JSON")
}

/// `object` with the entries of `extras`; `None` if it is no object.
fn merge(object: &str, extras: &Map<String, Value>) -> Option<String> {
    let entries = entries(object)?;
    let mut merged = String::with_capacity(object.len());
    let mut copied = 0;
    for entry in &entries {
        let Some(value) = extras.get(entry.name.as_ref()) else { continue };
        let place = span_in(object, entry.value);
        merged.push_str(object.get(copied..place.start)?);
        copied = place.end;
        match value {
            Value::Object(value) if entry.value.starts_with('{') => {
                merged.push_str(&merge(entry.value, value)?)
            }
            value => {
                merged.push_str(&value.to_string());
                merged.extend(entry.value.matches('\n'));
            }
        }
    }
    // New entries come after the last one, in its line.
    let last = entries.last().map_or(object.find('{')? + 1, |entry| span_in(object, entry.value).end);
    merged.push_str(object.get(copied..last)?);
    let new = extras.iter().filter(|(key, _)| !entries.iter().any(|entry| entry.name == key.as_str()));
    for (position, (key, value)) in new.enumerate() {
        if position > 0 || !entries.is_empty() {
            merged.push_str(", ");
        }
        merged.push_str(&format!("{}: {value}", Value::from(key.as_str())));
    }
    merged.push_str(object.get(last..)?);
    Some(merged)
}

#[cfg(test)]
mod tests {
    use super::merge_extras;

    #[test]
    fn objects_are_merged_and_all_else_is_replaced() {
        let extras =
            r#"{"version": 1.0, "merge": {"b": {"x": {"y": [3], "\"": null}}, "a": "new", "c": {"d": {}}}}"#;
        for (file, expected) in [
            (
                r#"{"b": {"x": {"y": [1, 2]}, "a": 1}, "a": "old"}"#,
                r#"{"b": {"x": {"y": [3], "\"": null}, "a": 1}, "a": "new", "c": {"d":{}}}"#,
            ),
            ("{\n}", "{\"b\": {\"x\":{\"y\":[3],\"\\\"\":null}}, \"a\": \"new\", \"c\": {\"d\":{}}\n}"),
            (
                "{\n \"c\": {},\n \"a\": [\n 1\n ],\n \"b\": 2,\n \"z\": 3\n}\n",
                "{\n \"c\": {\"d\": {}},\n \"a\": \"new\"\n\n,\n \"b\": {\"x\":{\"y\":[3],\"\\\"\":null}},\n \"z\": 3\n}\n",
            ),
        ] {
            assert_eq!(merge_extras(file, extras).expect("valid extras"), expected);
        }
    }

    #[test]
    fn what_is_no_extras_is_refused() {
        for (file, extras) in [
            ("{}", r#"{"version": 1, "merged": {}}"#),
            ("{}", r#"{"version": 1, "merge": []}"#),
            ("[]", r#"{"version": 1, "merge": {}}"#),
            ("{", r#"{"version": 1, "merge": {}}"#),
        ] {
            assert!(merge_extras(file, extras).is_err(), "{file} {extras}");
        }
    }
}
