//! Whether the two clients have seen the same.

use serde_json::Value as Json;

use crate::call::Outcome;

/// What may differ.
pub(crate) struct Leeway<'a> {
    /// Seconds between two timestamps that mean the same.
    pub(crate) seconds: f64,
    /// Members that the server makes up anew for each call.
    pub(crate) varies: &'a [String],
    /// Whether texts and numbers must be the same, and not only be there.
    pub(crate) values: bool,
}

impl Leeway<'_> {
    /// How what boto3 has seen differs from what the generated client has; `None` if it does not.
    pub(crate) fn difference(&self, boto: &Outcome, ours: &Outcome) -> Option<String> {
        match (boto, ours) {
            (Outcome::Output(boto), Outcome::Output(ours)) => self.value("", boto, ours),
            (
                Outcome::Error { code, message, status },
                Outcome::Error { code: our_code, message: our_message, status: our_status },
            ) => {
                // boto3 makes up what the service leaves out: a code of the status, a message of the reason.
                let is_same_code =
                    code == our_code || our_code.is_none() && *code == Some(status.to_string());
                let is_same_message = !self.values || message == our_message || our_message.is_none();
                (!is_same_code || !is_same_message || status != our_status)
                    .then(|| format!("boto3 has {boto}, this client {ours}"))
            }
            _ => Some(format!("boto3 has {boto}, this client {ours}")),
        }
    }

    fn value(&self, path: &str, boto: &Json, ours: &Json) -> Option<String> {
        if let (Some(boto), Some(ours)) = (boto.get("$timestamp").and_then(Json::as_f64), ours.as_f64()) {
            return ((boto - ours).abs() > self.seconds).then(|| different(path, boto, ours));
        }
        match (boto, ours) {
            (Json::Object(boto), Json::Object(ours)) => {
                let known =
                    boto.iter().filter(|(name, _)| !self.varies.contains(name)).find_map(|(name, boto)| {
                        let path = format!("{path}.{name}");
                        match ours.get(name) {
                            Some(ours) => self.value(&path, boto, ours),
                            None => Some(different(&path, boto, "nothing")),
                        }
                    });
                // A required member that the service leaves out is zero here, and not there with boto3.
                let more = || ours.iter().find(|(name, value)| !boto.contains_key(*name) && !is_zero(value));
                known.or_else(|| {
                    more().map(|(name, ours)| different(&format!("{path}.{name}"), "nothing", ours))
                })
            }
            (Json::Array(boto), Json::Array(ours)) if boto.len() == ours.len() => {
                let mut items = boto.iter().zip(ours).enumerate();
                items.find_map(|(index, (boto, ours))| self.value(&format!("{path}[{index}]"), boto, ours))
            }
            (Json::Number(_), Json::Number(_)) | (Json::String(_), Json::String(_)) if !self.values => None,
            (Json::Number(boto), Json::Number(ours)) if boto.as_f64() == ours.as_f64() => None,
            _ if boto == ours => None,
            _ => Some(different(path, boto, ours)),
        }
    }
}

fn different(path: &str, boto: impl std::fmt::Display, ours: impl std::fmt::Display) -> String {
    format!("{}: boto3 has {boto}, this client {ours}", path.trim_start_matches('.'))
}

/// What decoding starts from.
fn is_zero(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Bool(value) => !value,
        Json::Number(number) => number.as_f64() == Some(0.0),
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(members) => members.values().all(is_zero),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_differs_is_found() {
        let varies = ["Token".to_owned()];
        let leeway = Leeway { seconds: 2.0, varies: &varies, values: true };
        let error = |code: Option<&str>, status| Outcome::Error {
            code: code.map(str::to_owned),
            message: None,
            status,
        };
        let cases = [
            (json!({ "A": [1, 2] }), json!({ "A": [1, 2.0] }), None),
            (json!({ "A": [1, 2] }), json!({ "A": [1] }), Some("A: boto3 has [1,2], this client [1]")),
            (
                json!({ "A": { "B": "x" } }),
                json!({ "A": {} }),
                Some("A.B: boto3 has \"x\", this client nothing"),
            ),
            (json!([{}]), json!([{ "B": 1 }]), Some("[0].B: boto3 has nothing, this client 1")),
            (json!({}), json!({ "Required": "" }), None),
            (json!({ "Empty": "" }), json!({}), Some("Empty: boto3 has \"\", this client nothing")),
            (json!({ "Token": "x" }), json!({ "Token": "y" }), None),
            (json!({ "At": { "$timestamp": 10.0 } }), json!({ "At": 11.5 }), None),
            (
                json!({ "At": { "$timestamp": 10.0 } }),
                json!({ "At": 13 }),
                Some("At: boto3 has 10, this client 13"),
            ),
        ];
        for (boto, ours, expected) in cases {
            let found = leeway.difference(&Outcome::Output(boto.clone()), &Outcome::Output(ours.clone()));
            assert_eq!(found.as_deref(), expected, "{boto} {ours}");
        }
        // boto3 makes a code of the status.
        assert_eq!(leeway.difference(&error(Some("404"), 404), &error(None, 404)), None);
        for other in [error(Some("Other"), 404), error(None, 400), Outcome::Output(json!({}))] {
            assert!(leeway.difference(&error(Some("404"), 404), &other).is_some(), "{other:?}");
        }
    }
}
