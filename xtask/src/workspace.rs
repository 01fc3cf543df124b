//! Where things are in this repository. The only place that knows its root.

use std::path::{Path, PathBuf};

/// The directory with the workspace's `Cargo.toml`.
pub fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// A path of the repository, by segments separated with `/`.
pub fn path(relative: &str) -> PathBuf {
    root().join(relative)
}
