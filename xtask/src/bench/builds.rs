//! Programs of ten lines, ours and the peer's: built from nothing, in a directory of their own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use sdk_driver::measure::{self, Cost};
use sdk_driver::{Workspace, corpus};
use tempfile::TempDir;

use super::client::Client;
use super::programs::cargo;

/// A crate of AWS's that takes less is compiled once more, with nothing beside it: the end of what it depends on overlaps
/// with it. Ours always is.
const SHORT: f64 = 30.0;

/// A side of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// A crate that is generated first.
    Ours,
    /// A crate of AWS's.
    Aws,
}

/// Where programs are built.
pub struct Builds {
    /// Removed when this is dropped.
    directory: TempDir,
    root: PathBuf,
    wheel: Option<PathBuf>,
}

impl Builds {
    /// In a directory below `target`, which is removed in the end.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(root: &Path, wheel: Option<&Path>) -> Result<Self> {
        let parent = root.join("target/bench");
        fs::create_dir_all(&parent)?;
        let directory = tempfile::Builder::new().prefix("build-").tempdir_in(&parent)?;
        Ok(Self { directory, root: root.canonicalize()?, wheel: wheel.map(Path::to_owned) })
    }

    /// Counts what a program that calls `client` is made of: `crates` in the lock file, `lines` of the client's crate.
    ///
    /// # Errors
    /// When it cannot be fetched.
    pub fn count(&self, side: Side, client: &Client) -> Result<BTreeMap<String, f64>> {
        let directory = self.write(side, client)?;
        let lock = fs::read_to_string(directory.join("Cargo.lock"))?;
        // All but the program itself.
        let crates = lock.matches("[[package]]").count() - 1;
        let lines = lines(&self.source(side, client)?.join("src"))?;
        fs::remove_dir_all(&directory).context("cannot remove the program")?;
        Ok([("crates", crates), ("lines", lines)].map(|(name, count)| (name.to_owned(), count as f64)).into())
    }

    /// Builds a program that calls `client` once, and measures it: `seconds` for all of it, `crate_seconds` and
    /// `crate_bytes` of memory for the client's crate alone; `executable_bytes`, stripped.
    ///
    /// # Errors
    /// When it does not build.
    pub fn run(&self, side: Side, client: &Client, is_release: bool) -> Result<BTreeMap<String, f64>> {
        let directory = self.write(side, client)?;
        let build = |notes: &Path| -> Result<f64> {
            let mut command = cargo();
            command.args(["build", "--offline", "--quiet"]).args(is_release.then_some("--release"));
            command.current_dir(&directory).env("CARGO_TARGET_DIR", directory.join("target"));
            measure::prepare_all(&mut command, notes)?;
            let started = Instant::now();
            let status = command.status().context("cannot run cargo")?;
            ensure!(status.success(), "the program that calls {} does not build", client.name);
            Ok(started.elapsed().as_secs_f64())
        };
        let package = client.package(side);
        let cost = |notes: &Path| -> Result<Cost> {
            let name = package.replace('-', "_");
            measure::costs(notes)?.get(&name).copied().with_context(|| format!("{name} was not compiled"))
        };
        let notes = directory.join("notes");
        let seconds = build(&notes)?;
        let executable = fs::metadata(directory.join(if is_release {
            "target/release/program"
        } else {
            "target/debug/program"
        }))?;
        let mut alone = cost(&notes)?;
        if side == Side::Ours || alone.seconds < SHORT {
            let mut command = cargo();
            command.args(["clean", "--offline", "--quiet", "--package", package]);
            command.args(is_release.then_some("--release"));
            command.current_dir(&directory).env("CARGO_TARGET_DIR", directory.join("target"));
            ensure!(command.status()?.success(), "cannot remove {package}");
            let notes = directory.join("notes-alone");
            build(&notes)?;
            alone = cost(&notes)?;
        }
        let figures = [
            ("seconds", seconds),
            ("crate_seconds", alone.seconds),
            ("crate_bytes", alone.kilobytes as f64 * 1024.0),
            ("executable_bytes", executable.len() as f64),
        ];
        fs::remove_dir_all(&directory).context("cannot remove what was built")?;
        Ok(figures.map(|(name, value)| (name.to_owned(), value)).into())
    }

    /// Writes the program to a directory, which it returns, and fetches what it depends on.
    fn write(&self, side: Side, client: &Client) -> Result<PathBuf> {
        let directory = self.directory.path().join("program");
        let package = client.package(side);
        let dependency = match side {
            Side::Ours => {
                let (workspace, crates) = (Workspace::new(&self.root), self.directory.path().join("crates"));
                corpus::crates(&workspace, self.wheel.as_deref(), &[client.selection()], &crates)?;
                let path = crates.join(package);
                format!("{{ path = {path:?}, features = [\"{}\"] }}", client.module)
            }
            Side::Aws => format!("\"={}\"", self.version(package)?),
        };
        // Of dependencies that are not in the registry, as ours here, cargo would have the compiler keep what it needs to do
        // it again.
        let manifest = format!(
            "[package]\nname = \"program\"\nedition = \"2024\"\n\n[dependencies]\n{package} = {dependency}\n\
             tokio = {{ version = \"1\", default-features = false, features = [\"net\", \"rt\", \"time\"] }}\n\n\
             [profile.dev.package.\"*\"]\nincremental = false\n\n[profile.release]\nstrip = true\n\n[workspace]\n"
        );
        fs::create_dir_all(directory.join("src"))?;
        fs::write(directory.join("Cargo.toml"), manifest)?;
        fs::write(directory.join("src/main.rs"), client.program(side))?;
        // The versions that all is measured with; cargo leaves out what the program does not take.
        fs::copy(self.root.join("bench/Cargo.lock"), directory.join("Cargo.lock"))?;
        let fetch = cargo().args(["fetch", "--quiet"]).current_dir(&directory).status()?;
        ensure!(fetch.success(), "cannot fetch what {package} depends on");
        Ok(directory)
    }

    /// Where the client's crate is, once cargo has fetched it.
    fn source(&self, side: Side, client: &Client) -> Result<PathBuf> {
        let package = client.package(side);
        match side {
            Side::Ours => Ok(self.directory.path().join("crates").join(package)),
            Side::Aws => registry_source(&format!("{package}-{}", self.version(package)?)),
        }
    }

    fn version(&self, package: &str) -> Result<String> {
        let version = super::record::versions(&self.root)?.remove(package);
        version.with_context(|| format!("bench/Cargo.lock has no {package}"))
    }
}

/// Where cargo keeps the sources of a crate.
fn registry_source(name: &str) -> Result<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home =
        home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).context("there is no home directory")?;
    for registry in fs::read_dir(home.join("registry/src")).context("cargo has fetched nothing")? {
        let path = registry?.path().join(name);
        if path.is_dir() {
            return Ok(path);
        }
    }
    anyhow::bail!("cargo has not fetched {name}")
}

/// The lines of all Rust in a directory.
fn lines(directory: &Path) -> Result<usize> {
    let mut total = 0;
    for entry in fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            total += lines(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            total += fs::read_to_string(&path)?.lines().count();
        }
    }
    Ok(total)
}
