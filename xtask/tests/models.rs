//! `cargo xtask models add` as a user runs it, from all that models come in.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use rawzip::{CompressionMethod, ZipArchiveWriter};
use tempfile::TempDir;

/// The SHA-256 of `{}`.
const PAGINATORS: &str = r#"{"pagination": {}}"#;
const SHA256_OF_PAGINATORS: &str = "63378ae8de1d8480c4caeb15cf22a286d44711f674c7df17803815bad8316525";

/// Adds a member to a structure of the model.
const EXTRAS: &str = r#"{"version": 1.0, "merge": {"shapes": {"PostEntryInput": {"members": {
    "FromTheExtras": {"shape": "String"}
}}}}}"#;

/// A directory with the models of a repository, and one with those that are to be added.
struct Directory(TempDir);

impl Directory {
    /// With this manifest.
    fn new(manifest: &str) -> Self {
        let directory = Self(tempfile::tempdir().unwrap());
        directory.write("tests/models/services.toml", b"");
        directory.write("models/services.toml", manifest.as_bytes());
        directory
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.path().join(path)).unwrap()
    }

    /// All that is in `models`, by path below it.
    fn models(&self) -> BTreeMap<String, Vec<u8>> {
        let root = self.0.path().join("models");
        let mut files = BTreeMap::new();
        let mut open = vec![root.clone()];
        while let Some(directory) = open.pop() {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                    files.insert(name, fs::read(&path).unwrap());
                }
            }
        }
        files
    }

    /// Exit code, standard output, standard error. Of the arguments, `{}` is this directory.
    fn xtask(&self, arguments: &str) -> (i32, String, String) {
        let here = self.0.path().to_str().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments.split(' ').map(|argument| argument.replace("{}", here)));
        let output = command.args(["--root", here]).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn add(&self, arguments: &str) -> (i32, String, String) {
        self.xtask(&format!("models add {arguments}"))
    }
}

/// A model of ours, of the version 2024-06-01.
fn ledger() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read_to_string(root.join("tests/models/ledger/service-2.json")).unwrap()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap()
}

/// A wheel with these files, every other one compressed.
fn wheel(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (position, (path, bytes)) in files.iter().enumerate() {
        let method = if position % 2 == 0 { CompressionMethod::STORE } else { CompressionMethod::DEFLATE };
        let (mut entry, config) = archive.new_file(path).compression_method(method).start().unwrap();
        if position % 2 == 0 {
            let mut writer = config.wrap(&mut entry);
            writer.write_all(bytes).unwrap();
            let (_, descriptor) = writer.finish().unwrap();
            entry.finish(descriptor).unwrap();
        } else {
            let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::fast());
            let mut writer = config.wrap(encoder);
            writer.write_all(bytes).unwrap();
            let (encoder, descriptor) = writer.finish().unwrap();
            encoder.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
    }
    archive.finish().unwrap()
}

/// Endpoint rules with nothing in them.
const RULES: &str = r#"{"version": "1.0", "parameters": {}, "rules": []}"#;

/// The files of the service `ledger`, as they are published: the names, and what is in them.
fn published() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("service-2.json.gz", gzip(&ledger())),
        ("service-2.sdk-extras.json", EXTRAS.into()),
        ("paginators-1.json", PAGINATORS.into()),
        ("endpoint-rule-set-1.json.gz", gzip(RULES)),
        ("examples-1.json", b"{}".to_vec()),
    ]
}

#[test]
fn a_model_comes_from_wheels_installed_packages_folders_and_files() {
    for (place, from, origin) in [
        ("wheel", "botocore-9.9.9-py3-none-any.whl", "botocore-9.9.9-py3-none-any.whl"),
        ("site/botocore/data/ledger/2024-06-01", "site", "botocore 9.9.9"),
        ("site/botocore/data/ledger/2024-06-01", "site/botocore", "botocore 9.9.9"),
        ("site/botocore/data/ledger/2024-06-01", "site/botocore/data", "botocore 9.9.9"),
        ("folders/ledger/2024-06-01", "folders", "folders"),
        ("mine", "mine", "mine"),
        ("mine", "mine/service-2.json.gz", "service-2.json.gz"),
    ] {
        let directory = Directory::new("");
        if place == "wheel" {
            let inside = |name: &str| format!("botocore/data/ledger/2024-06-01/{name}");
            let mut files: Vec<_> =
                published().into_iter().map(|(name, bytes)| (inside(name), bytes)).collect();
            files.push(("botocore/data/ledger/2001-01-01/service-2.json".to_owned(), b"{}".to_vec()));
            directory.write(from, &wheel(&files));
        } else {
            for (name, bytes) in published() {
                directory.write(&format!("{place}/{name}"), &bytes);
            }
            directory.write("site/botocore/__init__.py", b"import os\n\n__version__ = '9.9.9'\n");
        }
        let (code, out, err) = directory.add(&format!("ledger --from {{}}/{from}"));
        assert_eq!((code, err.as_str()), (0, ""), "{from}");
        assert!(
            out.starts_with("ledger: 1 operations and 4 types of ledger 2024-06-01 (0 operations left"),
            "{out}"
        );

        let mut models = directory.models();
        let source = String::from_utf8(models.remove("ledger/2024-06-01/SOURCE").unwrap()).unwrap();
        assert!(source.contains(&format!("# from     {origin}\n")), "{source}");
        assert!(source.contains("# version  2024-06-01\n"), "{source}");
        assert!(source.contains(&format!("\n{SHA256_OF_PAGINATORS}  paginators-1.json\n")), "{source}");
        assert_eq!(place == "wheel", source.contains("# sha256   "), "{source}");
        assert!(!source.contains(directory.0.path().to_str().unwrap()), "{source}");
        let expected = [
            ("ledger/2024-06-01/endpoint-rule-set-1.json", RULES),
            ("ledger/2024-06-01/paginators-1.json", PAGINATORS),
            ("ledger/2024-06-01/service-2.json", &ledger()),
            ("ledger/2024-06-01/service-2.sdk-extras.json", EXTRAS),
            ("services.toml", "[ledger]\nmodel = \"ledger/2024-06-01/service-2.json\"\n"),
        ];
        let expected = expected.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        assert_eq!(models, BTreeMap::from(expected), "{from}");
    }
}

