//! From an expression to code.
//!
//! Code is made in frames: the body of the function, and the bodies of its closures. At the end of a frame, its *tail*, what
//! is not there ends the frame by `?`. Elsewhere, as on one side of a comparison, `?` would end too much, and
//! `and_then` and `map` stand in its place.

use serde_json::Value as Json;

use super::coerce::{Form, Value};
use super::{Code, Function, Number, Operator, Path, Pattern, Root, Ty, Types};
use crate::diagnostic::nearest;
use crate::jmespath::{Expression, Kind, Problem};
use crate::plan::{RustType, Structure};

pub(super) type Result<T = Value> = std::result::Result<T, Problem>;

pub(super) struct Compiler<'a> {
    root: Root<'a>,
    types: Types<'a>,
    /// Whether the frame holds a `?`.
    tried: bool,
    /// How much code has been copied.
    size: usize,
}

/// The most code that is copied. The right side of a pipe may name the left one many times, and so on.
const LARGEST: usize = 100_000;

impl<'a> Compiler<'a> {
    pub(super) fn new(root: Root<'a>, types: Types<'a>) -> Self {
        Self { root, types, tried: false, size: 0 }
    }

    /// What a function over the root gives, once `finish` has had its way with what is found.
    pub(super) fn path(
        mut self,
        expression: &Expression,
        tail: bool,
        finish: impl FnOnce(&mut Self, Value) -> Result,
    ) -> Result<Path> {
        let root = self.root();
        let value = self.frame(|compiler| {
            let value = compiler.value(expression, &root, tail)?;
            finish(compiler, value)
        })?;
        let optional = value.is_optional();
        Ok(Path { ty: value.ty.clone(), code: value.taken(), optional })
    }

    pub(super) fn truth_of(mut self, expression: &Expression) -> Result<Code> {
        let root = self.root();
        self.condition(expression, &root)
    }

    fn root(&self) -> Value {
        let ty = RustType::Structure(self.root.structure.name.clone());
        Value::plain(Code::Name(self.root.name.to_owned()), Ty::Reference(ty))
    }

