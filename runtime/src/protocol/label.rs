//! Labels in templates, `{Name}`: which member fills one in, and with what.

use super::text::{Place, texts};
use crate::codec::EncodeError;
use crate::schema::{LAST_SEGMENT, Member};
use crate::value::Shape;

/// The first label of `template`: what stands before it, its name, and what stands after it.
pub(super) fn next(template: &str) -> Option<(&str, &str, &str)> {
    let (before, label) = template.split_once('{')?;
    let (name, after) = label.split_once('}')?;
    Some((before, name, after))
}

/// The member that `is_label` picks for the label `name`, and its text, which is not empty.
///
/// # Errors
/// When there is no such member, or its value is unset, empty, or not a single text.
pub(super) fn text(
    name: &str,
    input: &dyn Shape,
    is_label: impl Fn(&Member) -> bool,
) -> Result<(&'static Member, String), EncodeError> {
    let members = input.schema().members;
    let Some((index, member)) = members.iter().enumerate().find(|(_, member)| is_label(member)) else {
        return Err(EncodeError::new(
            name.to_owned(),
            "is a label of the operation, but no member of its input",
        ));
    };
    let texts = texts(Place::Label, member, input.member(index))?;
    if texts.is_list || texts.items.iter().any(|text| text.key.is_some()) {
        return Err(EncodeError::new(member.name, "is part of the address, so it must not be a list or map"));
    }
    let mut text: String = texts.items.into_iter().map(|text| text.value).collect();
    if member.has(LAST_SEGMENT)
        && let Some(slash) = text.rfind('/')
    {
        text.drain(..=slash);
    }
    if text.is_empty() {
        return Err(EncodeError::new(member.name, "must not be empty, since it is part of the address"));
    }
    Ok((member, text))
}
