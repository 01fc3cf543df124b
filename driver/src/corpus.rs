//! `cargo xtask corpus`: every model that AWS publishes, generated, accounted for, and compiled.

mod compile;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use sdk_codegen::diagnostic::{self, Diagnostic};
use sdk_codegen::model::{OperationPattern, Service, select};
use sdk_codegen::{Account, Input, OperationNames};

use crate::companions::Companions;
use crate::progress;
use crate::source::Source;
use crate::tree::Changes;
use crate::workspace::Workspace;
use crate::{Outcome, measure, scratch, warn, wheel};

/// The arguments of `cargo xtask corpus`.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Args {
    /// The botocore wheel, or a folder like the one in it [default: the pinned version, fetched with pip]
    #[arg(long, value_name = "FILE")]
    wheel: Option<PathBuf>,
    /// Compile what is generated; a warning is an error
    #[arg(long)]
    check: bool,
    /// These services only, such as `sqs`, `ec2@2016-11-15` or `ec2:Describe*,RunInstances`; without any, all versions
    /// of all services
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
}

/// A model of the corpus.
pub(crate) struct Entry {
    pub(crate) service: String,
    version: String,
    operations: Vec<OperationPattern>,
}

/// What came of a model.
pub(crate) struct Generated {
    /// The directory of the crate, which is called so too.
    pub(crate) name: String,
    /// The module of the crate, and its feature.
    pub(crate) module: String,
    pub(crate) operations: Vec<OperationNames>,
    account: Account,
    lines: usize,
    /// What is left out, and why.
    warnings: Vec<diagnostic::Error>,
}

/// Generates every model, or those that are named.
///
/// # Errors
/// When the wheel cannot be fetched or read, or has no such service. A model that cannot be generated is reported with
/// the others.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub fn run(workspace: &Workspace, args: &Args) -> Outcome {
    let directory = workspace.path("target/corpus");
    let wheel = wheel::given_or_pinned(workspace, args.wheel.as_deref())?;
    let source = Source::open(&wheel)?;
    let entries = wanted(&source, &args.services)?;

    let started = Instant::now();
    let bar = progress::bar(entries.len(), "generating");
    let results: Vec<Result<Generated>> = entries
        .par_iter()
        // What a thread has taken no other can help it with.
        .with_max_len(1)
        .map(|entry| {
            let result = generate(&source, entry, &directory);
            bar.inc(1);
            result.with_context(|| format!("{} {}", entry.service, entry.version))
        })
        .collect();
    bar.finish_and_clear();
    let elapsed = started.elapsed();

    let (mut generated, mut failures) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(one) => generated.push(one),
            Err(error) => failures.push(error),
        }
    }
    generated.iter().for_each(|one| warn(&one.warnings));
    let mut total = Account::default();
    generated.iter().for_each(|one| total.add(&one.account));
    let lines = generated.iter().map(|one| one.lines).sum();
    println!("{}", Summary { origin: source.origin(), models: generated.len(), total, lines });
    println!("generated in {elapsed:.1?}, at most {} MB in memory", measure::peak_of_this_process()? / 1024);
    if !failures.is_empty() {
        for error in &failures {
            println!("failed: {error:#}");
        }
        println!("\n{} passed, {} failed", generated.len(), failures.len());
        return Ok(ExitCode::FAILURE);
    }
    if args.check {
        write_workspace(workspace, &directory, &generated)?;
        return compile::check(&directory, &generated);
    }
    println!("\n{} passed, 0 failed", generated.len());
    Ok(ExitCode::SUCCESS)
}

/// Writes a workspace of crates to `directory`, one for each of `services`, which are named as in [`Args`]. What has not
/// changed since the last time is left alone.
///
/// # Errors
/// When the wheel cannot be fetched or read, or has no such service; or a model cannot be generated.
pub fn crates(
    workspace: &Workspace,
    wheel: Option<&Path>,
    services: &[String],
    directory: &Path,
) -> Result<()> {
    let source = Source::open(&wheel::given_or_pinned(workspace, wheel)?)?;
    let entries = wanted(&source, services)?;
    let generated: Vec<Generated> =
        entries.par_iter().map(|entry| generate(&source, entry, directory)).collect::<Result<_>>()?;
    write_workspace(workspace, directory, &generated)
}

