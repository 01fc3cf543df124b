//! What is called, as data.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value as Json;

/// Calls in their order, on a server that is empty before the first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// What it is about.
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
    /// The members of outputs that the server makes up anew for each call.
    #[serde(default)]
    pub(crate) varies: Vec<String>,
    /// What calls find that nothing was kept for.
    #[serde(default)]
    pub(crate) given: BTreeMap<String, Json>,
    /// Whether the calls were made up from the model: one that neither client can make, or that the server does not know,
    /// says nothing.
    #[serde(default)]
    pub(crate) sampled: bool,
}

/// A call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// The operation, by its name in the model.
    pub(crate) call: String,
    /// The service, where it is another one than that of the file.
    pub(crate) of: Option<String>,
    /// The input, members by their names in the model, timestamps in seconds, blobs as text. `${name}` in a string stands
    /// for what an earlier call has kept under this name.
    #[serde(default = "empty")]
    pub(crate) with: Json,
    /// What of the output is kept for later calls: by name, the JSON pointer of it.
    #[serde(default)]
    pub(crate) keep: BTreeMap<String, String>,
    /// The code of the error that must come of it.
    #[serde(default)]
    pub(crate) fails: Option<String>,
    /// Such members of this output.
    #[serde(default)]
    pub(crate) varies: Vec<String>,
    /// Members of this output that tell the time of the call, which is another one even on the same server.
    #[serde(default)]
    pub(crate) clocks: Vec<String>,
    /// Whether the call makes something, whatever its name says.
    #[serde(default)]
    makes: bool,
}

fn empty() -> Json {
    Json::Object(serde_json::Map::new())
}

/// The scenarios in a file.
pub(crate) fn read(path: &Path) -> Result<Vec<Scenario>> {
    #[derive(Deserialize)]
    struct File {
        scenarios: Vec<Scenario>,
    }
    let text = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let File { scenarios } = serde_json::from_slice(&text).with_context(|| path.display().to_string())?;
    Ok(scenarios)
}

impl Step {
    /// Whether the call only looks, so that making it twice shows the same.
    pub(crate) fn looks(&self) -> bool {
        let verbs = ["BatchGet", "Describe", "Get", "Head", "List", "Lookup", "Query", "Scan", "Search"];
        !self.makes && verbs.iter().any(|verb| self.call.starts_with(verb))
    }

    /// The input, with what `kept` has for its placeholders. One that is the whole string becomes the value as it is.
    pub(crate) fn input(&self, kept: &BTreeMap<String, Json>) -> Json {
        filled(&self.with, kept)
    }

    /// Keeps of `output` what later calls need, and is in there. A call that needs more has what was given, or fails.
    pub(crate) fn keep(&self, output: &Json, kept: &mut BTreeMap<String, Json>) {
        let found = self.keep.iter().filter_map(|(name, pointer)| Some((name, output.pointer(pointer)?)));
        kept.extend(found.map(|(name, value)| (name.clone(), value.clone())));
    }
}

fn filled(json: &Json, kept: &BTreeMap<String, Json>) -> Json {
    match json {
        Json::String(text) => {
            let whole = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
            if let Some(value) = whole.and_then(|name| kept.get(name)) {
                return value.clone();
            }
            let fill = |text: String, (name, value): (&String, &Json)| match value {
                Json::String(value) => text.replace(&format!("${{{name}}}"), value),
                value => text.replace(&format!("${{{name}}}"), &value.to_string()),
            };
            Json::String(kept.iter().fold(text.clone(), fill))
        }
        Json::Array(items) => items.iter().map(|item| filled(item, kept)).collect(),
        Json::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), filled(value, kept)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn placeholders_are_filled() {
        let step: Step = serde_json::from_value(json!({
            "call": "GetThing",
            "with": { "Id": "${id}", "Ids": ["a ${id}!", "${unknown}"], "Count": "${count}", "Text": "${count} of ${id}" },
            "keep": { "first": "/Things/0/Id" },
        }))
        .unwrap();
        let mut kept = BTreeMap::from([("id".to_owned(), json!("i-1")), ("count".to_owned(), json!(3))]);
        assert_eq!(
            step.input(&kept),
            json!({ "Id": "i-1", "Ids": ["a i-1!", "${unknown}"], "Count": 3, "Text": "3 of i-1" })
        );
        step.keep(&json!({}), &mut kept);
        assert_eq!(kept.get("first"), None);
        step.keep(&json!({ "Things": [{ "Id": "t-1" }] }), &mut kept);
        assert_eq!(kept.get("first"), Some(&json!("t-1")));
        assert!(step.looks());
    }
}
