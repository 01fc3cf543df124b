//! The program that runs the scenarios.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use sdk_codegen::Files;

use super::Client;
use crate::scratch;
use crate::tree::Changes;
use crate::workspace::Workspace;

/// Writes the workspace of the clients, which are in `directory` already, and of the program, with the scenarios of each
/// service.
pub(super) fn write(
    workspace: &Workspace,
    directory: &Path,
    clients: &[Client],
    scenarios: BTreeMap<String, String>,
    cases: &BTreeMap<String, String>,
) -> Result<()> {
    let mut files = Files::new();
    let dependencies = format!(
        "anyhow = \"1\"\ntokio = {{ version = \"1\", features = [\"macros\"] }}\nsdk-moto = {{ path = {:?} }}\n",
        scratch::package(workspace, "moto")?
    );
    let members = clients.iter().map(|client| client.generated.name.as_str());
    let members: Vec<&str> = members.chain(["run"]).collect();
    files.insert("Cargo.toml".to_owned(), scratch::manifest(workspace, &members, &dependencies)?);
    files.insert("Cargo.lock".to_owned(), scratch::lock(workspace)?);
    files.insert("run/Cargo.toml".to_owned(), manifest(clients)?);
    files.insert("run/src/main.rs".to_owned(), program(clients, cases)?);
    files.extend(scenarios.into_iter().map(|(service, text)| (format!("scenarios/{service}.json"), text)));
    for Client { service, generated, .. } in clients {
        if let Some(text) = cases.get(service) {
            files.insert(format!("run/src/{}_cases.rs", generated.module), text.clone());
        }
    }
    let is_ours = |path: &str| {
        matches!(path, "Cargo.toml" | "Cargo.lock")
            || path.starts_with("run/")
            || path.starts_with("scenarios/")
    };
    Changes::find(directory, &files, is_ours)?.apply(directory, &files)
}

fn manifest(clients: &[Client]) -> Result<String> {
    let mut manifest = "[package]\nname = \"run\"\nedition = \"2024\"\n\n[dependencies]\n\
                        anyhow.workspace = true\nsdk-moto.workspace = true\nsdk-runtime.workspace = true\n\
                        tokio.workspace = true\n"
        .to_owned();
    for Client { generated, .. } in clients {
        let (name, module) = (&generated.name, &generated.module);
        writeln!(manifest, "{name} = {{ path = \"../{name}\", features = [\"{module}\"] }}")?;
    }
    Ok(manifest)
}

/// The program, with the scenarios in Rust as modules, which find the clients under the names of their modules.
fn program(clients: &[Client], cases: &BTreeMap<String, String>) -> Result<String> {
    let mut program = "// Lists the clients and their operations. Written by `cargo xtask moto`.\n\n\
                       use sdk_moto::Service;\n"
        .to_owned();
    for Client { service, generated, .. } in clients {
        if cases.contains_key(service) {
            let (name, module) = (generated.name.replace('-', "_"), &generated.module);
            write!(program, "use {name}::{module};\nmod {module}_cases;\n")?;
        }
    }
    program.push_str("\nfn main() -> std::process::ExitCode {\n    sdk_moto::run(vec![\n");
    for Client { service, generated, .. } in clients {
        let path = format!("{}::{}", generated.name.replace('-', "_"), generated.module);
        write!(program, "        Service::new({service:?})")?;
        for operation in &generated.operations {
            let input = &operation.input;
            write!(program, "\n            .with::<{path}::operation::{input}>({path}::Client::new)")?;
        }
        if cases.contains_key(service) {
            write!(program, "\n            .with_cases({}_cases::CASES)", generated.module)?;
        }
        program.push_str(",\n");
    }
    program.push_str("    ])\n}\n");
    Ok(program)
}
