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

use super::{RustType, Structure, TypeKind, Union, names};
use crate::diagnostic::{Diagnostic, ModelPath};
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
    /// A function, to be called by another.
    Function(Function),
    /// A call of a function.
    Call(Function, Vec<Code>),
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Function {
    /// The text of an enum.
    EnumText,
    StringText,
    ListLength,
    MapLength,
    OptionAsRef,
    /// Whether all items of an iterator are the same as a value.
    All,
    /// Whether one of them is.
    Any,
    /// A function of the same file.
    Local(String),
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

    pub(super) fn structure(self, name: &str) -> Option<&'a Structure> {
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
    compile_in(text, root, types, true)
}

/// The same, without `?` unless what is found is all that a function gives.
///
/// # Errors
/// Those of [`compile`].
pub fn compile_in(text: &str, root: Root<'_>, types: Types<'_>, tail: bool) -> Result<Path, Problem> {
    compile::Compiler::new(root, types).path(&jmespath::parse(text)?, tail, |_, value| Ok(value))
}

/// The same, with strings and enums as `&str`, and lists as iterators.
///
/// # Errors
/// Those of [`compile`].
pub fn compile_scalars(text: &str, root: Root<'_>, types: Types<'_>) -> Result<Path, Problem> {
    let expression = jmespath::parse(text)?;
    compile::Compiler::new(root, types)
        .path(&expression, true, |compiler, value| compiler.scalars(value, &expression))
}

/// Compiles an expression to a boolean: whether what it finds counts as true.
///
/// # Errors
/// Those of [`compile`].
pub fn compile_condition(text: &str, root: Root<'_>, types: Types<'_>) -> Result<Code, Problem> {
    compile::Compiler::new(root, types).truth_of(&jmespath::parse(text)?)
}

/// What a variable that holds a value of the type `name` is called.
pub fn variable(name: &str) -> String {
    names::field(name)
}

impl Path {
    /// The code of an `Option` of the value itself, and not a reference.
    pub fn into_owned(self) -> Code {
        let Self { code, ty, optional } = self;
        let is_copy = ty.is_copy();
        match (optional, code) {
            (true, code) if is_copy => code,
            (true, Code::Method(of, "as_ref", _)) => of.method("clone", []),
            (true, code) => code.method("cloned", []),
            (false, code) if is_copy => Code::Some(Box::new(code)),
            (false, Code::Reference(of)) => Code::Some(Box::new(of.method("clone", []))),
            (false, code) => Code::Some(Box::new(code.method("clone", []))),
        }
    }
}

impl Ty {
    /// What a member of type `ty` is found as.
    pub fn of_member(ty: &RustType) -> Self {
        Self::of(ty)
    }
}

impl Code {
    /// `self.method(|variable| variable.field)`
    pub fn and(self, method: &'static str, variable: String, field: &str) -> Self {
        let body = Self::Field(Box::new(Self::Name(variable.clone())), field.to_owned());
        self.method(method, [Self::Closure(Pattern::Name(variable), Box::new(body))])
    }

    /// Whether this value, or the one in this `Option`, is `expected`.
    pub fn is(self, optional: bool, expected: Self) -> Self {
        match (optional, expected) {
            (false, Self::Bool(true)) => self,
            (false, Self::Bool(false)) => Self::Not(Box::new(self)),
            (false, expected) => Self::Binary(Box::new(self), Operator::Equal, Box::new(expected)),
            (true, expected) => {
                Self::Binary(Box::new(self), Operator::Equal, Box::new(Self::Some(Box::new(expected))))
            }
        }
    }
}

impl Problem {
    /// The problem of an expression that is the string at `path`.
    pub(super) fn at(self, path: ModelPath) -> Diagnostic {
        Diagnostic::within(path, self.span, self.message).expected(self.expected)
    }
}
