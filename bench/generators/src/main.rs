//! Generators of clients, measured: from the text of a model to the text of a client, in CPU time and memory.
//!
//! rusoto's leaves the formatting to rustfmt, and takes the documentation as it is; ours is formatted, with the
//! documentation in Markdown. Neither reads what lies beside the model: endpoint rules, paginators, waiters.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow};
use bench_harness::{Bench, Figures, Task};
use rusoto_codegen::{botocore, generator};
use sdk_codegen::diagnostic::Source;
use sdk_codegen::model::{Companions, Service};
use sdk_codegen::{Files, Input};

fn main() -> ExitCode {
    bench_harness::main(TASKS, None)
}

/// A task of each generator for a model.
macro_rules! tasks {
    ($($ours:literal $theirs:literal $model:literal;)*) => {
        /// By name.
        const TASKS: &[(&str, Task)] = &[
            $(
                ($ours, |bench| measured(bench, include_str!(concat!("../../../target/bench/models/", $model, ".json")), ours)),
                ($theirs, |bench| measured(bench, include_str!(concat!("../../../target/bench/models/", $model, ".json")), theirs)),
            )*
        ];
    };
}

tasks! {
    "sqs" "rusoto-sqs" "sqs";
    "dynamodb" "rusoto-dynamodb" "dynamodb";
    "lambda" "rusoto-lambda" "lambda";
    "ec2" "rusoto-ec2" "ec2";
}

/// The CPU time of a generator, for each megabyte of the model; and the most memory that the process had, which holds
/// one client at a time.
fn measured<O>(bench: &Bench, model: &'static str, generate: fn(&str) -> Result<O>) -> Result<Figures> {
    let mut figures = bench.repeat(|| generate(model))?;
    let cpu = figures.get("cpu_ns").copied().context("no time was measured")?;
    figures.insert("cpu_ns_per_megabyte", cpu * 1e6 / model.len() as f64);
    figures.insert("peak_bytes", peak()?);
    Ok(figures)
}

/// The most memory that this process had, in bytes. What `getrusage` tells would be no less than what the process had that
/// started this one.
fn peak() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status").context("cannot read /proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("there is no VmHWM")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().context("VmHWM is not in kB")?;
    Ok(kilobytes * 1024.0)
}

/// The files of a client.
fn ours(model: &str) -> Result<Files> {
    let service = Service::parse(Source::new("service-2.json", model))?;
    let operations: BTreeSet<String> = service.operations.keys().cloned().collect();
    let input = Input {
        model: &service,
        module: "client",
        source: "service-2.json",
        operations: &operations,
        companions: &Companions::default(),
    };
    let module = sdk_codegen::module(&input)?;
    sdk_codegen::package("client", [("client", module)].into())
}

/// Nothing: rusoto's generator writes to a file, which is one that keeps nothing.
fn theirs(model: &str) -> Result<()> {
    let service: botocore::Service =
        serde_json_of_rusoto::from_str(model).map_err(|error| anyhow!("{error}"))?;
    generator::generate_source(&service, Path::new("/dev/null"))?;
    Ok(())
}
