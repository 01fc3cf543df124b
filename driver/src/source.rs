//! Where models come from: a botocore wheel, an installed botocore, or a folder of the same layout.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::bufread::{DeflateDecoder, GzDecoder};
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder as Wayfinder};
use sdk_codegen::diagnostic::nearest;

/// The file of a model, beside which its companions lie.
const MODEL: &str = "service-2.json";

/// Many models: files in folders called after a service and a version, gzipped or not.
#[derive(Clone, Debug)]
pub struct Source {
    origin: String,
    files: Files,
    /// The versions of each service, the latest last.
    services: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Clone, Debug)]
enum Files {
    /// A zip archive in memory, and where in it the files of [`IN_WHEEL`] are, by their paths below it.
    Wheel {
        bytes: Vec<u8>,
        entries: BTreeMap<String, Entry>,
    },
    Folder(PathBuf),
}

/// Where a file is in an archive, and how it is compressed.
type Entry = (Wayfinder, CompressionMethod);

/// The folder with the services in a botocore wheel.
const IN_WHEEL: &str = "botocore/data/";

impl Source {
    /// The models in `path`.
    ///
    /// # Errors
    /// When it is neither a wheel nor a folder, or has no models in it.
    pub fn open(path: &Path) -> Result<Self> {
        let shown = path.display();
        let (files, names) = if path.is_dir() {
            let inside = ["botocore/data", "data"].map(|inside| path.join(inside));
            let folder = inside.into_iter().find(|folder| folder.is_dir()).unwrap_or_else(|| path.to_owned());
            let names = list(&folder)?;
            (Files::Folder(folder), names)
        } else {
            let bytes = fs::read(path).with_context(|| format!("cannot read {shown}"))?;
            let entries =
                entries(&bytes).with_context(|| format!("{shown} is neither a wheel nor a folder"))?;
            let names = entries.keys().cloned().collect();
            (Files::Wheel { bytes, entries }, names)
        };
        let mut services: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for name in names {
            let mut segments = name.split('/');
            if let (Some(service), Some(version), Some(file), None) =
                (segments.next(), segments.next(), segments.next(), segments.next())
                && file.strip_suffix(".gz").unwrap_or(file) == MODEL
            {
                services.entry(service.to_owned()).or_default().insert(version.to_owned());
            }
        }
        if services.is_empty() {
            bail!("{shown} has no models: expected files like SERVICE/VERSION/{MODEL}, gzipped or not");
        }
        let origin = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { origin, files, services })
    }

    /// The name of the wheel or folder.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Every version of every service.
    pub fn services(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.services
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
            None => versions.last(),
            Some(version) => versions.get(version),
        };
        let Some(found) = found else {
            let known: Vec<&str> = versions.iter().map(String::as_str).collect();
            bail!(
                "{} has no version {:?} of {service}: there is {}",
                self.origin,
                version.unwrap_or_default(),
                known.join(", ")
            );
        };
        Ok((service, found))
    }

    /// The text of `file` of a service's version; `None` if there is no such file.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn read(&self, service: &str, version: &str, file: &str) -> Result<Option<String>> {
        for (name, is_gzipped) in [(file.to_owned(), false), (format!("{file}.gz"), true)] {
            let path = format!("{service}/{version}/{name}");
            let Some(bytes) = self.bytes(&path).with_context(|| format!("{}: {path}", self.origin))? else {
                continue;
            };
            let text = text(bytes, is_gzipped).with_context(|| format!("{}: {path}", self.origin))?;
            return Ok(Some(text));
        }
        Ok(None)
    }

    fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match &self.files {
            Files::Folder(folder) => {
                let path = folder.join(path);
                if path.is_file() { Ok(Some(fs::read(path)?)) } else { Ok(None) }
            }
            Files::Wheel { bytes, entries } => match entries.get(path) {
                Some(entry) => Ok(Some(inflate(bytes, *entry)?)),
                None => Ok(None),
            },
        }
    }

    /// The model of a service's version, with what `sdk-extras` add to it.
    ///
    /// # Errors
    /// When a file cannot be read or is not JSON.
    pub fn model(&self, service: &str, version: &str) -> Result<String> {
        let model = self.merged(service, version, "service-2")?;
        model.with_context(|| format!("{}: {service}/{version} has no {MODEL}", self.origin))
    }

    /// `{name}.json` of a service's version, with what `{name}.sdk-extras.json` adds to it; `None` if there is no such
    /// file.
    ///
    /// # Errors
    /// When a file cannot be read or is not JSON.
    pub fn merged(&self, service: &str, version: &str, name: &str) -> Result<Option<String>> {
        let Some(text) = self.read(service, version, &format!("{name}.json"))? else { return Ok(None) };
        let extras = format!("{name}.sdk-extras.json");
        let Some(extra) = self.read(service, version, &extras)? else { return Ok(Some(text)) };
        let merged = sdk_codegen::model::merge_extras(&text, &extra);
        Ok(Some(merged.with_context(|| format!("{}: {service}/{version}/{extras}", self.origin))?))
    }
}

/// Where the files in [`IN_WHEEL`] are in an archive.
fn entries(archive: &[u8]) -> Result<BTreeMap<String, Entry>> {
    let archive = ZipArchive::from_slice(archive)?;
    let mut entries = BTreeMap::new();
    let mut open = archive.entries();
    while let Some(entry) = open.next_entry()? {
        let Ok(path) = entry.file_path().try_normalize() else { continue };
        if let Some(path) = path.as_ref().strip_prefix(IN_WHEEL) {
            entries.insert(path.to_owned(), (entry.wayfinder(), entry.compression_method()));
        }
    }
    Ok(entries)
}

/// The content of a file in an archive, its checksum verified.
fn inflate(archive: &[u8], (place, method): Entry) -> Result<Vec<u8>> {
    let archive = ZipArchive::from_slice(archive)?;
    let entry = archive.get_entry(place)?;
    let mut content = Vec::new();
    match method {
        CompressionMethod::STORE => entry.verifying_reader(entry.data()).read_to_end(&mut content)?,
        CompressionMethod::DEFLATE => {
            entry.verifying_reader(DeflateDecoder::new(entry.data())).read_to_end(&mut content)?
        }
        other => bail!("the file is compressed in a way that wheels are not: {other:?}"),
    };
    Ok(content)
}

/// The text of a file, which may be gzipped.
///
/// # Errors
/// When it is not UTF-8, or not what it is called.
pub fn text(bytes: Vec<u8>, is_gzipped: bool) -> Result<String> {
    if !is_gzipped {
        return String::from_utf8(bytes).context("the file is not UTF-8");
    }
    let mut text = String::new();
    GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).context("the file is not gzipped text")?;
    Ok(text)
}

/// The paths of all files in folders of folders of `folder`.
fn list(folder: &Path) -> Result<Vec<String>> {
    let mut paths = vec![String::new()];
    for _ in 0..3 {
        let mut deeper = Vec::new();
        for path in &paths {
            let directory = folder.join(path);
            if !directory.is_dir() {
                continue;
            }
            for entry in fs::read_dir(&directory).with_context(|| directory.display().to_string())? {
                let name = entry?.file_name().to_string_lossy().into_owned();
                deeper.push(if path.is_empty() { name } else { format!("{path}/{name}") });
            }
        }
        paths = deeper;
    }
    Ok(paths)
}
