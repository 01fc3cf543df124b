//! `cargo xtask models add`: brings a model and its companions into the repository, and names it in the manifest.

mod manifest;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use sdk_codegen::diagnostic::{self, Diagnostic};
use sdk_codegen::model::{OperationPattern, Service, select};
use sdk_codegen::{Files, Input};
use sha2::{Digest, Sha256};

use crate::Outcome;
use crate::source::{self, Source};
use crate::tree::Changes;
use crate::workspace::{Package, Workspace};

/// The arguments of `cargo xtask models`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Command {
    /// Bring a model into `models/` and its manifest
    ///
    /// The model comes with its paginators, waiters and endpoint rules, and a note of where it is from. If the manifest
    /// has the service, it is brought up to date. Nothing is written unless all of it can be generated.
    Add(Add),
}

#[derive(Clone, Debug, clap::Args)]
struct Add {
    /// The service as botocore calls it, and its version unless it is the latest
    #[arg(value_name = "SERVICE[@VERSION]")]
    service: String,
    /// A botocore wheel, an installed botocore, a folder with SERVICE/VERSION/service-2.json, or a file, gzipped or not
    #[arg(long, value_name = "PATH")]
    from: Option<PathBuf>,
    /// Only these operations, by name or with `*` and `?`
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    operations: Vec<String>,
    /// The Rust module of the client [default: the service's id in lower case]
    #[arg(long, value_name = "NAME")]
    module: Option<String>,
}

/// What may lie beside a model.
const COMPANIONS: [&str; 3] = ["paginators-1", "waiters-2", "endpoint-rule-set-1"];

/// The name of a model's file.
const MODEL: &str = "service-2";

/// Does what the arguments say.
///
/// # Errors
/// When there is no such model, it makes no sense, or a file cannot be written. Nothing is written then.
pub fn run(workspace: &Workspace, args: &Args) -> Outcome {
    let Command::Add(args) = &args.command;
    add(workspace, args)
}

/// A model as it was found.
struct Found {
    /// Where it was, by names that mean something on other machines.
    origin: String,
    service: String,
    version: String,
    /// The text of each file by its name, without `.json`; what extends it merged.
    files: Vec<(&'static str, String)>,
}

#[expect(clippy::print_stdout, reason = "what the command is for")]
fn add(workspace: &Workspace, args: &Add) -> Outcome {
    let package = workspace.packages.first().context("the workspace has no package to add a model to")?;
    let found = find(args)?;
    let Found { service, version, .. } = &found;
    let path = format!("{service}/{version}/{MODEL}.json");
    let text = found.files.first().map(|(_, text)| text.as_str()).unwrap_or_default();
    let model = Service::parse(diagnostic::Source::new(&path, text))?;
    let selected = selected(&model, &args.operations)?;
    let module = args.module.clone().unwrap_or_else(|| module_name(&model.metadata.service_id));
    let manifest_path = format!("{}/services.toml", package.models);
    let manifest = match fs::read_to_string(workspace.path(&manifest_path)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        read => read.with_context(|| format!("cannot read {manifest_path}"))?,
    };
    let edit = manifest::with_service(&manifest_path, &manifest, &module, &path, &args.operations)?;
    // What the manifest asks for can be generated, or nothing is written.
    let input = Input { model: &model, module: &module, source: &path, operations: &selected };
    let account = sdk_codegen::module(&input).with_context(|| path.clone())?.account;

    let directory = format!("{service}/{version}");
    write(workspace, package, &found, &directory, edit.text)?;
    println!(
        "{}: {} operations and {} types of {service} {version} ({} operations left out), in {}/{directory}",
        module, account.operations, account.types, account.operations_left_out, package.models
    );
    if let Some(old) = edit.replaced.filter(|old| *old != path) {
        println!("{manifest_path} named {old} before, which is left where it is");
    }
    println!("next: cargo xtask codegen");
    Ok(ExitCode::SUCCESS)
}

/// The operations that the patterns name.
fn selected(model: &Service, patterns: &[String]) -> Result<BTreeSet<String>> {
    let patterns: Vec<_> =
        patterns.iter().map(|pattern| OperationPattern { pattern: pattern.clone(), span: 0..0 }).collect();
    let names = model.operations.keys().map(String::as_str);
    let selected = select(&patterns, names).map_err(|problems| {
        let messages: Vec<String> = problems.iter().map(Diagnostic::sentence).collect();
        anyhow::anyhow!("{}", messages.join("; "))
    })?;
    Ok(selected.into_iter().map(str::to_owned).collect())
}

fn find(args: &Add) -> Result<Found> {
    let (service, version) = match args.service.split_once('@') {
        Some((service, version)) => (service, Some(version)),
        None => (args.service.as_str(), None),
    };
    let is_name = |name: &str| {
        !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
            && !name.starts_with('.')
    };
    if !is_name(service) || !version.is_none_or(is_name) {
        bail!(
            "{:?} names no service: expected letters, digits and hyphens, such as sqs@2012-11-05",
            args.service
        );
    }
    let Some(from) = &args.from else {
        bail!(
            "where is the model of {service}? Give a botocore wheel with --from FILE; \
             `pip download --no-deps botocore` gets one"
        );
    };
    if from.is_file() && from.extension().is_none_or(|extension| extension != "whl") {
        return of_file(from, service, version);
    }
    let source = Source::open(from)?;
    let (service, version) = source.find(service, version)?;
    let mut files = vec![(MODEL, source.model(service, version)?)];
    for companion in COMPANIONS {
        files.extend(source.merged(service, version, companion)?.map(|text| (companion, text)));
    }
    let (service, version) = (service.to_owned(), version.to_owned());
    Ok(Found { origin: source.origin().to_owned(), service, version, files })
}

/// The model in a file of its own, without companions.
fn of_file(path: &Path, service: &str, version: Option<&str>) -> Result<Found> {
    let shown = path.display();
    let bytes = fs::read(path).with_context(|| format!("cannot read {shown}"))?;
    let is_gzipped = bytes.starts_with(&[0x1f, 0x8b]);
    let text = source::text(bytes, is_gzipped).with_context(|| shown.to_string())?;
    let name = shown.to_string();
    let found = Service::parse(diagnostic::Source::new(&name, &text))?.metadata.api_version;
    if let Some(version) = version.filter(|version| *version != found) {
        bail!("{shown} is a model of the version {found}, not {version}");
    }
    let origin = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Found { origin, service: service.to_owned(), version: found, files: vec![(MODEL, text)] })
}

/// Writes the files of the model and the manifest, all of them or none.
fn write(
    workspace: &Workspace,
    package: &Package,
    found: &Found,
    directory: &str,
    manifest: String,
) -> Result<()> {
    let mut note = format!(
        "# Where the files in this directory are from, and the SHA-256 of each. Written by `cargo xtask models add`.\n\
         from = {:?}\nservice = {:?}\nversion = {:?}\n\n[sha256]\n",
        found.origin, found.service, found.version
    );
    let mut files = Files::new();
    for (name, text) in &found.files {
        let digest: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        note.push_str(&format!("\"{name}.json\" = \"{digest}\"\n"));
        files.insert(format!("{directory}/{name}.json"), text.clone());
    }
    files.insert(format!("{directory}/SOURCE"), note);
    files.insert("services.toml".to_owned(), manifest);
    let models = workspace.path(&package.models);
    let in_scope = |path: &str| files.contains_key(path);
    Changes::find(&models, &files, in_scope)?.apply(&models, &files)
}

/// The service's id in lower case, without what a module cannot have in its name: `SSO OIDC` is `ssooidc`.
fn module_name(id: &str) -> String {
    id.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
