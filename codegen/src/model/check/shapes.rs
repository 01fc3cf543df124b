//! Whether a shape has what its type needs and nothing that its type cannot have.

use std::collections::BTreeSet;

use super::{Via, described, no_such_member, references};
use crate::diagnostic::{Diagnostic, ModelPath};
use crate::model::{Service, Shape, ShapeType};

pub(super) fn check(service: &Service, problems: &mut Vec<Diagnostic>) {
    for (name, shape) in &service.shapes {
        let path = || ModelPath::from(["shapes", name]);
        parts(name, shape, path, problems);
        named_members(name, shape, path, problems);
        repeated(&shape.enum_values, || path().key("enum"), problems);
        bounds(shape, path, problems);
        strings(service, name, shape, problems);
        endless(service, name, shape, path, problems);
    }
}

/// The parts that make up a type: members, items, keys and values, the cases of an enumeration.
fn parts(name: &str, shape: &Shape, path: impl Fn() -> ModelPath, problems: &mut Vec<Diagnostic>) {
    use ShapeType::{List, Map, String, Structure};
    for (key, owner, present, needed) in [
        ("members", Structure, !shape.members.is_empty(), false),
        ("required", Structure, !shape.required.is_empty(), false),
        ("member", List, shape.member.is_some(), true),
        ("key", Map, shape.key.is_some(), true),
        ("value", Map, shape.value.is_some(), true),
        ("enum", String, !shape.enum_values.is_empty(), false),
    ] {
        let (owner_text, kind_text) = (described(owner), described(shape.kind));
        if present && shape.kind != owner {
            let message = format!("`{name}` is {kind_text} and has `{key}`");
            problems.push(
                Diagnostic::at_key(path().key(key), message)
                    .expected(format!("expected only in {owner_text}")),
            );
        } else if needed && !present && shape.kind == owner {
            let message = format!("`{name}` is {owner_text} without `{key}`");
            problems.push(
                Diagnostic::inside(path(), message)
                    .expected(format!("needs `{key}`"))
                    .help(format!("say what it holds: \"{key}\": {{\"shape\": …}}")),
            );
        }
    }
}

/// The traits of a structure that name its members.
fn named_members(name: &str, shape: &Shape, path: impl Fn() -> ModelPath, problems: &mut Vec<Diagnostic>) {
    for (key, names) in [("required", &shape.required), ("xmlOrder", &shape.xml_order)] {
        problems.extend(names.iter().enumerate().filter_map(|(index, member)| {
            no_such_member(member, key, name, shape, || path().key(key).index(index))
        }));
        repeated(names, || path().key(key), problems);
    }
    if let Some(member) = &shape.payload {
        problems.extend(no_such_member(member, "payload", name, shape, || path().key("payload")));
    }
}

fn repeated(values: &[String], path: impl Fn() -> ModelPath, problems: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for (index, value) in values.iter().enumerate() {
        if !seen.insert(value) {
            let problem = Diagnostic::at_value(path().index(index), format!("`{value}` is listed twice"));
            problems.push(problem.expected("already listed").help("remove one of the two"));
        }
    }
}

fn bounds(shape: &Shape, path: impl Fn() -> ModelPath, problems: &mut Vec<Diagnostic>) {
    if let (Some(min), Some(max)) = (&shape.min, &shape.max)
        && min.as_f64() > max.as_f64()
    {
        let message = format!("no value satisfies `min` {min} and `max` {max}");
        problems.push(
            Diagnostic::at_value(path().key("max"), message).expected(format!("expected at least {min}")),
        );
    }
}

/// What can only be a string.
fn strings(service: &Service, name: &str, shape: &Shape, problems: &mut Vec<Diagnostic>) {
    for (via, reference) in references(shape) {
        let what = match via {
            Via::Part("key") => "the key of a map",
            _ if reference.idempotency_token => "an idempotency token",
            _ if reference.json_value => "text in JSON",
            _ => continue,
        };
        if let Some(target) = service.shapes.get(&reference.shape)
            && target.kind != ShapeType::String
        {
            let message =
                format!("{what} must be a string; `{}` is {}", reference.shape, described(target.kind));
            let at = via.path(name).key("shape");
            problems.push(Diagnostic::at_value(at, message).expected("expected a string"));
        }
    }
}

/// A list or map of itself, with no structure in between, would be a type without end.
fn endless(
    service: &Service,
    name: &str,
    shape: &Shape,
    path: impl Fn() -> ModelPath,
    problems: &mut Vec<Diagnostic>,
) {
    let mut inner = shape;
    for _ in 0..service.shapes.len() {
        let (key, reference) = match (&inner.member, &inner.value) {
            (Some(member), _) => ("member", member),
            (None, Some(value)) => ("value", value),
            (None, None) => return,
        };
        if reference.shape == name {
            let problem = Diagnostic::inside(path(), format!("`{name}` contains nothing but itself"));
            let help = format!("put a structure between `{name}` and its `{key}`, or refer to another shape");
            problems.push(problem.expected("a type without end").help(help));
            return;
        }
        match service.shapes.get(&reference.shape) {
            Some(next) => inner = next,
            None => return,
        }
    }
}