    fn structure(&self, name: &str) -> Option<&'a Structure> {
        if name == self.root.structure.name { Some(self.root.structure) } else { self.types.structure(name) }
    }

    /// A value that is made in a frame of its own.
    pub(super) fn frame(&mut self, make: impl FnOnce(&mut Self) -> Result) -> Result {
        let around = std::mem::take(&mut self.tried);
        let value = make(self);
        let tried = std::mem::replace(&mut self.tried, around);
        let value = value?;
        if tried && !value.is_optional() {
            let ty = value.ty.clone();
            return Ok(Value::optional(value.into_option(), ty));
        }
        Ok(value)
    }

    /// A closure over a value of type `ty`, and what it gives.
    pub(super) fn closure(
        &mut self,
        ty: &Ty,
        make: impl FnOnce(&mut Self, Value) -> Result,
    ) -> Result<(Code, Value)> {
        let name = ty.variable();
        let argument = Value::plain(Code::Name(name.clone()), ty.clone());
        let value = self.frame(|compiler| make(compiler, argument))?;
        Ok((Code::Closure(Pattern::Name(name), Box::new(value.clone().taken())), value))
    }

    /// What `make` does to the value `of`, if that is there.
    pub(super) fn bind(
        &mut self,
        of: Value,
        tail: bool,
        make: impl FnOnce(&mut Self, Value, bool) -> Result,
    ) -> Result {
        if !of.is_optional() {
            return make(self, of, tail);
        }
        if tail {
            self.tried = true;
            return make(self, Value::plain(Code::Try(Box::new(of.code)), of.ty), true);
        }
        let (closure, value) = self.closure(&of.ty, |compiler, value| make(compiler, value, true))?;
        let method = if value.is_optional() { "and_then" } else { "map" };
        Ok(Value::optional(of.code.method(method, [closure]), value.ty))
    }

    /// The current value once more, which stands in the code as often as the expression names it.
    fn copied(&mut self, current: &Value, expression: &Expression) -> Result {
        self.size = self.size.saturating_add(current.code.size());
        if self.size > LARGEST {
            return Err(unsupported(expression, "an expression that repeats itself without end"));
        }
        Ok(current.clone())
    }

    pub(super) fn value(&mut self, expression: &Expression, current: &Value, tail: bool) -> Result {
        match &expression.kind {
            Kind::Current => self.copied(current, expression),
            Kind::Field(name) => {
                let current = self.copied(current, expression)?;
                self.bind(current, tail, |compiler, value, _| compiler.member(value, name, expression))
            }
            Kind::Literal(literal) => {
                value_of(literal).ok_or_else(|| unsupported(expression, "this literal"))
            }
            Kind::Sub(left, right) | Kind::Pipe(left, right) => {
                let left = self.value(left, current, tail)?;
                self.value(right, &left, tail)
            }
            Kind::Index(of, index) => {
                let of = self.value(of, current, tail)?;
                self.bind(of, tail, |_, list, _| item(list, *index, expression))
            }
            Kind::Project { .. } | Kind::Flatten { .. } | Kind::Values { .. } | Kind::Filter { .. } => {
                self.projection(expression, current, tail)
            }
            Kind::List(items) => self
                .bind(current.clone(), tail, |compiler, value, _| compiler.list(items, &value, expression)),
            Kind::Or(left, right) => self.or(left, right, current),
            Kind::And(left, right) => {
                let mut sides = Vec::new();
                for side in [left, right] {
                    let value = self.value(side, current, false)?;
                    if value.ty != Ty::Bool || value.is_optional() {
                        let found = format!("here `&&` gives {}", value.ty.described());
                        return Err(Problem::new(
                            side.span.clone(),
                            found,
                            "expected conditions on both sides",
                        ));
                    }
                    sides.push(Box::new(value.code));
                }
                let [left, right] =
                    <[_; 2]>::try_from(sides).map_err(|_| unsupported(expression, "this condition"))?;
                Ok(Value::bool(Code::Binary(left, Operator::And, right)))
            }
            Kind::Not(_) => self.condition(expression, current).map(Value::bool),
            Kind::Compare(comparison, left, right) => {
                self.comparison(*comparison, left, right, current).map(Value::bool)
            }
            Kind::Call(name, arguments) => self.call(name, arguments, current, tail, expression),
            Kind::Slice { .. } => Err(unsupported(expression, "a slice")),
            Kind::Hash(_) => Err(unsupported(expression, "an object of several values")),
            Kind::Reference(_) => Err(unsupported(expression, "an expression as a value")),
        }
    }

    /// The member `name` of a structure, union or map.
    fn member(&mut self, of: Value, name: &str, expression: &Expression) -> Result {
        let missing = |known: Vec<&str>| {
            let message = format!("{} has no member `{name}`", of.ty.described());
            let expected = match nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "no such member".to_owned(),
            };
            Problem::new(expression.span.clone(), message, expected)
        };
        let unknown = || missing(Vec::new());
        match &of.ty {
            Ty::Reference(RustType::Structure(ty)) => {
                let fields = &self.structure(ty).ok_or_else(unknown)?.fields;
                let field = fields.iter().find(|field| field.member.name == name).ok_or_else(|| {
                    missing(fields.iter().map(|field| field.member.name.as_str()).collect())
                })?;
                let place = Code::Field(Box::new(of.code), field.name.clone());
                let ty = Ty::of(&field.ty);
                Ok(match (field.optional, ty.is_copy()) {
                    (true, true) => Value::optional(place, ty),
                    (true, false) if field.boxed => Value::optional(place.method("as_deref", []), ty),
                    (true, false) => Value::optional(place.method("as_ref", []), ty),
                    (false, true) => Value::plain(place, ty),
                    (false, false) => Value { code: place, ty, form: Form::Place },
                })
            }
            Ty::Reference(RustType::Union(ty)) => {
                let variants = &self.types.union(ty).ok_or_else(unknown)?.variants;
                let variant =
                    variants.iter().find(|variant| variant.member.name == name).ok_or_else(|| {
                        missing(variants.iter().map(|variant| variant.member.name.as_str()).collect())
                    })?;
                let (union, inner) = (ty.clone(), Ty::of(&variant.ty));
                let code = Code::Variant {
                    of: Box::new(of.taken()),
                    union,
                    variant: variant.name.clone(),
                    is_copy: inner.is_copy(),
                    boxed: variant.boxed,
                };
                Ok(Value::optional(code, inner))
            }
            Ty::Reference(RustType::Map(key, value, sparse)) if **key == RustType::String => {
                let inner = Ty::of(value);
                let found = of.code.method("get", [Code::Text(name.to_owned())]);
                Ok(Value::optional(entry(found, &inner, *sparse), inner))
            }
            other => {
                let message = format!("`{name}` is asked of {}", other.described());
                Err(Problem::new(expression.span.clone(), message, "expected a structure before it"))
            }
        }
    }

    /// `[a, b]`, for values of one type.
    fn list(&mut self, items: &[Expression], current: &Value, expression: &Expression) -> Result {
        let mut values = Vec::new();
        for item in items {
            values.push(self.value(item, current, false)?);
        }
        let first = values.first().map(|value| value.ty.clone());
        if !values.iter().all(|value| Some(&value.ty) == first.as_ref()) {
            values = match values.into_iter().map(Value::text).collect() {
                Some(texts) => texts,
                None => {
                    let message = "the values of this list have different types";
                    return Err(Problem::new(
                        expression.span.clone(),
                        message,
                        "expected values of one type",
                    ));
                }
            };
        }
        let Some(ty) = values.first().map(|value| value.ty.clone()) else {
            return Err(unsupported(expression, "a list without values"));
        };
        let optional = values.iter().any(Value::is_optional);
        let take = if optional { Value::into_option } else { Value::taken };
        let code = Code::Array(values.into_iter().map(take).collect());
        Ok(Value::plain(code, Ty::Array(Box::new(ty), optional)))
    }

    /// `left || right`: the left side unless it is nothing, false or empty.
    fn or(&mut self, left: &Expression, right: &Expression, current: &Value) -> Result {
        let mut first = self.value(left, current, false)?;
        let mut second = self.frame(|compiler| compiler.value(right, current, true))?;
        if [&first, &second].iter().all(|value| value.ty == Ty::Bool && !value.is_optional()) {
            let [left, right] = [first, second].map(|value| Box::new(value.taken()));
            return Ok(Value::bool(Code::Binary(left, Operator::Or, right)));
        }
        if first.ty != second.ty
            && let (Some(left), Some(right)) = (first.clone().text(), second.clone().text())
        {
            (first, second) = (left, right);
        }
        if first.ty != second.ty {
            let message = format!("this is {}, or {}", first.ty.described(), second.ty.described());
            return Err(Problem::new(
                left.span.start..right.span.end,
                message,
                "expected one type on both sides",
            ));
        }
        let ty = first.ty.clone();
        let name = ty.variable();
        let mut code = first.into_option();
        let argument = Value::plain(Code::Name(name.clone()), ty.clone());
        match self.truth(argument, left)? {
            Code::Bool(true) => {}
            truth => {
                let pattern = if ty.is_copy() { Pattern::Dereferenced(name) } else { Pattern::Name(name) };
                code = code.method("filter", [Code::Closure(pattern, Box::new(truth))]);
            }
        }
        let otherwise = |code| Code::Closure(Pattern::Nothing, Box::new(code));
        if second.is_optional() {
            return Ok(Value::optional(code.method("or_else", [otherwise(second.code)]), ty));
        }
        let code = match second.taken() {
            literal @ (Code::Text(_) | Code::Number(_) | Code::Bool(_)) => {
                code.method("unwrap_or", [literal])
            }
            other => code.method("unwrap_or_else", [otherwise(other)]),
        };
        Ok(Value::plain(code, ty))
    }
}

