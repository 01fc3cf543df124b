//! What was measured, by row, kept between runs: rows that were measured at different times make one report.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

/// The measurements of a row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// A figure of each run.
    pub ours: Vec<f64>,
    /// As many of the peer's.
    pub theirs: Vec<f64>,
    /// Of the peer.
    pub version: String,
    /// Of ours; with a `+` if files had changed since.
    pub commit: String,
    /// `2026-11-24`, in UTC.
    pub date: String,
}

impl Record {
    /// The medians: ours, the peer's.
    pub fn medians(&self) -> (f64, f64) {
        (median(&self.ours), median(&self.theirs))
    }
}

/// The middle one, or what lies between the two in the middle.
fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    if values.len().is_multiple_of(2) { (at(middle.wrapping_sub(1)) + at(middle)) / 2.0 } else { at(middle) }
}

/// All records.
#[derive(Debug)]
pub struct Records {
    path: PathBuf,
    pub by_row: BTreeMap<String, Record>,
}

impl Records {
    /// Those of earlier runs, if there are any.
    ///
    /// # Errors
    /// When there is a file that cannot be read.
    pub fn open(path: PathBuf) -> Result<Self> {
        let by_row = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .with_context(|| format!("{} is damaged: remove it", path.display()))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        Ok(Self { path, by_row })
    }

    /// Keeps a record, at once.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put(&mut self, row: &str, record: Record) -> Result<()> {
        self.by_row.insert(row.to_owned(), record);
        let text = serde_json::to_string_pretty(&self.by_row)?;
        super::replace(&self.path, &text)
    }
}

/// What a record says about itself besides its figures.
#[derive(Clone, Debug)]
pub struct Stamp {
    pub commit: String,
    pub date: String,
}

impl Stamp {
    /// Of now, and of the repository in `root`.
    ///
    /// # Errors
    /// When git cannot be asked.
    pub fn now(root: &Path) -> Result<Self> {
        let git = |arguments: &[&str]| -> Result<String> {
            let output =
                Command::new("git").args(arguments).current_dir(root).output().context("cannot run git")?;
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        };
        // What a run before has written changes nothing of what is measured.
        let changed = git(&["status", "--porcelain", "--untracked-files=no", "--", ":!docs/benchmarks.*"])?;
        let mark = if changed.is_empty() { "" } else { "+" };
        let commit = format!("{}{mark}", git(&["rev-parse", "--short=9", "HEAD"])?);
        let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
        let now = chrono::DateTime::from_timestamp(seconds.try_into()?, 0).context("the clock is wrong")?;
        Ok(Self { commit, date: now.format("%Y-%m-%d").to_string() })
    }
}

/// The versions of crates, as `bench/Cargo.lock` has them.
///
/// # Errors
/// When there is no such file.
pub fn versions(root: &Path) -> Result<BTreeMap<String, String>> {
    #[derive(Deserialize)]
    struct Lock {
        package: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        version: String,
    }
    let text = fs::read_to_string(root.join("bench/Cargo.lock")).context("cannot read bench/Cargo.lock")?;
    let lock: Lock = toml::from_str(&text).context("bench/Cargo.lock")?;
    Ok(lock.package.into_iter().map(|package| (package.name, package.version)).collect())
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_middle_of_odd_and_even_numbers_of_runs() {
        for (values, middle) in [(&[3.0, 1.0, 2.0][..], 2.0), (&[4.0, 1.0, 3.0, 2.0], 2.5), (&[7.0], 7.0)] {
            assert_eq!(median(values), middle);
        }
    }
}
