//! From the text of a `service-2.json` to a [`Service`], or to everything that is wrong with it.

use serde::Deserialize;

use super::{Operation, Service, Shape};
use crate::diagnostic::{self, Diagnostic, ModelPath, Source, parse_part};

impl Service {
    /// Reads a `service-2.json` and checks that it is sound.
    ///
    /// # Errors
    ///
    /// Reports every operation and shape that cannot be read: unknown and repeated keys, values of the wrong type.
    /// If all can be read, reports everything that [`check`](Self::check) finds.
    pub fn parse(source: Source<'_>) -> Result<Self, diagnostic::Error> {
        let service: Self = parse_part(source.text, &ModelPath::root())
            .map_err(|first| diagnostic::Error::new(source, unreadable(source.text, first)))?;
        match service.check() {
            problems if problems.is_empty() => Ok(service),
            problems => Err(diagnostic::Error::new(source, problems)),
        }
    }
}

/// The parser stops at the first thing that is wrong. What else is wrong turns up by reading each operation and each
/// shape by itself.
fn unreadable(text: &str, first: Diagnostic) -> Vec<Diagnostic> {
    let mut problems = unreadable_entries::<Operation>(text, "operations");
    problems.extend(unreadable_entries::<Shape>(text, "shapes"));
    if !problems.contains(&first) {
        problems.push(first);
    }
    problems
}

fn unreadable_entries<'a, T: Deserialize<'a>>(text: &'a str, section: &str) -> Vec<Diagnostic> {
    let sections = diagnostic::entries(text).unwrap_or_default();
    let entries = sections
        .into_iter()
        .filter(|entry| entry.name == section)
        .flat_map(|section| diagnostic::entries(section.value).unwrap_or_default());
    entries
        .filter_map(|entry| {
            parse_part::<T>(entry.value, &ModelPath::from([section, entry.name.as_ref()])).err()
        })
        .collect()
}
