//! Checks a value against the constraints of its model before it is sent.

use std::fmt;

use crate::value::Shape;

/// How much of an input a client checks before it sends it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Validation {
    /// That members in the path are not empty, and nothing else: the floor, since `DELETE /bucket/{key}` with an empty
    /// key deletes the bucket.
    PathOnly,
    /// That required members are there, too.
    #[default]
    Required,
    /// All constraints of the model: lengths, ranges, patterns, enum values.
    Full,
}

/// Checks `value` and all that it holds, and collects every violation.
pub fn validate(value: &dyn Shape, level: Validation) -> Result<(), ValidationError> {
    let _ = (value, level);
    todo!()
}

/// Everything that is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationError {
    violations: Vec<Violation>,
}

/// One thing that is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where: `CreateTokenInput.Scope[0]`.
    pub path: String,
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvalidParameter: {} validation error(s) found.", self.violations.len())
    }
}

impl std::error::Error for ValidationError {}
