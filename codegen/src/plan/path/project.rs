//! Projections: iterators, and what is done with each of their items.

use super::coerce::Value;
use super::compile::{Compiler, Result};
use super::{Code, Function, Pattern, Ty};
use crate::jmespath::{Expression, Kind, Problem};
use crate::plan::RustType;

impl Compiler<'_> {
    pub(super) fn projection(&mut self, expression: &Expression, current: &Value, tail: bool) -> Result {
        let (of, each) = match &expression.kind {
            Kind::Project { list, each } | Kind::Flatten { list, each } | Kind::Filter { list, each, .. } => {
                (list, each)
            }
            Kind::Values { object, each } => (object, each),
            _ => return self.value(expression, current, tail),
        };
        let value = self.value(of, current, tail)?;
        let (items, item) = match &expression.kind {
            Kind::Values { .. } => {
                let values = self.bind(value, tail, |_, map, _| values(map, of))?;
                self.elements(values, tail, of)?
            }
            _ => self.elements(value, tail, of)?,
        };
        let (items, item) = match &expression.kind {
            Kind::Flatten { .. } => flatten(items, item),
            Kind::Filter { condition, .. } => {
                let name = item.variable();
                let argument = Value::plain(Code::Name(name.clone()), item.clone());
                let condition = self.condition(condition, &argument)?;
                let closure = Code::Closure(Pattern::Dereferenced(name), Box::new(condition));
                (items.method("filter", [closure]), item)
            }
            _ => (items, item),
        };
        if each.kind == Kind::Current {
            return Ok(Value::plain(items, Ty::Each(Box::new(item))));
        }
        let (closure, value) = self.closure(&item, |compiler, item| compiler.value(each, &item, true))?;
        let method = if value.is_optional() { "filter_map" } else { "map" };
        Ok(Value::plain(items.method(method, [closure]), Ty::Each(Box::new(value.ty))))
    }

    /// The value with strings and enums as `&str`, and lists as iterators, at the end of a frame.
    pub(super) fn scalars(&mut self, value: Value, expression: &Expression) -> Result {
        if value.ty.is_text() {
            return Ok(value.clone().text().unwrap_or(value));
        }
        if !matches!(value.ty, Ty::Each(_) | Ty::Array(..) | Ty::Reference(RustType::List(..))) {
            return Ok(value);
        }
        let (items, item) = self.elements(value, true, expression)?;
        let (items, item) = match item {
            Ty::Reference(RustType::String) => {
                (items.method("map", [Code::Function(Function::StringText)]), Ty::Text)
            }
            Ty::Reference(RustType::Enum(_)) => {
                (items.method("map", [Code::Function(Function::EnumText)]), Ty::Text)
            }
            item => (items, item),
        };
        Ok(Value::plain(items, Ty::Each(Box::new(item))))
    }

    /// An iterator over a list, and the type of its items. Where the list is not there, the frame ends or there are no
    /// items.
    pub(super) fn elements(
        &mut self,
        list: Value,
        tail: bool,
        expression: &Expression,
    ) -> Result<(Code, Ty)> {
        let optional = list.is_optional();
        let list = match tail {
            true => self.bind(list, true, |_, list, _| Ok(list))?,
            false => list,
        };
        let start = |code: Code, begin: &'static str| match optional && !tail {
            true => code.items_of_option(),
            false => code.method(begin, []),
        };
        match list.ty {
            Ty::Reference(RustType::List(item, sparse)) => {
                let item = Ty::of(&item);
                Ok((present(start(list.code, "iter"), &item, sparse), item))
            }
            Ty::Each(item) if optional && !tail => Ok((list.code.items_of_option(), *item)),
            Ty::Each(item) => Ok((list.code, *item)),
            Ty::Array(item, sparse) => {
                let items = start(list.code, "into_iter");
                Ok((if sparse { items.flattened() } else { items }, *item))
            }
            other => {
                let message = format!("the items of {} are asked for", other.described());
                Err(Problem::new(expression.span.clone(), message, "expected a list"))
            }
        }
    }
}

/// The items of a list or map that are there, as they are passed on.
fn present(items: Code, item: &Ty, sparse: bool) -> Code {
    let items = if sparse { items.flattened() } else { items };
    if item.is_copy() { items.method("copied", []) } else { items }
}

/// Lists in a list made one; any other list is left as it is.
fn flatten(items: Code, item: Ty) -> (Code, Ty) {
    match item {
        Ty::Reference(RustType::List(inner, sparse)) => {
            let inner = Ty::of(&inner);
            (present(items.flattened(), &inner, sparse), inner)
        }
        Ty::Each(inner) => (items.flattened(), *inner),
        Ty::Array(inner, sparse) => {
            let items = items.flattened();
            (if sparse { items.flattened() } else { items }, *inner)
        }
        other => (items, other),
    }
}

/// The values of a map.
pub(super) fn values(map: Value, expression: &Expression) -> Result {
    match map.ty {
        Ty::Reference(RustType::Map(_, value, sparse)) => {
            let item = Ty::of(&value);
            let code = present(map.code.method("values", []), &item, sparse);
            Ok(Value::plain(code, Ty::Each(Box::new(item))))
        }
        other => Err(not_a_map(&other, "values", expression)),
    }
}

pub(super) fn not_a_map(found: &Ty, what: &str, expression: &Expression) -> Problem {
    let message = format!("the {what} of {} are asked for", found.described());
    Problem::new(expression.span.clone(), message, "expected a map")
}
