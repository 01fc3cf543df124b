//! TOML into typed values, and what the parser says into diagnostics.

use serde::Deserialize;

use super::explain::explain;
use super::{Error, Source};

/// Reads a TOML document.
///
/// # Errors
///
/// Reports the first thing that is wrong with the document: that it is not TOML, a key that the type does not know, a
/// value of the wrong type.
pub fn parse_toml<'a, T: Deserialize<'a>>(source: Source<'a>) -> Result<T, Error> {
    toml::from_str(source.text).map_err(|error| {
        let span = error.span().unwrap_or_default();
        Error::new(source, [explain(error.message()).at_span(span)])
    })
}