/// What a lookup in a list or map gives, made an `Option` of the item's type.
pub(super) fn entry(found: Code, item: &Ty, sparse: bool) -> Code {
    let found =
        if sparse { found.method("and_then", [Code::Function(Function::OptionAsRef)]) } else { found };
    if item.is_copy() { found.method("copied", []) } else { found }
}

/// `list[index]`
fn item(list: Value, index: i64, expression: &Expression) -> Result {
    let from_end = usize::try_from(-index).ok().and_then(|distance| distance.checked_sub(1));
    let place = |index| Code::Number(index);
    match list.ty {
        Ty::Reference(RustType::List(item, sparse)) => {
            let item = Ty::of(&item);
            let found = match (index, from_end) {
                (0, _) => list.code.method("first", []),
                (-1, _) => list.code.method("last", []),
                (_, Some(distance)) => {
                    list.code.method("iter", []).method("nth_back", [place(distance as f64)])
                }
                _ => list.code.method("get", [place(index as f64)]),
            };
            Ok(Value::optional(entry(found, &item, sparse), item))
        }
        Ty::Each(item) => {
            let found = match index {
                0 => list.code.method("next", []),
                -1 => list.code.method("last", []),
                1.. => list.code.method("nth", [place(index as f64)]),
                _ => return Err(unsupported(expression, "an index from the end of a projection")),
            };
            Ok(Value::optional(found, *item))
        }
        Ty::Array(item, sparse) => {
            let items = list.code.method("into_iter", []);
            let found = match index {
                0 => items.method("next", []),
                -1 => items.method("last", []),
                1.. => items.method("nth", [place(index as f64)]),
                _ => return Err(unsupported(expression, "an index from the end of a list of values")),
            };
            let found = if sparse { found.method("flatten", []) } else { found };
            Ok(Value::optional(found, *item))
        }
        other => {
            let message = format!("an item is asked of {}", other.described());
            Err(Problem::new(expression.span.clone(), message, "expected a list before the bracket"))
        }
    }
}

fn value_of(literal: &Json) -> Option<Value> {
    match literal {
        Json::String(text) => Some(Value::plain(Code::Text(text.clone()), Ty::Text)),
        Json::Bool(value) => Some(Value::bool(Code::Bool(*value))),
        Json::Number(number) => {
            let number = number.as_f64()?;
            Some(Value::plain(Code::Number(number), Ty::Number(Number::Literal(number))))
        }
        _ => None,
    }
}

pub(super) fn unsupported(expression: &Expression, what: &str) -> Problem {
    let message = format!("{what} cannot be made Rust of");
    Problem::new(expression.span.clone(), message, "not supported")
}
