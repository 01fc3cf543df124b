//! Which shapes the selected operations reach, in what role, and where a structure would contain itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{MemberRef, Service, Shape, ShapeType};

/// The shapes that some operations reach, by the roles they play.
#[derive(Debug, Default)]
pub(super) struct Reach<'m> {
    /// Everything that is reached, inputs, outputs and errors included.
    pub(super) all: BTreeSet<&'m str>,
    /// What a member, item, key or value refers to.
    pub(super) referenced: BTreeSet<&'m str>,
    /// What inputs hold, at any depth.
    pub(super) from_input: BTreeSet<&'m str>,
    /// The error shapes.
    pub(super) errors: BTreeSet<&'m str>,
    /// The cycle of directly nested structures that a shape is part of, as an arbitrary number.
    cycles: BTreeMap<&'m str, usize>,
}

impl<'m> Reach<'m> {
    /// Follows every reference from the operations in `selected`.
    pub(super) fn new(model: &'m Service, selected: &BTreeSet<String>) -> Self {
        let mut reach = Self::default();
        for operation in selected.iter().filter_map(|name| model.operations.get(name)) {
            if let Some(input) = &operation.input {
                reach.all.insert(&input.shape);
                follow(model, &input.shape, &mut reach.from_input);
            }
            if let Some(output) = &operation.output {
                reach.all.insert(&output.shape);
                follow(model, &output.shape, &mut reach.referenced);
            }
            for error in &operation.errors {
                if reach.errors.insert(&error.shape) {
                    reach.all.insert(&error.shape);
                    follow(model, &error.shape, &mut reach.referenced);
                }
            }
        }
        reach.referenced.extend(&reach.from_input);
        reach.all.extend(&reach.referenced);
        reach.cycles = cycles(model, &reach.all);
        reach
    }

    /// Whether a value of `target` directly inside `holder` needs a box, since the one contains the other.
    pub(super) fn is_recursive(&self, holder: &str, target: &str) -> bool {
        self.cycles.get(holder).is_some_and(|cycle| self.cycles.get(target) == Some(cycle))
    }
}

/// Every reference that a shape makes.
pub(super) fn references(shape: &Shape) -> impl Iterator<Item = &MemberRef> {
    let entries = [&shape.member, &shape.key, &shape.value].into_iter().flatten();
    // A document has members in some models, but none that would be written.
    let members = (!shape.document).then_some(shape.members.values()).into_iter().flatten();
    members.chain(entries)
}

/// Adds everything that `root` refers to, at any depth; `root` itself only where it is part of a cycle. What has been
/// `seen` already is not followed again.
fn follow<'m>(model: &'m Service, root: &str, seen: &mut BTreeSet<&'m str>) {
    let mut open: Vec<&Shape> = model.shapes.get(root).into_iter().collect();
    while let Some(shape) = open.pop() {
        for reference in references(shape) {
            if seen.insert(reference.shape.as_str()) {
                open.extend(model.shapes.get(&reference.shape));
            }
        }
    }
}

/// Numbers the strongly connected components of the structures' direct nesting (Tarjan), those of a single structure
/// that does not hold itself left out. A list or map between two structures is a box already.
fn cycles<'m>(model: &'m Service, shapes: &BTreeSet<&'m str>) -> BTreeMap<&'m str, usize> {
    let mut search = Search::new(model);
    for shape in shapes {
        if !search.index.contains_key(shape) {
            search.visit(shape);
        }
    }
    search.cycles
}

struct Search<'m> {
    model: &'m Service,
    index: BTreeMap<&'m str, usize>,
    path: Vec<&'m str>,
    on_path: BTreeSet<&'m str>,
    cycles: BTreeMap<&'m str, usize>,
}

impl<'m> Search<'m> {
    fn new(model: &'m Service) -> Self {
        Self {
            model,
            index: BTreeMap::new(),
            path: Vec::new(),
            on_path: BTreeSet::new(),
            cycles: BTreeMap::new(),
        }
    }

    /// Visits `shape` and all that it nests; gives the lowest index that they reach.
    fn visit(&mut self, shape: &'m str) -> usize {
        let index = self.index.len();
        let mut low = index;
        self.index.insert(shape, index);
        self.path.push(shape);
        self.on_path.insert(shape);
        let mut holds_itself = false;
        for nested in direct(self.model, shape) {
            holds_itself |= nested == shape;
            match self.index.get(nested) {
                None => low = low.min(self.visit(nested)),
                Some(&seen) if self.on_path.contains(nested) => low = low.min(seen),
                Some(_) => {}
            }
        }
        if low == index {
            let start = self.path.iter().position(|open| *open == shape).unwrap_or(self.path.len());
            let component = self.path.split_off(start);
            for member in &component {
                self.on_path.remove(member);
            }
            if component.len() > 1 || holds_itself {
                self.cycles.extend(component.into_iter().map(|member| (member, index)));
            }
        }
        low
    }
}

/// The structures that a structure holds without a list or map between them.
fn direct<'m>(model: &'m Service, shape: &str) -> impl Iterator<Item = &'m str> {
    let members =
        model.shapes.get(shape).filter(|shape| shape.kind == ShapeType::Structure && !shape.document);
    members.into_iter().flat_map(|shape| shape.members.values()).filter_map(|member| {
        let (name, target) = model.shapes.get_key_value(&member.shape)?;
        (target.kind == ShapeType::Structure && !target.document).then_some(name.as_str())
    })
}
