//! Numbers as text: what `xml`, `query`, headers and query parameters have in common.

use std::str::FromStr;

/// A number in the fewest digits that read back as the same, which Rust has found to be `shortest`.
pub(crate) fn text(value: f64, shortest: String) -> String {
    match value {
        f64::INFINITY => "Infinity".to_owned(),
        f64::NEG_INFINITY => "-Infinity".to_owned(),
        _ => shortest,
    }
}

/// Reads a number, decimal or one of `NaN`, `Infinity` and `-Infinity`; `None` for anything else, and for what is too
/// large.
pub(crate) fn parse<T: FromStr + Into<f64> + Copy>(text: &str) -> Option<T> {
    // Rust's parser knows other spellings of the three too, and makes infinity of what is too large.
    let is_named = matches!(text, "NaN" | "Infinity" | "-Infinity");
    let is_decimal =
        || text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    let value: T = text.parse().ok()?;
    (is_named || (is_decimal() && value.into().is_finite())).then_some(value)
}
