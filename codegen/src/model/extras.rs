//! `*.sdk-extras.json`: what botocore merges over a file of a model.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Map, Value};

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
/// # Errors
/// When one of the texts is not JSON, or not of the form `{"version": 1, "merge": {…}}`.
pub fn merge_extras(file: &str, extras: &str) -> Result<String> {
    let mut merged: Map<String, Value> = serde_json::from_str(file).context("the file that is extended")?;
    let extras: Extras = serde_json::from_str(extras).context("the extras")?;
    merge(&mut merged, extras.merge);
    Ok(serde_json::to_string_pretty(&merged)?)
}

fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Value::Object(into)), Value::Object(from)) => merge(into, from),
            (_, value) => drop(into.insert(key, value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::merge_extras;

    #[test]
    fn objects_are_merged_and_all_else_is_replaced() {
        let file = r#"{"b": {"x": {"y": [1, 2]}, "a": 1}, "a": "old"}"#;
        let extras = r#"{"version": 1.0, "merge": {"b": {"x": {"y": [3], "z": null}}, "a": "new", "c": {}}}"#;
        let merged = merge_extras(file, extras).expect("valid extras");
        let compact = merged.replace(['\n', ' '], "");
        assert_eq!(compact, r#"{"b":{"x":{"y":[3],"z":null},"a":1},"a":"new","c":{}}"#);
    }

    #[test]
    fn what_is_no_extras_is_refused() {
        assert!(merge_extras("{}", r#"{"version": 1, "merged": {}}"#).is_err());
        assert!(merge_extras("[]", r#"{"version": 1, "merge": {}}"#).is_err());
    }
}
