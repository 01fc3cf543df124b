//! `cargo xtask codegen`: load → plan → emit → render → diff → write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use sdk_codegen::diagnostic::{self, Diagnostic, Source, nearest};
use sdk_codegen::model::{Manifest, ManifestEntry, Service};
use sdk_codegen::surface::{Diff, Surface};
use sdk_codegen::{Account, Files, Input, Module};

use crate::companions::Companions;
use crate::diff::{Summary, text};
use crate::excerpts;
use crate::source::{ModelFiles, Store};
use crate::tree::{Changes, Report, is_ours};
use crate::workspace::{Package, Workspace};
use crate::{Outcome, warn};

/// The arguments of `cargo xtask codegen`.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Args {
    /// Write nothing; list what is stale, missing or left over, and exit with 1 if anything is
    #[arg(long)]
    check: bool,
    /// Look at these services only, by the names of their modules
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
}

/// What a package should hold.
struct Generated<'a> {
    package: &'a Package,
    files: Files,
    /// What became of each service, by the name of its module.
    accounts: BTreeMap<String, Account>,
}

/// Generates every package of the workspace.
///
/// # Errors
/// When a manifest or model cannot be read or makes no sense, or a file cannot be written.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub fn run(workspace: &Workspace, args: &Args) -> Outcome {
    let mut generated = Vec::new();
    for package in &workspace.packages {
        generated.push(generate(workspace, package)?);
    }
    check_names(&args.services, &generated)?;
    let (mut written, mut deleted, mut unchanged) = (0, 0, 0);
    let (mut outdated, mut news) = (Vec::new(), String::new());
    let in_scope = |path: &str| {
        args.services.is_empty()
            || args.services.iter().any(|name| {
                path.starts_with(&format!("src/{name}/")) || path == sdk_codegen::surface_path(name)
            })
    };
    for Generated { package, files, .. } in &generated {
        let directory = workspace.path(&package.directory);
        is_ours(&directory)?;
        let changes = Changes::find(&directory, files, in_scope)?;
        written += changes.written();
        deleted += changes.orphans.len();
        unchanged += changes.unchanged;
        if args.check {
            print!("{}", Report { directory: &package.directory, changes: &changes });
            if !changes.is_empty() {
                outdated.push(package.directory.as_str());
            }
        } else {
            for stale in &changes.stale {
                news.push_str(&api_changes(&directory, &stale.path, files)?);
            }
            changes.apply(&directory, files)?;
        }
    }
    for document in workspace.documents.iter().filter(|_| args.services.is_empty()) {
        let (folder, name) = document.rsplit_once('/').unwrap_or(("", document));
        let files = Files::from([(name.to_owned(), renewed(workspace, document, &generated)?)]);
        let directory = workspace.path(folder);
        let changes = Changes::find(&directory, &files, |path| path == name)?;
        written += changes.written();
        unchanged += changes.unchanged;
        if args.check {
            print!("{}", Report { directory: folder, changes: &changes });
            if !changes.is_empty() {
                outdated.push(document);
            }
        } else {
            changes.apply(&directory, &files)?;
        }
    }
    if !outdated.is_empty() {
        println!(
            "codegen: {} of {} not what the models say; `cargo xtask codegen` mends {}",
            count(written + deleted, "file"),
            outdated.join(" and "),
            if written + deleted == 1 { "it" } else { "them" },
        );
        return Ok(ExitCode::FAILURE);
    }
    let accounts: Vec<(&str, &Account)> = generated
        .iter()
        .flat_map(|generated| generated.accounts.iter().map(|(module, account)| (module.as_str(), account)))
        .collect();
    let kept = kept(&accounts);
    if args.check {
        println!("codegen: {kept}; {} up to date", count(unchanged, "file"));
    } else {
        if accounts.len() > 1 {
            print!("{}", table(&accounts));
        }
        print!("{news}");
        println!(
            "codegen: {kept}; {} written, {deleted} deleted, {unchanged} unchanged",
            count(written, "file")
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// What the file `path` of a package, if it is a list of an API, is about to say anew.
fn api_changes(directory: &Path, path: &str, files: &Files) -> Result<String> {
    let Some(module) = path.strip_prefix("api/").and_then(|file| file.strip_suffix(".txt")) else {
        return Ok(String::new());
    };
    let old = fs::read_to_string(directory.join(path)).with_context(|| path.to_owned())?;
    let new = files.get(path).map_or("", String::as_str);
    // What is there may be from another version of the generator, or have been edited: it is about to be replaced.
    let (Ok(old), Ok(new)) = (old.parse::<Surface>(), new.parse::<Surface>()) else {
        return Ok(format!("{module}: what the API was cannot be read from {path}\n"));
    };
    let diff = Diff::between(&old, &new);
    if diff.changes.is_empty() {
        Ok(String::new())
    } else {
        Ok(format!("{}{module}: {}", text(&diff), Summary(&diff)))
    }
}

/// A document with its excerpts as they are in the models, and in what was generated of them.
fn renewed(workspace: &Workspace, document: &str, generated: &[Generated<'_>]) -> Result<String> {
    excerpts::renew(&read(workspace, document)?, |path| {
        let of = |Generated { package, files, .. }: &Generated<'_>| {
            files.get(path.strip_prefix(&package.directory)?.strip_prefix('/')?).cloned()
        };
        generated.iter().find_map(of).map_or_else(|| read(workspace, path), Ok)
    })
    .with_context(|| document.to_owned())
}

/// What all services have, and what was left out.
fn kept(accounts: &[(&str, &Account)]) -> String {
    let mut total = Account::default();
    accounts.iter().for_each(|(_, account)| total.add(account));
    format!(
        "{} with {} and {} ({} operations and {} shapes left out)",
        count(accounts.len(), "service"),
        count(total.operations, "operation"),
        count(total.types, "type"),
        total.operations_left_out,
        total.shapes_left_out,
    )
}

/// A line for each service.
fn table(accounts: &[(&str, &Account)]) -> String {
    let width = accounts.iter().map(|(module, _)| module.len()).max().unwrap_or_default();
    let line = |(module, account): &(&str, &Account)| {
        let Account { operations, types, operations_left_out, shapes_left_out, .. } = account;
        format!(
            "{module:width$}  {operations:>4} operations {types:>5} types; left out {operations_left_out:>4} \
             operations {shapes_left_out:>5} shapes\n"
        )
    };
    accounts.iter().map(line).collect()
}

/// `1 file`, `2 files`.
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Refuses a service that no manifest names.
fn check_names(wanted: &[String], generated: &[Generated<'_>]) -> Result<()> {
    let known: BTreeSet<&str> = generated
        .iter()
        .flat_map(|generated| generated.files.keys())
        .filter_map(|path| path.strip_prefix("src/")?.strip_suffix("/mod.rs"))
        .filter(|module| !module.contains('/'))
        .collect();
    if let Some(name) = wanted.iter().find(|name| !known.contains(name.as_str())) {
        let hint = nearest(name, known.iter().copied()).map(|near| format!("; did you mean {near:?}?"));
        bail!(
            "no services.toml has a service {name:?}{} There are: {}",
            hint.unwrap_or_else(|| ".".to_owned()),
            known.iter().copied().collect::<Vec<_>>().join(", "),
        );
    }
    Ok(())
}

fn generate<'a>(workspace: &Workspace, package: &'a Package) -> Result<Generated<'a>> {
    let name = format!("{}/services.toml", package.models);
    let text = read(workspace, &name)?;
    let source = Source::new(&name, &text);
    let manifest = Manifest::parse(source)?;
    let store = Store::Folder(workspace.path(&package.models));
    let modules: Result<Vec<(&str, Module)>> = manifest
        .services
        .par_iter()
        .map(|entry| {
            let path = entry.model.get_ref();
            let name = format!("{}/{path}", package.models);
            Ok((entry.module.as_str(), module(&ModelFiles::new(&store, path), &name, source, entry)?))
        })
        .collect();
    let modules: BTreeMap<&str, Module> = modules?.into_iter().collect();
    let accounts = modules.iter().map(|(name, module)| ((*name).to_owned(), module.account)).collect();
    let files = sdk_codegen::package(&package.name, modules)?;
    Ok(Generated { package, files, accounts })
}

/// Generates a service that a manifest names, of these files. `name` is the path of the model.
///
/// # Errors
/// When there is no model, or it makes no sense, or the manifest selects what it does not have.
pub(crate) fn module(
    files: &ModelFiles<'_>,
    name: &str,
    manifest: Source<'_>,
    entry: &ManifestEntry,
) -> Result<Module> {
    let Some(text) = files.model()? else {
        let missing = Diagnostic::at_span(entry.model.span(), format!("there is no file `{name}`"))
            .expected("expected the path of a model, relative to this file")
            .help("`cargo xtask models add` brings models here");
        return Err(diagnostic::Error::new(manifest, [missing]).into());
    };
    let model = Service::parse(Source::new(name, &text))?;
    let names = model.operations.keys().map(String::as_str);
    let operations = entry.select(names).map_err(|problems| diagnostic::Error::new(manifest, problems))?;
    let operations: BTreeSet<String> = operations.into_iter().map(str::to_owned).collect();
    let companions = Companions::read(files.folder(), |name| files.companion(name))?;
    let input = Input {
        model: &model,
        module: &entry.module,
        source: name,
        operations: &operations,
        companions: &companions.parsed,
    };
    let module = sdk_codegen::module(&input).with_context(|| name.to_owned())?;
    warn(&companions.warnings(&module.left_out));
    Ok(module)
}

fn read(workspace: &Workspace, path: &str) -> Result<String> {
    fs::read_to_string(workspace.path(path)).with_context(|| format!("cannot read {path}"))
}
