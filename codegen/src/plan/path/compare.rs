//! Conditions: what counts as true, and comparisons.

use serde_json::Value as Json;

use super::coerce::Value;
use super::compile::{Compiler, Result, unsupported};
use super::{Code, Function, Number, Operator, Pattern, Ty};
use crate::jmespath::{Comparison, Expression, Kind, Problem};
use crate::plan::RustType;

impl Compiler<'_> {
    /// Whether an expression gives something that counts as true.
    pub(super) fn condition(&mut self, expression: &Expression, current: &Value) -> Result<Code> {
        match &expression.kind {
            Kind::Or(left, right) => self.both(left, Operator::Or, right, current),
            Kind::And(left, right) => self.both(left, Operator::And, right, current),
            Kind::Not(operand) => Ok(match self.condition(operand, current)? {
                Code::Not(operand) => *operand,
                operand => Code::Not(Box::new(operand)),
            }),
            _ => {
                let value = self.value(expression, current, false)?;
                self.truth(value, expression)
            }
        }
    }

    fn both(
        &mut self,
        left: &Expression,
        operator: Operator,
        right: &Expression,
        current: &Value,
    ) -> Result<Code> {
        let (left, right) = (self.condition(left, current)?, self.condition(right, current)?);
        Ok(Code::Binary(Box::new(left), operator, Box::new(right)))
    }

    /// Whether a value counts as true: it is there, and neither false nor empty.
    pub(super) fn truth(&mut self, value: Value, expression: &Expression) -> Result<Code> {
        let is_not_empty = |code: Code| Code::Not(Box::new(code.method("is_empty", [])));
        if value.is_optional() {
            return Ok(match &value.ty {
                Ty::Bool => {
                    let yes = Code::Some(Box::new(Code::Bool(true)));
                    Code::Binary(Box::new(value.code), Operator::Equal, Box::new(yes))
                }
                Ty::Each(_) => value.code.items_of_option().method("next", []).method("is_some", []),
                ty => {
                    let name = ty.variable();
                    let argument = Value::plain(Code::Name(name.clone()), ty.clone());
                    match self.truth(argument, expression)? {
                        Code::Bool(true) => value.code.method("is_some", []),
                        truth => {
                            let closure = Code::Closure(Pattern::Name(name), Box::new(truth));
                            value.code.method("is_some_and", [closure])
                        }
                    }
                }
            });
        }
        Ok(match &value.ty {
            Ty::Bool => value.code,
            Ty::Reference(RustType::Enum(_)) => {
                let text = Code::Call(Function::EnumText, vec![value.taken()]);
                is_not_empty(text)
            }
            Ty::Text
            | Ty::Reference(RustType::String | RustType::List(..) | RustType::Map(..) | RustType::Bytes) => {
                is_not_empty(value.code)
            }
            Ty::Each(_) => value.code.method("next", []).method("is_some", []),
            Ty::Reference(RustType::Document) => {
                return Err(unsupported(expression, "whether a document is true"));
            }
            _ => Code::Bool(true),
        })
    }

    pub(super) fn comparison(
        &mut self,
        comparison: Comparison,
        left: &Expression,
        right: &Expression,
        current: &Value,
    ) -> Result<Code> {
        let is_null = |expression: &Expression| expression.kind == Kind::Literal(Json::Null);
        match (is_null(left), is_null(right)) {
            (true, false) => return self.is_null(comparison, right, current),
            (false, true) => return self.is_null(comparison, left, current),
            _ => {}
        }
        let span = left.span.start..right.span.end;
        let (first, second) = (self.value(left, current, false)?, self.value(right, current, false)?);
        let described = [&first, &second].map(|value| value.ty.described());
        let (first, second) = match (first.ty.clone(), second.ty.clone()) {
            (a, b) if a.is_text() && b.is_text() => match (first.text(), second.text()) {
                (Some(first), Some(second)) => (first, second),
                _ => return Err(unsupported(left, "this comparison")),
            },
            (Ty::Bool, Ty::Bool) => (first, second),
            (Ty::Number(a), Ty::Number(b)) => same_number(first, a, second, b),
            _ => {
                let message = format!("{} is compared with {}", described[0], described[1]);
                let expected = "expected strings, numbers or booleans on both sides";
                return Err(Problem::new(span, message, expected));
            }
        };
        let operator = operator(comparison);
        if matches!(operator, Operator::Equal | Operator::NotEqual) {
            return Ok(equality(first, operator, second));
        }
        if !matches!(first.ty, Ty::Number(_)) {
            let message = format!("{} has no order", described[0]);
            return Err(Problem::new(span, message, "expected numbers on both sides"));
        }
        Ok(order(first, operator, second))
    }

    fn is_null(&mut self, comparison: Comparison, side: &Expression, current: &Value) -> Result<Code> {
        let value = self.value(side, current, false)?;
        match comparison {
            Comparison::Equal if value.is_optional() => Ok(value.code.method("is_none", [])),
            Comparison::NotEqual if value.is_optional() => Ok(value.code.method("is_some", [])),
            _ => Err(Problem::new(side.span.clone(), "this is compared with null", "is never null")),
        }
    }
}

