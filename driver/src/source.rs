//! Where models come from: a botocore wheel, an installed botocore, a folder of the same layout, or the files of one model.

mod model_files;
mod store;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sdk_codegen::diagnostic::nearest;
use serde::Deserialize;

pub use self::model_files::{COMPANIONS, MODEL, ModelFiles, extras_of};
pub use self::store::Store;

/// Models, by service and version.
#[derive(Clone, Debug)]
pub struct Source {
    origin: String,
    store: Store,
    /// The path of each version's model, the latest version last.
    services: BTreeMap<String, BTreeMap<String, String>>,
}

impl Source {
    /// The models in `path`: a wheel, or folders called after a service and a version.
    ///
    /// # Errors
    /// When it is neither, or has no models in it.
    pub fn open(path: &Path) -> Result<Self> {
        let shown = path.display();
        let (origin, store) = if path.is_dir() {
            let inside = ["botocore/data", "data"].map(|inside| path.join(inside));
            let folder = inside.into_iter().find(|folder| folder.is_dir()).unwrap_or_else(|| path.to_owned());
            (installed(&folder).unwrap_or_else(|| file_name(path)), Store::Folder(folder))
        } else {
            let bytes = fs::read(path).with_context(|| format!("cannot read {shown}"))?;
            let wheel =
                Store::wheel(bytes).with_context(|| format!("{shown} is neither a wheel nor a folder"))?;
            (file_name(path), wheel)
        };
        let mut services: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for name in store.list()? {
            let name = name.strip_suffix(".gz").unwrap_or(&name);
            let mut segments = name.split('/');
            if let (Some(service), Some(version), Some(MODEL), None) =
                (segments.next(), segments.next(), segments.next(), segments.next())
            {
                let versions = services.entry(service.to_owned()).or_default();
                versions.insert(version.to_owned(), name.to_owned());
            }
        }
        if services.is_empty() {
            bail!("{shown} has no models: expected files like SERVICE/VERSION/{MODEL}, gzipped or not");
        }
        Ok(Self { origin, store, services })
    }

    /// As [`open`](Self::open), or the model of `service` alone: a file, or a folder with [`MODEL`] in it. Its version is
    /// what it says itself.
    ///
    /// # Errors
    /// When `path` is nothing of that, or a model does not say what version it is.
    pub fn open_for(path: &Path, service: &str) -> Result<Self> {
        let (folder, file) = if path.is_dir() {
            let is_model =
                [MODEL.to_owned(), format!("{MODEL}.gz")].iter().any(|file| path.join(file).is_file());
            if !is_model {
                return Self::open(path);
            }
            (path, MODEL.to_owned())
        } else {
            let name = file_name(path);
            if !path.is_file() || store::is_wheel(path)? {
                return Self::open(path);
            }
            let name = name.strip_suffix(".gz").unwrap_or(&name).to_owned();
            (path.parent().unwrap_or(Path::new("")), name)
        };
        let store = Store::Folder(folder.to_owned());
        let text = store.text(&file)?.with_context(|| format!("cannot read {}", path.display()))?;
        let version = api_version(&text).with_context(|| format!("{} is not a model", path.display()))?;
        let services = [(service.to_owned(), [(version, file)].into())].into();
        Ok(Self { origin: file_name(path), store, services })
    }

    /// What the models are from: the file name of a wheel, an installed `botocore` with its version, or the name of the
    /// file or folder.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Where the files are.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Every service and version.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let services = self.services.iter();
        services.flat_map(|(service, versions)| {
            versions.keys().map(move |version| (service.as_str(), version.as_str()))
        })
    }

    /// The version of `service` that is meant, the latest unless `version` says which.
    ///
    /// # Errors
    /// When there is no such service or version; says which are like it.
    pub fn find<'a>(&'a self, service: &str, version: Option<&str>) -> Result<(&'a str, &'a str)> {
        let Some((service, versions)) = self.services.get_key_value(service) else {
            let near = nearest(service, self.services.keys().map(String::as_str));
            let hint = near.map(|near| format!(": did you mean {near}?")).unwrap_or_default();
            bail!("{} has no service {service:?}{hint}", self.origin);
        };
        let found = match version {
            None => versions.last_key_value(),
            Some(version) => versions.get_key_value(version),
        };
        let Some((found, _)) = found else {
            let known: Vec<&str> = versions.keys().map(String::as_str).collect();
            bail!(
                "{} has no version {:?} of {service}: there is {}",
                self.origin,
                version.unwrap_or_default(),
                known.join(", ")
            );
        };
        Ok((service, found))
    }

    /// The files of a service's version.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn files(&self, service: &str, version: &str) -> Result<ModelFiles<'_>> {
        let (service, version) = self.find(service, Some(version))?;
        let model = self.services.get(service).and_then(|versions| versions.get(version));
        let model = model.with_context(|| format!("{service} {version} has no model"))?;
        Ok(ModelFiles::new(&self.store, model))
    }

    /// The model of a service's version, with what its `sdk-extras` add.
    ///
    /// # Errors
    /// When there is none, or a file cannot be read or is not JSON.
    pub fn model(&self, service: &str, version: &str) -> Result<String> {
        let model = self.files(service, version)?.model()?;
        model.with_context(|| format!("{}: {service}/{version} has no {MODEL}", self.origin))
    }
}

/// `botocore 1.44.5`, if `data` is the folder with the models of an installed one.
fn installed(data: &Path) -> Option<String> {
    let init = fs::read_to_string(data.parent()?.join("__init__.py")).ok()?;
    let version = init.lines().find_map(|line| line.strip_prefix("__version__ = "))?;
    Some(format!("botocore {}", version.trim().trim_matches(['\'', '"'])))
}

fn file_name(path: &Path) -> String {
    // `.` and `..` have none; what they stand for has.
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let resolved = || Some(path.canonicalize().ok()?.file_name()?.to_string_lossy().into_owned());
    name.or_else(resolved).unwrap_or_default()
}

/// `metadata.apiVersion` of a model.
fn api_version(model: &str) -> Result<String> {
    #[derive(Deserialize)]
    struct Model {
        metadata: Metadata,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Metadata {
        api_version: String,
    }
    Ok(serde_json::from_str::<Model>(model)?.metadata.api_version)
}
