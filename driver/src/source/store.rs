//! Files in a wheel or a folder.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::bufread::{DeflateDecoder, GzDecoder};
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder as Wayfinder};

/// Where models are read from. Paths have `/` between segments.
#[derive(Clone, Debug)]
pub enum Store {
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

impl Store {
    /// The wheel in `bytes`.
    ///
    /// # Errors
    /// When it is not a zip archive.
    pub fn wheel(bytes: Vec<u8>) -> Result<Self> {
        let entries = entries(&bytes)?;
        Ok(Self::Wheel { bytes, entries })
    }

    /// The paths of all files in folders of folders.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn list(&self) -> Result<Vec<String>> {
        match self {
            Self::Folder(folder) => list(folder),
            Self::Wheel { entries, .. } => Ok(entries.keys().cloned().collect()),
        }
    }

    /// The text of a file, which may be gzipped and then has `.gz` after its name; `None` if there is no such file.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn text(&self, path: &str) -> Result<Option<String>> {
        for (path, is_gzipped) in [(path.to_owned(), false), (format!("{path}.gz"), true)] {
            let text =
                self.bytes(&path).and_then(|bytes| bytes.map(|bytes| text(bytes, is_gzipped)).transpose());
            if let Some(text) = text.with_context(|| format!("cannot read {path}"))? {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match self {
            Self::Folder(folder) => {
                let path = folder.join(path);
                if path.is_file() { Ok(Some(fs::read(path)?)) } else { Ok(None) }
            }
            Self::Wheel { bytes, entries } => match entries.get(path) {
                Some(entry) => Ok(Some(inflate(bytes, *entry)?)),
                None => Ok(None),
            },
        }
    }
}

/// Whether a file begins as zip archives do.
///
/// # Errors
/// When it cannot be read.
pub fn is_wheel(path: &Path) -> Result<bool> {
    let mut start = Vec::new();
    let file = fs::File::open(path).and_then(|file| file.take(4).read_to_end(&mut start));
    file.with_context(|| format!("cannot read {}", path.display()))?;
    Ok(start == b"PK\x03\x04")
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
fn text(bytes: Vec<u8>, is_gzipped: bool) -> Result<String> {
    if !is_gzipped {
        return String::from_utf8(bytes).context("the file is not UTF-8");
    }
    let mut text = String::new();
    GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).context("the file is not gzipped text")?;
    Ok(text)
}

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
