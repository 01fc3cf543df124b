//! JMESPath, the language in which models say where in a value something stands: the syntax, whole; what an expression
//! means for the types of a service is found out in `plan::path`.
//!
//! The grammar is that of <https://jmespath.org/specification.html>. Every node knows the bytes that it was read from, so
//! that what is wrong with an expression can be shown within the file that holds it.

mod ast;
mod lexer;
mod parser;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use self::ast::{Comparison, Expression, Kind};
pub use self::parser::parse;

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The bytes of the expression that are wrong.
    pub span: Range<usize>,
    /// What was found, in one sentence without a full stop.
    pub message: String,
    /// What was expected there.
    pub expected: String,
}

impl Problem {
    /// Something is wrong with the bytes of `span`.
    pub(crate) fn new(span: Range<usize>, message: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { span, message: message.into(), expected: expected.into() }
    }
}
