//! The path of a request: the template of the model with its labels filled in.
//!
//! **No value changes the structure of the path.** A label `{Name}` is one segment whatever its value, since every
//! character outside RFC 3986's unreserved set is percent-encoded. In `{Name+}` the slashes of the value stay, and
//! nothing else. A segment that would be `.` or `..` has its dots encoded, `%2E%2E`, so that nothing between here and the
//! service takes it for another path: it stays a value, which the service decodes. An empty value is refused, since
//! `DELETE /bucket/` is not what was meant.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, utf8_percent_encode};

use super::label;
use crate::codec::EncodeError;
use crate::percent::RESERVED;
use crate::schema::{Location, Member};
use crate::value::Shape;

/// What is reserved, without the slash.
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// Fills in the labels of `template`, which has no query. It may be empty: the path of the endpoint is the whole one then.
///
/// # Errors
/// When the value of a label is unset or empty.
pub(super) fn expand<'t>(template: &'t str, input: &dyn Shape) -> Result<Cow<'t, str>, EncodeError> {
    // Most are constant.
    if template.starts_with('/') && !template.contains(['{', '.']) {
        return Ok(template.into());
    }
    let mut path = String::with_capacity(template.len() + 32);
    for segment in template.split('/').skip(1) {
        path.push('/');
        let start = path.len();
        expand_segment(&mut path, segment, input)?;
        let expanded = path.split_off(start);
        let mut segments = expanded.split('/');
        path.extend(segments.next().map(without_dots));
        path.extend(segments.flat_map(|segment| ["/", without_dots(segment)]));
    }
    Ok(path.into())
}

/// The segment, or the encoded form of one that stands for another path.
pub(crate) fn without_dots(segment: &str) -> &str {
    match segment {
        "." => "%2E",
        ".." => "%2E%2E",
        _ => segment,
    }
}

/// Appends one segment of the template to `path`.
fn expand_segment(path: &mut String, segment: &str, input: &dyn Shape) -> Result<(), EncodeError> {
    let mut rest = segment;
    while let Some((literal, label, after)) = label::next(rest) {
        let (name, kept) = match label.strip_suffix('+') {
            Some(name) => (name, RESERVED_IN_PATH),
            None => (label, RESERVED),
        };
        let is_label = |member: &Member| member.location == Location::Uri && member.wire == name;
        let (_, text) = label::text(name, input, is_label)?;
        path.push_str(literal);
        path.extend(utf8_percent_encode(&text, kept));
        rest = after;
    }
    path.push_str(rest);
    Ok(())
}
