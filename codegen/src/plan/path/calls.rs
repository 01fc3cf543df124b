//! The functions of JMESPath that models use.

use super::coerce::Value;
use super::compile::{Compiler, Result, unsupported};
use super::project::{not_a_map, values};
use super::{Code, Function, Number, Operator, Pattern, Ty};
use crate::jmespath::{Expression, Problem};
use crate::plan::RustType;

/// The other functions of JMESPath.
const NOT_SUPPORTED: &[&str] = &[
    "abs",
    "avg",
    "ceil",
    "floor",
    "join",
    "map",
    "max",
    "max_by",
    "merge",
    "min",
    "min_by",
    "not_null",
    "reverse",
    "sort",
    "sort_by",
    "sum",
    "to_array",
    "to_number",
    "to_string",
    "type",
];

impl Compiler<'_> {
    pub(super) fn call(
        &mut self,
        name: &str,
        arguments: &[Expression],
        current: &Value,
        tail: bool,
        expression: &Expression,
    ) -> Result {
        if NOT_SUPPORTED.contains(&name) {
            return Err(unsupported(expression, &format!("the function `{name}`")));
        }
        match (name, arguments) {
            ("length", [of]) => self.length(of, current),
            ("keys", [of]) => {
                let map = self.value(of, current, tail)?;
                self.bind(map, tail, |_, map, _| keys(map, of))
            }
            ("values", [of]) => {
                let map = self.value(of, current, tail)?;
                self.bind(map, tail, |_, map, _| values(map, of))
            }
            ("contains", [of, wanted]) => self.contains(of, wanted, current).map(Value::bool),
            ("starts_with", [of, wanted]) => {
                self.text_has("starts_with", of, wanted, current).map(Value::bool)
            }
            ("ends_with", [of, wanted]) => self.text_has("ends_with", of, wanted, current).map(Value::bool),
            ("length" | "keys" | "values", _) => Err(arity(name, "one argument", arguments, expression)),
            ("contains" | "starts_with" | "ends_with", _) => {
                Err(arity(name, "two arguments", arguments, expression))
            }
            _ => {
                let message = format!("there is no function `{name}`");
                Err(Problem::new(expression.span.clone(), message, "expected a function of JMESPath"))
            }
        }
    }

    /// The number of characters, items or entries; 0 for what is not there.
    fn length(&mut self, of: &Expression, current: &Value) -> Result {
        let value = self.value(of, current, false)?;
        let optional = value.is_optional();
        let zero_or =
            |code: Code, function| code.method("map_or", [Code::Number(0.0), Code::Function(function)]);
        let code = match &value.ty {
            Ty::Reference(RustType::List(..)) if optional => zero_or(value.code, Function::ListLength),
            Ty::Reference(RustType::Map(..)) if optional => zero_or(value.code, Function::MapLength),
            Ty::Reference(RustType::List(..) | RustType::Map(..)) => value.code.method("len", []),
            Ty::Each(_) | Ty::Array(_, false) => self.elements(value, false, of)?.0.method("count", []),
            ty if ty.is_text() => {
                let Some(text) = value.text() else { return Err(unsupported(of, "the length of this")) };
                let text = match optional {
                    true => text.code.method("unwrap_or_default", []),
                    false => text.code,
                };
                text.method("chars", []).method("count", [])
            }
            other => {
                let message = format!("the length of {} is asked for", other.described());
                return Err(Problem::new(of.span.clone(), message, "expected a string, list or map"));
            }
        };
        Ok(Value::plain(code, Ty::Number(Number::Usize)))
    }

    fn contains(&mut self, of: &Expression, wanted: &Expression, current: &Value) -> Result<Code> {
        let value = self.value(of, current, false)?;
        if value.ty.is_text() {
            return self.text_has("contains", of, wanted, current);
        }
        let (items, item) = self.elements(value, false, of)?;
        let name = item.variable();
        let item = Value::plain(Code::Name(name.clone()), item);
        let wanted_value = self.present(wanted, current)?;
        let described = [item.ty.described(), wanted_value.ty.described()];
        let (item, wanted) = match (item.ty.clone(), wanted_value.ty.clone()) {
            (a, b) if a == b && a.is_copy() => (item.code, wanted_value.code),
            (Ty::Number(_), Ty::Number(Number::Literal(_))) => (item.code, wanted_value.code),
            _ => match (item.text(), wanted_value.text()) {
                (Some(item), Some(wanted)) => (item.code, wanted.code),
                _ => {
                    let message = format!("{} is looked for in a list of {}", described[1], described[0]);
                    return Err(Problem::new(
                        wanted.span.clone(),
                        message,
                        "expected something that is in the list",
                    ));
                }
            },
        };
        let same = Code::Binary(Box::new(item), Operator::Equal, Box::new(wanted));
        Ok(items.method("any", [Code::Closure(Pattern::Name(name), Box::new(same))]))
    }

    /// Whether a text contains, begins or ends with another.
    fn text_has(
        &mut self,
        method: &'static str,
        of: &Expression,
        wanted: &Expression,
        current: &Value,
    ) -> Result<Code> {
        let not_text = |expression: &Expression, ty: &Ty| {
            let message = format!("`{method}` is asked of {}", ty.described());
            Problem::new(expression.span.clone(), message, "expected a string")
        };
        let value = self.value(of, current, false)?;
        let ty = value.ty.clone();
        let text = value.text().ok_or_else(|| not_text(of, &ty))?;
        let wanted_value = self.present(wanted, current)?;
        let ty = wanted_value.ty.clone();
        let part = wanted_value.text().ok_or_else(|| not_text(wanted, &ty))?.code;
        if !text.is_optional() {
            return Ok(text.code.method(method, [part]));
        }
        let has = Code::Name("text".to_owned()).method(method, [part]);
        Ok(text.code.method("is_some_and", [Code::Closure(Pattern::Name("text".to_owned()), Box::new(has))]))
    }

    /// A value that is always there.
    fn present(&mut self, expression: &Expression, current: &Value) -> Result {
        let value = self.value(expression, current, false)?;
        if value.is_optional() {
            Err(unsupported(expression, "an argument that may be unset"))
        } else {
            Ok(value)
        }
    }
}

fn keys(map: Value, expression: &Expression) -> Result {
    match map.ty {
        Ty::Reference(RustType::Map(key, ..)) => {
            Ok(Value::plain(map.code.method("keys", []), Ty::Each(Box::new(Ty::Reference(*key)))))
        }
        other => Err(not_a_map(&other, "keys", expression)),
    }
}

fn arity(name: &str, expected: &str, found: &[Expression], expression: &Expression) -> Problem {
    let message = format!("`{name}` takes {expected}, not {}", found.len());
    Problem::new(expression.span.clone(), message, format!("expected {expected}"))
}
