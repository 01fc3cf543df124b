//! The path of a request: the template of the model with its labels filled in.
//!
//! **No value changes the structure of the path.** A label `{Name}` is one segment whatever its value, since every
//! character outside RFC 3986's unreserved set is percent-encoded. In `{Name+}` the slashes of the value stay, and
//! nothing else. A segment that would be `.` or `..` is refused in both: clients, proxies and servers resolve those,
//! percent-encoded or not (`https://url.spec.whatwg.org/#double-dot-path-segment`), so `DELETE /bucket/..` would reach
//! something other than the object called `..`. An empty value is refused for the same reason.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::label;
use crate::codec::EncodeError;
use crate::schema::{Location, Member};
use crate::value::Shape;

/// All but the unreserved characters of RFC 3986, section 2.3.
pub(super) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The same without the slash.
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// Fills in the labels of `template`, which has no query.
///
/// # Errors
/// When the value of a label is unset, empty, or makes a segment `.` or `..`.
pub(super) fn expand(template: &str, input: &dyn Shape) -> Result<String, EncodeError> {
    let mut path = String::with_capacity(template.len() + 32);
    for segment in template.split('/').skip(1) {
        path.push('/');
        let start = path.len();
        let label = expand_segment(&mut path, segment, input)?;
        let is_dots = |segment: &str| matches!(segment, "." | "..");
        if let Some(member) = label
            && path.get(start..).unwrap_or_default().split('/').any(is_dots)
        {
            let problem =
                "is part of the path, so it must not have a segment . or .., which stands for another path";
            return Err(EncodeError::new(member.name, problem));
        }
    }
    if path.is_empty() {
        path.push('/');
    }
    Ok(path)
}

/// Appends one segment of the template to `path`, and returns the member of the last label in it.
fn expand_segment(
    path: &mut String,
    segment: &str,
    input: &dyn Shape,
) -> Result<Option<&'static Member>, EncodeError> {
    let mut label_member = None;
    let mut rest = segment;
    while let Some((literal, label, after)) = label::next(rest) {
        let (name, kept) = match label.strip_suffix('+') {
            Some(name) => (name, RESERVED_IN_PATH),
            None => (label, RESERVED),
        };
        let is_label = |member: &Member| member.location == Location::Uri && member.wire == name;
        let (member, text) = label::text(name, input, is_label)?;
        path.push_str(literal);
        path.extend(utf8_percent_encode(&text, kept));
        label_member = Some(member);
        rest = after;
    }
    path.push_str(rest);
    Ok(label_member)
}
