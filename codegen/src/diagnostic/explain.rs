//! What serde says in the terms of Rust, said in the terms of the file.
//!
//! The wording of serde's messages is all there is to go by: a deserializer's error keeps no more than that. A message
//! that is not recognised is passed on as it is.

use std::ops::Range;

use super::{Diagnostic, ModelPath, Place, Segment, nearest};

/// A message of serde, taken apart.
pub(super) struct Explanation<'a> {
    subject: Subject<'a>,
    message: String,
    expected: Option<String>,
    help: Option<String>,
}

/// What a message is about, relative to the place that the deserializer was at.
enum Subject<'a> {
    Key,
    RepeatedKey(&'a str),
    Object,
    Value,
    /// A value of an enumeration, `found`.
    Case(&'a str),
}

pub(super) fn explain(message: &str) -> Explanation<'_> {
    if let Some(rest) = message.strip_prefix("unknown field ") {
        let (key, known) = found_and_known(rest);
        return Explanation::new(Subject::Key, format!("unknown key `{}`", shortened(key)))
            .suggest(key, &known, "keys");
    }
    if let Some(rest) = message.strip_prefix("unknown variant ") {
        let (value, known) = found_and_known(rest);
        let explanation =
            Explanation::new(Subject::Case(value), format!("unknown value `{}`", shortened(value)));
        return explanation.suggest(value, &known, "values");
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        return Explanation::new(Subject::Object, format!("missing key {key}"))
            .expected(format!("has no {key}"))
            .help(format!("add the key {key}"));
    }
    if let Some(key) = message.strip_prefix("duplicate field ").map(unquoted) {
        return Explanation::new(Subject::RepeatedKey(key), format!("duplicate key `{key}`"))
            .expected("given again here")
            .help("only one of the two can be meant; remove or rename the other");
    }
    if let Some((found, expected)) = message.split_once(", expected ") {
        let found =
            ["invalid type: ", "invalid value: "].iter().find_map(|prefix| found.strip_prefix(prefix));
        let found = match found {
            Some("map") => Some("an object".to_owned()),
            Some("sequence") => Some("an array".to_owned()),
            Some(found) => Some(shortened(found)),
            // An array is read as the fields of a structure in their order, which then are too few.
            None if message.starts_with("invalid length ") => Some("an array".to_owned()),
            None => None,
        };
        if let Some(found) = found {
            let expected = in_json(expected);
            return Explanation::new(Subject::Value, format!("expected {expected}, found {found}"))
                .expected(format!("expected {expected}"));
        }
    }
    Explanation::new(Subject::Value, message.to_owned())
}

impl<'a> Explanation<'a> {
    fn new(subject: Subject<'a>, message: String) -> Self {
        Self { subject, message, expected: None, help: None }
    }

    fn expected(self, expected: impl Into<String>) -> Self {
        Self { expected: Some(expected.into()), ..self }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn suggest(self, found: &str, known: &[&str], what: &str) -> Self {
        match (nearest(found, known.iter().copied()), known) {
            (Some(near), _) => self.expected(format!("did you mean `{near}`?")),
            (None, []) => self.expected("expected an empty object"),
            (None, known) => self
                .expected("not known here")
                .help(format!("the {what} known here are {}", known.join(", "))),
        }
    }

    /// As a problem at the path where the deserializer was.
    pub(super) fn at(self, path: ModelPath) -> Diagnostic {
        let last_key = match path.segments().last() {
            Some(Segment::Key(key)) => Some(key.as_str()),
            Some(Segment::Index(_)) | None => None,
        };
        let message = match (&self.subject, last_key) {
            (Subject::Case(found), Some(key)) => format!("unknown value `{}` of `{key}`", shortened(found)),
            _ => self.message,
        };
        let place = match self.subject {
            Subject::Key => Place::Key(path),
            // Some repetitions are noticed at the key and some at the object around it.
            Subject::RepeatedKey(key) if last_key == Some(key) => Place::RepeatedKey(path),
            Subject::RepeatedKey(key) => Place::RepeatedKey(path.key(key)),
            Subject::Object => Place::Inside(path),
            Subject::Value | Subject::Case(_) => Place::Value(path),
        };
        Diagnostic { message, place, expected: self.expected, help: self.help }
    }

    /// As a problem at the bytes where the deserializer was.
    pub(super) fn at_span(self, span: Range<usize>) -> Diagnostic {
        Diagnostic {
            message: self.message,
            place: Place::Span(span),
            expected: self.expected,
            help: self.help,
        }
    }
}

/// Takes apart ``` `x`, expected one of `a`, `b` ```.
fn found_and_known(text: &str) -> (&str, Vec<&str>) {
    match text.split_once("`, expected ") {
        Some((found, known)) => (unquoted(found), known.split('`').skip(1).step_by(2).collect()),
        None => (unquoted(text.split_once("`, ").map_or(text, |(found, _)| found)), Vec::new()),
    }
}

fn unquoted(name: &str) -> &str {
    name.trim_matches('`')
}

/// A type of Rust, as a type of JSON.
fn in_json(expected: &str) -> &str {
    match expected {
        "u16" => "a whole number from 0 to 65535",
        "a JSON number" => "a number",
        "a sequence" => "an array",
        "a map" => "an object",
        expected if expected.starts_with("struct ") => "an object",
        expected => expected,
    }
}

/// What was found can be a page of documentation; its beginning is enough to recognise it by.
fn shortened(found: &str) -> String {
    const SHOWN: usize = 60;
    match found.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", found.get(..end).unwrap_or(found)),
        None => found.to_owned(),
    }
}
