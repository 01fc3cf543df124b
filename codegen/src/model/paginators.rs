//! `paginators-1.json`: which operations answer in pages.

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::Deserializer;

use super::unique;
use crate::diagnostic::{self, Source, parse_json};

/// The file as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paginators {
    /// By the name of the operation, `pagination`.
    #[serde(deserialize_with = "unique::map")]
    pub pagination: IndexMap<String, Paginator>,
    /// The version of the format, `version`.
    pub version: Option<String>,
}

/// How one operation answers in pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paginator {
    /// The members of the input that say where a page begins, `input_token`: a string, or several.
    #[serde(deserialize_with = "one_or_many")]
    pub input_token: Vec<String>,
    /// Where in the output their next values are, `output_token`: JMESPath, as many as there are members.
    #[serde(deserialize_with = "one_or_many")]
    pub output_token: Vec<String>,
    /// Where in the output the items are, `result_key`: JMESPath, the most important first.
    #[serde(default, deserialize_with = "one_or_many")]
    pub result_key: Vec<String>,
    /// The member of the input that says how many items a page may have, `limit_key`.
    pub limit_key: Option<String>,
    /// Where in the output it says whether there is another page, `more_results`: JMESPath.
    pub more_results: Option<String>,
    /// Where in the output there are values that are the same in all pages, `non_aggregate_keys`: JMESPath.
    #[serde(default)]
    pub non_aggregate_keys: Vec<String>,
}

impl Paginators {
    /// Reads a `paginators-1.json`.
    ///
    /// # Errors
    /// Reports what is not JSON, unknown, repeated and missing keys, and values of the wrong type.
    pub fn parse(source: Source<'_>) -> Result<Self, diagnostic::Error> {
        parse_json(source)
    }
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected a string or an array of strings")]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}
