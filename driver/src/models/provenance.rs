//! The file `SOURCE` beside a model: where its files are from.

use sdk_codegen::Files;
use sha2::{Digest, Sha256};

use crate::source::Store;

/// The name of the file.
pub const SOURCE: &str = "SOURCE";

/// The text of the file: comments that say where `files` are from, and a line per file that `sha256sum --check` reads.
///
/// `origin` is what they are from, `folder` where in it they are, `version` that of the service.
pub fn text(origin: &str, store: &Store, folder: &str, version: &str, files: &Files) -> String {
    let mut text = String::from(
        "# Where these files are from, as `cargo xtask models add` found them. `sha256sum --check SOURCE` compares them.\n",
    );
    let mut note = |key: &str, value: &str| text.push_str(&format!("# {key:8} {value}\n"));
    note("from", origin);
    match store {
        Store::Wheel { bytes, .. } => {
            note("sha256", &sha256(bytes));
            note("folder", &format!("botocore/data/{folder}"));
        }
        Store::Folder(_) if !folder.is_empty() => note("folder", folder),
        Store::Folder(_) => {}
    }
    note("version", version);
    for (name, content) in files {
        text.push_str(&format!("{}  {name}\n", sha256(content.as_bytes())));
    }
    text
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
