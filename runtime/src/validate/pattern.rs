//! The patterns of a model, compiled when they are first needed. Without the feature `pattern` they are not checked.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use regex_lite::Regex;

/// The patterns met so far; `None` for those that cannot be checked.
// One table for the process: a cell in each schema's description would make it more than plain data, and most are never
// needed.
static COMPILED: RwLock<BTreeMap<&'static str, Option<Regex>>> = RwLock::new(BTreeMap::new());

/// Whether some part of `text` matches `pattern`, or cannot be checked.
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    if let Some(regex) = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return regex.as_ref().is_none_or(|regex| regex.is_match(text));
    }
    let regex = Regex::new(&translate(pattern)).ok();
    let is_match = regex.as_ref().is_none_or(|regex| regex.is_match(text));
    COMPILED.write().unwrap_or_else(PoisonError::into_inner).insert(pattern, regex);
    is_match
}

/// Models are written for Java, which sees UTF-16: what lies beyond the first plane is a range of surrogate pairs.
fn translate(pattern: &str) -> String {
    pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
}
