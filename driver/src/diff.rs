//! `cargo xtask diff`: what a new model changes for the users of the generated crate.

mod report;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use sdk_codegen::Input;
use sdk_codegen::diagnostic::Source;
use sdk_codegen::model::{OperationPattern, Service};
use sdk_codegen::surface::{Diff, Effect, Surface};

pub(crate) use self::report::{Summary, text};
use crate::Outcome;
use crate::companions::Companions;
use crate::source::{ModelFiles, Store};

/// The arguments of `cargo xtask diff`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The older model, gzipped or not, or the list of its API out of a generated crate, `api/SERVICE.txt`
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The newer one
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// How to say it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Compare these operations only, and what they need; `*` and `?` are wildcards
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    operations: Vec<String>,
}

/// What a report is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line per change
    Text,
    /// A table, for a pull request
    Markdown,
    /// An object with all that is known, for programs
    Json,
}

/// Exits with 0 if nothing breaks, with 1 if something does, and with 2 if the two cannot be compared.
///
/// # Errors
/// None: what is wrong with a file is printed.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub fn run(args: &Args) -> Outcome {
    let read = |path: &Path| surface(path, &args.operations);
    let (old, new) = match read(&args.old).and_then(|old| Ok((old, read(&args.new)?))) {
        Ok(both) => both,
        Err(error) => {
            crate::report(&error);
            return Ok(ExitCode::from(2));
        }
    };
    let diff = Diff::between(&old, &new);
    match args.format {
        Format::Text => print!("{}{}", text(&diff), Summary(&diff)),
        Format::Markdown => print!("{}", report::markdown(&diff)),
        Format::Json => println!("{}", report::json(&diff)?),
    }
    Ok(ExitCode::from(u8::from(diff.effect() == Some(Effect::Breaking))))
}

/// The public API of what is generated of a model, or that a list says.
fn surface(path: &Path, operations: &[String]) -> Result<Surface> {
    let shown = path.display().to_string();
    let store = Store::Folder(path.parent().unwrap_or(Path::new("")).to_owned());
    let files = ModelFiles::new(&store, &path.file_name().unwrap_or_default().to_string_lossy());
    let text = files.model()?.with_context(|| format!("there is no file {shown}"))?;
    if text.starts_with("# @generated") {
        if !operations.is_empty() {
            bail!("{shown} is a list: operations can be chosen of models only");
        }
        return text.parse().with_context(|| shown);
    }
    let model = Service::parse(Source::new(&shown, &text))?;
    let pattern = |name: &String| OperationPattern { pattern: name.clone(), span: 0..0 };
    let patterns: Vec<OperationPattern> = operations.iter().map(pattern).collect();
    // One of the two may lack an operation: that is what is looked for.
    let is_wanted =
        |name: &&String| patterns.is_empty() || patterns.iter().any(|wanted| wanted.matches(name));
    let selected: BTreeSet<String> = model.operations.keys().filter(is_wanted).cloned().collect();
    let companions = Companions::read(files.folder(), |name| files.companion(name))?;
    let input = Input {
        model: &model,
        module: "service",
        source: &shown,
        operations: &selected,
        companions: &companions.parsed,
    };
    sdk_codegen::surface(&input).with_context(|| shown.clone())
}
