//! `cargo xtask models add`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use sdk_codegen::diagnostic::Source as Text;
use sdk_codegen::model::{Manifest, ManifestEntry};
use sdk_codegen::{Account, Files};

use super::{manifest, provenance};
use crate::source::{COMPANIONS, MODEL, ModelFiles, Source, extras_of};
use crate::tree::Changes;
use crate::workspace::{Package, Workspace};
use crate::{Outcome, codegen};

/// The arguments of `cargo xtask models add`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The service as AWS's folders call it, such as `sqs`, and a version unless it is the latest
    #[arg(value_name = "SERVICE[@VERSION]")]
    service: String,
    /// A botocore wheel, an installed botocore, a folder with models or one model, or the file of a model; files may be
    /// gzipped
    #[arg(long, value_name = "PATH")]
    from: Option<PathBuf>,
    /// The operations to generate, by name or with the wildcards `*` and `?` [default: all]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    operations: Vec<String>,
    /// The Rust module of the client [default: the service's identifier, such as `ssooidc`]
    #[arg(long, value_name = "NAME")]
    module: Option<String>,
    /// The crate to add the service to [default: the first of the workspace]
    #[arg(long, value_name = "NAME")]
    package: Option<String>,
}

/// The manifest of a package's models.
const MANIFEST: &str = "services.toml";

/// Copies the model and names it in the manifest.
///
/// # Errors
/// When there is no such model, it cannot be read, the manifest has another service of that name, or a file cannot be
/// written.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub fn run(workspace: &Workspace, args: &Args) -> Outcome {
    let Some(from) = &args.from else {
        bail!(
            "where is the model? Give --from PATH: a botocore wheel, an installed botocore, a folder or a file. \
             `pip download --no-deps botocore` fetches the wheel, which has the models of all services"
        );
    };
    let package = package(workspace, args.package.as_deref())?;
    let (service, version) = match args.service.split_once('@') {
        Some((service, version)) => (service, Some(version)),
        None => (args.service.as_str(), None),
    };
    let source = Source::open_for(from, service)?;
    let (service, version) = source.find(service, version)?;
    for segment in [service, version] {
        check_segment(segment)?;
    }
    let found = source.files(service, version)?;
    let id = service_id(&source.model(service, version)?)?;
    for companion in COMPANIONS {
        found.companion(companion)?;
    }
    let mut published: Files = found.published()?.into_iter().collect();
    let note = provenance::text(source.origin(), source.store(), found.folder(), version, &published);
    published.insert(provenance::SOURCE.to_owned(), note);
    let folder = format!("{service}/{version}");
    let names: Vec<String> = published.keys().cloned().collect();
    let mut files: Files =
        published.into_iter().map(|(name, text)| (format!("{folder}/{name}"), text)).collect();

    let directory = workspace.path(&package.models);
    let path = format!("{}/{MANIFEST}", package.models);
    let old = match std::fs::read_to_string(workspace.path(&path)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        text => text.with_context(|| format!("cannot read {path}"))?,
    };
    let entries = Manifest::parse(Text::new(&path, &old))?.services;
    let (module, replaced) = module(args.module.as_deref(), service, &id, &entries, &path)?;
    let new = manifest::with_service(&old, &module, &format!("{folder}/{MODEL}"), &args.operations)?;
    // What the manifest will ask for can be generated, or nothing is written.
    let account = generate(&found, Text::new(&path, &new), &module)?;
    files.insert(MANIFEST.to_owned(), new);

    // A companion that is published no more goes; whatever else lies there stays.
    let ours = |path: &str| {
        path.strip_prefix(&folder).is_some_and(|file| is_published(file.trim_start_matches('/')))
    };
    Changes::find(&directory, &files, |path| files.contains_key(path) || ours(path))?
        .apply(&directory, &files)?;
    let Account { operations, types, operations_left_out, .. } = account;
    println!(
        "{module}: {operations} operations and {types} types of {service} {version} ({operations_left_out} operations \
         left out), in {}/{folder}: {}",
        package.models,
        names.join(", "),
    );
    if let Some(old) = replaced.filter(|old| !old.starts_with(&format!("{folder}/"))) {
        println!("{path} named {old} before, which is left where it is");
    }
    println!("next: cargo xtask codegen");
    Ok(ExitCode::SUCCESS)
}

fn package<'a>(workspace: &'a Workspace, name: Option<&str>) -> Result<&'a Package> {
    let packages = &workspace.packages;
    let Some(name) = name else { return packages.first().context("this workspace generates no crate") };
    packages.iter().find(|package| package.name == name).with_context(|| {
        let known: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
        format!("this workspace generates no crate {name:?}: there is {}", known.join(", "))
    })
}

/// Refuses what would leave the directory of the models.
fn check_segment(segment: &str) -> Result<()> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if segment.is_empty() || segment.starts_with('.') || !segment.chars().all(is_plain) {
        bail!("{segment:?} cannot be the name of a folder: expected letters, digits, `-`, `_` and `.`");
    }
    Ok(())
}

/// Whether a file of this name may have been copied with a model.
fn is_published(file: &str) -> bool {
    let mut names = COMPANIONS.iter().map(|name| format!("{name}.json")).chain([MODEL.to_owned()]);
    names.any(|name| file == name || file == extras_of(&name))
}

/// The module of the service: as wanted, as it is, or after the service's identifier; and the model that it has so far.
fn module(
    wanted: Option<&str>,
    service: &str,
    id: &str,
    entries: &[ManifestEntry],
    path: &str,
) -> Result<(String, Option<String>)> {
    let is_same = |entry: &&ManifestEntry| {
        entry.model.get_ref().split_once('/').is_some_and(|(folder, _)| folder == service)
    };
    let module = match (wanted, entries.iter().find(is_same)) {
        (Some(wanted), _) => wanted.to_owned(),
        (None, Some(entry)) => entry.module.clone(),
        (None, None) => {
            id.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
        }
    };
    let there = entries.iter().find(|entry| entry.module == module);
    let model = there.map(|entry| entry.model.get_ref().clone());
    match there {
        Some(other) if !is_same(&other) => bail!(
            "{path} has a [{module}] with another model, {}: give this one a name with --module NAME",
            other.model.get_ref()
        ),
        _ => Ok((module, model)),
    }
}

/// `metadata.serviceId` of a model, which need not make sense otherwise.
fn service_id(model: &str) -> Result<String> {
    let model: serde_json::Value = serde_json::from_str(model).context("the model is not JSON")?;
    let id = model.pointer("/metadata/serviceId").and_then(serde_json::Value::as_str);
    Ok(id.unwrap_or_default().to_owned())
}

/// Generates what the manifest says of `module`, of these files.
fn generate(files: &ModelFiles<'_>, manifest: Text<'_>, module: &str) -> Result<Account> {
    let entries = Manifest::parse(manifest)?.services;
    let entry = entries.iter().find(|entry| entry.module == module);
    let entry = entry.with_context(|| format!("{} has no [{module}]", manifest.name))?;
    Ok(codegen::module(files, &files.path(), manifest, entry)?.account)
}
