//! What an operation puts before the host name of its endpoint.

use super::label;
use crate::codec::EncodeError;
use crate::schema::{HOST_LABEL, Member};
use crate::value::Shape;

/// Fills in the labels of `template`, such as `{AccountId}.data.`.
///
/// # Errors
/// When the value of a label is not a label of a host name (RFC 1123, section 2.1), which is what keeps it from
/// naming another host: 1 to 63 letters, digits and hyphens, none of them first or last.
pub(super) fn expand(template: &str, input: &dyn Shape) -> Result<String, EncodeError> {
    let mut host = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((literal, name, after)) = label::next(rest) {
        let is_label = |member: &Member| member.has(HOST_LABEL) && member.name == name;
        let (member, text) = label::text(name, input, is_label)?;
        if !is_host_label(&text) {
            let problem = "is part of the host name, so it must be 1 to 63 letters, digits or hyphens, \
                           and not start or end with a hyphen";
            return Err(EncodeError::new(member.name, problem));
        }
        host.push_str(literal);
        host.push_str(&text);
        rest = after;
    }
    host.push_str(rest);
    Ok(host)
}

fn is_host_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}
