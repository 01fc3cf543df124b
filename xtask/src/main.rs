//! The commands of this repository: `cargo xtask --help`.

mod bench;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use sdk_driver::{Options, Workspace, conformance, corpus, measure, moto, partitions};

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
    /// Measure ours and the peers in turns: builds, sizes, encoding and decoding, calls
    ///
    /// Builds the programs of `bench/` with optimisations, AWS's SDK among them, runs them one after the other, and prints
    /// a line for each row. Writes `docs/benchmarks.md` and its chart of all rows that were ever measured here.
    Bench(bench::Args),
    /// Call servers that do everything wrong, over real sockets, and measure what calls cost
    ///
    /// Builds the package `sdk-faults` with optimisations and runs it. Prints a line for each fault with what happened, and
    /// last how many passed and failed. Exits with 1 if one failed.
    Faults {
        /// Only the faults whose names contain this
        filter: Option<String>,
    },
    /// Call a moto server by generated clients and by boto3, and compare what the two see
    ///
    /// Installs moto and boto3 to `target/moto`, generates the clients there, of the models of a botocore wheel, and runs
    /// the scenarios of `moto/scenarios`. Prints a table by service, the calls that failed, and last how many passed,
    /// failed and were skipped. Exits with 1 if one failed, or if the server cannot be started.
    Moto(moto::Args),
    /// Write the runtime's table of regions and their partitions anew
    Partitions(partitions::Args),
}

/// The repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn main() -> ExitCode {
    if let Some(code) = measure::measured_rustc() {
        return code;
    }
    let Cli { options, command } = Cli::parse();
    // The crate that users depend on, and the one that tests do.
    let workspace = Workspace::new(ROOT)
        .with_package("sdk", "models", "generated")
        .with_package("sdk-fixtures", "tests/models", "tests/generated")
        .with_document("docs/generated-code.md")
        .at(options.root);
    sdk_driver::finish(match command {
        Command::Generator(command) => command.run(&workspace),
        Command::Conformance(args) => conformance::run(&workspace, &args),
        Command::Corpus(args) => corpus::run(&workspace, &args),
        Command::Moto(args) => moto::run(&workspace, &args),
        Command::Bench(args) => bench::run(Path::new(ROOT), &args),
        Command::Faults { filter } => faults(filter),
        Command::Partitions(args) => partitions::run(&workspace, &args),
    })
}

/// Has cargo build the faults and run them: they need the clients, which the tools do not.
fn faults(filter: Option<String>) -> anyhow::Result<ExitCode> {
    let mut command = std::process::Command::new(env!("CARGO"));
    let status = command
        .args(["run", "--release", "--quiet", "--package", "sdk-faults", "--"])
        .args(filter)
        .current_dir(ROOT)
        .status()
        .context("cannot run cargo")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
