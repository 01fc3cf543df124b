//! Whether every reference leads to a shape, and to one of the right type.

use super::{described, did_you_mean, references};
use crate::diagnostic::{Diagnostic, ModelPath};
use crate::model::{Service, Shape, ShapeType};

pub(super) fn check(service: &Service, problems: &mut Vec<Diagnostic>) {
    for (name, operation) in &service.operations {
        let path = || ModelPath::from(["operations", name]);
        for (key, reference) in [("input", &operation.input), ("output", &operation.output)] {
            let Some(reference) = reference else { continue };
            let at = || path().key(key).key("shape");
            match service.shapes.get(&reference.shape) {
                None => problems.push(dangling(service, &reference.shape, at())),
                Some(shape) => problems.extend(not_a_structure(name, key, shape, at)),
            }
        }
        for (index, error) in operation.errors.iter().enumerate() {
            let at = || path().key("errors").index(index).key("shape");
            match service.shapes.get(&error.shape) {
                None => problems.push(dangling(service, &error.shape, at())),
                Some(shape) if shape.exception || error.exception => {}
                Some(_) => problems.push(not_an_error(name, &error.shape, at())),
            }
        }
    }
    for (name, shape) in &service.shapes {
        for (via, reference) in references(shape) {
            if !service.shapes.contains_key(&reference.shape) {
                problems.push(dangling(service, &reference.shape, via.path(name).key("shape")));
            }
        }
    }
}

fn dangling(service: &Service, name: &str, at: ModelPath) -> Diagnostic {
    let problem = Diagnostic::at_value(at, format!("there is no shape `{name}`"));
    let known = service.shapes.keys().map(String::as_str);
    did_you_mean(problem, name, known, "not defined")
        .help(format!("define `{name}` in `shapes` or refer to a shape that is there"))
}

fn not_a_structure(
    operation: &str,
    key: &str,
    shape: &Shape,
    at: impl FnOnce() -> ModelPath,
) -> Option<Diagnostic> {
    if shape.kind == ShapeType::Structure {
        return None;
    }
    let message = format!("the {key} of `{operation}` is {}", described(shape.kind));
    Some(Diagnostic::at_value(at(), message).expected("expected a structure"))
}

fn not_an_error(operation: &str, name: &str, at: ModelPath) -> Diagnostic {
    Diagnostic::at_value(at, format!("`{operation}` answers with `{name}`, which is not an error"))
        .expected("expected an error")
        .help(format!("an error is a structure with `\"exception\": true`, and `{name}` has none"))
}
