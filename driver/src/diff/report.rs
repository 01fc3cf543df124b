//! A diff in words, for people and for programs.

use std::fmt;

use anyhow::Result;
use sdk_codegen::surface::{Bump, Change, Diff, Effect, What};
use serde::Serialize;

/// A line per change: `breaking    removed  value  types::Kind::Open: "open" (why)`.
pub(crate) fn text(diff: &Diff) -> String {
    diff.changes.iter().map(|change| format!("{}\n", Line(change))).collect()
}

struct Line<'a>(&'a Change);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Change { path, kind, effect, reason, what } = self.0;
        let item = format!("{kind} {path}");
        match what {
            What::Added(detail) => write!(f, "{effect:<10}  added    {}", with(&item, detail))?,
            What::Removed(detail) => write!(f, "{effect:<10}  removed  {}", with(&item, detail))?,
            What::Changed(from, to) => write!(f, "{effect:<10}  changed  {item}: {from} → {to}")?,
        }
        write!(f, " ({reason})")
    }
}

fn with(item: &str, detail: &str) -> String {
    if detail.is_empty() { item.to_owned() } else { format!("{item}: {detail}") }
}

/// How many changes of which effect there are, and what version follows.
pub(crate) struct Summary<'a>(pub(crate) &'a Diff);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(diff) = self;
        if diff.changes.is_empty() {
            return writeln!(f, "the API is the same");
        }
        writeln!(
            f,
            "{} breaking, {} of behaviour, {} compatible; {}",
            diff.count(Effect::Breaking),
            diff.count(Effect::Behaviour),
            diff.count(Effect::Compatible),
            version(diff),
        )
    }
}

/// `the next version is a minor one before 1.0 and a major one from then on`.
fn version(diff: &Diff) -> String {
    format!(
        "the next version is a {} one before 1.0 and a {} one from then on",
        diff.bump_before_one(),
        diff.bump()
    )
}

/// A summary and a table, what breaks first.
pub(crate) fn markdown(diff: &Diff) -> String {
    let mut text = Summary(diff).to_string();
    if diff.changes.is_empty() {
        return text;
    }
    text.push_str("\n| | what | why |\n|---|---|---|\n");
    let mut changes: Vec<&Change> = diff.changes.iter().collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.effect));
    for Change { path, kind, what, effect, reason } in changes {
        let item = code(&format!("{kind} {path}"));
        let what = match what {
            What::Added(detail) if detail.is_empty() => format!("added {item}"),
            What::Added(detail) => format!("added {item}: {}", code(detail)),
            What::Removed(_) => format!("removed {item}"),
            What::Changed(from, to) => format!("{item}: {} → {}", code(from), code(to)),
        };
        text.push_str(&format!("| {effect} | {what} | {} |\n", reason.replace('|', "\\|")));
    }
    text
}

/// Code in a cell of a table, where a bar has an escape even in code.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 || text.is_empty() { " " } else { "" };
    format!("{fence}{space}{}{space}{fence}", text.replace('|', "\\|"))
}

#[derive(Serialize)]
struct Report<'a> {
    breaking: bool,
    /// The part of the version that grows, before 1.0 and from then on.
    bump_before_1_0: String,
    bump: String,
    changes: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    path: &'a str,
    kind: &'a str,
    change: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
    effect: String,
    reason: &'a str,
}

/// An object with the version that follows and all changes.
pub(crate) fn json(diff: &Diff) -> Result<String> {
    let changes = diff.changes.iter().map(|change| {
        let (name, from, to) = match &change.what {
            What::Added(to) => ("added", None, Some(to.as_str())),
            What::Removed(from) => ("removed", Some(from.as_str()), None),
            What::Changed(from, to) => ("changed", Some(from.as_str()), Some(to.as_str())),
        };
        Entry {
            path: &change.path,
            kind: &change.kind,
            change: name,
            from,
            to,
            effect: change.effect.to_string(),
            reason: change.reason,
        }
    });
    let bump = |bump: Bump| bump.to_string();
    let report = Report {
        breaking: diff.effect() == Some(Effect::Breaking),
        bump_before_1_0: bump(diff.bump_before_one()),
        bump: bump(diff.bump()),
        changes: changes.collect(),
    };
    Ok(serde_json::to_string_pretty(&report)?)
}
