//! Runs scenarios against a moto server, by generated clients and by boto3, and compares what the two see.
//!
//! `cargo xtask moto` generates a crate per service, and a program that lists their operations and runs [`run`]. A scenario
//! is a list of calls in JSON, in `scenarios/`: each is made by the generated client, those that only look by boto3 as well, of
//! the same server in the same state; then boto3 makes all of them on a server of its own. Whatever differs is a failure.

mod call;
mod compare;
mod python;
mod report;
mod run;
mod scenario;
mod transport;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

pub use self::call::{Case, Service};

/// Runs the scenarios of `services`, and prints what came of them. The arguments of the program are: the directory with
/// the scripts for Python, that with the scenarios, one `SERVICE.json` each, and the interpreter.
pub fn run(services: Vec<Service>) -> ExitCode {
    end_with_input();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match &arguments[..] {
        [scripts, scenarios, python] => run::all(services, Path::new(scripts), Path::new(scenarios), python),
        _ => Err(anyhow::anyhow!("expected: SCRIPTS SCENARIOS PYTHON")),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Ends the program when its standard input does: `cargo xtask moto` holds the other end, so that whatever ends the command
/// ends this, and with it the servers, which do the same.
fn end_with_input() {
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(1);
    });
}
