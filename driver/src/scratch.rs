//! Workspaces under `target/`, which are generated to be compiled and run.

use std::path::Path;

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// The manifest of a scratch workspace with these members. `dependencies` are lines of its table of dependencies, besides
/// the runtime, which is that of the repository.
///
/// # Errors
/// When the repository has no runtime.
pub(crate) fn manifest(workspace: &Workspace, members: &[&str], dependencies: &str) -> Result<String> {
    Ok(format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n\
         [workspace.package]\nversion = \"0.0.0\"\nedition = \"2024\"\nrust-version = \"1.95\"\nlicense = \"MIT\"\n\
         publish = false\n\n\
         [workspace.lints.rust]\nmissing_docs = \"warn\"\nmissing_debug_implementations = \"warn\"\n\
         rust_2018_idioms = {{ level = \"warn\", priority = -1 }}\n\n\
         [workspace.dependencies]\n{dependencies}\
         sdk-runtime = {{ path = {:?}, default-features = false }}\n\n\
         [profile.dev]\ndebug = false\n",
        package(workspace, "runtime")?,
    ))
}

/// The absolute path of a package of the repository.
///
/// # Errors
/// When there is none.
pub(crate) fn package(workspace: &Workspace, name: &str) -> Result<std::path::PathBuf> {
    let path = workspace.path(name);
    path.canonicalize().with_context(|| format!("there is no package {}", path.display()))
}

/// The versions of dependencies that the repository is built with.
///
/// # Errors
/// When there is no lock file.
pub(crate) fn lock(workspace: &Workspace) -> Result<String> {
    std::fs::read_to_string(workspace.path("Cargo.lock")).context("cannot read Cargo.lock")
}

/// A command that runs cargo in `directory`, with the target directory in there.
pub(crate) fn cargo(directory: &Path) -> std::process::Command {
    let mut command = std::process::Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(directory).env("CARGO_TARGET_DIR", directory.join("target"));
    command
}
