//! Where things are in a workspace.

use std::path::PathBuf;

/// A directory with a workspace's `Cargo.toml`, and the packages in it that are generated.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    pub(crate) packages: Vec<Package>,
    pub(crate) documents: Vec<String>,
}

/// A crate that is generated. Directories are below the workspace's, with `/` between segments.
#[derive(Clone, Debug)]
pub struct Package {
    /// The name in its `Cargo.toml`.
    pub name: String,
    /// The directory of its models, in which `services.toml` names them.
    pub models: String,
    /// The directory of the crate, in which everything is generated: other files are removed.
    pub directory: String,
}

impl Workspace {
    /// The workspace in `root`, without packages.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), packages: Vec::new(), documents: Vec::new() }
    }

    /// With a package that is called `name` and generated to `directory` from what is in `models`.
    #[must_use]
    pub fn with_package(
        mut self,
        name: impl Into<String>,
        models: impl Into<String>,
        directory: impl Into<String>,
    ) -> Self {
        self.packages.push(Package { name: name.into(), models: models.into(), directory: directory.into() });
        self
    }

    /// With a Markdown file that has excerpts of the models and of what is generated of them, such as
    /// `docs/generated-code.md`.
    #[must_use]
    pub fn with_document(mut self, path: impl Into<String>) -> Self {
        self.documents.push(path.into());
        self
    }

    /// A workspace of the same layout in `root`, if that is given.
    #[must_use]
    pub fn at(&self, root: Option<PathBuf>) -> Self {
        Self { root: root.unwrap_or_else(|| self.root.clone()), ..self.clone() }
    }

    /// A path below the root, by segments separated with `/`.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }
}
