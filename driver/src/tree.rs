//! A directory against the files that it should hold: what differs, and how it is put right.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sdk_codegen::Files;
use tempfile::TempPath;

/// How a directory differs from what it should hold, by path below it.
#[derive(Debug, Default)]
pub struct Changes {
    /// Files that are not there.
    pub missing: Vec<String>,
    /// Files with another content.
    pub stale: Vec<Stale>,
    /// Files that should not be there.
    pub orphans: Vec<String>,
    /// How many files are as they should be.
    pub unchanged: usize,
}

/// A file with another content than it should have, and the first line where they part.
#[derive(Debug)]
pub struct Stale {
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    /// The line in the file; `None` where the file ends before it.
    pub found: Option<String>,
    /// The line that should be there; `None` where the file should end before it.
    pub expected: Option<String>,
}

/// Refuses a directory with a package that was not generated, which would be deleted.
///
/// # Errors
/// When there are files, and the package's manifest does not say that it is generated.
pub fn is_ours(directory: &Path) -> Result<()> {
    let manifest = directory.join("Cargo.toml");
    let found = match fs::read_to_string(&manifest) {
        Ok(text) if text.starts_with("# @generated") => return Ok(()),
        Ok(_) => "Cargo.toml".to_owned(),
        // Files are there, but the one that would tell is not: a file that is generated tells as well.
        Err(_) => {
            let mut present = BTreeSet::new();
            list(directory, "", &mut present)?;
            let is_generated = |path: &String| {
                fs::read_to_string(directory.join(path)).is_ok_and(|text| text.starts_with("// @generated"))
            };
            match present.first() {
                Some(first) if !present.iter().any(is_generated) => first.clone(),
                _ => return Ok(()),
            }
        }
    };
    bail!(
        "{} holds files that were not generated, such as {found}: name a directory that is empty, or is not there",
        directory.display()
    )
}

impl Changes {
    /// Compares `directory` with `files`, as far as `in_scope` says of a path.
    pub fn find(directory: &Path, files: &Files, in_scope: impl Fn(&str) -> bool) -> Result<Self> {
        let mut changes = Self::default();
        let mut present = BTreeSet::new();
        list(directory, "", &mut present)?;
        for (path, expected) in files.iter().filter(|(path, _)| in_scope(path)) {
            if !present.contains(path) {
                changes.missing.push(path.clone());
                continue;
            }
            let found =
                fs::read(directory.join(path)).with_context(|| directory.join(path).display().to_string())?;
            if found == expected.as_bytes() {
                changes.unchanged += 1;
            } else {
                changes.stale.push(Stale::new(path, &String::from_utf8_lossy(&found), expected));
            }
        }
        changes
            .orphans
            .extend(present.into_iter().filter(|path| in_scope(path) && !files.contains_key(path)));
        Ok(changes)
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.stale.is_empty() && self.orphans.is_empty()
    }

    /// How many files would be written.
    pub fn written(&self) -> usize {
        self.missing.len() + self.stale.len()
    }

    /// Puts `directory` right.
    ///
    /// Every new content is on the disk, beside its place, before the first file is replaced, so that a full disk or a
    /// missing permission leaves all as it was; and each file is replaced as a whole.
    pub fn apply(&self, directory: &Path, files: &Files) -> Result<()> {
        let changed = self.missing.iter().chain(self.stale.iter().map(|stale| &stale.path));
        let mut staged: Vec<(TempPath, PathBuf)> = Vec::new();
        // Files of a directory follow each other.
        let mut made = None;
        for path in changed {
            let target = directory.join(path);
            let parent = target.parent().context("a generated file has no directory")?;
            if made.as_deref() != Some(parent) {
                fs::create_dir_all(parent).with_context(|| target.display().to_string())?;
                made = Some(parent.to_owned());
            }
            let text = files.get(path).map_or("", String::as_str);
            let file = stage(parent, text).with_context(|| target.display().to_string())?;
            staged.push((file, target));
        }
        for (file, target) in staged {
            file.persist(&target).with_context(|| target.display().to_string())?;
        }
        for path in &self.orphans {
            let path = directory.join(path);
            fs::remove_file(&path).with_context(|| path.display().to_string())?;
            remove_empty_parents(&path, directory);
        }
        Ok(())
    }
}

/// Writes `text` to a temporary file in `directory`, with the permissions that a new file has.
fn stage(directory: &Path, text: &str) -> Result<TempPath> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".codegen-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.tempfile_in(directory)?;
    file.write_all(text.as_bytes())?;
    // A package has more files than a process may have open.
    Ok(file.into_temp_path())
}

