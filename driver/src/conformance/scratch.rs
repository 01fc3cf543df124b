//! The crate that the suites become: clients of their models, and a program with a line per case.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use rayon::iter::Either;
use rayon::prelude::*;
use sdk_codegen::model::Companions;
use sdk_codegen::{Files, Input};

use super::suite::{Case, Direction, File};
use crate::scratch;
use crate::tree::Changes;
use crate::workspace::Workspace;

/// Writes the workspace of the cases to `directory`, where it may have been written before: what has not changed is left
/// alone, so that it need not be compiled again. Returns why there is no line for some of the cases.
pub fn write(
    workspace: &Workspace,
    directory: &Path,
    files: &[File],
    cases: &[&Case],
) -> Result<BTreeMap<String, String>> {
    let needed: BTreeSet<&str> = cases.iter().map(|case| case.module.as_str()).collect();
    let modules: Vec<_> =
        files.iter().flat_map(|file| file.modules.iter().map(move |module| (file, module))).collect();
    let (modules, refused): (Vec<_>, Vec<_>) = modules
        .into_par_iter()
        .filter(|(_, module)| needed.contains(module.name.as_str()))
        .map(|(file, module)| {
            let operations: BTreeSet<String> = module.service.operations.keys().cloned().collect();
            let input = Input {
                model: &module.service,
                module: &module.name,
                source: &file.path,
                operations: &operations,
                companions: &Companions::default(),
            };
            (module.name.as_str(), sdk_codegen::module(&input))
        })
        .partition_map(|(name, generated)| match generated {
            Ok(generated) => Either::Left((name, generated)),
            Err(error) => Either::Right((name, format!("nothing can be generated: {error:#}"))),
        });
    let modules: BTreeMap<&str, sdk_codegen::Module> = modules.into_iter().collect();
    let refused: BTreeMap<&str, String> = refused.into_iter().collect();

    let mut written = Files::new();
    let mut problems = BTreeMap::new();
    let mut lines = String::new();
    for case in cases {
        let line = match (&case.broken, refused.get(case.module.as_str())) {
            (Some(problem), _) | (None, Some(problem)) => Err(problem.clone()),
            (None, None) => line(case, &modules).map_err(|error| format!("{error:#}")),
        };
        match line {
            Ok(line) => lines.push_str(&line),
            Err(problem) => drop(problems.insert(case.name(), problem)),
        }
    }
    written.insert("run/src/main.rs".to_owned(), program(files, &lines));
    let features: Vec<String> = modules.keys().map(|name| format!("\"{name}\"")).collect();
    written.insert(
        "run/Cargo.toml".to_owned(),
        format!(
            "[package]\nname = \"run\"\nedition = \"2024\"\n\n[dependencies]\nanyhow.workspace = true\n\
             sdk-conformance.workspace = true\n\
             suites = {{ path = \"../suites\", features = [{}] }}\n",
            features.join(", ")
        ),
    );
    let dependencies = format!(
        "anyhow = \"1\"\nsdk-conformance = {{ path = {:?} }}\n",
        scratch::package(workspace, "conformance")?
    );
    let manifest = scratch::manifest(workspace, &["run", "suites"], &dependencies)?;
    written.insert("Cargo.toml".to_owned(), manifest);
    written.insert("Cargo.lock".to_owned(), scratch::lock(workspace)?);
    for (path, text) in sdk_codegen::package("suites", modules)? {
        written.insert(format!("suites/{path}"), text);
    }
    let changes = Changes::find(directory, &written, |path| !path.starts_with("target/"))?;
    changes.apply(directory, &written)?;
    Ok(problems)
}

fn program(files: &[File], lines: &str) -> String {
    let paths: Vec<String> = files.iter().map(|file| format!("{:?}", file.path)).collect();
    format!(
        "// One line per case. Written by `cargo xtask conformance`.\n\n\
         use sdk_conformance::{{Case, Runner}};\n\n\
         fn main() -> anyhow::Result<()> {{\n    \
         let directory = std::env::args().nth(1).unwrap_or_default();\n    \
         let runner = Runner::new(directory.as_ref(), &[{}])?;\n{lines}    Ok(())\n}}\n",
        paths.join(", ")
    )
}

/// The line that runs `case`.
fn line(case: &Case, modules: &BTreeMap<&str, sdk_codegen::Module>) -> Result<String> {
    let call = call(case, modules)?;
    Ok(format!(
        "    runner.{call}(Case {{ file: {:?}, suite: {}, case: {} }});\n",
        case.file, case.suite, case.index
    ))
}

fn call(case: &Case, modules: &BTreeMap<&str, sdk_codegen::Module>) -> Result<String> {
    if case.direction == Direction::Decode {
        return Ok("cbor".to_owned());
    }
    let module = modules.get(case.module.as_str()).context("the case has no module")?;
    let operation = module.operations.iter().find(|operation| operation.name == case.operation);
    let operation = operation.with_context(|| format!("there is no operation {}", case.operation))?;
    let input = format!("suites::{}::operation::{}", case.module, operation.input);
    Ok(match (case.direction, &case.error) {
        (Direction::Output, Some(code)) => {
            let is_meant = |error: &&sdk_codegen::ErrorNames| error.code == *code || error.shape == *code;
            match operation.errors.iter().find(is_meant) {
                Some(error) => format!("error::<{input}, suites::{}::error::{}>", case.module, error.ty),
                None => format!("other_error::<{input}>"),
            }
        }
        (Direction::Output, None) => format!("output::<{input}>"),
        _ => format!("input::<{input}>"),
    })
}
