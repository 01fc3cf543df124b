//! Identifiers: words of the model in Rust's case, kept clear of keywords, of the names that generated code uses
//! itself, and of each other.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use super::words;

/// Types and traits of the prelude that generated code names. A type of the model that is called the same would
/// shadow them in its own file.
const PRELUDE: &[&str] = &[
    "Box",
    "Clone",
    "Default",
    "Deref",
    "Err",
    "From",
    "Future",
    "Into",
    "IntoIterator",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Self",
    "Send",
    "Some",
    "String",
    "Sync",
    "Vec",
];

/// Methods of every generated client.
const CLIENT_METHODS: &[&str] = &["clone", "config", "new", "send"];

/// A set of names in one scope. Each request takes the wanted name, or the first of `name2`, `name3`, … that is free.
///
/// Stable when the model grows: callers ask in an order in which a newcomer cannot displace what was there.
#[derive(Debug, Default)]
pub(super) struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    /// A name like `wanted` that nothing else in the scope has.
    pub(super) fn claim(&mut self, wanted: String) -> String {
        let name = if self.taken.contains(&wanted) {
            let mut number = 2;
            while self.taken.contains(&format!("{wanted}{number}")) {
                number += 1;
            }
            format!("{wanted}{number}")
        } else {
            wanted
        };
        self.taken.insert(name.clone());
        name
    }
}

/// The identifiers of some things in the model, by their names there.
#[derive(Debug)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// Gives each of `wire_names` an identifier made by `ident`, no two the same. Those that need no change come first,
    /// so that `Name` keeps its own whatever its twin `NAME` becomes.
    pub(super) fn assign<'a>(
        wire_names: impl IntoIterator<Item = &'a str>,
        ident: fn(&str) -> String,
    ) -> Self {
        let mut order: Vec<&str> = wire_names.into_iter().collect();
        order.sort_by_key(|name| (ident(name) != *name, *name));
        let mut scope = Scope::default();
        Self(order.into_iter().map(|name| (name.to_owned(), scope.claim(ident(name)))).collect())
    }

    /// The identifier of `wire_name`.
    pub(super) fn get(&self, wire_name: &str) -> Result<String> {
        self.0.get(wire_name).cloned().with_context(|| format!("{wire_name:?} has not been given a name"))
    }
}

/// The name of a type.
pub(super) fn type_name(name: &str) -> String {
    let camel = words::camel(name);
    if PRELUDE.contains(&camel.as_str()) { format!("{camel}Type") } else { camel }
}

/// What the names of an operation's types begin with.
pub(super) fn stem(name: &str) -> String {
    words::camel(name)
}

/// The name of a variant.
pub(super) fn variant(name: &str) -> String {
    let camel = words::camel(name);
    if camel == "Self" { "SelfValue".to_owned() } else { camel }
}

/// The name of a field or function.
pub(super) fn field(name: &str) -> String {
    escape(words::snake(name))
}

/// The name of a field as it appears in `Debug` output: without the escape.
pub(super) fn plain_field(field: &str) -> String {
    field.strip_prefix("r#").unwrap_or(field).to_owned()
}

/// The name of a method of the client.
pub(super) fn method(name: &str) -> String {
    let snake = words::snake(name);
    if CLIENT_METHODS.contains(&snake.as_str()) { format!("{snake}_operation") } else { escape(snake) }
}

/// The name of a module, which is also the name of its file and so cannot be a raw identifier.
pub(super) fn module(name: &str) -> String {
    let snake = words::snake(name);
    if is_keyword(&snake) { format!("{snake}_") } else { snake }
}

/// The name of a constant or static.
pub(super) fn constant(name: &str) -> String {
    words::screaming(name)
}

fn escape(name: String) -> String {
    match name.as_str() {
        "self" | "super" | "crate" => format!("{name}_"),
        _ if is_keyword(&name) => format!("r#{name}"),
        _ => name,
    }
}

/// Whether `name` is a keyword of the edition, reserved ones included: it does not parse as an identifier.
fn is_keyword(name: &str) -> bool {
    syn::parse_str::<syn::Ident>(name).is_err() || name == "gen"
}
