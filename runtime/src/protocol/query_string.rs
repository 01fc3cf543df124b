//! The query of a request: constants of the template, members with names of their own, and maps of any names.

use std::borrow::Cow;

use percent_encoding::{percent_decode_str, utf8_percent_encode};

use super::text::{Place, Text, texts};
use crate::codec::EncodeError;
use crate::percent::RESERVED;
use crate::schema::{Location, Member};
use crate::value::Shape;

/// Appends `?` and the parameters to `path`, or nothing if there are none. `constants` is what the template has after
/// its `?`.
///
/// Each item of a list is a parameter, so an empty list is none. An entry of a map gives way to a constant and to a
/// member of the same name.
///
/// # Errors
/// When a value has no text.
pub(super) fn append(path: &mut Cow<'_, str>, constants: &str, input: &dyn Shape) -> Result<(), EncodeError> {
    let constants: Vec<&str> = constants.split('&').filter(|constant| !constant.is_empty()).collect();
    let (mut named, mut free) = (Vec::new(), Vec::new());
    for (index, member) in input.schema().members.iter().enumerate() {
        if member.location != Location::Query {
            continue;
        }
        let value = input.member(index);
        if value.is_set() {
            for Text { key, value, .. } in texts(Place::Query, member, value)?.items {
                match key {
                    Some(key) => free.push((key, value)),
                    None => named.push((member, value)),
                }
            }
        }
    }
    free.retain(|(key, _)| !is_taken(key, &constants, &named));

    let mut separator = '?';
    let mut append = |name: &str, value: Option<&str>| {
        let path = path.to_mut();
        path.push(separator);
        separator = '&';
        path.push_str(name);
        path.extend(value.map(|value| format!("={}", utf8_percent_encode(value, RESERVED))));
    };
    constants.iter().for_each(|constant| append(constant, None));
    named.iter().for_each(|(member, value)| append(&escape(member.wire), Some(value)));
    free.iter().for_each(|(key, value)| append(&escape(key), Some(value)));
    Ok(())
}

fn escape(name: &str) -> String {
    utf8_percent_encode(name, RESERVED).to_string()
}

fn is_taken(key: &str, constants: &[&str], named: &[(&'static Member, String)]) -> bool {
    let name = |constant: &&str| constant.split('=').next().unwrap_or_default().to_owned();
    let is_key = |name: String| percent_decode_str(&name).decode_utf8_lossy() == key;
    named.iter().any(|(member, _)| member.wire == key) || constants.iter().map(name).any(is_key)
}
