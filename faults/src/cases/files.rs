//! Files of configuration that are not what they should be: each is refused by its name, at once, and nothing in it is
//! repeated.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use sdk_runtime::{Config, Environment};

use crate::watch;

/// Reads a configuration from the file that `make` makes, and has to get an error that says `expected`.
fn refused(expected: &str, make: impl FnOnce(&Path) -> std::io::Result<()>) -> Result<String> {
    let home = tempfile::tempdir()?;
    let path: PathBuf = home.path().join("config");
    make(&path)?;
    let environment = Environment::empty().with("AWS_CONFIG_FILE", path.as_os_str());
    watch::note(&environment);
    let error = Config::from_environment(&environment).err().context("the file was read")?;
    let text = watch::text(&error);
    ensure!(text.contains(&*path.to_string_lossy()), "{text:?} does not name the file");
    ensure!(text.contains(expected), "{text:?} does not say {expected:?}");
    Ok(text.replace(&*home.path().to_string_lossy(), "HOME"))
}

pub(super) async fn not_utf8() -> Result<String> {
    refused("it is not UTF-8: the byte at 45", |path| {
        std::fs::write(path, b"[default]\naws_secret_access_key = SECRET-file\xe9")
    })
}

pub(super) async fn directory() -> Result<String> {
    refused("it is not a file", |path| std::fs::create_dir(path))
}

/// A link that leads to itself, which nobody can read, whatever they may.
pub(super) async fn unreadable() -> Result<String> {
    refused("cannot read", |path| std::os::unix::fs::symlink(path, path))
}

pub(super) async fn nonsense() -> Result<String> {
    let text = refused("more than the 1048576 allowed", |path| {
        std::fs::write(path, "SECRET nonsense\n".repeat((10 << 20) / 16))
    })?;
    refused("line 1: expected a section", |path| std::fs::write(path, "SECRET nonsense\n".repeat(1000)))?;
    Ok(text)
}
