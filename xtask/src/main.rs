//! The commands of this repository: `cargo xtask --help`.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use sdk_driver::{Options, Workspace, conformance, corpus};

/// The commands of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(flatten)]
    Generator(sdk_driver::Command),
    /// Run the cases of public protocol suites against clients generated from their models
    ///
    /// The suites become a crate under `target/conformance`, which is compiled and run. Prints a table, the cases that
    /// failed, and last how many passed, failed and were skipped. Exits with 1 if one failed.
    Conformance(conformance::Args),
    /// Generate every model that AWS publishes, and account for all that is in them
    ///
    /// The models are those of a botocore wheel, the crates go to `target/corpus`. Prints what became of all operations,
    /// shapes and members, and with `--check` what compiling the largest crates took. Exits with 1 if a model cannot be
    /// generated, something in it is not accounted for, or a crate does not compile without a warning.
    Corpus(corpus::Args),
}

fn main() -> ExitCode {
    if let Some(code) = corpus::measured_rustc() {
        return code;
    }
    let Cli { options, command } = Cli::parse();
    // The crate that users depend on, and the one that tests do.
    let workspace = Workspace::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .with_package("sdk", "models", "generated")
        .with_package("sdk-fixtures", "tests/models", "tests/generated")
        .with_document("docs/generated-code.md")
        .at(options.root);
    sdk_driver::finish(match command {
        Command::Generator(command) => command.run(&workspace),
        Command::Conformance(args) => conformance::run(&workspace, &args),
        Command::Corpus(args) => corpus::run(&workspace, &args),
    })
}
