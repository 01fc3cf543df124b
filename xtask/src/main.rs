//! The commands of this repository: `cargo xtask --help`. All reading and writing of files is done here.

mod codegen;
mod conformance;
mod tree;
mod workspace;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use sdk_codegen::diagnostic;

use crate::workspace::Workspace;

/// The commands of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", arg_required_else_help = true)]
struct Cli {
    /// Work on another repository of this layout
    #[arg(long, global = true, value_name = "DIR", hide_short_help = true)]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate the crate under `generated/` from the models that `models/services.toml` names
    ///
    /// Everything is computed before anything is written, and only what has changed is written. A failure leaves the
    /// crate as it was.
    Codegen(codegen::Args),
    /// Run the cases of public protocol suites against clients generated from their models
    ///
    /// The suites become a crate under `target/conformance`, which is compiled and run. Prints a table, the cases that
    /// failed, and last how many passed, failed and were skipped. Exits with 1 if one failed.
    Conformance(conformance::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let workspace = Workspace::new(cli.root);
    let result = match cli.command {
        Command::Codegen(args) => codegen::run(&workspace, &args),
        Command::Conformance(args) => conformance::run(&workspace, &args),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

/// Prints an error with what it was about: what is wrong in a file as an excerpt of it, anything else in one line.
#[expect(clippy::print_stderr, reason = "this is where a command talks to its user")]
fn report(error: &anyhow::Error) {
    let style = if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        diagnostic::Style::Coloured
    } else {
        diagnostic::Style::Plain
    };
    match error.downcast_ref::<diagnostic::Error>() {
        Some(problems) => eprintln!("{}", problems.render(style).trim_end()),
        None => eprintln!("error: {error:#}"),
    }
}

/// What a command returns: its exit code, or the reason why it could not do its work.
type Outcome = Result<ExitCode>;
