//! A suite of JMESPath, against what the generator makes of its expressions.
//!
//! What a case is given becomes a model, in which it is the one member of an output, and a value of the types of this
//! model. The expression becomes a function, which is compiled and called with that value. JSON says less than a model:
//! objects are tried as structures first, and where the expression does not fit these, as maps.

mod infer;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use sdk_codegen::expressions::{self, Refusal};
use sdk_codegen::model::Companions;
use sdk_codegen::{Files, Input, Module};
use serde::Deserialize;
use serde_json::Value as Json;

use self::infer::{MEMBER, OPERATION, Objects};
use super::Report;
use crate::tree::Changes;
use crate::workspace::Workspace;
use crate::{Outcome, scratch};

#[derive(Deserialize)]
struct Suite {
    given: Json,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    expression: String,
    #[serde(default, deserialize_with = "present")]
    result: Option<Json>,
    error: Option<String>,
}

/// A result that is there and null is one.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

/// Why a case was not run, by what was said of it. What is not among these has failed.
const DOES_NOT_APPLY: &[(&str, &str)] = &[
    ("a function, slice, object or literal that no model uses", "cannot be made Rust of"),
    ("null in JMESPath, an error here: a member that there is not", "has no member"),
    ("null in JMESPath, an error here: a member of something that has none", "is asked of"),
    ("null in JMESPath, an error here: the items of something that is no list", "are asked for"),
    ("false in JMESPath, an error here: a comparison of different types", "is compared with"),
    ("null in JMESPath, an error here: an order of what are no numbers", "has no order"),
    ("two types in one place, of which Rust has none", "different types"),
    ("two types in one place, of which Rust has none", "expected one type on both sides"),
    ("a number of members, which a structure does not have", "the length of a `"),
    ("`&&` of values that are no conditions", "here `&&` gives"),
    ("a comparison of null with what is never null", "is compared with null"),
    ("false in JMESPath, an error here: something that cannot be in the list", "is looked for in"),
];

/// What is known of a case before anything runs.
enum Verdict {
    Passed,
    Failed(String),
    Skipped(&'static str),
    /// There is a line in the program for it.
    Runs,
}

/// Generates, builds and runs the cases in `directory`.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub fn run(workspace: &Workspace, directory: &Path) -> Outcome {
    let mut suites = Vec::new();
    for (file, found) in read(directory)? {
        suites.extend(found.into_iter().enumerate().map(|(index, suite)| (format!("{file} {index}"), suite)));
    }
    let generated: Result<Vec<_>> = suites
        .par_iter()
        .enumerate()
        .map(|(index, (name, suite))| generate(index, suite).with_context(|| name.clone()))
        .collect();
    let (mut modules, mut lines) = (BTreeMap::new(), String::new());
    let mut verdicts = Vec::new();
    for ((name, suite), generated) in suites.iter().zip(generated?) {
        for (index, case) in suite.cases.iter().enumerate() {
            let case_name = format!("{name}:{index}");
            let verdict = judge(case, index, &case_name, &generated, &mut lines);
            verdicts.push((case_name, case.expression.as_str(), verdict));
        }
        for Variant { name, module, given, .. } in generated {
            let given = format!("    let given_{name} = jmespath::given({given:?});\n");
            modules.insert(name, (module, given));
        }
    }
    let target = workspace.path("target/jmespath");
    let reports = execute(workspace, &target, modules, &lines)?;

    let (mut passed, mut failed) = (0, Vec::new());
    let mut skipped: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, expression, verdict) in verdicts {
        let problem = match verdict {
            Verdict::Passed => None,
            Verdict::Failed(problem) => Some(problem),
            Verdict::Skipped(reason) => {
                *skipped.entry(reason).or_default() += 1;
                continue;
            }
            Verdict::Runs => match reports.get(&name) {
                Some(problem) => problem.clone(),
                None => Some("the run ended before this case".to_owned()),
            },
        };
        match problem {
            None => passed += 1,
            Some(problem) => failed.push(format!("{name} {expression}\n    {problem}")),
        }
    }
    for failure in &failed {
        println!("{failure}\n");
    }
    for (reason, count) in &skipped {
        println!("skipped {count}: {reason}");
    }
    println!("\n{passed} passed, {} failed, {} skipped", failed.len(), skipped.values().sum::<usize>());
    Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The suites of each file, by its name.
fn read(directory: &Path) -> Result<BTreeMap<String, Vec<Suite>>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(directory).with_context(|| directory.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).with_context(|| name.clone())?;
            files.insert(name.clone(), serde_json::from_str(&text).with_context(|| name)?);
        }
    }
    if files.is_empty() {
        bail!("{} has no suites: expected JSON files", directory.display());
    }
    Ok(files)
}

/// What a suite becomes if objects are taken in one way.
struct Variant {
    /// The module.
    name: String,
    module: Module,
    /// The output, as JSON.
    given: String,
    refusals: Vec<Option<Refusal>>,
}

