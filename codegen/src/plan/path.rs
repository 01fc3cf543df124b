//! What an expression of JMESPath becomes: Rust over the types of a service, found out when it is generated.
//!
//! Nothing of the expression is left to be interpreted. What is `null` in JMESPath is `None`, or ends the function by `?`; a
//! projection is an iterator. An expression that the types do not fit is a [`Problem`], also where JMESPath would say
//! `null`: a member that does not exist, a comparison of a string with a number.
//!
//! Two departures, since models are written for services that leave out what is empty: `length` of something that is not
//! set is 0, and a structure that is there counts as true, also with nothing set in it.

mod calls;
mod coerce;
mod compare;
mod compile;
mod project;
#[cfg(test)]
mod tests;

use super::{RustType, Service, Structure, TypeKind, Union};
use crate::jmespath::{self, Problem};

/// An expression that was found to fit the types that it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The body of a function whose argument is [`argument`](Code::Name).
    pub code: Code,
    /// What it gives.
    pub ty: Ty,
    /// Whether that is an `Option`.
    pub optional: bool,
}

/// What an expression gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Ty {
    /// A reference to a value of this type, which is none of the types below.
    Reference(RustType),
    /// A `&str`.
    Text,
    Bool,
    Number(Number),
    /// An iterator.
    Each(Box<Ty>),
    /// An array of values, or of `Option`s.
    Array(Box<Ty>, bool),
}

/// The type of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    I32,
    I64,
    F32,
    F64,
    Usize,
    /// Any of these.
    Literal(f64),
}

/// Rust, as far as expressions need it.
#[derive(Clone, Debug, PartialEq)]
pub enum Code {
    /// A variable.
    Name(String),
    Text(String),
    Number(f64),
    Bool(bool),
    /// `of.field`
    Field(Box<Code>, String),
    /// `&of`
    Reference(Box<Code>),
    /// `of?`
    Try(Box<Code>),
    /// `Some(of)`
    Some(Box<Code>),
    /// `of.name(arguments)`
    Method(Box<Code>, &'static str, Vec<Code>),
    /// A function by its path, called or passed on.
    Function(Function, Option<Box<Code>>),
    /// `|name| body`, or with the sign before the name.
    Closure(Pattern, Box<Code>),
    /// `left operator right`
    Binary(Box<Code>, Operator, Box<Code>),
    /// `!of`
    Not(Box<Code>),
    /// `of as f64`; of a literal, the literal with a point.
    Float(Box<Code>),
    /// `[a, b]`
    Array(Vec<Code>),
    /// The value of a union's variant, if it is that one: an `Option`.
    Variant {
        of: Box<Code>,
        union: String,
        variant: String,
        is_copy: bool,
        boxed: bool,
    },
}

/// What a closure does to its argument.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// `||`
    Nothing,
    /// `|name|`
    Name(String),
    /// `|&name|`
    Dereferenced(String),
    /// `|(a, b)|`
    Pair(String, String),
}

/// A function that is not a method of its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// The text of an enum.
    EnumText,
    StringText,
    ListLength,
    MapLength,
    OptionAsRef,
}

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The types that expressions of a service lead through.
#[derive(Clone, Copy, Debug)]
pub struct Types<'a>(&'a [super::Type]);

impl<'a> Types<'a> {
    /// The types of a service, sorted by their names.
    pub fn new(types: &'a [super::Type]) -> Self {
        Self(types)
    }

    fn get(self, name: &str) -> Option<&'a TypeKind> {
        let index = self.0.binary_search_by(|ty| ty.name().cmp(name)).ok()?;
        self.0.get(index).map(|ty| &ty.kind)
    }

    fn structure(self, name: &str) -> Option<&'a Structure> {
        match self.get(name) {
            Some(TypeKind::Structure(structure)) => Some(structure),
            _ => None,
        }
    }

    fn union(self, name: &str) -> Option<&'a Union> {
        match self.get(name) {
            Some(TypeKind::Union(union)) => Some(union),
            _ => None,
        }
    }
}

/// What the argument of the function is called.
#[derive(Clone, Copy, Debug)]
pub struct Root<'a> {
    /// The variable that holds a reference to a value of `structure`.
    pub name: &'a str,
    /// An input or output.
    pub structure: &'a Structure,
}

/// Compiles the expression `text` about a value of an input or output.
///
/// # Errors
/// When it is not JMESPath, uses what is not supported, or does not fit the types.
pub fn compile(text: &str, root: Root<'_>, types: Types<'_>) -> Result<Path, Problem> {
    let expression = jmespath::parse(text)?;
    compile::Compiler::new(root, types).path(&expression)
}

impl Service {
    /// The types that expressions lead through.
    pub fn path_types(&self) -> Types<'_> {
        Types::new(&self.types)
    }
}
