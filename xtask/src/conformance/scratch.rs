//! The crate that the suites become: clients of their models, and a program with a line per case.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use rayon::prelude::*;
use sdk_codegen::{Files, Input};

use super::suite::{Case, Direction, File};
use crate::tree::Changes;
use crate::workspace::Workspace;

/// Writes the workspace of the cases to `directory`, where it may have been written before: what has not changed is left
/// alone, so that it need not be compiled again.
pub fn write(workspace: &Workspace, directory: &Path, files: &[File], cases: &[&Case]) -> Result<()> {
    let needed: BTreeSet<&str> = cases.iter().map(|case| case.module.as_str()).collect();
    let modules: Vec<_> =
        files.iter().flat_map(|file| file.modules.iter().map(move |module| (file, module))).collect();
    let modules: Result<Vec<_>> = modules
        .into_par_iter()
        .filter(|(_, module)| needed.contains(module.name.as_str()))
        .map(|(file, module)| {
            let operations: BTreeSet<String> = module.service.operations.keys().cloned().collect();
            let input = Input {
                model: &module.service,
                module: &module.name,
                source: &file.path,
                operations: &operations,
            };
            let generated =
                sdk_codegen::module(&input).with_context(|| format!("{} {}", file.path, module.name))?;
            Ok((module.name.as_str(), generated))
        })
        .collect();
    let modules: BTreeMap<&str, sdk_codegen::Module> = modules?.into_iter().collect();

    let mut written = Files::new();
    written.insert("run/src/main.rs".to_owned(), program(files, cases, &modules)?);
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
    written.insert("Cargo.toml".to_owned(), manifest(workspace)?);
    written.insert(
        "Cargo.lock".to_owned(),
        fs::read_to_string(workspace.path("Cargo.lock")).context("Cargo.lock")?,
    );
    for (path, text) in sdk_codegen::package("suites", modules)? {
        written.insert(format!("suites/{path}"), text);
    }
    let changes = Changes::find(directory, &written, |path| !path.starts_with("target/"))?;
    changes.apply(directory, &written)
}

/// The workspace: the dependencies of this one, by their absolute paths.
fn manifest(workspace: &Workspace) -> Result<String> {
    let path = |name: &str| workspace.path(name).canonicalize().with_context(|| name.to_owned());
    Ok(format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"run\", \"suites\"]\n\n\
         [workspace.package]\nversion = \"0.0.0\"\nedition = \"2024\"\nrust-version = \"1.95\"\nlicense = \"MIT\"\n\
         publish = false\n\n\
         [workspace.lints]\n\n\
         [workspace.dependencies]\nanyhow = \"1\"\n\
         sdk-conformance = {{ path = {:?} }}\n\
         sdk-runtime = {{ path = {:?}, default-features = false }}\n\n\
         [profile.dev]\ndebug = false\n",
        path("conformance")?,
        path("runtime")?,
    ))
}

fn program(files: &[File], cases: &[&Case], modules: &BTreeMap<&str, sdk_codegen::Module>) -> Result<String> {
    let paths: Vec<String> = files.iter().map(|file| format!("{:?}", file.path)).collect();
    let mut program = format!(
        "// One line per case. Written by `cargo xtask conformance`.\n\n\
         use sdk_conformance::{{Case, Runner}};\n\n\
         fn main() -> anyhow::Result<()> {{\n    \
         let directory = std::env::args().nth(1).unwrap_or_default();\n    \
         let runner = Runner::new(directory.as_ref(), &[{}])?;\n",
        paths.join(", ")
    );
    for case in cases {
        let module = modules.get(case.module.as_str()).context("a case without a module")?;
        let operation = module.operations.iter().find(|operation| operation.name == case.operation);
        let operation =
            operation.with_context(|| format!("{}: no operation {}", case.name(), case.operation))?;
        let input = format!("suites::{}::operation::{}", case.module, operation.input);
        let call = match (case.direction, &case.error) {
            (Direction::Input, _) => format!("input::<{input}>"),
            (Direction::Output, None) => format!("output::<{input}>"),
            (Direction::Output, Some(code)) => {
                let is_meant = |error: &&sdk_codegen::ErrorNames| error.code == *code || error.shape == *code;
                let error = operation.errors.iter().find(is_meant);
                let error =
                    error.with_context(|| format!("{}: no error with the code {code}", case.name()))?;
                format!("error::<{input}, suites::{}::error::{}>", case.module, error.ty)
            }
        };
        program.push_str(&format!(
            "    runner.{call}(Case {{ file: {:?}, suite: {}, case: {} }});\n",
            case.file, case.suite, case.index
        ));
    }
    program.push_str("    Ok(())\n}\n");
    Ok(program)
}
