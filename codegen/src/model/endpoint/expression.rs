//! Expressions of the rule language.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A value in the rule language.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// Text, in which `{Name}` and `{name#attribute}` stand for values.
    Template(String),
    /// True or false.
    Boolean(bool),
    /// A number.
    Integer(i64),
    /// Some values.
    Array(Vec<Expression>),
    /// A parameter, or what a condition has assigned.
    Reference(Reference),
    /// What a function returns.
    Call(Call),
}

/// The name of a value, `{"ref": …}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name, `ref`.
    pub name: String,
}

/// The call of a function, `{"fn": …, "argv": […]}`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The function, `fn`.
    #[serde(rename = "fn")]
    pub function: String,
    /// The arguments, `argv`.
    pub argv: Vec<Expression>,
    /// What the result is called from there on, `assign`.
    pub assign: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Object {
    #[serde(rename = "ref")]
    reference: Option<String>,
    #[serde(rename = "fn")]
    function: Option<String>,
    argv: Option<Vec<Expression>>,
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ExpressionVisitor)
    }
}

struct ExpressionVisitor;

impl<'de> Visitor<'de> for ExpressionVisitor {
    type Value = Expression;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "a string, a boolean, an integer, an array, `{\"ref\": …}` or `{\"fn\": …, \"argv\": […]}`",
        )
    }

    fn visit_bool<E>(self, value: bool) -> Result<Expression, E> {
        Ok(Expression::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Expression, E> {
        Ok(Expression::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Expression, E> {
        i64::try_from(value).map(Expression::Integer).map_err(E::custom)
    }

    fn visit_str<E>(self, value: &str) -> Result<Expression, E> {
        Ok(Expression::Template(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<Expression, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(access)).map(Expression::Array)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Expression, A::Error> {
        match Object::deserialize(MapAccessDeserializer::new(access))? {
            Object { reference: Some(name), function: None, argv: None } => {
                Ok(Expression::Reference(Reference { name }))
            }
            Object { reference: None, function: Some(function), argv: Some(argv) } => {
                Ok(Expression::Call(Call { function, argv, assign: None }))
            }
            _ => Err(A::Error::custom("an object with neither `ref` alone nor `fn` and `argv`")),
        }
    }
}