fn generate(index: usize, suite: &Suite) -> Result<Vec<Variant>> {
    let texts: Vec<String> =
        suite.cases.iter().map(|case| format!("{MEMBER} | {}", case.expression)).collect();
    let variant = |objects, kind: &str| {
        let model = infer::model(&suite.given, objects)?;
        let name = format!("s{index}{kind}");
        let input = Input {
            model: &model,
            module: &name,
            source: "a suite",
            operations: &BTreeSet::from([OPERATION.to_owned()]),
            companions: &Companions::default(),
        };
        let (module, refusals) = expressions::expressions(&input, OPERATION, &texts)?;
        let given = serde_json::json!({ MEMBER: suite.given }).to_string();
        anyhow::Ok(Variant { name: name.clone(), module, given, refusals })
    };
    Ok(vec![variant(Objects::Structures, "")?, variant(Objects::Maps, "m")?])
}

/// Judges a case as far as it can be without running it, and else writes a line for it.
fn judge(case: &Case, index: usize, name: &str, variants: &[Variant], lines: &mut String) -> Verdict {
    let syntax = expressions::syntax_error(&case.expression);
    if case.error.as_deref() == Some("syntax") {
        return match syntax {
            Some(_) => Verdict::Passed,
            None => Verdict::Failed("expected an error, but it is read".to_owned()),
        };
    }
    if let Some(problem) = syntax {
        return Verdict::Failed(problem);
    }
    let refusals: Vec<&Refusal> =
        variants.iter().filter_map(|variant| variant.refusals.get(index)?.as_ref()).collect();
    let fitting = variants.iter().find(|variant| matches!(variant.refusals.get(index), Some(None)));
    match (&case.result, &case.error, fitting) {
        (None, None, _) => Verdict::Passed,
        (Some(result), _, Some(variant)) => {
            let variant = &variant.name;
            lines.push_str(&format!(
                "    jmespath::check({name:?}, &suites::{variant}::expressions::case_{index}(&given_{variant}), {:?});\n",
                result.to_string()
            ));
            Verdict::Runs
        }
        (None, Some(error), Some(_)) => Verdict::Failed(format!("expected an error ({error}), but it fits")),
        // An error for JMESPath too, unless it is refused for what it is.
        (None, Some(_), None) if refusals.iter().all(|refusal| !refusal.is_unsupported) => Verdict::Passed,
        (_, _, None) => {
            let reasons = refusals.iter().map(|refusal| {
                let known = DOES_NOT_APPLY.iter().find(|(_, part)| refusal.message.contains(part));
                known.map(|(reason, _)| *reason).ok_or_else(|| refusal.message.clone())
            });
            match reasons.collect::<Result<Vec<_>, _>>() {
                Ok(reasons) => Verdict::Skipped(reasons.first().copied().unwrap_or_default()),
                Err(message) => Verdict::Failed(message),
            }
        }
    }
}

/// Writes, builds and runs the crate of the cases.
fn execute(
    workspace: &Workspace,
    directory: &Path,
    modules: BTreeMap<String, (Module, String)>,
    lines: &str,
) -> Result<BTreeMap<String, Option<String>>> {
    // What no line refers to is not compiled.
    let modules = modules.into_iter().filter(|(name, _)| lines.contains(&format!("suites::{name}::")));
    let modules: BTreeMap<String, (Module, String)> = modules.collect();
    let features: Vec<&str> = modules.keys().map(String::as_str).collect();
    let run = format!(
        "[package]\nname = \"run\"\nedition = \"2024\"\n\n[dependencies]\nsdk-conformance.workspace = true\n\
         suites = {{ path = \"../suites\", features = {features:?} }}\n"
    );
    let given: String = modules.values().map(|(_, given)| given.as_str()).collect();
    let program = format!(
        "// One line per case. Written by `cargo xtask conformance`.\n\nuse sdk_conformance::jmespath;\n\n\
         fn main() {{\n{given}{lines}}}\n"
    );
    let conformance =
        format!("sdk-conformance = {{ path = {:?} }}\n", scratch::package(workspace, "conformance")?);
    let mut written = Files::from([
        ("Cargo.toml".to_owned(), scratch::manifest(workspace, &["run", "suites"], &conformance)?),
        ("Cargo.lock".to_owned(), scratch::lock(workspace)?),
        ("run/Cargo.toml".to_owned(), run),
        ("run/src/main.rs".to_owned(), program),
    ]);
    let (names, modules): (Vec<String>, Vec<Module>) =
        modules.into_iter().map(|(name, (module, _))| (name, module)).unzip();
    let modules = names.iter().map(String::as_str).zip(modules).collect();
    for (path, text) in sdk_codegen::package("suites", modules)? {
        written.insert(format!("suites/{path}"), text);
    }
    Changes::find(directory, &written, |path| !path.starts_with("target/"))?.apply(directory, &written)?;
    let mut command = scratch::cargo(directory);
    command.args(["run", "--quiet", "--package", "run"]).env("RUST_BACKTRACE", "0");
    let output = command.stderr(Stdio::inherit()).output().context("cargo run")?;
    if !output.status.success() && output.stdout.is_empty() {
        bail!("the crate of the cases, {}, does not build or run: {}", directory.display(), output.status);
    }
    let mut reports = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let report: Report = serde_json::from_str(line).with_context(|| format!("a report: {line}"))?;
        reports.insert(report.case, report.problem);
    }
    Ok(reports)
}