fn operator(comparison: Comparison) -> Operator {
    match comparison {
        Comparison::Equal => Operator::Equal,
        Comparison::NotEqual => Operator::NotEqual,
        Comparison::Less => Operator::Less,
        Comparison::LessOrEqual => Operator::LessOrEqual,
        Comparison::Greater => Operator::Greater,
        Comparison::GreaterOrEqual => Operator::GreaterOrEqual,
    }
}

/// Numbers of one type.
fn same_number(first: Value, a: Number, second: Value, b: Number) -> (Value, Value) {
    let fits = |literal: f64, other: Number| match other {
        Number::F32 | Number::F64 | Number::Literal(_) => false,
        Number::I32 => {
            literal.fract() == 0.0 && f64::from(i32::MIN) <= literal && literal <= f64::from(i32::MAX)
        }
        Number::I64 => literal.fract() == 0.0 && literal.abs() < 9e15,
        Number::Usize => literal.fract() == 0.0 && (0.0..9e15).contains(&literal),
    };
    match (a, b) {
        (Number::F32, Number::Literal(_)) => (first, as_float(second)),
        (Number::Literal(_), Number::F32) => (as_float(first), second),
        _ if a == b && !matches!(a, Number::Literal(_)) => (first, second),
        (Number::Literal(literal), _) if fits(literal, b) => (first, second),
        (_, Number::Literal(literal)) if fits(literal, a) => (first, second),
        _ => (as_float(first), as_float(second)),
    }
}

fn as_float(value: Value) -> Value {
    if value.ty == Ty::Number(Number::F64) {
        return value;
    }
    let ty = Ty::Number(Number::F64);
    let float = |code| Code::Float(Box::new(code));
    match value.is_optional() {
        true => {
            let name = Code::Name("number".to_owned());
            let closure = Code::Closure(Pattern::Name("number".to_owned()), Box::new(float(name)));
            Value::optional(value.code.method("map", [closure]), ty)
        }
        false => Value::plain(float(value.code), ty),
    }
}

fn equality(first: Value, operator: Operator, second: Value) -> Code {
    let is_zero = second.code == Code::Number(0.0);
    let (left, right) = match first.is_optional() || second.is_optional() {
        true => (first.into_option(), second.into_option()),
        false => (first.code, second.code),
    };
    match left {
        // Clippy, and people, find this easier to read.
        Code::Method(list, "len", _) if is_zero => {
            negated_unless(operator == Operator::Equal, list.method("is_empty", []))
        }
        left => Code::Binary(Box::new(left), operator, Box::new(right)),
    }
}

fn negated_unless(condition: bool, code: Code) -> Code {
    if condition { code } else { Code::Not(Box::new(code)) }
}

/// An ordering of numbers; false where one is not there.
fn order(first: Value, operator: Operator, second: Value) -> Code {
    let name = |name: &str| Box::new(Code::Name(name.to_owned()));
    let compared = |left, right| Box::new(Code::Binary(left, operator, right));
    match (first.is_optional(), second.is_optional()) {
        (false, false) => match (first.code, &second.code, operator) {
            (Code::Method(list, "len", _), Code::Number(0.0), Operator::Greater) => {
                Code::Not(Box::new(list.method("is_empty", [])))
            }
            (first, _, _) => *compared(Box::new(first), Box::new(second.code)),
        },
        (true, false) => {
            let body = compared(name("number"), Box::new(second.code));
            first.code.method("is_some_and", [Code::Closure(Pattern::Name("number".to_owned()), body)])
        }
        (false, true) => {
            let body = compared(Box::new(first.code), name("number"));
            second.code.method("is_some_and", [Code::Closure(Pattern::Name("number".to_owned()), body)])
        }
        (true, true) => {
            let pattern = Pattern::Pair("left".to_owned(), "right".to_owned());
            let closure = Code::Closure(pattern, compared(name("left"), name("right")));
            first.code.method("zip", [second.code]).method("is_some_and", [closure])
        }
    }
}
