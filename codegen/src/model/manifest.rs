//! `models/services.toml`: which services are generated, and how much of each.

use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

use super::selection::{OperationPattern, select};
use crate::diagnostic::{self, Diagnostic, Source, parse_toml};

/// The services to generate, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// One entry for each client.
    pub services: Vec<ManifestEntry>,
}

/// A service to generate: a table of the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestEntry {
    /// The Rust module of the client, the name of the table.
    pub module: String,
    /// Where the model lies, relative to the manifest, `model`. The span is that of the manifest.
    pub model: Spanned<String>,
    /// The operations to generate, `operations`. Empty means all.
    pub operations: Vec<OperationPattern>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    model: Spanned<String>,
    operations: Option<Spanned<Vec<Spanned<String>>>>,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    ///
    /// Reports what is not TOML, unknown and missing keys, tables of the same name, and names that no Rust module can
    /// have.
    pub fn parse(source: Source<'_>) -> Result<Self, diagnostic::Error> {
        let tables: IndexMap<Spanned<String>, Table> = parse_toml(source)?;
        let problems: Vec<Diagnostic> =
            tables.iter().flat_map(|(module, table)| check(module, table)).collect();
        if !problems.is_empty() {
            return Err(diagnostic::Error::new(source, problems));
        }
        let services = tables.into_iter().map(|(module, table)| ManifestEntry::new(module, table)).collect();
        Ok(Self { services })
    }
}

impl ManifestEntry {
    fn new(module: Spanned<String>, table: Table) -> Self {
        let operations = table
            .operations
            .into_iter()
            .flat_map(Spanned::into_inner)
            .map(|pattern| OperationPattern { span: pattern.span(), pattern: pattern.into_inner() })
            .collect();
        Self { module: module.into_inner(), model: table.model, operations }
    }

    /// The operations to generate, in the order of the model.
    ///
    /// # Errors
    ///
    /// Reports each name and pattern of the manifest that matches no operation.
    pub fn select<'a>(
        &self,
        operations: impl IntoIterator<Item = &'a str>,
    ) -> Result<Vec<&'a str>, Vec<Diagnostic>> {
        select(&self.operations, operations)
    }
}

fn check(module: &Spanned<String>, table: &Table) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if let Some(reason) = unusable_module(module.as_ref()) {
        problems.push(
            Diagnostic::at_span(
                module.span(),
                format!("`{}` cannot be the name of a module", module.as_ref()),
            )
            .expected(reason)
            .help("the table is named like the Rust module of the client, for example `[ssooidc]`"),
        );
    }
    if let Some(operations) = &table.operations
        && operations.as_ref().is_empty()
    {
        problems.push(
            Diagnostic::at_span(operations.span(), format!("`{}` is to have no operations", module.as_ref()))
                .expected("expected at least one")
                .help("list operations, or leave the key out for all of them"),
        );
    }
    problems
}

fn unusable_module(name: &str) -> Option<&'static str> {
    let mut characters = name.chars();
    if !characters.next().is_some_and(|first| first.is_ascii_lowercase()) {
        return Some("expected a lower-case letter first");
    }
    if !characters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        return Some("expected lower-case letters, digits and `_`");
    }
    // The parser does not know the edition, in which `gen` is reserved.
    if syn::parse_str::<syn::Ident>(name).is_err() || name == "gen" {
        return Some("a keyword of Rust");
    }
    None
}
