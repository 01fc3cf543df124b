//! `cargo xtask models add` as a user runs it, on wheels, folders and files.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use tempfile::TempDir;

const PAGINATORS: &str = "{\"pagination\": {}}";
const EXTRAS: &str = r#"{"version": 1.0, "merge": {"metadata": {"serviceFullName": "Extended"}}}"#;

/// An empty repository, and models beside it.
struct Scene(TempDir);

impl Scene {
    fn new() -> Self {
        let scene = Self(tempfile::tempdir().unwrap());
        scene.write("repository/models/services.toml", b"# Ours.\n");
        scene
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), bytes).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path("repository/models").join(path)).unwrap()
    }

    /// What is in the repository's folder of models.
    fn models(&self) -> Vec<String> {
        let list = |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut open = vec![self.path("repository/models")];
        let mut files = Vec::new();
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(list(&path));
            } else {
                let below = path.strip_prefix(self.path("repository/models")).unwrap();
                files.push(below.to_str().unwrap().to_owned());
            }
        }
        files.sort();
        files
    }

    /// Exit code, standard output, standard error.
    fn add(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["models", "add", "--root"]).arg(self.path("repository")).args(arguments);
        let output = command.current_dir(self.0.path()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }
}

fn model() -> Vec<u8> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read(repository.join("tests/models/ledger/service-2.json")).unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// The files that a service has in botocore.
fn files() -> [(&'static str, Vec<u8>); 3] {
    [
        ("ledger/2024-06-01/service-2.json.gz", gzipped(&model())),
        ("ledger/2024-06-01/service-2.sdk-extras.json", EXTRAS.into()),
        ("ledger/2024-06-01/paginators-1.json", PAGINATORS.into()),
    ]
}

fn wheel() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (path, content) in files() {
        let path = format!("botocore/data/{path}");
        let file = archive.new_file(&path);
        let (mut entry, config) =
            file.compression_method(rawzip::CompressionMethod::DEFLATE).start().unwrap();
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::fast()));
        writer.write_all(&content).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

#[test]
fn a_wheel_an_installation_and_a_folder_give_the_same() {
    for (from, prefix) in [
        ("botocore.whl", None),
        ("site-packages", Some("botocore/data/")),
        ("botocore", Some("data/")),
        ("folder", Some("")),
    ] {
        let scene = Scene::new();
        match prefix {
            None => scene.write(from, &wheel()),
            Some(prefix) => {
                for (path, content) in files() {
                    scene.write(&format!("{from}/{prefix}{path}"), &content);
                }
            }
        }
        let (code, out, err) = scene.add(&["ledger", "--from", from]);
        assert_eq!((code, err.as_str()), (0, ""), "{from}");
        assert!(out.starts_with("ledger: 1 operations and "), "{out}");
        let folder = "ledger/2024-06-01";
        let names = ["SOURCE", "paginators-1.json", "service-2.json"].map(|name| format!("{folder}/{name}"));
        assert_eq!(scene.models(), [names.to_vec(), vec!["services.toml".to_owned()]].concat());
        assert_eq!(
            scene.read("services.toml"),
            "# Ours.\n\n[ledger]\nmodel = \"ledger/2024-06-01/service-2.json\"\n"
        );
        assert!(scene.read("ledger/2024-06-01/service-2.json").contains("\"serviceFullName\": \"Extended\""));
        let note = scene.read("ledger/2024-06-01/SOURCE");
        assert!(
            note.contains(&format!("from = {from:?}\nservice = \"ledger\"\nversion = \"2024-06-01\"\n")),
            "{note}"
        );
        assert!(
            note.contains(
                "\"paginators-1.json\" = \"63378ae8de1d8480c4caeb15cf22a286d44711f674c7df17803815bad8316525\"
"
            ),
            "{note}"
        );
    }
}

#[test]
fn a_plain_file_is_a_model_gzipped_or_not() {
    for bytes in [model(), gzipped(&model())] {
        let scene = Scene::new();
        scene.write("some.file", &bytes);
        let (code, _, err) =
            scene.add(&["ledger", "--from", "some.file", "--module", "books", "--operations", "Post*"]);
        assert_eq!((code, err.as_str()), (0, ""));
        assert_eq!(
            scene.read("services.toml"),
            "# Ours.\n\n[books]\nmodel = \"ledger/2024-06-01/service-2.json\"\noperations = [\"Post*\"]\n"
        );
        assert_eq!(scene.read("ledger/2024-06-01/service-2.json").as_bytes(), model());
    }
}

#[test]
fn what_cannot_be_added_is_explained_and_nothing_is_written() {
    let scene = Scene::new();
    scene.write("botocore.whl", &wheel());
    scene.write("broken.json", &model()[..100]);
    scene.write("broken.whl", b"no wheel");
    scene.write("empty/readme", b"");
    for (arguments, expected) in [
        (&["ledger"][..], "pip download --no-deps botocore"),
        (&["ledgr", "--from", "botocore.whl"], "no service \"ledgr\": did you mean ledger?"),
        (
            &["ledger@2020-01-01", "--from", "botocore.whl"],
            "no version \"2020-01-01\" of ledger: there is 2024-06-01",
        ),
        (&["../ledger", "--from", "botocore.whl"], "names no service"),
        (
            &["ledger", "--from", "botocore.whl", "--operations", "PostEntri"],
            "no operation matches `PostEntri`: did you mean `PostEntry`?",
        ),
        (&["ledger", "--from", "botocore.whl", "--module", "type"], "`type` cannot be the name of a module"),
        (&["ledger", "--from", "broken.json"], "broken.json:"),
        (&["ledger", "--from", "broken.whl"], "broken.whl is neither a wheel nor a folder"),
        (&["ledger", "--from", "empty"], "empty has no models"),
        (&["ledger", "--from", "nowhere"], "cannot read nowhere"),
    ] {
        let (code, out, err) = scene.add(arguments);
        assert_eq!((code, out.as_str()), (1, ""), "{arguments:?}");
        assert!(err.contains(expected), "{arguments:?}: {err}");
        assert_eq!(scene.models(), ["services.toml"]);
        assert_eq!(scene.read("services.toml"), "# Ours.\n");
    }
}