/// Removes the directories that a removed file leaves empty, up to `root`.
fn remove_empty_parents(path: &Path, root: &Path) {
    for parent in path.ancestors().skip(1).take_while(|parent| *parent != root) {
        // A directory that is not empty stays: that is how this ends.
        if fs::remove_dir(parent).is_err() {
            break;
        }
    }
}

/// Collects the paths of all files below `directory`, `prefix` before each.
fn list(directory: &Path, prefix: &str, paths: &mut BTreeSet<String>) -> Result<()> {
    if !directory.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(directory).with_context(|| directory.display().to_string())? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{path}/"), paths)?;
        } else {
            paths.insert(path);
        }
    }
    Ok(())
}

impl Stale {
    fn new(path: &str, found: &str, expected: &str) -> Self {
        let (mut found, mut expected) = (found.split_inclusive('\n'), expected.split_inclusive('\n'));
        let mut line = 1;
        loop {
            match (found.next(), expected.next()) {
                (Some(a), Some(b)) if a == b => line += 1,
                (a, b) => {
                    let text = |line: Option<&str>| line.map(|line| line.trim_end_matches('\n').to_owned());
                    return Self { path: path.to_owned(), line, found: text(a), expected: text(b) };
                }
            }
        }
    }
}

/// What differs, a line per file and two more for the first differing line.
pub struct Report<'a> {
    pub directory: &'a str,
    pub changes: &'a Changes,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { directory, changes } = self;
        let end = "(the file ends here)";
        for path in &changes.missing {
            writeln!(f, "missing  {directory}/{path}")?;
        }
        for Stale { path, line, found, expected } in &changes.stale {
            writeln!(f, "stale    {directory}/{path}:{line}")?;
            writeln!(f, "           found     {}", found.as_deref().unwrap_or(end))?;
            writeln!(f, "           expected  {}", expected.as_deref().unwrap_or(end))?;
        }
        for path in &changes.orphans {
            writeln!(f, "orphan   {directory}/{path}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(entries: &[(&str, &str)]) -> Files {
        entries.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    fn all(_: &str) -> bool {
        true
    }

    #[test]
    fn names_what_differs_and_puts_it_right() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let wanted = files(&[("a.rs", "one\ntwo\n"), ("b/c.rs", "same\n"), ("d/e/f.rs", "new\n")]);
        for (path, text) in [("a.rs", "one\n2\n"), ("b/c.rs", "same\n"), ("old/x/y.rs", "")] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
        }
        let untouched = fs::metadata(root.join("b/c.rs")).unwrap().modified().unwrap();

        let changes = Changes::find(root, &wanted, all).unwrap();
        assert_eq!(
            Report { directory: "out", changes: &changes }.to_string(),
            "missing  out/d/e/f.rs\n\
             stale    out/a.rs:2\n           found     2\n           expected  two\n\
             orphan   out/old/x/y.rs\n"
        );
        assert_eq!((changes.written(), changes.unchanged), (2, 1));

        changes.apply(root, &wanted).unwrap();
        let again = Changes::find(root, &wanted, all).unwrap();
        assert!(again.is_empty() && again.unchanged == 3);
        assert!(!root.join("old").exists(), "directories that are empty now are removed");
        assert_eq!(fs::metadata(root.join("b/c.rs")).unwrap().modified().unwrap(), untouched);
    }

    #[test]
    fn looks_only_where_it_is_told_to() {
        let directory = tempfile::tempdir().unwrap();
        let wanted = files(&[("src/a/x.rs", "x"), ("src/b/y.rs", "y")]);
        fs::write(directory.path().join("orphan.rs"), "").unwrap();
        let changes = Changes::find(directory.path(), &wanted, |path| path.starts_with("src/a/")).unwrap();
        assert_eq!(changes.missing, ["src/a/x.rs"]);
        assert!(changes.orphans.is_empty());
    }

    #[test]
    fn a_failure_leaves_everything_as_it_was() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        fs::write(root.join("a.rs"), "old").unwrap();
        // A file where a directory is needed: the second of two changes cannot be staged.
        fs::write(root.join("b"), "in the way").unwrap();
        let wanted = files(&[("a.rs", "new"), ("b/c.rs", "new")]);
        let changes = Changes::find(root, &wanted, all).unwrap();
        assert!(changes.apply(root, &wanted).is_err());
        assert_eq!(fs::read_to_string(root.join("a.rs")).unwrap(), "old");
        let mut left = BTreeSet::new();
        list(root, "", &mut left).unwrap();
        assert_eq!(left.into_iter().collect::<Vec<_>>(), ["a.rs", "b"], "nothing temporary is left");
    }

    #[test]
    fn says_where_a_file_ends_too_early() {
        let longer = Stale::new("a", "1\n", "1\n2\n");
        assert_eq!((longer.line, longer.found, longer.expected.as_deref()), (2, None, Some("2")));
    }
}
