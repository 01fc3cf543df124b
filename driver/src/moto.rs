//! `cargo xtask moto`: generated clients against a server that nobody here wrote.

mod python;
mod sample;
mod scratch;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};

use anyhow::{Context, Result};
use rayon::prelude::*;
use sdk_codegen::diagnostic;
use sdk_codegen::model::Service;
use serde::Deserialize;

use crate::corpus::{self, Generated};
use crate::source::Source;
use crate::workspace::Workspace;
use crate::{Outcome, scratch as target, wheel};

/// The arguments of `cargo xtask moto`.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Args {
    /// The botocore wheel, or a folder like the one in it [default: the pinned version, fetched with pip]
    #[arg(long, value_name = "FILE")]
    wheel: Option<PathBuf>,
    /// Call every operation with made-up inputs, also of services that there are scenarios for
    #[arg(long, requires = "services")]
    sampled: bool,
    /// These services only, such as `sqs`; without any, all that there are scenarios for. Of a service without scenarios
    /// every operation is called, with made-up inputs
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
}

/// Where the scenarios are: a JSON file for each service, and for some one of Rust beside it, whose scenarios call nothing
/// that those in JSON do not.
const SCENARIOS: &str = "moto/scenarios";

/// Runs the scenarios of all services, or of those that are named.
///
/// # Errors
/// When Python's packages cannot be installed, a model cannot be generated, or what is generated does not build.
pub fn run(workspace: &Workspace, args: &Args) -> Outcome {
    let directory = workspace.path("target/moto");
    std::fs::create_dir_all(&directory).with_context(|| format!("cannot make {}", directory.display()))?;
    let directory = directory.canonicalize()?;
    let python = python::installed(&directory, &workspace.path("moto/requirements.txt"))?;
    let source = Source::open(&wheel::given_or_pinned(workspace, args.wheel.as_deref())?)?;
    let scenarios = workspace.path(SCENARIOS);
    let services = if args.services.is_empty() { all(&scenarios)? } else { args.services.clone() };
    let (mut texts, mut cases) = (BTreeMap::new(), BTreeMap::new());
    let mut called: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for service in services {
        let path = scenarios.join(format!("{service}.json"));
        let text = match path.exists() && !args.sampled {
            true => {
                std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?
            }
            false => sampled(&source, &service)?,
        };
        for (of, operation) in calls(&text).with_context(|| path.display().to_string())? {
            called.entry(of.unwrap_or_else(|| service.clone())).or_default().insert(operation);
        }
        let path = path.with_extension("rs");
        if path.exists() && !args.sampled {
            let text =
                std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            cases.insert(service.clone(), text);
        }
        texts.insert(service, text);
    }
    let clients = called.into_par_iter().map(|(service, operations)| {
        let operations: Vec<String> = operations.into_iter().collect();
        let entries = corpus::wanted(&source, &[format!("{service}:{}", operations.join(","))])?;
        let entry = entries.first().context("no service is asked for")?;
        let generated = corpus::generate(&source, entry, &directory)?;
        Ok(Client { service, generated })
    });
    let clients: Vec<Client> = clients.collect::<Result<_>>()?;
    scratch::write(workspace, &directory, &clients, texts, &cases)?;
    let mut command = target::cargo(&directory);
    command.args(["run", "--quiet", "--package", "run", "--"]);
    command.args([&target::package(workspace, "moto")?, &directory.join("scenarios"), &python]);
    // What would be kept for the next time takes 25 MB for each crate.
    command.env("CARGO_INCREMENTAL", "0");
    // The program ends with its input, and so with this one, whatever ends it: an interrupt may reach this one alone.
    let mut child = command.stdin(Stdio::piped()).spawn().context("cargo run")?;
    let input = child.stdin.take();
    let status = child.wait().context("cargo run")?;
    drop(input);
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The client of a service.
struct Client {
    /// What boto3 calls it.
    service: String,
    generated: Generated,
}

/// A scenario made up from the latest model of `service`.
fn sampled(source: &Source, service: &str) -> Result<String> {
    let (service, version) = source.find(service, None)?;
    let text = source.model(service, version)?;
    let path = format!("{service}/{version}/service-2.json");
    let model = Service::parse(diagnostic::Source::new(&path, &text))?;
    Ok(sample::scenario(&model).to_string())
}

/// The services that there are scenarios for, by name.
fn all(scenarios: &Path) -> Result<Vec<String>> {
    let mut services = BTreeSet::new();
    for entry in
        std::fs::read_dir(scenarios).with_context(|| format!("cannot read {}", scenarios.display()))?
    {
        let name = entry?.file_name().to_string_lossy().into_owned();
        services.extend(name.strip_suffix(".json").map(str::to_owned));
    }
    Ok(services.into_iter().collect())
}

/// The operations that scenarios call, with the services that they are of where that is not the file's.
fn calls(scenarios: &str) -> Result<Vec<(Option<String>, String)>> {
    #[derive(Deserialize)]
    struct File {
        scenarios: Vec<Scenario>,
    }
    #[derive(Deserialize)]
    struct Scenario {
        steps: Vec<Step>,
    }
    #[derive(Deserialize)]
    struct Step {
        of: Option<String>,
        call: String,
    }
    let File { scenarios } = serde_json::from_str(scenarios)?;
    let steps = scenarios.into_iter().flat_map(|scenario| scenario.steps);
    Ok(steps.map(|step| (step.of, step.call)).collect())
}
