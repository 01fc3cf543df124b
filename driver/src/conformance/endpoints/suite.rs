//! Files of cases, and the rules that they are about.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use super::read;

/// A file of cases.
pub struct Suite {
    /// The path below the folder of the suites.
    pub file: String,
    /// What the cases are about.
    pub subject: Subject,
    /// What each case shows.
    pub cases: Vec<String>,
    /// The operations that cases call.
    pub operations: BTreeSet<String>,
}

/// What cases are about.
pub enum Subject {
    /// Rules in a file.
    Rules(PathBuf),
    /// A service, and its rules if they are not those beside its model.
    Service(String, Option<PathBuf>),
}

impl Suite {
    /// Whether models, or what lies beside them, are needed.
    pub fn needs_models(&self) -> bool {
        matches!(&self.subject, Subject::Service(_, rules) if rules.is_none() || !self.operations.is_empty())
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(rename = "testCases")]
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    #[serde(default)]
    documentation: String,
    #[serde(rename = "operationInputs", default)]
    calls: Vec<Call>,
}

#[derive(Deserialize)]
struct Call {
    #[serde(rename = "operationName")]
    operation: String,
}

/// What files of cases for a service are called.
const TESTS: &str = "endpoint-tests-1.json";

/// What the rules of a service are called.
const RULES: &str = "endpoint-rule-set-1.json";

/// The files of cases below `directory`.
///
/// # Errors
/// When one cannot be read, or is none.
pub fn find(directory: &Path) -> Result<Vec<Suite>> {
    let mut paths = Vec::new();
    list(directory, "", &mut paths)?;
    paths.sort();
    // Of several versions, the latest.
    let rules: BTreeMap<&str, &str> = paths
        .iter()
        .filter(|path| path.ends_with(RULES))
        .filter_map(|path| Some((service(path)?, path.as_str())))
        .collect();
    let mut suites = Vec::new();
    for path in &paths {
        let subject = match path.rsplit_once('/') {
            Some((_, TESTS)) => service(path).map(|name| {
                Subject::Service(name.to_owned(), rules.get(name).map(|path| directory.join(path)))
            }),
            Some((folder, file)) => {
                core_rules(folder, file, &paths).map(|path| Subject::Rules(directory.join(path)))
            }
            None => None,
        };
        let Some(subject) = subject else { continue };
        let text = read(&directory.join(path))?;
        let file: File = serde_json::from_str(&text).with_context(|| format!("{path} has no `testCases`"))?;
        let calls = file.cases.iter().flat_map(|case| &case.calls);
        suites.push(Suite {
            file: path.clone(),
            subject,
            operations: calls.map(|call| call.operation.clone()).collect(),
            cases: file.cases.into_iter().map(|case| case.documentation).collect(),
        });
    }
    Ok(suites)
}

/// The rules beside the folder of some cases.
fn core_rules(folder: &str, file: &str, paths: &[String]) -> Option<String> {
    let rules = format!("{}valid-rules/{file}", folder.strip_suffix("test-cases")?);
    paths.contains(&rules).then_some(rules)
}

/// The service whose folder, or that of a version of it, a file is in.
fn service(path: &str) -> Option<&str> {
    let is_version = |name: &&str| name.len() == 10 && name.starts_with(|c: char| c.is_ascii_digit());
    path.rsplit('/').skip(1).find(|name| !is_version(name))
}

fn list(directory: &Path, below: &str, paths: &mut Vec<String>) -> Result<()> {
    let folder = directory.join(below);
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        match entry.file_type()?.is_dir() {
            true => list(directory, &path, paths)?,
            false => paths.push(path),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Subject, find};

    #[test]
    fn cases_are_found_with_the_rules_that_they_are_about() {
        let directory = tempfile::tempdir().expect("a directory");
        let cases =
            r#"{"testCases": [{"documentation": "one", "operationInputs": [{"operationName": "Get"}]}]}"#;
        for (path, text) in [
            ("core/test-cases/strings.json", cases),
            ("core/test-cases/without-rules.json", cases),
            ("core/valid-rules/strings.json", "{}"),
            ("tests/plain/endpoint-tests-1.json", cases),
            ("tests/dated/2024-06-01/endpoint-tests-1.json", cases),
            ("rules/dated/2023-01-01/endpoint-rule-set-1.json", "{}"),
            ("rules/dated/2024-06-01/endpoint-rule-set-1.json", "{}"),
            ("rules/partitions.json", "{}"),
        ] {
            let path = directory.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        let found = find(directory.path()).expect("suites");
        let found: Vec<_> = found
            .iter()
            .map(|suite| {
                let (service, rules) = match &suite.subject {
                    Subject::Rules(path) => ("", Some(path)),
                    Subject::Service(service, path) => (service.as_str(), path.as_ref()),
                };
                let rules = rules.and_then(|path| path.strip_prefix(directory.path()).ok()?.to_str());
                (suite.file.as_str(), service, rules, suite.needs_models())
            })
            .collect();
        let latest = "rules/dated/2024-06-01/endpoint-rule-set-1.json";
        assert_eq!(
            found,
            [
                ("core/test-cases/strings.json", "", Some("core/valid-rules/strings.json"), false),
                ("tests/dated/2024-06-01/endpoint-tests-1.json", "dated", Some(latest), true),
                ("tests/plain/endpoint-tests-1.json", "plain", None, true),
            ]
        );
    }
}
