//! Whether every reference leads to a shape, and to one of the right type.

use super::{described, did_you_mean, member_refs};
use crate::diagnostic::{Diagnostic, ModelPath};
use crate::model::{Service, Shape, ShapeType};

pub(super) fn check(service: &Service, problems: &mut Vec<Diagnostic>) {
    for (name, operation) in &service.operations {
        let path = ModelPath::from(["operations", name]);
        for (key, reference) in [("input", &operation.input), ("output", &operation.output)] {
            if let Some(reference) = reference
                && let at = path.key(key).key("shape")
                && let Some(shape) = resolve(service, &reference.shape, &at, problems)
                && shape.kind != ShapeType::Structure
            {
                let message = format!("the {key} of `{name}` is {}", described(shape.kind));
                problems.push(Diagnostic::at_value(at, message).expected("expected a structure"));
            }
        }
        for (index, error) in operation.errors.iter().enumerate() {
            let at = path.key("errors").index(index).key("shape");
            if let Some(shape) = resolve(service, &error.shape, &at, problems)
                && !(shape.exception || error.exception)
            {
                let message = format!("`{name}` answers with `{}`, which is not an error", error.shape);
                let exceptions =
                    format!("errors are structures with `\"exception\": true`; `{}` has none", error.shape);
                problems
                    .push(Diagnostic::at_value(at, message).expected("expected an error").help(exceptions));
            }
        }
    }
    for (name, shape) in &service.shapes {
        let path = ModelPath::from(["shapes", name]);
        for (path, reference) in member_refs(shape, &path) {
            resolve(service, &reference.shape, &path.key("shape"), problems);
        }
    }
}

fn resolve<'a>(
    service: &'a Service,
    name: &str,
    at: &ModelPath,
    problems: &mut Vec<Diagnostic>,
) -> Option<&'a Shape> {
    let shape = service.shapes.get(name);
    if shape.is_none() {
        let problem = Diagnostic::at_value(at.clone(), format!("there is no shape `{name}`"));
        let known = service.shapes.keys().map(String::as_str);
        let problem = did_you_mean(problem, name, known, "not defined");
        problems.push(problem.help(format!("define `{name}` in `shapes` or refer to a shape that is there")));
    }
    shape
}
