//! JSON into typed values, and what the parser says into diagnostics.

use serde::Deserialize;
use serde_json::error::Category;

use super::{Diagnostic, Error, ModelPath, Place, Segment, Source, nearest};

/// Reads a JSON document.
///
/// # Errors
///
/// Reports the first thing that is wrong with the document: that it is not JSON, a key that the type does not know, a
/// value of the wrong type.
pub fn parse_json<'a, T: Deserialize<'a>>(source: Source<'a>) -> Result<T, Error> {
    parse_part(source.text, &ModelPath::root()).map_err(|diagnostic| Error::new(source, [diagnostic]))
}

/// Reads the part of a JSON document that stands at a path.
pub(crate) fn parse_part<'a, T: Deserialize<'a>>(text: &'a str, path: &ModelPath) -> Result<T, Diagnostic> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let mut path = path.clone();
        path.extend(segments(error.path()));
        diagnose(text, path, error.inner())
    })?;
    deserializer.end().map_err(|error| diagnose(text, path.clone(), &error))?;
    Ok(value)
}

fn segments(path: &serde_path_to_error::Path) -> impl Iterator<Item = Segment> {
    use serde_path_to_error::Segment as From;
    path.iter().filter_map(|segment| match segment {
        From::Map { key } => Some(Segment::Key(key.clone())),
        From::Seq { index } => Some(Segment::Index(*index)),
        // The case of an enumeration is the value itself, not a step further.
        From::Enum { .. } | From::Unknown => None,
    })
}

fn diagnose(text: &str, path: ModelPath, error: &serde_json::Error) -> Diagnostic {
    let message = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&position).unwrap_or(&message);
    match error.classify() {
        Category::Data => explain(path, message),
        Category::Syntax | Category::Io | Category::Eof => {
            let offset = offset(text, error.line(), error.column());
            Diagnostic::at_span(offset..offset, format!("the file is not JSON: {message}"))
        }
    }
}

/// Where the parser stopped. It counts columns in bytes, and from the last byte that it has seen.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut offset = (line_start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Says in the terms of the file what serde says in those of Rust.
///
/// The wording of serde's messages is all there is to go by: a deserializer's error keeps no more than that. Whatever
/// is not recognised is passed on as it is.
fn explain(path: ModelPath, message: &str) -> Diagnostic {
    if let Some(found) = message.strip_prefix("unknown field ") {
        let (key, known) = found_and_known(found);
        let diagnostic = Diagnostic::at_key(path, format!("unknown key `{key}`"));
        return suggest(diagnostic, key, &known, "keys");
    }
    if let Some(found) = message.strip_prefix("unknown variant ") {
        let (value, known) = found_and_known(found);
        let diagnostic = Diagnostic::at_value(path, format!("unknown value `{value}`"));
        return suggest(diagnostic, value, &known, "values");
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        return Diagnostic::at_value(path, format!("missing key {key}"))
            .expected(format!("has no {key}"))
            .help(format!("add the key {key}"));
    }
    if let Some(key) = message.strip_prefix("duplicate field ").map(unquote) {
        let path = match path.segments().last() {
            Some(Segment::Key(last)) if last == key => path,
            // Attributed to the object, not to the key.
            _ => path.key(key),
        };
        return Diagnostic::new(Place::RepeatedKey(path), format!("duplicate key `{key}`"))
            .expected("given again here")
            .help("only one of the two can be meant; remove or rename the other");
    }
    if let Some((found, expected)) = message.split_once(", expected ")
        && let Some(found) =
            found.strip_prefix("invalid type: ").or_else(|| found.strip_prefix("invalid value: "))
    {
        return Diagnostic::at_value(path, format!("expected {expected}, found {}", shortened(found)))
            .expected(format!("expected {expected}"));
    }
    Diagnostic::at_value(path, message)
}

/// Takes apart ``` `x`, expected one of `a`, `b` ```.
fn found_and_known(text: &str) -> (&str, Vec<&str>) {
    match text.split_once("`, expected ") {
        Some((found, known)) => (unquote(found), known.split('`').skip(1).step_by(2).collect()),
        None => (unquote(text.split_once("`, ").map_or(text, |(found, _)| found)), Vec::new()),
    }
}

fn unquote(name: &str) -> &str {
    name.trim_matches('`')
}

fn suggest(diagnostic: Diagnostic, found: &str, known: &[&str], what: &str) -> Diagnostic {
    match (nearest(found, known.iter().copied()), known) {
        (Some(near), _) => diagnostic.expected(format!("did you mean `{near}`?")),
        (None, []) => diagnostic.expected("expected an empty object"),
        (None, known) => diagnostic
            .expected("not known here")
            .help(format!("the {what} known here are {}", known.join(", "))),
    }
}

/// A value can be a page of documentation; its beginning is enough to recognise it by.
fn shortened(found: &str) -> String {
    const SHOWN: usize = 60;
    match found.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", found.get(..end).unwrap_or(found)),
        None => found.to_owned(),
    }
}
