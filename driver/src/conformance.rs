//! `cargo xtask conformance`: the cases of public protocol suites, against clients generated from their models.

mod endpoints;
mod jmespath;
mod scratch;
mod suite;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

use self::suite::{Case, Direction};
use crate::Outcome;
use crate::workspace::Workspace;

/// The arguments of `cargo xtask conformance`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The folder with the suites: JSON files at any depth
    #[arg(long, value_name = "DIR", default_value = "../shared/suites/protocols")]
    suites: PathBuf,
    /// In place of those suites, the folder of AWS's test suite for Signature Version 4
    #[arg(long, value_name = "DIR", conflicts_with_all = ["suites", "endpoints", "exclusions", "scratch", "filter"])]
    sigv4: Option<PathBuf>,
    /// In place of those suites, the folder of a suite for JMESPath
    #[arg(long, value_name = "DIR", conflicts_with_all = ["suites", "sigv4", "endpoints", "exclusions", "scratch", "filter"])]
    jmespath: Option<PathBuf>,
    /// The cases of endpoint rules in this folder in place of those of protocols: `test-cases/NAME.json` beside
    /// `valid-rules/NAME.json`, and SERVICE/endpoint-tests-1.json
    #[arg(long, value_name = "DIR", conflicts_with_all = ["suites", "exclusions"])]
    endpoints: Option<PathBuf>,
    /// The botocore wheel with the models and rules of services, unless DIR has other rules for one, as
    /// SERVICE/VERSION/endpoint-rule-set-1.json [default: the pinned version, fetched with pip]
    #[arg(long, value_name = "FILE", requires = "endpoints")]
    wheel: Option<PathBuf>,
    /// The list of cases that are not expected to pass, a line each: the case, ` # `, and why
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    exclusions: Option<PathBuf>,
    /// Where to write and build the crate that the suites become
    #[arg(long, value_name = "DIR", hide_short_help = true)]
    scratch: Option<PathBuf>,
    /// Only cases whose name contains this, such as `input/query.json` or `rest-xml.json 14:0`
    filter: Option<String>,
}

/// How a case ended.
#[derive(Debug, serde::Deserialize)]
struct Report {
    case: String,
    problem: Option<String>,
}

/// The list unless the arguments name another.
const EXCLUSIONS: &str = "conformance/exclusions.txt";

/// Generates, builds and runs the cases.
///
/// # Errors
/// When the suites cannot be read, or what they become does not build.
pub fn run(workspace: &Workspace, args: &Args) -> Outcome {
    if let Some(suite) = &args.sigv4 {
        return signatures(workspace, suite);
    }
    if let Some(suite) = &args.jmespath {
        return jmespath::run(workspace, suite);
    }
    if let Some(directory) = &args.endpoints {
        let (wheel, filter) = (args.wheel.as_deref(), args.filter.as_deref());
        return endpoints::run(workspace, directory, wheel, args.scratch.as_ref(), filter);
    }
    let files = suite::read(&args.suites)?;
    let mut cases: Vec<&Case> = files.iter().flat_map(|file| &file.cases).collect();
    if let Some(filter) = &args.filter {
        cases.retain(|case| case.name().contains(filter.as_str()));
    }
    if cases.is_empty() {
        let suites = args.suites.display();
        match &args.filter {
            Some(filter) => bail!("no case below {suites} is named like {filter:?}"),
            None => bail!("there are no cases below {suites}: expected JSON files with arrays of suites"),
        }
    }
    let exclusions = exclusions(&args.exclusions.clone().unwrap_or_else(|| workspace.path(EXCLUSIONS)))?;
    let directory = args.scratch.clone().unwrap_or_else(|| workspace.path("target/conformance"));
    let problems = scratch::write(workspace, &directory, &files, &cases)?;
    let mut reports = execute(&directory, &args.suites)?;
    reports.extend(problems.into_iter().map(|(case, problem)| (case, Some(problem))));
    conclude(&cases, &reports, &exclusions)
}

/// Builds and runs the program that signs the requests of `suite`.
fn signatures(workspace: &Workspace, suite: &std::path::Path) -> Outcome {
    let suite = suite.canonicalize().with_context(|| suite.display().to_string())?;
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace.path("conformance"));
    command.args(["run", "--quiet", "--bin", "sigv4", "--"]).arg(suite);
    let status = command.status().context("cargo run")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds and runs the scratch crate; gives what is wrong with each case, by its name.
fn execute(
    directory: &std::path::Path,
    suites: &std::path::Path,
) -> Result<BTreeMap<String, Option<String>>> {
    let suites = suites.canonicalize().with_context(|| suites.display().to_string())?;
    let mut command = crate::scratch::cargo(directory);
    command.args(["run", "--quiet", "--package", "run", "--"]).arg(suites).env("RUST_BACKTRACE", "0");
    let output = command.stderr(Stdio::inherit()).output().context("cargo run")?;
    // Where the program has begun, the cases that it did not get to have failed.
    if !output.status.success() && output.stdout.is_empty() {
        bail!("the crate of the suites, {}, does not build or run: {}", directory.display(), output.status);
    }
    let mut reports = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let report: Report = serde_json::from_str(line).with_context(|| format!("a report: {line}"))?;
        reports.insert(report.case, report.problem);
    }
    Ok(reports)
}

fn exclusions(path: &std::path::Path) -> Result<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| match line.split_once(" # ") {
            Some((case, reason)) => Ok((case.trim().to_owned(), reason.to_owned())),
            None => bail!("{}: expected `case # reason`, found {line:?}", path.display()),
        })
        .collect()
}

/// Counts of a row of the table.
#[derive(Default)]
struct Row {
    passed: usize,
    failed: usize,
    skipped: usize,
}

#[expect(clippy::print_stdout, reason = "what the command is for")]
fn conclude(
    cases: &[&Case],
    reports: &BTreeMap<String, Option<String>>,
    exclusions: &BTreeMap<String, String>,
) -> Outcome {
    let mut rows: BTreeMap<(&str, Direction), Row> = BTreeMap::new();
    let (mut failures, mut skipped) = (Vec::new(), Vec::new());
    for case in cases {
        let name = case.name();
        let row = rows.entry((&case.protocol, case.direction)).or_default();
        let problem = match reports.get(&name) {
            Some(problem) => problem.clone(),
            None => Some("the run ended before this case".to_owned()),
        };
        match (problem, exclusions.get(&name)) {
            (None, None) => row.passed += 1,
            (Some(_), Some(reason)) => {
                row.skipped += 1;
                skipped.push(format!("skipped {name}: {reason}"));
            }
            (Some(problem), None) => {
                row.failed += 1;
                failures.push(format!("{name} {}\n    {problem}", case.title));
            }
            (None, Some(reason)) => {
                row.failed += 1;
                failures.push(format!("{name} {}\n    passes, but is excluded: {reason}", case.title));
            }
        }
    }
    let width =
        rows.keys().map(|(protocol, _)| protocol.len()).max().unwrap_or_default().max("protocol".len());
    println!("{:width$}  {:9}  passed  failed  skipped", "protocol", "direction");
    let mut total = Row::default();
    for ((protocol, direction), Row { passed, failed, skipped }) in &rows {
        println!("{protocol:width$}  {direction:9}  {passed:6}  {failed:6}  {skipped:7}");
        total.passed += passed;
        total.failed += failed;
        total.skipped += skipped;
    }
    for note in failures.iter().chain(&skipped) {
        println!("\n{note}");
    }
    println!("\n{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped);
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
