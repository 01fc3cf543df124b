//! The pinned botocore wheel.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::workspace::Workspace;

const VERSION: &str = "1.44.5";
const SHA256: &str = "8f16a56d1dff125dd65322ae021efa7ba5195a6db5102b96862566055b748921";

/// The wheel that was given, or else the pinned one, kept in `target/corpus`.
///
/// # Errors
/// When it is to be fetched and cannot be.
pub fn given_or_pinned(workspace: &Workspace, given: Option<&Path>) -> Result<PathBuf> {
    match given {
        Some(wheel) => Ok(wheel.to_owned()),
        None => fetch(&workspace.path("target/corpus")),
    }
}

/// The wheel in `directory`, which is fetched with pip unless it is there.
///
/// # Errors
/// When pip cannot fetch it, or it is not the one that was pinned.
fn fetch(directory: &Path) -> Result<PathBuf> {
    let wheel = directory.join(format!("botocore-{VERSION}-py3-none-any.whl"));
    if !wheel.is_file() {
        let wanted = format!("botocore=={VERSION}");
        let mut command = Command::new("python3");
        command.args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--dest",
        ]);
        command.arg(directory).arg(&wanted);
        let status = command.status().context("cannot run python3, to fetch botocore with pip")?;
        if !status.success() {
            bail!("pip could not download {wanted}: give a wheel with --wheel FILE");
        }
    }
    let bytes = fs::read(&wheel).with_context(|| format!("cannot read {}", wheel.display()))?;
    let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if digest != SHA256 {
        bail!(
            "{} has the SHA-256 {digest}, not {SHA256}: remove it, and it is fetched anew",
            wheel.display()
        );
    }
    Ok(wheel)
}
