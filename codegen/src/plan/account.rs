//! What became of everything in a model.

use std::collections::BTreeMap;

use super::lower::is_named;
use super::reach::Reach;
use super::{ErrorType, Operation, Type, TypeKind};
use crate::model::{Service, Shape};

/// What became of everything in the model: each operation, shape and member is counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Operations that are generated.
    pub operations: usize,
    /// Operations that the manifest does not select.
    pub operations_left_out: usize,
    /// Shapes that became a type of their own, an input, an output or an error.
    pub types: usize,
    /// Shapes that became a type of Rust or the runtime, such as `String`.
    pub plain: usize,
    /// Shapes that no selected operation reaches.
    pub shapes_left_out: usize,
    /// Members of structures and unions that became fields and variants.
    pub members: usize,
    /// Members of documents, which have any content.
    pub members_of_documents: usize,
    /// Members of shapes that no selected operation reaches.
    pub members_left_out: usize,
    /// Operations that answer in pages.
    pub paginators: usize,
    /// Paginators of operations that are not selected.
    pub paginators_unselected: usize,
    /// Paginators that do not fit the model.
    pub paginators_left_out: usize,
    /// What can be waited for.
    pub waiters: usize,
    /// Waiters for operations that are not selected.
    pub waiters_unselected: usize,
    /// Waiters that do not fit the model.
    pub waiters_left_out: usize,
}

impl Account {
    /// Counts what was planned, not what should have been: the sums tell whether anything was lost.
    pub(super) fn count(
        model: &Service,
        reach: &Reach<'_>,
        operations: &[Operation],
        types: &[Type],
        errors: &[ErrorType],
    ) -> Self {
        // An input, output or error is a structure, but possibly one that nothing refers to.
        let is_own = |name: &str, shape: &Shape| is_named(shape) || !reach.referenced.contains(name);
        let (reached, left_out): (Vec<_>, Vec<_>) =
            model.shapes.iter().partition(|(name, _)| reach.all.contains(name.as_str()));
        let own = reached.iter().filter(|(name, shape)| is_own(name, shape)).count();

        // A shape may be an input and a type as well: its members are counted once.
        let roots = operations.iter().flat_map(|operation| [&operation.input, &operation.output]);
        let roots = roots.chain(errors.iter().map(|error| &error.structure));
        let roots = roots.map(|structure| (structure.shape.as_str(), structure.fields.len()));
        let nested = types.iter().filter_map(|ty| match &ty.kind {
            TypeKind::Structure(structure) => Some((structure.shape.as_str(), structure.fields.len())),
            TypeKind::Union(union) => Some((union.shape.as_str(), union.variants.len())),
            TypeKind::Enum(_) => None,
        });
        // What an operation has none of is called nothing, as a shape of a model may be.
        let planned: BTreeMap<&str, usize> =
            roots.chain(nested).filter(|(_, members)| *members > 0).collect();

        let documents = reached.iter().filter(|(_, shape)| shape.document);
        Self {
            operations: operations.len(),
            operations_left_out: model.operations.len().saturating_sub(operations.len()),
            types: own,
            plain: reached.len().saturating_sub(own),
            shapes_left_out: left_out.len(),
            members: planned.values().sum(),
            members_of_documents: documents.map(|(_, shape)| shape.members.len()).sum(),
            members_left_out: left_out.iter().map(|(_, shape)| shape.members.len()).sum(),
            ..Self::default()
        }
    }

    /// What does not add up to the counts of `model`, in words; nothing if all does.
    pub fn differences(&self, model: &Service) -> Vec<String> {
        let members = model.shapes.values().map(|shape| shape.members.len()).sum();
        let sums = [
            ("operations", self.operations + self.operations_left_out, model.operations.len()),
            ("shapes", self.types + self.plain + self.shapes_left_out, model.shapes.len()),
            ("members", self.members + self.members_of_documents + self.members_left_out, members),
        ];
        let wrong = sums.into_iter().filter(|(_, sum, expected)| sum != expected);
        wrong.map(|(what, sum, expected)| format!("{sum} {what} are accounted for, of {expected}")).collect()
    }

    /// Adds the counts of another service.
    pub fn add(&mut self, other: &Self) {
        self.operations += other.operations;
        self.operations_left_out += other.operations_left_out;
        self.types += other.types;
        self.plain += other.plain;
        self.shapes_left_out += other.shapes_left_out;
        self.members += other.members;
        self.members_of_documents += other.members_of_documents;
        self.members_left_out += other.members_left_out;
        self.paginators += other.paginators;
        self.paginators_unselected += other.paginators_unselected;
        self.paginators_left_out += other.paginators_left_out;
        self.waiters += other.waiters;
        self.waiters_unselected += other.waiters_unselected;
        self.waiters_left_out += other.waiters_left_out;
    }
}
