//! `cargo xtask bench`: ours and the peers, measured in turns on this machine.

mod builds;
mod chart;
mod client;
mod measuring;
mod programs;
mod record;
mod report;
mod row;
mod rows;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use self::measuring::Measuring;
use self::record::{Record, Records, Stamp};
use self::row::Row;

/// The arguments of `cargo xtask bench`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Only the rows whose names contain one of these
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Hold the short rows to what was reached before, with a margin; write nothing, and build no SDK of others
    #[arg(long)]
    gate: bool,
    /// How often each side is measured
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// The botocore wheel, or a folder like the one in it [default: the pinned version, fetched with pip]
    #[arg(long, value_name = "FILE")]
    wheel: Option<PathBuf>,
    /// Show the rows and their goals
    #[arg(long, exclusive = true)]
    list: bool,
}

/// Measures, shows and writes.
///
/// # Errors
/// When no row is called so, or something cannot be built or run.
pub fn run(root: &Path, args: &Args) -> Result<ExitCode> {
    let is_wanted = |row: &&Row| {
        let is_named =
            args.names.is_empty() || args.names.iter().any(|name| row.name.contains(name.as_str()));
        is_named && (!args.gate || row.gate.is_some())
    };
    let rows: Vec<&Row> = rows::all().filter(is_wanted).collect();
    if rows.is_empty() {
        bail!("no row is called like that: `cargo xtask bench --list` shows all");
    }
    if args.list {
        report::list(&rows);
        return Ok(ExitCode::SUCCESS);
    }
    let mut measuring = Measuring::new(root, args.wheel.as_deref(), &rows, args.runs)?;
    let versions = record::versions(root)?;
    let stamp = Stamp::now(root)?;
    let mut records = Records::open(root.join("target/bench/records.json"))?;
    let mut failed = 0;
    report::head();
    for row in rows.iter().copied() {
        let (ours, theirs) = measuring.figures(row)?;
        let record = Record {
            ours,
            theirs,
            version: versions.get(row.peer.name).cloned().unwrap_or_default(),
            commit: stamp.commit.clone(),
            date: stamp.date.clone(),
        };
        report::line(row, &record);
        if args.gate {
            failed += usize::from(!report::passes(row, &record));
        } else {
            records.put(row.name, record)?;
        }
    }
    if args.gate {
        report::count(rows.len() - failed, failed);
        return Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    write(root, "docs/benchmarks.md", &report::markdown(&records.by_row, &report::machine()?))?;
    write(root, "docs/benchmarks.svg", &chart::svg(&records.by_row))?;
    Ok(ExitCode::SUCCESS)
}

fn write(root: &Path, path: &str, text: &str) -> Result<()> {
    replace(&root.join(path), text)
}

/// Writes a file as a whole or not at all, whatever ends this program meanwhile.
fn replace(path: &Path, text: &str) -> Result<()> {
    let new = path.with_extension("new");
    let written = std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, path));
    written.with_context(|| format!("cannot write {}", path.display()))
}
