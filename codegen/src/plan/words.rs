//! Splits the names of a model into words.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// `snake_case`, for fields, functions and modules.
pub fn snake(name: &str) -> String {
    name.to_snake_case()
}

/// `UpperCamelCase`, for types and variants.
pub fn camel(name: &str) -> String {
    name.to_upper_camel_case()
}

/// `SCREAMING_SNAKE_CASE`, for constants.
pub fn screaming(name: &str) -> String {
    name.to_shouty_snake_case()
}
