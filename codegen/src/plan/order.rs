//! Which types have a total order, and so are `Eq`, `Ord` and `Hash`: those that hold no float, nothing without a schema
//! and no stream, at any depth.

use std::collections::{BTreeMap, BTreeSet};

use super::{RustType, Structure, Type, TypeKind};

/// The types of the module `types` that have none.
#[derive(Debug)]
pub(super) struct Unordered(BTreeSet<String>);

impl Unordered {
    /// Looks through all that the `types` hold.
    pub(super) fn among(types: &[Type]) -> Self {
        let mut holders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut open = Vec::new();
        for ty in types {
            for held in ty.holds() {
                match leaf(held) {
                    Leaf::Named(held) => holders.entry(held).or_default().push(ty.name()),
                    Leaf::Ordered => {}
                    Leaf::Unordered => open.push(ty.name()),
                }
            }
        }
        let mut unordered = BTreeSet::new();
        while let Some(name) = open.pop() {
            if unordered.insert(name.to_owned()) {
                open.extend(holders.get(name).into_iter().flatten());
            }
        }
        Self(unordered)
    }

    /// Says of a structure whether it has an order.
    pub(super) fn settle(&self, structure: &mut Structure) {
        structure.ordered = structure.fields.iter().all(|field| self.is_ordered(&field.ty));
    }

    /// Says of every one of the `types` that they were found among whether it has an order.
    pub(super) fn settle_all(&self, types: &mut [Type]) {
        for ty in types {
            match &mut ty.kind {
                TypeKind::Structure(structure) => self.settle(structure),
                TypeKind::Union(union) => union.ordered = !self.0.contains(&union.name),
                TypeKind::Enum(_) => {}
            }
        }
    }

    fn is_ordered(&self, ty: &RustType) -> bool {
        match leaf(ty) {
            Leaf::Named(name) => !self.0.contains(name),
            Leaf::Ordered => true,
            Leaf::Unordered => false,
        }
    }
}

/// What lists and maps end in.
enum Leaf<'a> {
    Named(&'a str),
    Ordered,
    Unordered,
}

fn leaf(ty: &RustType) -> Leaf<'_> {
    match ty {
        RustType::F32 | RustType::F64 | RustType::Document | RustType::Stream | RustType::EventStream(_) => {
            Leaf::Unordered
        }
        RustType::Structure(name) | RustType::Union(name) => Leaf::Named(name),
        RustType::List(item, _) => leaf(item),
        // Keys are strings and enums.
        RustType::Map(_, value, _) => leaf(value),
        RustType::Bool
        | RustType::I32
        | RustType::I64
        | RustType::String
        | RustType::Bytes
        | RustType::Timestamp
        | RustType::Enum(_) => Leaf::Ordered,
    }
}

impl Type {
    /// The types of its members.
    fn holds(&self) -> Vec<&RustType> {
        match &self.kind {
            TypeKind::Structure(structure) => structure.fields.iter().map(|field| &field.ty).collect(),
            TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            TypeKind::Enum(_) => Vec::new(),
        }
    }
}
