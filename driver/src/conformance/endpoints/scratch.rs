//! The crates that the cases become: a function for each rule set, clients of the operations that are called, and a
//! program that looks at what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use sdk_codegen::diagnostic;
use sdk_codegen::model::endpoint::RuleSet;
use sdk_codegen::model::{Companions, Service};
use sdk_codegen::{Files, Input, Module};

use super::read;
use super::suite::{Subject, Suite};
use crate::scratch;
use crate::source::Source;
use crate::tree::Changes;
use crate::workspace::Workspace;

/// What a suite becomes.
struct Compiled {
    /// The text of the module with the rules.
    rules: String,
    /// The client of the service, if operations are called.
    client: Option<Module>,
}

/// Writes the workspace of the suites to `directory`. Returns what is wrong with those for which there is nothing, by their
/// files.
pub fn write(
    workspace: &Workspace,
    directory: &Path,
    source: Option<&Source>,
    suites: &[Suite],
) -> Result<BTreeMap<String, String>> {
    let compiled: Vec<Result<Compiled>> = suites
        .par_iter()
        .enumerate()
        .map(|(index, suite)| compile(source, suite, &module_name(index)))
        .collect();
    let mut written = Files::new();
    let mut problems = BTreeMap::new();
    let (mut modules, mut rows) = (String::new(), String::new());
    let (mut names, mut clients) = (Vec::new(), Vec::new());
    for (index, (suite, compiled)) in suites.iter().zip(compiled).enumerate() {
        let name = module_name(index);
        let compiled = match compiled {
            Ok(compiled) => compiled,
            Err(error) => {
                problems.insert(suite.file.clone(), format!("{error:#}"));
                continue;
            }
        };
        written.insert(format!("run/src/{name}.rs"), compiled.rules);
        writeln!(modules, "mod {name};")?;
        let operations = compiled.client.iter().flat_map(|client| &client.operations);
        let operations: String = operations
            .map(|operation| {
                let input = format!("clients::{name}::operation::{}", operation.input);
                format!("({:?}, endpoints::send::<{input}>), ", operation.name)
            })
            .collect();
        writeln!(
            rows,
            "    Suite {{ file: {:?}, resolve: {name}::resolve, operations: &[{operations}] }},",
            suite.file
        )?;
        if let Some(client) = compiled.client {
            names.push(name);
            clients.push(client);
        }
    }
    written.insert("run/src/main.rs".to_owned(), program(&modules, &rows));
    let features: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    let members: &[&str] = if clients.is_empty() { &["run"] } else { &["run", "clients"] };
    let dependency = match clients.is_empty() {
        true => String::new(),
        false => format!("clients = {{ path = \"../clients\", features = [{}] }}\n", features.join(", ")),
    };
    written.insert(
        "run/Cargo.toml".to_owned(),
        format!(
            "[package]\nname = \"run\"\nedition = \"2024\"\n\n[dependencies]\nanyhow.workspace = true\n\
             sdk-conformance.workspace = true\nsdk-runtime.workspace = true\n{dependency}"
        ),
    );
    let dependencies = format!(
        "anyhow = \"1\"\nsdk-conformance = {{ path = {:?} }}\n",
        scratch::package(workspace, "conformance")?
    );
    written.insert("Cargo.toml".to_owned(), scratch::manifest(workspace, members, &dependencies)?);
    written.insert("Cargo.lock".to_owned(), scratch::lock(workspace)?);
    if !clients.is_empty() {
        let clients = names.iter().map(String::as_str).zip(clients).collect();
        for (path, text) in sdk_codegen::package("clients", clients)? {
            written.insert(format!("clients/{path}"), text);
        }
    }
    Changes::find(directory, &written, |path| !path.starts_with("target/"))?.apply(directory, &written)?;
    Ok(problems)
}

fn module_name(index: usize) -> String {
    format!("suite{index}")
}

fn program(modules: &str, rows: &str) -> String {
    format!(
        "// One row per file of cases. Written by `cargo xtask conformance`.\n\n{modules}\n\
         use sdk_conformance::endpoints::{{self, Suite}};\n\n\
         static SUITES: &[Suite] = &[\n{rows}];\n\n\
         fn main() -> anyhow::Result<()> {{\n    \
         let directory = std::env::args().nth(1).unwrap_or_default();\n    \
         endpoints::run(directory.as_ref(), SUITES)\n}}\n"
    )
}

fn compile(source: Option<&Source>, suite: &Suite, module: &str) -> Result<Compiled> {
    let parse = |path: &str, text: &str| sdk_codegen::endpoint_rules(diagnostic::Source::new(path, text));
    let (service, rules) = match &suite.subject {
        Subject::Rules(path) => (None, parse(&path.display().to_string(), &read(path)?)?),
        Subject::Service(service, Some(path)) => {
            (Some(service), parse(&path.display().to_string(), &read(path)?)?)
        }
        Subject::Service(service, None) => {
            let source = source.context("there are no models")?;
            let (service_name, version) = source.find(service, None)?;
            let files = source.files(service_name, version)?;
            let Some(text) = files.companion("endpoint-rule-set-1")? else {
                bail!("{service} has no endpoint rules");
            };
            (Some(service), parse(&format!("{}/endpoint-rule-set-1.json", files.folder()), &text)?)
        }
    };
    let title = service.map_or("test rules", String::as_str);
    let text = sdk_codegen::resolver(title, &suite.file, &rules)?;
    let client = match (service, suite.operations.is_empty()) {
        (Some(service), false) => {
            Some(client(source.context("there are no models")?, service, suite, module, rules)?)
        }
        _ => None,
    };
    Ok(Compiled { rules: text, client })
}

/// A client of the operations that are called.
fn client(source: &Source, service: &str, suite: &Suite, module: &str, rules: RuleSet) -> Result<Module> {
    let (service, version) = source.find(service, None)?;
    let text = source.model(service, version)?;
    let path = format!("{service}/{version}/service-2.json");
    let model = Service::parse(diagnostic::Source::new(&path, &text))?;
    let known = |name: &&String| model.operations.contains_key(*name);
    let operations: BTreeSet<String> = suite.operations.iter().filter(known).cloned().collect();
    let companions = Companions { endpoint_rules: Some(rules), ..Companions::default() };
    let input =
        Input { model: &model, module, source: &path, operations: &operations, companions: &companions };
    sdk_codegen::module(&input)
}
