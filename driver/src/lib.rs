//! The commands that make a client crate of service models, for any workspace. All reading and writing of files, running
//! of programs and talking to people is here; what is generated is decided in [`sdk_codegen`], which does none of it.
//!
//! A workspace that wants its own `cargo xtask codegen` needs no more than this:
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
//!     sdk_driver::main(&sdk_driver::Workspace::new(root).with_package("sdk", "models", "generated"))
//! }
//! ```

pub mod codegen;
mod companions;
pub mod conformance;
pub mod corpus;
pub mod diff;
mod excerpts;
pub mod measure;
pub mod models;
pub mod moto;
pub mod partitions;
mod progress;
mod scratch;
mod source;
mod tree;
mod wheel;
mod workspace;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use sdk_codegen::diagnostic;

pub use self::workspace::{Package, Workspace};

/// What a command returns: its exit code, or the reason why it could not do its work.
pub type Outcome = Result<ExitCode>;

/// The commands for any workspace.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Generate the client crates from the models that `models/services.toml` names
    ///
    /// Everything is computed before anything is written, and only what has changed is written. A failure leaves the
    /// crates as they were.
    Codegen(codegen::Args),
    /// Say what a new model changes for users of the generated crate, and what version follows
    ///
    /// Compares the Rust API that is generated of two models, with the paginators and waiters that lie beside them. Every
    /// change is called breaking, one of behaviour, or compatible, and why. Exits with 0 if nothing breaks, with 1 if
    /// something does, and with 2 if the two cannot be compared.
    Diff(diff::Args),
    /// Bring models into `models/`
    #[command(subcommand)]
    Models(models::Command),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// When an input cannot be read or makes no sense, or a file cannot be written.
    pub fn run(&self, workspace: &Workspace) -> Outcome {
        match self {
            Self::Codegen(args) => codegen::run(workspace, args),
            Self::Diff(args) => diff::run(args),
            Self::Models(command) => command.run(workspace),
        }
    }
}

/// The options that stand before or after any command.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Work on another repository of this layout
    #[arg(long, global = true, value_name = "DIR", hide_short_help = true)]
    pub root: Option<PathBuf>,
}

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

/// The whole of a program: reads its arguments, does what they say to `workspace`, and reports what went wrong.
pub fn main(workspace: &Workspace) -> ExitCode {
    let cli = Cli::parse();
    finish(cli.command.run(&workspace.at(cli.options.root)))
}

/// How diagnostics are shown.
fn style() -> diagnostic::Style {
    if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        diagnostic::Style::Coloured
    } else {
        diagnostic::Style::Plain
    }
}

/// Shows what is left out, and why.
#[expect(clippy::print_stderr, reason = "this is where a command talks to its user")]
fn warn(warnings: &[diagnostic::Error]) {
    for warning in warnings {
        eprintln!("{}\n", warning.render(style()).trim_end());
    }
}

/// Makes an exit code of an outcome, and reports an error.
pub fn finish(outcome: Outcome) -> ExitCode {
    outcome.unwrap_or_else(|error| {
        report(&error);
        ExitCode::FAILURE
    })
}

/// Prints an error with what it was about: what is wrong in a file as an excerpt of it, anything else in one line.
#[expect(clippy::print_stderr, reason = "this is where a command talks to its user")]
fn report(error: &anyhow::Error) {
    match error.downcast_ref::<diagnostic::Error>() {
        Some(problems) => eprintln!("{}", problems.render(style()).trim_end()),
        None => eprintln!("error: {error:#}"),
    }
}
