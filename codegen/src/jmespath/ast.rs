//! What an expression consists of.

use std::ops::Range;

use serde_json::Value as Json;

/// An expression, and the bytes that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    pub kind: Kind,
    pub span: Range<usize>,
}

/// What an expression does with the current value.
///
/// A projection (`Flatten`, `Project`, `Values`, `Filter`, `Slice`) holds what is done with each of its items, which is
/// everything to its right.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `@`, or nothing: the value itself.
    Current,
    /// `name`
    Field(String),
    /// A literal in backticks, or a raw string in quotes.
    Literal(Json),
    /// `left.right`: the right side of what the left one finds.
    Sub(Box<Expression>, Box<Expression>),
    /// `left | right`: the same, with projections of the left side ended.
    Pipe(Box<Expression>, Box<Expression>),
    /// `of[index]`, counted from the end where it is negative.
    Index(Box<Expression>, i64),
    /// `of[start:stop:step]`
    Slice {
        of: Box<Expression>,
        start: Option<i64>,
        stop: Option<i64>,
        step: Option<i64>,
        each: Box<Expression>,
    },
    /// `list[*]`
    Project { list: Box<Expression>, each: Box<Expression> },
    /// `list[]`
    Flatten { list: Box<Expression>, each: Box<Expression> },
    /// `object.*`
    Values { object: Box<Expression>, each: Box<Expression> },
    /// `list[?condition]`
    Filter { list: Box<Expression>, condition: Box<Expression>, each: Box<Expression> },
    /// `[a, b]`
    List(Vec<Expression>),
    /// `{a: b}`
    Hash(Vec<(String, Expression)>),
    /// `left || right`
    Or(Box<Expression>, Box<Expression>),
    /// `left && right`
    And(Box<Expression>, Box<Expression>),
    /// `!operand`
    Not(Box<Expression>),
    /// `left == right`
    Compare(Comparison, Box<Expression>, Box<Expression>),
    /// `name(arguments)`
    Call(String, Vec<Expression>),
    /// `&operand`: an expression as an argument.
    Reference(Box<Expression>),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
