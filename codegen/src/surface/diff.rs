//! What a new version of a module changes for the code that uses it.

use std::collections::BTreeMap;
use std::fmt;

use super::{Item, Kind, PAGES, Surface};

/// How two versions of a module differ, sorted by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// The changes. What goes or comes along with something else, such as the fields of a type, is not listed.
    pub changes: Vec<Change>,
}

/// An item that is another than it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it is in the module: `types::Session.expires_at`.
    pub path: String,
    /// What it is: `field`.
    pub kind: String,
    /// What became of it.
    pub what: What,
    /// What that means for code that uses it.
    pub effect: Effect,
    /// Why it does.
    pub reason: &'static str,
}

/// What became of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It is new, and looks like this.
    Added(String),
    /// It is gone, and looked like this.
    Removed(String),
    /// It looked like the one, and looks like the other.
    Changed(String, String),
}

/// What a change means for code that uses the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing: something can be used that could not.
    Compatible,
    /// It compiles, and may see or send something else.
    Behaviour,
    /// It may not compile.
    Breaking,
}

/// The part of a version that has to grow, <https://semver.org>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// None: nothing has changed.
    None,
    /// `1.2.3` → `1.2.4`.
    Patch,
    /// `1.2.3` → `1.3.0`.
    Minor,
    /// `1.2.3` → `2.0.0`.
    Major,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Compatible => "compatible",
            Self::Behaviour => "behaviour",
            Self::Breaking => "breaking",
        })
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

impl Diff {
    /// What `new` changes.
    pub fn between(old: &Surface, new: &Surface) -> Self {
        let mut changes = Vec::new();
        let (gone, come) = (only_in(old, new), only_in(new, old));
        for (path, item) in &gone {
            if !comes_along(path, item.kind, &gone) {
                changes.push(removed(path, item));
            }
        }
        for (path, item) in &come {
            if !comes_along(path, item.kind, &come) {
                changes.push(added(path, item));
            }
        }
        for (path, item) in &new.items {
            if let Some(before) = old.items.get(path).filter(|before| *before != item) {
                changes.extend(changed(path, before, item));
            }
        }
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        Self { changes }
    }

    /// The gravest effect; `None` if nothing differs.
    pub fn effect(&self) -> Option<Effect> {
        self.changes.iter().map(|change| change.effect).max()
    }

    /// How many changes have this effect.
    pub fn count(&self, effect: Effect) -> usize {
        self.changes.iter().filter(|change| change.effect == effect).count()
    }

    /// How a version before 1.0 has to grow: what breaks is a minor version, all else a patch.
    pub fn bump_before_one(&self) -> Bump {
        match self.effect() {
            None => Bump::None,
            Some(Effect::Breaking) => Bump::Minor,
            Some(Effect::Behaviour | Effect::Compatible) => Bump::Patch,
        }
    }

    /// How a version from 1.0 on has to grow.
    pub fn bump(&self) -> Bump {
        match self.effect() {
            None => Bump::None,
            Some(Effect::Breaking) => Bump::Major,
            Some(_) if self.changes.iter().any(|change| matches!(change.what, What::Added(_))) => Bump::Minor,
            Some(_) => Bump::Patch,
        }
    }
}

type Items<'a> = BTreeMap<&'a str, &'a Item>;

fn only_in<'a>(these: &'a Surface, those: &Surface) -> Items<'a> {
    let only = these.items.iter().filter(|(path, _)| !those.items.contains_key(*path));
    only.map(|(path, item)| (path.as_str(), item)).collect()
}

/// Whether an item is part of another one among `items`: a type, or an operation.
fn comes_along(path: &str, kind: Kind, items: &Items<'_>) -> bool {
    match kind {
        Kind::Field | Kind::Value | Kind::Variant | Kind::Failure => {
            let owner = path.rfind(['.', ':']).and_then(|end| path.get(..end));
            owner.is_some_and(|owner| items.contains_key(owner.trim_end_matches(':')))
        }
        // `CreateTokenInput -> CreateTokenOutput, CreateTokenError`.
        Kind::Struct | Kind::Errors => items.values().any(|item| {
            let name = path.rsplit("::").next().unwrap_or(path);
            item.kind == Kind::Method && item.detail.split([' ', ',']).any(|part| part == name)
        }),
        Kind::Method | Kind::Enum | Kind::Union | Kind::Const => false,
    }
}

fn change(path: &str, kind: Kind, what: What, effect: Effect, reason: &'static str) -> Change {
    Change { path: path.to_owned(), kind: kind.to_string(), what, effect, reason }
}

fn removed(path: &str, item: &Item) -> Change {
    let reason = match item.kind {
        Kind::Value => "code that names it does not compile; the service's value is kept as unknown",
        Kind::Failure => "code that matches it does not compile; the error is among the others",
        _ => "code that names it does not compile",
    };
    change(path, item.kind, What::Removed(item.to_string()), Effect::Breaking, reason)
}

