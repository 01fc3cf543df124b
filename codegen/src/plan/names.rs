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

/// Methods of every generated client and of the trait of its operations, and those of the prelude's traits that an `Arc` of
/// one has: they would be found first.
const CLIENT_METHODS: &[&str] = &[
    "as_ref",
    "call",
    "client",
    "clone",
    "config",
    "into",
    "new",
    "send",
    "to_owned",
    "try_into",
    "with_protocol",
];

/// The enum of all errors of a service, and the variant that each such enum has besides the modelled errors.
const ERRORS: &[&str] = &["Error", "Other"];

/// Modules of a service with modules in them, which are to have other names.
const PARENTS: &[&str] = &["operation", "types"];

/// The keywords of the edition, those that are reserved among them, and what stands for any value.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "Self", "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match",
    "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Names that Windows gives to devices, whatever the extension. A repository with such a file cannot be checked out there.
const DEVICES: &[&str] = &["aux", "con", "nul", "prn"];

/// Devices that are numbered.
const PORTS: &[&str] = &["com", "lpt"];

/// What a name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A type of the module `types`.
    Type,
    /// A type of the module `error`, and a variant of the enums there.
    Error,
    /// What the names of an operation's types begin with.
    Stem,
    /// A variant of an enum or union.
    Variant,
    /// A field.
    Field,
    /// A method of the client.
    Method,
    /// A module, which is also the name of its file and so cannot be a raw identifier.
    Module,
    /// The end of a method's name.
    Ending,
    /// A constant or static.
    Constant,
}

impl Kind {
    /// The words of `name` in the case of this kind.
    fn natural(self, name: &str) -> String {
        match self {
            Self::Type | Self::Error | Self::Stem | Self::Variant => words::camel(name),
            Self::Field | Self::Method | Self::Module | Self::Ending => words::snake(name),
            Self::Constant => words::screaming(name),
        }
    }

    /// What a [`natural`](Self::natural) name is called instead if it is a keyword, or one of those that stand in the same
    /// place.
    fn other(self, natural: &str) -> Option<String> {
        let is = |names: &[&str]| names.contains(&natural);
        match self {
            Self::Type if is(PRELUDE) => Some(format!("{natural}Type")),
            Self::Error if is(PRELUDE) || is(ERRORS) => Some(format!("{natural}Type")),
            Self::Variant if is(&["Self"]) => Some(format!("{natural}Value")),
            Self::Method if is(CLIENT_METHODS) || is_conversion(natural) => Some(format!("call_{natural}")),
            Self::Field | Self::Method => escaped(natural),
            Self::Module if is_keyword(natural) || is_device(natural) || is(PARENTS) => {
                Some(format!("{natural}_"))
            }
            _ => None,
        }
    }
}

/// A set of names in one scope. Each request takes the wanted name, or the first of `name2`, `name3`, … that is free.
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
    /// Gives each of `wire_names` an identifier, as [`identifiers`] does.
    pub(super) fn assign<'a>(
        wire_names: impl Iterator<Item = &'a str> + Clone,
        kind: Kind,
        reserved: impl IntoIterator<Item = String>,
    ) -> Self {
        let identifiers = identifiers(wire_names.clone(), kind, reserved);
        Self(wire_names.map(str::to_owned).zip(identifiers).collect())
    }

    /// The identifier of `wire_name`.
    pub(super) fn get(&self, wire_name: &str) -> Result<String> {
        self.0.get(wire_name).cloned().with_context(|| format!("{wire_name:?} has not been given a name"))
    }

    /// All identifiers.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.values().map(String::as_str)
    }
}

/// Gives each of `wire_names` an identifier, no two the same, and none of those in `reserved`.
///
/// Those that need no change come first, so that `Name` keeps its own whatever its twin `NAME` becomes, and those that need
/// an escape last. So that a name says the same whatever else is generated, all of a model's are to be given here, and not
/// only those in use.
pub(super) fn identifiers<'a>(
    wire_names: impl Iterator<Item = &'a str>,
    kind: Kind,
    reserved: impl IntoIterator<Item = String>,
) -> Vec<String> {
    let mut scope = Scope { taken: reserved.into_iter().collect() };
    // Whether it is escaped, whether it is changed at all, what it is called in the model, and which it is.
    let mut order: Vec<(bool, bool, &str, usize)> = Vec::new();
    let mut wanted = Vec::new();
    for (index, name) in wire_names.enumerate() {
        let natural = kind.natural(name);
        let is_changed = natural != name;
        let other = kind.other(&natural);
        order.push((other.is_some(), is_changed, name, index));
        wanted.push(other.unwrap_or(natural));
    }
    // Nearly always each can have what it wants, whose turn ever it is.
    let mut distinct: BTreeSet<&str> = scope.taken.iter().map(String::as_str).collect();
    if wanted.iter().all(|name| distinct.insert(name)) {
        return wanted;
    }
    order.sort_unstable();
    for (_, _, _, index) in order {
        if let Some(name) = wanted.get_mut(index) {
            *name = scope.claim(std::mem::take(name));
        }
    }
    wanted
}

/// The name of a field or function.
pub(super) fn field(name: &str) -> String {
    let natural = Kind::Field.natural(name);
    Kind::Field.other(&natural).unwrap_or(natural)
}

/// The name of a field as it appears in `Debug` output: without the escape.
pub(super) fn plain_field(field: &str) -> String {
    field.strip_prefix("r#").unwrap_or(field).to_owned()
}

/// What a name is called that is a keyword.
fn escaped(name: &str) -> Option<String> {
    match name {
        "self" | "super" | "crate" => Some(format!("{name}_")),
        _ if is_keyword(name) => Some(format!("r#{name}")),
        _ => None,
    }
}

/// Whether `name` is a keyword of the edition, reserved ones included: it does not parse as an identifier.
fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// Whether readers would expect a method of this name to consume its object, or to make one.
fn is_conversion(name: &str) -> bool {
    ["into_", "from_"].iter().any(|prefix| name.starts_with(prefix))
}

/// Whether a file of this name, with whatever extension, is a device on Windows.
fn is_device(name: &str) -> bool {
    let digit =
        |port: &&str| name.strip_prefix(*port).is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']));
    DEVICES.contains(&name) || PORTS.iter().any(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_what_is_no_identifier() {
        for keyword in KEYWORDS {
            assert!(*keyword == "gen" || syn::parse_str::<syn::Ident>(keyword).is_err(), "{keyword}");
        }
    }
}
