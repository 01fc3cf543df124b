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

/// How a shape refers to another.
#[derive(Clone, Copy)]
enum Via<'a> {
    /// By the member of a structure with this name.
    Member(&'a str),
    /// By its `member`, `key` or `value`.
    Part(&'static str),
}

impl Via<'_> {
    /// The place of the reference in the named shape.
    fn path(self, shape: &str) -> ModelPath {
        match self {
            Self::Member(member) => ModelPath::from(["shapes", shape, "members", member]),
            Self::Part(part) => ModelPath::from(["shapes", shape, part]),
        }
    }
}

/// Every reference from a shape to another.
fn references(shape: &Shape) -> impl Iterator<Item = (Via<'_>, &MemberRef)> {
    let parts = [("member", &shape.member), ("key", &shape.key), ("value", &shape.value)];
    let parts =
        parts.into_iter().filter_map(|(part, reference)| Some((Via::Part(part), reference.as_ref()?)));
    shape.members.iter().map(|(name, member)| (Via::Member(name), member)).chain(parts)
}

/// A problem unless the name that a trait gives is one of the structure's members.
fn no_such_member(
    name: &str,
    trait_key: &str,
    structure_name: &str,
    structure: &Shape,
    at: impl FnOnce() -> ModelPath,
) -> Option<Diagnostic> {
    if structure.members.contains_key(name) {
        return None;
    }
    let message = format!("`{trait_key}` names `{name}`, which is no member of `{structure_name}`");
    let known = structure.members.keys().map(String::as_str);
    Some(did_you_mean(Diagnostic::at_value(at(), message), name, known, "no such member"))
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