fn added(path: &str, item: &Item) -> Change {
    let (effect, reason) = match item.kind {
        Kind::Field if !is_optional(&item.detail) => {
            (Effect::Breaking, "it is required: `new` takes it, and there is no `Default`")
        }
        Kind::Field => (Effect::Compatible, "it may be left out"),
        Kind::Value => {
            (Effect::Behaviour, "what was an unknown value is this one; a `match` has an arm for others")
        }
        Kind::Variant => {
            (Effect::Behaviour, "what was an unknown member is this one; a `match` has an arm for others")
        }
        Kind::Failure => {
            (Effect::Behaviour, "what was among the others is this one; a `match` has an arm for others")
        }
        Kind::Method => (Effect::Compatible, "mocks answer it with an error until they implement it"),
        _ => (Effect::Compatible, "nothing had its name"),
    };
    change(path, item.kind, What::Added(item.to_string()), effect, reason)
}

fn changed(path: &str, old: &Item, new: &Item) -> Option<Change> {
    let what = What::Changed(old.to_string(), new.to_string());
    if old.kind != new.kind {
        let what = What::Changed(format!("{} {old}", old.kind), format!("{} {new}", new.kind));
        return Some(change(path, new.kind, what, Effect::Breaking, "it is something else now"));
    }
    let (effect, reason) = match new.kind {
        Kind::Struct | Kind::Union => type_change(&old.detail, &new.detail)?,
        Kind::Field if old.detail != new.detail => (Effect::Breaking, field_change(&old.detail, &new.detail)),
        Kind::Variant if old.detail != new.detail => variant_change(&old.detail, &new.detail),
        Kind::Field | Kind::Variant => {
            (Effect::Behaviour, "validation accepts other values; the API is the same")
        }
        Kind::Value | Kind::Const => {
            (Effect::Behaviour, "the text on the wire is another; the API is the same")
        }
        Kind::Errors if new.detail.is_empty() => (
            Effect::Breaking,
            "it is a type of its own: what is written for `UnmodelledError` does not take it",
        ),
        Kind::Errors => (
            Effect::Breaking,
            "it is `UnmodelledError`: an impl for it meets those for others without errors",
        ),
        Kind::Method | Kind::Enum | Kind::Failure => (Effect::Breaking, "it takes or gives other types"),
    };
    Some(change(path, new.kind, what, effect, reason))
}

fn is_optional(ty: &str) -> bool {
    ty.starts_with("Option<")
}

fn field_change(old: &str, new: &str) -> &'static str {
    let inner = |ty: &str| ty.strip_prefix("Option<").and_then(|ty| ty.strip_suffix('>')).map(str::to_owned);
    if inner(old).as_deref() == Some(new) {
        "it became required: `new` takes it, there is no `Default`, and the type is no `Option`"
    } else if inner(new).as_deref() == Some(old) {
        "it is required no more: `new` does not take it, and the type is an `Option`"
    } else {
        "it has another type"
    }
}

fn variant_change(old: &str, new: &str) -> (Effect, &'static str) {
    match (old.strip_suffix("; From"), new.strip_suffix("; From")) {
        (Some(ty), None) if ty == new => {
            (Effect::Breaking, "another variant has the same type: a value alone does not say which is meant")
        }
        (None, Some(ty)) if ty == old => (Effect::Compatible, "its value converts into the union"),
        _ => (Effect::Breaking, "it holds another type"),
    }
}

/// What the abilities of a type say; nothing where its fields say it.
fn type_change(old: &str, new: &str) -> Option<(Effect, &'static str)> {
    let parts = |detail: &str| -> Vec<String> { detail.split("; ").map(str::to_owned).collect() };
    let (old, new) = (parts(old), parts(new));
    let has = |parts: &[String], wanted: &str| parts.iter().any(|part| part == wanted);
    let arguments = |parts: &[String]| -> Option<Vec<String>> {
        let new =
            parts.iter().find_map(|part| part.strip_prefix("new(")?.strip_suffix(')').map(str::to_owned));
        new.map(|arguments| arguments.split(", ").map(str::to_owned).collect())
    };
    let sorted = |parts: &[String]| {
        arguments(parts).map(|mut arguments| {
            arguments.sort();
            arguments
        })
    };
    if has(&old, "setters") && !has(&new, "setters") {
        return Some((Effect::Breaking, "no input holds it any more, so it has no setters"));
    }
    if has(&old, "Eq") && !has(&new, "Eq") {
        return Some((
            Effect::Breaking,
            "it holds a float, a document or a stream, and so is not `Eq`, `Ord` and `Hash`",
        ));
    }
    if arguments(&old) != arguments(&new) && sorted(&old) == sorted(&new) {
        return Some((Effect::Breaking, "the arguments of `new` are in another order"));
    }
    let pages = |parts: &[String]| parts.iter().find(|part| part.starts_with(PAGES)).cloned();
    if pages(&old).is_some_and(|was| pages(&new) != Some(was)) {
        return Some((Effect::Breaking, "its pages are no more, or hold other items"));
    }
    let facts = |parts: &[String]| -> Vec<String> {
        let is_fact = |part: &&String| {
            !["new(", PAGES].iter().any(|start| part.starts_with(start))
                && !["setters", "Eq", ""].contains(&part.as_str())
        };
        parts.iter().filter(is_fact).cloned().collect()
    };
    if facts(&old) != facts(&new) {
        return Some((Effect::Behaviour, "the runtime treats the error as another; the API is the same"));
    }
    let gains = |ability: &str| has(&new, ability) && !has(&old, ability);
    let gains_pages = pages(&new).is_some() && pages(&old).is_none();
    (gains("setters") || gains("Eq") || gains_pages).then_some((Effect::Compatible, "it can do more"))
}