/// Writes the newest models of `services` to `directory`, as `SERVICE.json`.
///
/// # Errors
/// When the wheel cannot be fetched or read, or has no such service; or a file cannot be written.
pub fn models(
    workspace: &Workspace,
    wheel: Option<&Path>,
    services: &[&str],
    directory: &Path,
) -> Result<()> {
    let source = Source::open(&wheel::given_or_pinned(workspace, wheel)?)?;
    std::fs::create_dir_all(directory).with_context(|| format!("cannot make {}", directory.display()))?;
    for service in services {
        let (service, version) = source.find(service, None)?;
        let path = directory.join(format!("{service}.json"));
        std::fs::write(&path, source.model(service, version)?)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// The entries that `arguments` ask for.
pub(crate) fn wanted(source: &Source, arguments: &[String]) -> Result<Vec<Entry>> {
    let entry = |service: &str, version: &str, operations| Entry {
        service: service.to_owned(),
        version: version.to_owned(),
        operations,
    };
    if arguments.is_empty() {
        return Ok(source.all().map(|(service, version)| entry(service, version, Vec::new())).collect());
    }
    let parse = |argument: &String| {
        let (name, operations) = argument.split_once(':').unwrap_or((argument, ""));
        let (service, version) = match name.split_once('@') {
            Some((service, version)) => (service, Some(version)),
            None => (name, None),
        };
        let (service, version) = source.find(service, version)?;
        let patterns = operations.split(',').filter(|pattern| !pattern.is_empty());
        let patterns = patterns.map(|pattern| OperationPattern { pattern: pattern.to_owned(), span: 0..0 });
        Ok(entry(service, version, patterns.collect()))
    };
    arguments.iter().map(parse).collect()
}

/// Generates the crate of a model, in a directory of its own in `directory`.
///
/// # Errors
/// When the model cannot be generated, or something in it is not accounted for.
pub(crate) fn generate(source: &Source, entry: &Entry, directory: &Path) -> Result<Generated> {
    let Entry { service, version, operations } = entry;
    let text = source.model(service, version)?;
    let path = format!("{service}/{version}/service-2.json");
    let model = Service::parse(sdk_codegen::diagnostic::Source::new(&path, &text))?;
    drop(text);
    let selected = select(operations, model.operations.keys().map(String::as_str)).map_err(|problems| {
        let messages: Vec<String> = problems.iter().map(Diagnostic::sentence).collect();
        anyhow::anyhow!("{}", messages.join("; "))
    })?;
    let selected: BTreeSet<String> = selected.into_iter().map(str::to_owned).collect();
    let module = service.replace(['-', '.'], "_");
    let files = source.files(service, version)?;
    let companions = Companions::read(files.folder(), |name| files.companion(name))?;
    let input = Input {
        model: &model,
        module: &module,
        source: &path,
        operations: &selected,
        companions: &companions.parsed,
    };
    let mut generated = sdk_codegen::module(&input)?;
    let operations = std::mem::take(&mut generated.operations);
    let warnings = companions.warnings(&generated.left_out);
    let account = generated.account;
    let differences = account.differences(&model);
    if !differences.is_empty() {
        bail!("{}", differences.join("; "));
    }
    drop(model);
    let name = format!("{service}-{version}").replace('.', "-");
    let files = sdk_codegen::package(&name, [(module.as_str(), generated)].into())?;
    let lines = files.values().map(|text| memchr::memchr_iter(b'\n', text.as_bytes()).count()).sum();
    let directory = directory.join(&name);
    Changes::find(&directory, &files, |_| true)?.apply(&directory, &files)?;
    Ok(Generated { name, module, operations, account, lines, warnings })
}

/// Makes a workspace of the crates.
fn write_workspace(workspace: &Workspace, directory: &Path, generated: &[Generated]) -> Result<()> {
    let members: Vec<&str> = generated.iter().map(|one| one.name.as_str()).collect();
    let write = |name: &str, text: &str| {
        let path = directory.join(name);
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    };
    write("Cargo.toml", &scratch::manifest(workspace, &members, "")?)?;
    write("Cargo.lock", &scratch::lock(workspace)?)
}

/// What was made of the models, for people.
struct Summary<'a> {
    origin: &'a str,
    models: usize,
    total: Account,
    lines: usize,
}

impl std::fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { origin, models, total, lines } = self;
        writeln!(f, "{models} models of {origin}: {lines} lines")?;
        writeln!(
            f,
            "operations  {:>7} generated, {:>7} not selected",
            total.operations, total.operations_left_out
        )?;
        writeln!(
            f,
            "shapes      {:>7} types, {:>7} plain, {:>7} that no operation reaches",
            total.types, total.plain, total.shapes_left_out
        )?;
        writeln!(
            f,
            "members     {:>7} generated, {:>7} of documents, {:>7} of shapes that no operation reaches",
            total.members, total.members_of_documents, total.members_left_out
        )?;
        writeln!(
            f,
            "paginators  {:>7} generated, {:>7} of operations not selected, {:>7} that do not fit their model",
            total.paginators, total.paginators_unselected, total.paginators_left_out
        )?;
        write!(
            f,
            "waiters     {:>7} generated, {:>7} of operations not selected, {:>7} that do not fit their model",
            total.waiters, total.waiters_unselected, total.waiters_left_out
        )
    }
}
