//! What expressions of the rule language mean.

use super::translate::{Meanings, Result};
use super::{Attribute, Function, Ty, Value};
use crate::diagnostic::{Diagnostic, ModelPath, nearest};
use crate::model::endpoint::{Call, Expression};

fn value(expression: &Expression, scope: &Meanings, path: &ModelPath) -> Result<Value> {
    match expression {
        Expression::Template(text) => template(text, scope, path),
        Expression::Boolean(flag) => Ok(Value::Flag(*flag)),
        Expression::Integer(number) => usize::try_from(*number)
            .map(Value::Number)
            .map_err(|_| Diagnostic::at_value(path.clone(), "a number below zero")),
        Expression::Reference(reference) => meaning(&reference.name, scope, path),
        Expression::Call(call) => result_of(call, scope, path),
        Expression::Array(_) => Err(Diagnostic::at_value(path.clone(), "a list, which no function takes")),
    }
}

pub(super) fn text(expression: &Expression, scope: &Meanings, path: &ModelPath) -> Result<Value> {
    let value = value(expression, scope, path)?;
    match value.ty() {
        Ty::Text | Ty::Encoded => Ok(value),
        _ => Err(Diagnostic::at_value(path.clone(), "something else than text").expected("expected text")),
    }
}

pub(super) fn result_of(call: &Call, scope: &Meanings, path: &ModelPath) -> Result<Value> {
    let argument = |index: usize| path.key("argv").index(index);
    let count = |expected: usize| match call.argv.len() {
        found if found == expected => Ok(()),
        found => Err(Diagnostic::at_value(path.key("argv"), format!("{found} arguments"))
            .expected(format!("expected {expected}, for `{}`", call.function))),
    };
    let mut values = Vec::new();
    if call.function != "getAttr" {
        for (index, expression) in call.argv.iter().enumerate() {
            values.push(value(expression, scope, &argument(index))?);
        }
    }
    match (call.function.as_str(), values.as_slice()) {
        ("isSet", [value]) => Ok(Value::IsSet(value.clone().into())),
        ("not", [value]) => Ok(Value::Not(value.clone().into())),
        ("booleanEquals" | "stringEquals", [left, right]) => {
            // Constants stand on the right.
            let (left, right) = match left {
                Value::Flag(_) | Value::Text(_) => (right, left),
                _ => (left, right),
            };
            Ok(Value::Equal(left.clone().into(), right.clone().into()))
        }
        ("isSet" | "not", _) => Err(count(1).err().unwrap_or_else(|| unknown(call, path))),
        ("booleanEquals" | "stringEquals", _) => Err(count(2).err().unwrap_or_else(|| unknown(call, path))),
        ("getAttr", _) => {
            count(2)?;
            let [of, Expression::Template(name)] = call.argv.as_slice() else {
                return Err(
                    Diagnostic::at_value(argument(1), "no name of an attribute").expected("expected text")
                );
            };
            attributes(value(of, scope, &argument(0))?, name, &argument(1))
        }
        (name, _) => {
            let function = Function::by_name(name).ok_or_else(|| unknown(call, path))?;
            let types = function.arguments();
            count(types.len())?;
            for (index, (value, ty)) in values.iter().zip(types).enumerate() {
                let is_text = *ty == Ty::Text && value.ty() == Ty::Encoded;
                let is_constant = matches!(value, Value::Number(_) | Value::Flag(_));
                if (value.ty() != *ty && !is_text) || (*ty != Ty::Text && !is_constant) {
                    let expected = match ty {
                        Ty::Number => "a number",
                        Ty::Flag => "`true` or `false`",
                        _ => "text",
                    };
                    return Err(Diagnostic::at_value(
                        argument(index),
                        "something else than the function takes",
                    )
                    .expected(format!("expected {expected}, for `{name}`")));
                }
            }
            Ok(Value::Call(function, values))
        }
    }
}

fn unknown(call: &Call, path: &ModelPath) -> Diagnostic {
    Diagnostic::at_value(path.key("fn"), format!("there is no function `{}`", call.function))
}

fn meaning(name: &str, scope: &Meanings, path: &ModelPath) -> Result<Value> {
    scope.get(name).cloned().ok_or_else(|| {
        let problem = Diagnostic::at_value(path.clone(), format!("nothing is called `{name}` here"));
        match nearest(name, scope.keys().map(String::as_str)) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem,
        }
    })
}

/// An attribute, or one of an attribute.
fn attributes(of: Value, names: &str, path: &ModelPath) -> Result<Value> {
    names.split('.').try_fold(of, |of, name| match Attribute::find(of.ty(), name) {
        Some(attribute) => Ok(Value::Attribute(of.into(), attribute)),
        None => Err(Diagnostic::at_value(path.clone(), format!("`{name}` is no attribute of that"))),
    })
}

/// `text {name} and {name#attribute}`, with `{{` and `}}` for braces.
pub(super) fn template(text: &str, scope: &Meanings, path: &ModelPath) -> Result<Value> {
    let unbalanced = || {
        Diagnostic::at_value(path.clone(), "a brace without another")
            .help("braces are doubled to mean themselves")
    };
    let mut pieces = Vec::new();
    let mut constant = String::new();
    let mut rest = text;
    while let Some((before, brace, after)) = split_at_brace(rest) {
        constant.push_str(before);
        if after.starts_with(brace) {
            constant.push(brace);
            rest = after.get(1..).unwrap_or_default();
            continue;
        }
        let (name, after) = match brace {
            '{' => after.split_once('}').ok_or_else(unbalanced)?,
            _ => return Err(unbalanced()),
        };
        if !constant.is_empty() {
            pieces.push(Value::Text(std::mem::take(&mut constant)));
        }
        let value = match name.split_once('#') {
            Some((name, attribute)) => attributes(meaning(name, scope, path)?, attribute, path)?,
            None => meaning(name, scope, path)?,
        };
        if !matches!(value.ty(), Ty::Text | Ty::Encoded) {
            return Err(Diagnostic::at_value(path.clone(), format!("`{name}` is no text")));
        }
        pieces.push(value);
        rest = after;
    }
    constant.push_str(rest);
    if !constant.is_empty() || pieces.is_empty() {
        pieces.push(Value::Text(constant));
    }
    Ok(match <[Value; 1]>::try_from(pieces) {
        Ok([piece]) => piece,
        Err(pieces) => Value::Concat(pieces),
    })
}

fn split_at_brace(text: &str) -> Option<(&str, char, &str)> {
    let at = text.find(['{', '}'])?;
    let (before, rest) = text.split_at(at);
    let mut rest = rest.chars();
    let brace = rest.next()?;
    Some((before, brace, rest.as_str()))
}
