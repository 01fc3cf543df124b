//! Writing headers.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::codec::EncodeError;
use crate::protocol::text::{Place, Text, texts};
use crate::schema::Member;
use crate::value::Value;

/// Writes `value` to the header that `member` names. The items of a list stand in one header, separated by commas.
///
/// # Errors
/// When a header cannot hold the value. The error names the member; the value may be a secret.
pub(in crate::protocol) fn write(
    headers: &mut HeaderMap,
    member: &'static Member,
    value: &dyn Value,
) -> Result<(), EncodeError> {
    let texts = texts(Place::Header, member, value)?;
    let text = match texts.is_list {
        true => texts.items.iter().map(list_item).collect::<Vec<_>>().join(", "),
        false => texts.items.into_iter().map(|text| text.value).collect(),
    };
    headers.insert(name(member, member.wire)?, header_value(member, &text)?);
    Ok(())
}

/// Writes each entry of the map `value` to a header of its own, whose name is that of `member` and the key.
///
/// # Errors
/// When a key cannot be part of a name, or a header cannot hold a value.
pub(in crate::protocol) fn write_prefixed(
    headers: &mut HeaderMap,
    member: &'static Member,
    value: &dyn Value,
) -> Result<(), EncodeError> {
    for Text { key, value, .. } in texts(Place::Header, member, value)?.items {
        let name = name(member, &format!("{}{}", member.wire, key.unwrap_or_default()))?;
        headers.append(name, header_value(member, &value)?);
    }
    Ok(())
}

fn name(member: &'static Member, name: &str) -> Result<HeaderName, EncodeError> {
    let problem = "has a key that cannot be part of the name of a header";
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| EncodeError::new(member.name, problem))
}

fn header_value(member: &'static Member, text: &str) -> Result<HeaderValue, EncodeError> {
    let problem = "is sent in a header, so it must not contain line breaks or other control characters";
    HeaderValue::from_bytes(text.as_bytes()).map_err(|_| EncodeError::new(member.name, problem))
}

/// An item of a list, quoted (RFC 9110, section 5.6.4) if it would not be read back as the same single item.
fn list_item(text: &Text) -> Cow<'_, str> {
    let value = text.value.as_str();
    let is_plain = !value.is_empty() && !value.contains([',', '"']) && value.trim_ascii() == value;
    if is_plain || !text.is_free {
        return value.into();
    }
    format!("\"{}\"", value.replace('\\', r"\\").replace('"', r#"\""#)).into()
}
