//! What users of a generated module can name: its public API as a list of items, and how two such lists differ.
//!
//! The list is a text file beside the module, so that a review shows what a new model changes, and so that two versions
//! can be compared when the older model is gone.

mod diff;
mod list;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use anyhow::{Context, Result, bail};

pub use self::diff::{Bump, Change, Diff, Effect, What};

/// The items of a module by their paths in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surface {
    items: BTreeMap<String, Item>,
}

/// Something that can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    kind: Kind,
    /// Its type, value or abilities, the latter parted by `; `.
    detail: String,
    /// What validation asks of it; empty if nothing.
    limits: String,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Method,
    Struct,
    Field,
    Enum,
    Value,
    Union,
    Variant,
    /// The error enum of an operation.
    Errors,
    /// A variant of such an enum.
    Failure,
    Const,
}

const KINDS: [(Kind, &str); 10] = [
    (Kind::Method, "method"),
    (Kind::Struct, "struct"),
    (Kind::Field, "field"),
    (Kind::Enum, "enum"),
    (Kind::Value, "value"),
    (Kind::Union, "union"),
    (Kind::Variant, "variant"),
    (Kind::Errors, "errors"),
    (Kind::Failure, "failure"),
    (Kind::Const, "const"),
];

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(KINDS.iter().find(|(kind, _)| kind == self).map_or("", |(_, name)| name))
    }
}

/// Between what an item is made of, and what validation asks of it.
const LIMITS: &str = " where ";

/// The ability of an input whose operation answers in pages.
const PAGES: &str = "pages";

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)?;
        if self.limits.is_empty() {
            return Ok(());
        }
        f.write_str(LIMITS)?;
        f.write_str(&self.limits)
    }
}

/// A line per item: `kind path: detail where limits`.
impl fmt::Display for Surface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (path, item) in &self.items {
            item.kind.fmt(f)?;
            f.write_str(" ")?;
            f.write_str(path)?;
            if !item.detail.is_empty() || !item.limits.is_empty() {
                f.write_str(": ")?;
                item.fmt(f)?;
            }
            f.write_str("\n")?;
        }
        Ok(())
    }
}

/// Reads what [`Display`](fmt::Display) writes. Empty lines and those that begin with `#` say nothing.
impl FromStr for Surface {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut surface = Self::default();
        let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        for (index, line) in lines {
            let (path, item) = item(line).with_context(|| format!("line {}: {line:?}", index + 1))?;
            surface.items.insert(path, item);
        }
        Ok(surface)
    }
}

fn item(line: &str) -> Result<(String, Item)> {
    let (kind, rest) = line.split_once(' ').context("expected a kind and a path")?;
    let Some((kind, _)) = KINDS.iter().find(|(_, name)| *name == kind) else {
        bail!("{kind:?} is no kind of item");
    };
    let (path, text) = rest.split_once(": ").unwrap_or((rest, ""));
    // The value of a constant may say anything, and has no limits.
    let (detail, limits) = match kind {
        Kind::Const | Kind::Value => (text, ""),
        _ => text.split_once(LIMITS).unwrap_or((text, "")),
    };
    Ok((path.to_owned(), Item { kind: *kind, detail: detail.to_owned(), limits: limits.to_owned() }))
}
