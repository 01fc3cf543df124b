//! The files of a suite: models in fragments, and cases of their operations.

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use indexmap::IndexMap;
use sdk_codegen::model;
use serde::Deserialize;
use serde_json::Value as Json;
use serde_json::value::RawValue;

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
    /// Why the case cannot be run, if so.
    pub broken: Option<String>,
}

impl Case {
    /// `input/query.json 3:0`
    pub fn name(&self) -> String {
        format!("{} {}:{}", self.file, self.suite, self.index)
    }
}

/// Whether a case is about a request, a response, or bytes of a format.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    Input,
    Output,
    Decode,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Input => "input",
            Self::Output => "output",
            Self::Decode => "decode",
        })
    }
}

#[derive(Deserialize)]
struct Suite {
    metadata: model::Metadata,
    shapes: IndexMap<String, model::Shape>,
}

/// Reads every suite file below `directory`, and every file of CBOR cases; other JSON files are passed over.
pub fn read(directory: &Path) -> Result<Vec<File>> {
    let mut paths = Vec::new();
    list(directory, String::new(), &mut paths)?;
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let text = fs::read_to_string(directory.join(&path)).with_context(|| path.clone())?;
        let json: Json = serde_json::from_str(&text).with_context(|| format!("{path} is not JSON"))?;
        if let Some(cases) = json.as_array().filter(|items| items.iter().all(is_cbor)) {
            files.push(File::of_cbor(path, cases));
            continue;
        }
        let is_suite =
            |item: &Json| item.get("cases").is_some_and(Json::is_array) && item.get("metadata").is_some();
        if !json.as_array().is_some_and(|items| items.iter().all(is_suite)) {
            continue;
        }
        // As they are written: the order of members is that of XML elements.
        let suites: Vec<&RawValue> = serde_json::from_str(&text).with_context(|| path.clone())?;
        files.push(File::new(path, files.len(), &suites));
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

/// Whether an item of a file is a case of CBOR: bytes in hexadecimal, and what they are.
fn is_cbor(item: &Json) -> bool {
    item.get("input").is_some_and(Json::is_string)
        && (item.get("expect").is_some() || item.get("error").is_some())
}

impl File {
    fn of_cbor(path: String, items: &[Json]) -> Self {
        let case = |(index, item): (usize, &Json)| Case {
            file: path.clone(),
            suite: index,
            index: 0,
            protocol: "cbor".to_owned(),
            direction: Direction::Decode,
            title: item.get("description").and_then(Json::as_str).unwrap_or_default().to_owned(),
            module: String::new(),
            operation: String::new(),
            error: None,
            broken: None,
        };
        let cases = items.iter().enumerate().map(case).collect();
        Self { path, modules: Vec::new(), cases }
    }

    fn new(path: String, number: usize, suites: &[&RawValue]) -> Self {
        let mut file = Self { path, modules: Vec::new(), cases: Vec::new() };
        for (index, suite) in suites.iter().enumerate() {
            file.add(number, index, suite);
        }
        file
    }

    /// Adds a suite. What is wrong with it is wrong with its cases, and no reason not to run the others.
    fn add(&mut self, number: usize, index: usize, text: &RawValue) {
        let suite: Result<Suite, _> = serde_json::from_str(text.get());
        let json: Json = serde_json::from_str(text.get()).unwrap_or_default();
        let first = self.modules.len();
        let cases = json.get("cases").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        for (case_index, case) in cases.iter().enumerate() {
            let text = |key: &str| case.get(key).and_then(Json::as_str).map(str::to_owned);
            let operation = case.get("given").and_then(|given| given.get("name")).and_then(Json::as_str);
            let operation = operation.unwrap_or("Operation").to_owned();
            let module = match &suite {
                Ok(suite) => self.module(number, index, first, suite, &operation, case.get("given")),
                Err(error) => Err(anyhow!("the suite cannot be read: {error}")),
            };
            let (module, broken) = match module {
                Ok(module) => (module, None),
                Err(error) => (String::new(), Some(format!("{error:#}"))),
            };
            let is_input = case.get("serialized").is_some();
            self.cases.push(Case {
                file: self.path.clone(),
                suite: index,
                index: case_index,
                protocol: suite.as_ref().map_or("unknown".to_owned(), |suite| protocol(&suite.metadata)),
                direction: if is_input { Direction::Input } else { Direction::Output },
                title: text("id").or_else(|| text("description")).unwrap_or_default(),
                module,
                operation,
                error: text("errorCode"),
                broken,
            });
        }
    }

    /// The module that has the operation as it is `given`. One of the same name that is given differently is another
    /// service's.
    fn module(
        &mut self,
        number: usize,
        index: usize,
        first: usize,
        suite: &Suite,
        operation: &str,
        given: Option<&Json>,
    ) -> Result<String> {
        let given = given.context("there is no `given`")?;
        let mut named = given.clone();
        if let Some(named) = named.as_object_mut() {
            named.entry("name").or_insert_with(|| operation.into());
        }
        let parsed: model::Operation = serde_json::from_value(named).context("`given`")?;
        let fits = |module: &&mut Module| module.given.get(operation).is_none_or(|other| other == given);
        let count = self.modules.len() - first;
        let module = match self.modules.iter_mut().skip(first).find(fits) {
            Some(module) => module,
            None => {
                let service = model::Service {
                    metadata: suite.metadata.clone(),
                    shapes: suite.shapes.clone(),
                    ..model::Service::default()
                };
                let name = format!("file{number}_suite{index}_{count}");
                self.modules.push_mut(Module { name, service, given: IndexMap::new() })
            }
        };
        module.service.operations.entry(operation.to_owned()).or_insert(parsed);
        module.given.entry(operation.to_owned()).or_insert_with(|| given.clone());
        Ok(module.name.clone())
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
