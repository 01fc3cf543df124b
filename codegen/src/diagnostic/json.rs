//! JSON into typed values, and what the parser says into diagnostics.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;

use super::explain::explain;
use super::{Diagnostic, Error, ModelPath, Segment, Source};

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
    // Keeping track of the path takes half as long as reading, and only an error has use for it.
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
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
    if error.classify() != Category::Data {
        return not_json(text, error);
    }
    // The parser has not seen the rest. Places can only be found in what is JSON to the end.
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        return not_json(text, &error);
    }
    explain(&without_position(error)).at(path)
}

/// The message of an error without the line and column that end it.
fn without_position(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    message.strip_suffix(&position).map_or(message.clone(), str::to_owned)
}

fn not_json(text: &str, error: &serde_json::Error) -> Diagnostic {
    let offset = offset(text, error.line(), error.column());
    let message = without_position(error);
    if message.starts_with("expected ") {
        return Diagnostic::at_span(offset..offset, "the file is not JSON").expected(message);
    }
    let message = match message.strip_prefix("EOF while parsing ") {
        Some(what) => format!("it ends in the middle of {what}"),
        None => message,
    };
    Diagnostic::at_span(offset..offset, format!("the file is not JSON: {message}"))
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
