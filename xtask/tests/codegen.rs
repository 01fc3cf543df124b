//! `cargo xtask codegen` as a user runs it, on a copy of the repository's models and output.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A repository of the same layout, which a test may break.
struct Repository(TempDir);

impl Repository {
    fn copy() -> Self {
        let copy = Self(tempfile::tempdir().unwrap());
        for part in ["docs", "models", "generated", "tests/models", "tests/generated"] {
            for (path, bytes) in tree(&original().join(part)) {
                copy.write(&format!("{part}/{path}"), &bytes);
            }
        }
        copy
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), bytes).unwrap();
    }

    /// Replaces text in a file, which must be there.
    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "{path} does not contain {from}");
        self.write(path, text.replacen(from, to, 1).as_bytes());
    }

    fn generated(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.path("generated"))
    }

    /// Exit code, standard output, standard error.
    fn codegen(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("codegen").arg("--root").arg(self.0.path()).args(arguments);
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }
}

fn original() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

const MODEL: &str = "models/sso-oidc/2019-06-10/service-2.json";

#[test]
fn what_is_checked_in_is_what_the_models_say() {
    let (code, out, err) = Repository::copy().codegen(&["--check"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert_eq!(out.lines().count(), 1, "one line: {out}");
}

#[test]
fn check_names_stale_missing_and_orphan_files_and_codegen_mends_them() {
    let repository = Repository::copy();
    let intact = repository.generated();
    fs::remove_file(repository.path("generated/src/ssooidc/api.rs")).unwrap();
    repository.edit("generated/src/ssooidc/client.rs", "pub struct Client", "pub struct Customer");
    repository.write("generated/src/ssooidc/extra.rs", b"fn main() {}\n");
    let broken = repository.generated();

    let (code, out, _) = repository.codegen(&["--check"]);
    assert_eq!(code, 1);
    for expected in [
        "missing  generated/src/ssooidc/api.rs\n",
        "stale    generated/src/ssooidc/client.rs:",
        "found     pub struct Customer {\n",
        "expected  pub struct Client {\n",
        "orphan   generated/src/ssooidc/extra.rs\n",
        "`cargo xtask codegen`",
    ] {
        assert!(out.contains(expected), "{expected:?} is not in:\n{out}");
    }
    assert_eq!(repository.generated(), broken, "--check writes nothing");

    let (code, out, _) = repository.codegen(&[]);
    assert_eq!(code, 0);
    assert!(out.contains("2 files written, 1 deleted"), "{out}");
    assert_eq!(repository.generated(), intact);
}

#[test]
fn the_guide_shows_what_is_generated() {
    let repository = Repository::copy();
    let guide = fs::read(repository.path("docs/generated-code.md")).unwrap();
    repository.edit("docs/generated-code.md", "pub struct Tree {", "pub struct Bush {");
    let (code, out, _) = repository.codegen(&["--check"]);
    assert_eq!(code, 1);
    assert!(out.contains("stale    docs/generated-code.md:"), "{out}");
    assert_eq!(repository.codegen(&[]).0, 0);
    assert_eq!(fs::read(repository.path("docs/generated-code.md")).unwrap(), guide);
}

#[test]
fn from_nothing_it_makes_the_same_bytes() {
    let repository = Repository::copy();
    let intact = repository.generated();
    fs::remove_dir_all(repository.path("generated")).unwrap();
    assert_eq!(repository.codegen(&[]).0, 0);
    assert_eq!(repository.generated(), intact);
}

#[test]
fn a_broken_model_is_shown_and_nothing_is_touched() {
    for (from, to, expected) in [
        (r#""type": "structure""#, r#""type": "strukture""#, ["service-2.json:", "strukture", "structure"]),
        (r#""shape": "ClientId""#, r#""shape": "ClientIdd""#, ["service-2.json:", "ClientIdd", "ClientId"]),
        (r#""requestUri": "#, r#""requestUrl": "#, ["service-2.json:", "requestUrl", "requestUri"]),
        ("{", "", ["service-2.json:2:12", "not JSON", "trailing characters"]),
    ] {
        let repository = Repository::copy();
        repository.edit(MODEL, from, to);
        fs::remove_file(repository.path("generated/src/ssooidc/api.rs")).unwrap();
        let before = repository.generated();
        let (code, out, err) = repository.codegen(&[]);
        assert_eq!((code, out.as_str()), (1, ""));
        for part in expected {
            assert!(err.contains(part), "{part:?} is not in:\n{err}");
        }
        assert_eq!(repository.generated(), before);
    }
}

#[test]
fn what_changes_for_users_is_told_when_it_is_written() {
    let repository = Repository::copy();
    repository.edit(MODEL, r#""members": {"#, r#""members": { "novelty": {"shape": "ClientId"},"#);
    let (code, out, _) = repository.codegen(&[]);
    assert_eq!(code, 0);
    let told: Vec<&str> =
        out.lines().filter(|line| line.contains("novelty") || line.starts_with("ssooidc:")).collect();
    assert!(
        told[0].starts_with("compatible  added    field ") && told[0].contains(".novelty: Option<String>"),
        "{out}"
    );
    assert_eq!(
        told[1..],
        [
            "ssooidc: 0 breaking, 0 of behaviour, 1 compatible; the next version is a patch one before 1.0 and a minor \
          one from then on"
        ]
    );
    let (_, out, _) = repository.codegen(&[]);
    assert!(!out.contains("ssooidc:"), "nothing has changed since: {out}");
}

#[test]
fn operations_can_be_left_out() {
    let repository = Repository::copy();
    repository.edit("models/services.toml", r#"["*"]"#, r#"["Register*"]"#);
    let (code, out, err) = repository.codegen(&[]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("(2 operations and"), "{out}");
    let line = out.lines().find(|line| line.starts_with("ssooidc ")).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[1..3], ["1", "operations"], "{line}");
    assert_eq!(words[5..9], ["left", "out", "2", "operations"], "{line}");
    let files = repository.generated();
    assert!(files.contains_key("src/ssooidc/operation/register_client.rs"));
    assert!(!files.contains_key("src/ssooidc/operation/create_token.rs"));
    let errors = String::from_utf8(files["src/ssooidc/error.rs"].clone()).unwrap();
    assert!(errors.contains("InvalidClientMetadataException") && !errors.contains("SlowDownException"));

    repository.edit("models/services.toml", "Register*", "RegisterKlient");
    let (code, _, err) = repository.codegen(&[]);
    assert_eq!(code, 1);
    assert!(err.contains("services.toml:") && err.contains("RegisterClient"), "{err}");
}

#[test]
fn services_can_be_named_and_misspelt() {
    let repository = Repository::copy();
    assert_eq!(repository.codegen(&["--check", "ssooidc"]).0, 0);
    let (code, _, err) = repository.codegen(&["ssoidc"]);
    assert_eq!(code, 1);
    assert!(err.contains("did you mean \"ssooidc\"?"), "{err}");
}
