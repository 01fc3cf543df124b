//! `partitions.json`.

use indexmap::IndexMap;
use serde::Deserialize;

use crate::diagnostic::{self, Diagnostic, ModelPath, Source, parse_json};
use crate::model::unique;

/// Groups of regions: the contents of a `partitions.json`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partitions {
    /// The version of the format, `version`.
    pub version: String,
    /// The partitions, `partitions`. A region belongs to the first that knows it.
    pub partitions: Vec<Partition>,
}

/// A group of regions.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Partition {
    /// The name, `id`.
    pub id: String,
    /// What the rules may ask for, `outputs`.
    pub outputs: PartitionOutputs,
    /// What regions look like, `regionRegex`, also those that are not listed.
    pub region_regex: String,
    /// The known regions, `regions`.
    #[serde(deserialize_with = "unique::map")]
    pub regions: IndexMap<String, Region>,
}

/// What rules may ask for, `outputs`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartitionOutputs {
    /// What names of hosts end with, `dnsSuffix`.
    pub dns_suffix: String,
    /// What names of hosts with IPv6 addresses end with, `dualStackDnsSuffix`.
    pub dual_stack_dns_suffix: String,
    /// The region in signatures for services without regions, `implicitGlobalRegion`.
    pub implicit_global_region: String,
    /// The name, `name`.
    pub name: String,
    /// `supportsDualStack`.
    pub supports_dual_stack: bool,
    /// `supportsFIPS`.
    #[serde(rename = "supportsFIPS")]
    pub supports_fips: bool,
}

/// A region that is known.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// The name for people, `description`.
    pub description: Option<String>,
}

/// How a regular expression ends: a word and a number.
const TAIL: &str = r"\-\w+\-\d+$";

impl Partitions {
    /// Reads a `partitions.json`.
    ///
    /// # Errors
    ///
    /// Reports unknown, missing and repeated keys, and regular expressions of another form than `^(a|b)\-\w+\-\d+$`.
    pub fn parse(source: Source<'_>) -> Result<Self, diagnostic::Error> {
        let read: Self = parse_json(source)?;
        let problems: Vec<Diagnostic> = read
            .partitions
            .iter()
            .enumerate()
            .filter(|(_, partition)| partition.prefixes().is_none())
            .map(|(index, _)| {
                let path = ModelPath::from(["partitions"]).index(index).key("regionRegex");
                Diagnostic::at_value(path, "a regular expression that is not compiled to code").expected(
                    r"expected the form `^(a|b)\-\w+\-\d+$`, `^a\-b\-\w+\-\d+$` or `^a\-(b)\-\w+\-\d+$`",
                )
            })
            .collect();
        if problems.is_empty() { Ok(read) } else { Err(diagnostic::Error::new(source, problems)) }
    }
}

impl Partition {
    /// How regions of the partition begin, if that is all that its regular expression asks for.
    pub fn prefixes(&self) -> Option<Vec<String>> {
        let start = self.region_regex.strip_prefix('^')?.strip_suffix(TAIL)?;
        let parts: Vec<Vec<&str>> = start.split(r"\-").map(alternatives).collect::<Option<_>>()?;
        parts.into_iter().try_fold(vec![], |prefixes: Vec<String>, part| match prefixes.as_slice() {
            [] => Some(part.into_iter().map(str::to_owned).collect()),
            _ => Some(
                prefixes
                    .iter()
                    .flat_map(|prefix| part.iter().map(move |part| format!("{prefix}-{part}")))
                    .collect(),
            ),
        })
    }
}

/// The words of `a` or `(a|b)`.
fn alternatives(part: &str) -> Option<Vec<&str>> {
    let words: Vec<&str> = match part.strip_prefix('(') {
        Some(group) => group.strip_suffix(')')?.split('|').collect(),
        None => vec![part],
    };
    let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    words.iter().all(is_word).then_some(words)
}
