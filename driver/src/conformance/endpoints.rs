//! `cargo xtask conformance --endpoints`: the cases of endpoint rules, against what they are compiled to.

mod scratch;
mod suite;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use self::suite::Suite;
use super::execute;
use crate::Outcome;
use crate::source::Source;
use crate::wheel;
use crate::workspace::Workspace;

/// Generates, builds and runs the cases below `directory`.
///
/// # Errors
/// When the suites or the wheel cannot be read, or what the rules become does not build.
pub fn run(
    workspace: &Workspace,
    directory: &Path,
    given_wheel: Option<&Path>,
    scratch: Option<&PathBuf>,
    filter: Option<&str>,
) -> Outcome {
    let mut suites = suite::find(directory)?;
    suites.retain(|suite| filter.is_none_or(|filter| suite.file.contains(filter)));
    if suites.is_empty() {
        bail!(
            "there are no cases below {}: expected test-cases/NAME.json beside valid-rules/NAME.json, or \
             SERVICE/endpoint-tests-1.json",
            directory.display()
        );
    }
    let source = match suites.iter().any(Suite::needs_models) {
        true => Some(Source::open(&wheel::given_or_pinned(workspace, given_wheel)?)?),
        false => None,
    };
    let scratch = scratch.cloned().unwrap_or_else(|| workspace.path("target/conformance-endpoints"));
    let problems = scratch::write(workspace, &scratch, source.as_ref(), &suites)?;
    let reports = execute(&scratch, directory)?;
    conclude(&suites, &reports, &problems)
}

/// Prints what failed, and how many did.
#[expect(clippy::print_stdout, reason = "what the command is for")]
fn conclude(
    suites: &[Suite],
    reports: &BTreeMap<String, Option<String>>,
    problems: &BTreeMap<String, String>,
) -> Outcome {
    let (mut passed, mut failures) = (0_usize, Vec::new());
    for suite in suites {
        for (index, title) in suite.cases.iter().enumerate() {
            let name = format!("{} {index}", suite.file);
            let problem = match (problems.get(&suite.file), reports.get(&name)) {
                (Some(problem), _) => Some(problem.clone()),
                (None, Some(problem)) => problem.clone(),
                (None, None) => Some("the run ended before this case".to_owned()),
            };
            match problem {
                None => passed += 1,
                Some(problem) => failures.push(format!("{name} {title}\n    {problem}")),
            }
        }
    }
    for failure in &failures {
        println!("{failure}\n");
    }
    println!("{} suites", suites.len());
    println!("{passed} passed, {} failed, 0 skipped", failures.len());
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The text of a file.
fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
