//! The files of a suite: models in fragments, and cases of their operations.

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use indexmap::IndexMap;
use sdk_codegen::model;
use serde::Deserialize;
use serde_json::Value as Json;

/// A file: what it needs generated, and its cases.
pub struct File {
    /// The path below the folder of the suites, with `/`.
    pub path: String,
    pub modules: Vec<Module>,
    pub cases: Vec<Case>,
}

/// A service to generate.
pub struct Module {
    /// The name of the Rust module.
    pub name: String,
    pub service: model::Service,
    /// The operations as they are in the file, to tell whether another one is the same.
    given: IndexMap<String, Json>,
}

/// A case.
pub struct Case {
    pub file: String,
    pub suite: usize,
    pub index: usize,
    pub protocol: String,
    pub direction: Direction,
    /// What the suite calls it.
    pub title: String,
    /// The module and operation that it is about.
    pub module: String,
    pub operation: String,
    /// The code of the error that the response is.
    pub error: Option<String>,
}

impl Case {
    /// `input/query.json 3:0`
    pub fn name(&self) -> String {
        format!("{} {}:{}", self.file, self.suite, self.index)
    }
}

/// Whether a case is about a request or a response.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    Input,
    Output,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Input => "input",
            Self::Output => "output",
        })
    }
}

#[derive(Deserialize)]
struct Suite {
    metadata: model::Metadata,
    shapes: IndexMap<String, model::Shape>,
    cases: Vec<RawCase>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawCase {
    id: Option<String>,
    description: Option<String>,
    given: Json,
    serialized: Option<Json>,
    response: Option<Json>,
    error_code: Option<String>,
}

/// Reads every suite file below `directory`; other JSON files, which are no arrays of suites, are passed over.
pub fn read(directory: &Path) -> Result<Vec<File>> {
    let mut paths = Vec::new();
    list(directory, String::new(), &mut paths)?;
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let text = fs::read_to_string(directory.join(&path)).with_context(|| path.clone())?;
        let json: Json = serde_json::from_str(&text).with_context(|| format!("{path} is not JSON"))?;
        let is_suite = |item: &Json| item.get("cases").is_some() && item.get("metadata").is_some();
        if !json.as_array().is_some_and(|items| items.iter().all(is_suite)) {
            continue;
        }
        let suites: Vec<Suite> = serde_json::from_str(&text).with_context(|| path.clone())?;
        files.push(File::new(path.clone(), files.len(), suites).with_context(|| path)?);
    }
    Ok(files)
}

fn list(directory: &Path, prefix: String, paths: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            list(&entry.path(), format!("{path}/"), paths)?;
        } else if path.ends_with(".json") {
            paths.push(path);
        }
    }
    Ok(())
}

impl File {
    fn new(path: String, number: usize, suites: Vec<Suite>) -> Result<Self> {
        let mut file = Self { path, modules: Vec::new(), cases: Vec::new() };
        for (index, suite) in suites.into_iter().enumerate() {
            file.add(number, index, suite).with_context(|| format!("suite {index}"))?;
        }
        Ok(file)
    }

    fn add(&mut self, number: usize, index: usize, suite: Suite) -> Result<()> {
        let first = self.modules.len();
        for (case_index, case) in suite.cases.into_iter().enumerate() {
            let direction = match (&case.serialized, &case.response) {
                (Some(_), None) => Direction::Input,
                (None, Some(_)) => Direction::Output,
                _ => bail!("case {case_index}: expected either `serialized` or `response`"),
            };
            let operation = case.given.get("name").and_then(Json::as_str).unwrap_or("Operation").to_owned();
            // An operation that is given differently from one of the same name is another service's.
            let fits =
                |module: &Module| module.given.get(&operation).is_none_or(|given| *given == case.given);
            let place = match self.modules.iter().skip(first).position(fits) {
                Some(place) => first + place,
                None => {
                    let service = model::Service {
                        metadata: suite.metadata.clone(),
                        shapes: suite.shapes.clone(),
                        ..model::Service::default()
                    };
                    let name = format!("file{number}_suite{index}_{}", self.modules.len() - first);
                    self.modules.push(Module { name, service, given: IndexMap::new() });
                    self.modules.len() - 1
                }
            };
            let Some(module) = self.modules.get_mut(place) else { bail!("case {case_index} has no module") };
            if !module.given.contains_key(&operation) {
                let mut given = case.given.clone();
                if let Some(given) = given.as_object_mut() {
                    given.entry("name").or_insert_with(|| operation.clone().into());
                }
                let parsed: model::Operation =
                    serde_json::from_value(given).with_context(|| format!("case {case_index}: given"))?;
                module.service.operations.insert(operation.clone(), parsed);
                module.given.insert(operation.clone(), case.given);
            }
            self.cases.push(Case {
                file: self.path.clone(),
                suite: index,
                index: case_index,
                protocol: protocol(&module.service.metadata),
                direction,
                title: case.id.or(case.description).unwrap_or_default(),
                module: module.name.clone(),
                operation,
                error: case.error_code,
            });
        }
        Ok(())
    }
}

fn protocol(metadata: &model::Metadata) -> String {
    let protocol = metadata.protocols.first().or(metadata.protocol.as_ref());
    let name = protocol.map_or("unknown", |protocol| protocol.as_str());
    match metadata.json_version.as_deref().filter(|_| name == "json") {
        Some(version) => format!("{name} {version}"),
        None => name.to_owned(),
    }
}
