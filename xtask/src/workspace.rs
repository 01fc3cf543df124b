//! Where things are in the repository.

use std::path::{Path, PathBuf};

/// The directory with the workspace's `Cargo.toml`.
#[derive(Clone, Debug)]
pub struct Workspace(PathBuf);

impl Workspace {
    /// The repository that this program was built in, or another one with the same layout.
    pub fn new(root: Option<PathBuf>) -> Self {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self(root.unwrap_or_else(|| package.parent().unwrap_or(package).to_owned()))
    }

    /// A path below the root, by segments separated with `/`.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.0.join(relative)
    }
}