#[test]
fn what_the_extras_add_is_generated() {
    let directory = Directory::new("");
    for (name, bytes) in published() {
        directory.write(&format!("mine/{name}"), &bytes);
    }
    assert_eq!(directory.add("ledger --from {}/mine --module books").0, 0);
    let (code, _, err) = directory.xtask("codegen books");
    assert_eq!((code, err.as_str()), (0, ""));
    let input = directory.read("generated/src/books/operation/post_entry.rs");
    assert!(input.contains("pub from_the_extras: Option<String>"), "{input}");
}

#[test]
fn a_service_that_is_there_is_replaced_and_the_rest_stays() {
    let manifest = "# All of them.\n\n[books] # first\n# Why.\nmodel = \"ledger/2001-01-01/service-2.json\" # old\n\
                    operations = [\"Post*\"]\n\n[other]\nmodel = \"x.json\"\n# The end.\n";
    let directory = Directory::new(manifest);
    directory.write("model.json", ledger().as_bytes());
    directory.write("models/ledger/2024-06-01/waiters-2.json", b"{}");
    directory.write("models/ledger/2024-06-01/NOTES", b"ours");
    directory.write("models/ledger/2001-01-01/service-2.json", b"{}");
    let (code, out, err) = directory.add("ledger@2024-06-01 --from {}/model.json");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("named ledger/2001-01-01/service-2.json before"), "{out}");
    assert_eq!(directory.read("models/services.toml"), manifest.replace("2001-01-01", "2024-06-01"));
    let models = directory.models();
    let names: Vec<&str> = models.keys().map(String::as_str).collect();
    let here = ["NOTES", "SOURCE", "service-2.json"].map(|name| format!("ledger/2024-06-01/{name}"));
    assert_eq!(names, ["ledger/2001-01-01/service-2.json", &here[0], &here[1], &here[2], "services.toml"]);

    let (code, _, err) = directory.add("ledger --from {}/model.json --operations PostEntry,Post*");
    assert_eq!((code, err.as_str()), (0, ""));
    let expected =
        manifest.replace("2001-01-01", "2024-06-01").replace("\"Post*\"", "\"PostEntry\", \"Post*\"");
    assert_eq!(directory.read("models/services.toml"), expected);
}

#[test]
fn a_mistake_is_explained_and_nothing_is_written() {
    let directory = Directory::new("[ledger]\nmodel = \"other.json\"\n");
    directory.write("all/ledger/2024-06-01/service-2.json", ledger().as_bytes());
    directory
        .write("all/broken/1/service-2.json", ledger().replace("\"structure\"", "\"strukture\"").as_bytes());
    for (name, companion) in [
        ("service-2.json", ledger().as_str()),
        ("paginators-1.json", "["),
        ("paginators-1.sdk-extras.json", EXTRAS),
    ] {
        directory.write(&format!("all/extended/1/{name}"), companion.as_bytes());
    }
    directory.write("up.json", ledger().replace("2024-06-01", "..").as_bytes());
    directory.write("text.json", b"Dear Sir");
    directory.write("none/readme", b"");
    let before = directory.models();
    for (arguments, expected) in [
        ("ledger", ["--from PATH", "pip download --no-deps botocore"]),
        ("leger --from {}/all", ["no service \"leger\"", "did you mean ledger?"]),
        ("ledger@2024 --from {}/all", ["no version \"2024\" of ledger", "there is 2024-06-01"]),
        ("ledger@2024 --from {}/all/ledger/2024-06-01", ["no version \"2024\"", "there is 2024-06-01"]),
        ("ledger --from {}/all", ["[ledger] with another model, other.json", "--module NAME"]),
        (
            "ledger --from {}/all --module 3d",
            ["models/services.toml:4:2", "`3d` cannot be the name of a module"],
        ),
        (
            "ledger --from {}/all --module books --operations PostEntri",
            ["models/services.toml:6:", "did you mean `PostEntry`?"],
        ),
        ("ledger --from {}/all --package skd", ["no crate \"skd\"", "there is sdk, sdk-fixtures"]),
        ("broken --from {}/all --module b", ["broken/1/service-2.json:", "strukture"]),
        (
            "extended --from {}/all --module b",
            ["extended/1/paginators-1.sdk-extras.json", "paginators-1.json"],
        ),
        ("../x --from {}/all/ledger/2024-06-01 --module b", ["\"../x\"", "the name of a folder"]),
        ("x --from {}/up.json --module b", ["\"..\"", "the name of a folder"]),
        ("x --from {}/text.json --module b", ["text.json", "is not a model"]),
        ("x --from {}/none --module b", ["none has no models", "SERVICE/VERSION/service-2.json"]),
        ("x --from {}/nowhere --module b", ["cannot read", "nowhere"]),
    ] {
        let (code, out, err) = directory.add(arguments);
        assert_eq!((code, out.as_str()), (1, ""), "{arguments}: {err}");
        for part in expected {
            assert!(err.contains(part), "{arguments}: {part:?} is not in:\n{err}");
        }
        assert_eq!(directory.models(), before, "{arguments}");
    }
}
