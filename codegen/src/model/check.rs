//! Whether a model that can be read also makes sense: what it names exists and what belongs together is together.
//!
//! Later stages rely on what is checked here and do not ask again.

mod http;
mod metadata;
mod references;
mod shapes;

use super::{MemberRef, Service, Shape, ShapeType};
use crate::diagnostic::{Diagnostic, ModelPath, nearest};

impl Service {
    /// Everything that is wrong with the model: references to shapes or members that do not exist, shapes without
    /// what their type needs, request URIs that disagree with the input, metadata that a client needs.
    #[must_use]
    pub fn check(&self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        metadata::check(self, &mut problems);
        references::check(self, &mut problems);
        shapes::check(self, &mut problems);
        http::check(self, &mut problems);
        problems
    }
}

/// Every member, item, key and value of a shape with its place in the model.
fn member_refs<'a>(
    shape: &'a Shape,
    path: &ModelPath,
) -> impl Iterator<Item = (ModelPath, &'a MemberRef)> + use<'a> {
    let members = path.key("members");
    let inner = [("member", &shape.member), ("key", &shape.key), ("value", &shape.value)];
    let inner: Vec<_> =
        inner.into_iter().filter_map(|(key, reference)| Some((path.key(key), reference.as_ref()?))).collect();
    shape.members.iter().map(move |(name, member)| (members.key(name), member)).chain(inner)
}

/// Adds a problem unless the name is one of the structure's members.
fn expect_member(
    problems: &mut Vec<Diagnostic>,
    name: &str,
    at: ModelPath,
    structure_name: &str,
    structure: &Shape,
) {
    if structure.members.contains_key(name) {
        return;
    }
    let what = at.segments().iter().rev().find_map(|segment| match segment {
        crate::diagnostic::Segment::Key(key) => Some(key.clone()),
        crate::diagnostic::Segment::Index(_) => None,
    });
    let what = what.unwrap_or_default();
    let problem = Diagnostic::at_value(
        at,
        format!("`{what}` names `{name}`, which is no member of `{structure_name}`"),
    );
    let known = structure.members.keys().map(String::as_str);
    problems.push(did_you_mean(problem, name, known, "no such member"));
}

/// Completes a problem with a name by the one that was probably meant.
fn did_you_mean<'a>(
    problem: Diagnostic,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> Diagnostic {
    match nearest(name, known) {
        Some(near) => problem.expected(format!("did you mean `{near}`?")),
        None => problem.expected(otherwise),
    }
}

/// The type of a shape in a sentence.
const fn described(kind: ShapeType) -> &'static str {
    match kind {
        ShapeType::Structure => "a structure",
        ShapeType::List => "a list",
        ShapeType::Map => "a map",
        ShapeType::String => "a string",
        ShapeType::Character => "a character",
        ShapeType::Blob => "a blob",
        ShapeType::Boolean => "a boolean",
        ShapeType::Integer => "an integer",
        ShapeType::Long => "a long",
        ShapeType::Float => "a float",
        ShapeType::Double => "a double",
        ShapeType::Timestamp => "a timestamp",
    }
}
