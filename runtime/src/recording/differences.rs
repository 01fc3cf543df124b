//! How a request differs from the one that was recorded.

use std::collections::BTreeMap;
use std::fmt;

use super::{Content, RecordedRequest};
use crate::document::Document;
use crate::json;

/// A line for each difference, empty where there is none.
pub(super) fn between(recorded: &RecordedRequest, came: &RecordedRequest) -> Vec<String> {
    let mut out = Vec::new();
    compare(&mut out, "method", Some(&recorded.method), Some(&came.method));
    compare(&mut out, "uri", Some(&recorded.uri), Some(&came.uri));
    each(&mut out, "headers", &recorded.headers, &came.headers, |out, place, recorded, came| {
        compare(out, place, recorded, came);
    });
    body(&mut out, recorded.body.as_ref(), came.body.as_ref());
    out
}

fn body(out: &mut Vec<String>, recorded: Option<&Content>, came: Option<&Content>) {
    match (recorded, came) {
        (Some(Content::Json(recorded)), Some(Content::Json(came))) => {
            documents(out, "body", Some(recorded), Some(came));
        }
        (Some(Content::Text(recorded)), Some(Content::Text(came))) => {
            // All that comes after the first piece that differs may have moved.
            let lines = 0..recorded.len().max(came.len());
            let differs = |line: &usize| recorded.get(*line) != came.get(*line);
            // Pieces are not what is compared, so a recording may break them elsewhere.
            if let Some(line) = lines.into_iter().find(differs).filter(|_| recorded.concat() != came.concat())
            {
                compare(out, &format!("body[{line}]"), recorded.get(line), came.get(line));
            }
        }
        (recorded, came) => {
            let shown = |content: &Content| json::to_string(content).unwrap_or_default();
            compare(out, "body", recorded.map(shown).as_ref(), came.map(shown).as_ref());
        }
    }
}

fn documents(out: &mut Vec<String>, place: &str, recorded: Option<&Document>, came: Option<&Document>) {
    match (recorded, came) {
        (Some(Document::Map(recorded)), Some(Document::Map(came))) => {
            each(out, place, recorded, came, documents);
        }
        (Some(Document::List(recorded)), Some(Document::List(came))) => {
            for index in 0..recorded.len().max(came.len()) {
                documents(out, &format!("{place}[{index}]"), recorded.get(index), came.get(index));
            }
        }
        (recorded, came) => {
            let shown = |document: &Document| json::to_string(document).unwrap_or_default();
            if recorded != came {
                differ(out, place, recorded.map(shown), came.map(shown));
            }
        }
    }
}

fn each<V>(
    out: &mut Vec<String>,
    place: &str,
    recorded: &BTreeMap<String, V>,
    came: &BTreeMap<String, V>,
    compare: impl Fn(&mut Vec<String>, &str, Option<&V>, Option<&V>),
) {
    let mut names: Vec<&String> = recorded.keys().chain(came.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        compare(out, &format!("{place}.{name}"), recorded.get(name), came.get(name));
    }
}

fn compare(out: &mut Vec<String>, place: &str, recorded: Option<&String>, came: Option<&String>) {
    if recorded != came {
        let shown = |text: &String| format!("{text:?}");
        differ(out, place, recorded.map(shown), came.map(shown));
    }
}

fn differ(out: &mut Vec<String>, place: &str, recorded: Option<String>, came: Option<String>) {
    let nothing = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
    out.push(format!("{place}: expected {}, came {}", nothing(recorded), nothing(came)));
}

/// Lines below a headline.
pub(super) struct Listed<'a>(pub(super) &'a str, pub(super) &'a [String]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)?;
        self.1.iter().try_for_each(|line| write!(f, "\n- {line}"))
    }
}
