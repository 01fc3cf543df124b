//! Checks a value against the constraints of its model before it is sent.

mod check;
#[cfg(feature = "pattern")]
mod pattern;
mod violations;

use std::fmt;

use crate::debug::REDACTED;
use crate::value::Shape;

pub(crate) use violations::Violations;

/// How much of an input a client checks before it sends it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Validation {
    /// That members in the path or host name are not empty, and nothing else: the floor, since `DELETE /bucket/{key}`
    /// with an empty key deletes the bucket.
    PathOnly,
    /// That required members are there, too.
    #[default]
    Required,
    /// All constraints of the model: lengths, ranges, patterns, enum values. A service may have learnt since to accept
    /// more.
    Full,
}

/// Checks `value` and all that it holds, and collects every violation, in the order of the members.
///
/// A required member that is an idempotency token may be unset, since the client fills it in.
///
/// Patterns that the `regex-lite` crate does not support (look-around, Unicode classes) are left to the service.
///
/// # Errors
/// All violations of what `level` asks for.
pub fn validate(value: &dyn Shape, level: Validation) -> Result<(), ValidationError> {
    check::check(value, level).into_result(value.schema().name)
}

/// Everything that is wrong with a value.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidationError {
    violations: Vec<Violation>,
}

impl ValidationError {
    /// What is wrong, one thing at least.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

/// One thing that is wrong with a value.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Violation {
    /// Where: `CreateTokenInput.Scope[0]`. Starts with the type; members have their names in the model, with an initial
    /// capital. A map's key stands in brackets like an index.
    pub path: String,
    /// What.
    pub kind: ViolationKind,
}

/// A constraint that does not hold. Texts in it are shortened, and `None` where the model calls them sensitive.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ViolationKind {
    /// A required member is unset.
    Missing,
    /// A string has fewer characters, a blob fewer bytes, a list or map fewer entries.
    TooShort {
        /// How many there must be.
        min: u64,
    },
    /// A string has more characters, a blob more bytes, a list or map more entries.
    TooLong {
        /// How many there may be.
        max: u64,
    },
    /// A number is less.
    TooSmall {
        /// The smallest that is allowed.
        min: Bound,
    },
    /// A number is greater.
    TooLarge {
        /// The largest that is allowed.
        max: Bound,
    },
    /// A string does not match a pattern.
    Mismatch {
        /// The regular expression.
        pattern: &'static str,
        /// The string.
        value: Option<String>,
    },
    /// A string is not a value of its enum.
    Unlisted {
        /// The values that are.
        listed: Vec<&'static str>,
        /// The string.
        value: Option<String>,
    },
}

/// The limit of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// Of a whole number.
    Integer(i64),
    /// Of any other.
    Double(f64),
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(bound) => bound.fmt(f),
            Self::Double(bound) => bound.fmt(f),
        }
    }
}

/// A line with the number of violations, and one for each.
impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvalidParameter: {} validation error(s) found.", self.violations.len())?;
        self.violations.iter().try_for_each(|violation| write!(f, "\n- {violation}."))
    }
}

/// What and where: `minimum field size of 1, CreateTokenInput.Scope[0]`.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.kind, self.path)
    }
}

impl fmt::Display for ViolationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("missing required field"),
            Self::TooShort { min } => write!(f, "minimum field size of {min}"),
            Self::TooLong { max } => write!(f, "maximum field size of {max}"),
            Self::TooSmall { min } => write!(f, "minimum field value of {min}"),
            Self::TooLarge { max } => write!(f, "maximum field value of {max}"),
            Self::Mismatch { pattern, value } => {
                write!(f, "value {} does not match the pattern {pattern}", Quoted(value))
            }
            Self::Unlisted { listed, value } => {
                let (shown, rest) = listed.split_at(listed.len().min(MAX_LISTED));
                let more = if rest.is_empty() { "" } else { ", …" };
                write!(f, "unknown enum value {} (expected one of {}{more})", Quoted(value), shown.join(", "))
            }
        }
    }
}

/// How many values of an enum a message names.
const MAX_LISTED: usize = 10;

/// A string in quotes, or what stands for a sensitive one.
struct Quoted<'a>(&'a Option<String>);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(text) => fmt::Debug::fmt(text, f),
            None => f.write_str(REDACTED),
        }
    }
}

impl std::error::Error for ValidationError {}

#[cfg(test)]
mod tests;
