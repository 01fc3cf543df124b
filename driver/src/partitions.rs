//! `cargo xtask partitions`: the runtime's table of regions, written anew.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use sdk_codegen::diagnostic::Source as Text;
use sdk_codegen::model::endpoint::Partitions;

use crate::source::Source;
use crate::workspace::Workspace;
use crate::{Outcome, wheel};

/// The arguments of `cargo xtask partitions`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// A botocore wheel or a folder like the one in it [default: the pinned version, fetched with pip]
    #[arg(long, value_name = "FILE")]
    wheel: Option<PathBuf>,
}

/// What is written.
const TABLE: &str = "runtime/src/endpoint/partition/table.rs";

/// The file that it is made from.
const PARTITIONS: &str = "partitions.json";

/// Writes the table.
///
/// # Errors
/// When there is no `partitions.json`, it makes no sense, or the table cannot be written.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub fn run(workspace: &Workspace, args: &Args) -> Outcome {
    let wheel = wheel::given_or_pinned(workspace, args.wheel.as_deref())?;
    let partitions = read(&Source::open(&wheel)?)?;
    let path = workspace.path(TABLE);
    fs::write(&path, sdk_codegen::partitions(&partitions)?)
        .with_context(|| format!("cannot write {}", path.display()))?;
    let regions: usize = partitions.partitions.iter().map(|partition| partition.regions.len()).sum();
    println!("{TABLE}: {} partitions, {regions} regions", partitions.partitions.len());
    Ok(ExitCode::SUCCESS)
}

fn read(source: &Source) -> Result<Partitions> {
    let text = source.store().text(PARTITIONS)?;
    let text = text.with_context(|| format!("{} has no {PARTITIONS}", source.origin()))?;
    Ok(Partitions::parse(Text::new(PARTITIONS, &text))?)
}
