//! A model and the files that belong to it.

use anyhow::{Context, Result};
use sdk_codegen::model::merge_extras;

use super::Store;

/// What AWS calls the file of a model.
pub const MODEL: &str = "service-2.json";

/// The files that may lie beside a model of that name and belong to it, without their extension.
pub const COMPANIONS: [&str; 3] = ["paginators-1", "waiters-2", "endpoint-rule-set-1"];

/// A model, its companions, and what `sdk-extras` add to each.
#[derive(Clone, Debug)]
pub struct ModelFiles<'a> {
    store: &'a Store,
    /// The folder, with `/` after it unless it is that of the store.
    folder: String,
    model: String,
}

impl<'a> ModelFiles<'a> {
    /// The files of the model at `path`. Only one that is called [`MODEL`] has [`COMPANIONS`]: beside another, there may be
    /// more models.
    pub fn new(store: &'a Store, path: &str) -> Self {
        let path = path.strip_suffix(".gz").unwrap_or(path);
        let (folder, model) = path.split_at(path.rfind('/').map_or(0, |slash| slash + 1));
        Self { store, folder: folder.to_owned(), model: model.to_owned() }
    }

    /// The folder that they are in, below that of the store.
    pub fn folder(&self) -> &str {
        self.folder.trim_end_matches('/')
    }

    /// The path of the model.
    pub fn path(&self) -> String {
        format!("{}{}", self.folder, self.model)
    }

    /// The text of the model, with what its `sdk-extras` add; `None` if there is no such file.
    ///
    /// # Errors
    /// When a file cannot be read or is not JSON.
    pub fn model(&self) -> Result<Option<String>> {
        self.merged(&self.model)
    }

    /// The text of one of the [`COMPANIONS`], with what its `sdk-extras` add; `None` if the model has none.
    ///
    /// # Errors
    /// When a file cannot be read or is not JSON.
    pub fn companion(&self, name: &str) -> Result<Option<String>> {
        if self.model == MODEL { self.merged(&format!("{name}.json")) } else { Ok(None) }
    }

    fn merged(&self, file: &str) -> Result<Option<String>> {
        let Some(text) = self.text(file)? else { return Ok(None) };
        let extras = extras_of(file);
        let Some(extra) = self.text(&extras)? else { return Ok(Some(text)) };
        let merged = merge_extras(&text, &extra);
        Ok(Some(merged.with_context(|| format!("cannot merge {}{extras} with {file}", self.folder))?))
    }

    fn text(&self, file: &str) -> Result<Option<String>> {
        self.store.text(&format!("{}{file}", self.folder))
    }

    /// Every file as it was published, by its usual name.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn published(&self) -> Result<Vec<(String, String)>> {
        let companions = if self.model == MODEL { COMPANIONS.as_slice() } else { &[] };
        let companions: Vec<String> = companions.iter().map(|name| format!("{name}.json")).collect();
        let files = companions.iter().map(|file| (file.as_str(), file.as_str()));
        let mut published = Vec::new();
        for (file, name) in files.chain([(self.model.as_str(), MODEL)]) {
            published.extend(self.text(file)?.map(|text| (name.to_owned(), text)));
            published.extend(self.text(&extras_of(file))?.map(|text| (extras_of(name), text)));
        }
        Ok(published)
    }
}

/// The name of the file that is merged over `file`.
pub fn extras_of(file: &str) -> String {
    format!("{}.sdk-extras.json", file.strip_suffix(".json").unwrap_or(file))
}
