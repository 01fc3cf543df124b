//! Splits the names of a model into words.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// `snake_case`, for fields, functions and modules.
pub fn snake(name: &str) -> String {
    valid(name.to_snake_case(), "n")
}

/// `UpperCamelCase`, for types and variants.
pub fn camel(name: &str) -> String {
    valid(name.to_upper_camel_case(), "N")
}

/// `SCREAMING_SNAKE_CASE`, for constants.
pub fn screaming(name: &str) -> String {
    valid(name.to_shouty_snake_case(), "N")
}

/// With a letter before a leading digit, and for a name without letters and digits at all.
fn valid(name: String, letter: &str) -> String {
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) { name } else { format!("{letter}{name}") }
}
