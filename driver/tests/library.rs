//! The driver as a library: another workspace with a `cargo xtask codegen` of its own.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program that the README shows.
const XTASK: &str = r#"fn main() -> std::process::ExitCode {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    sdk_driver::main(&sdk_driver::Workspace::new(root).with_package("clients", "models", "clients"))
}
"#;

const SERVICES: &str = "[ledger]\nmodel = \"ledger.json\"\n";

/// A workspace with such a program, a model of ours, and no generated crate yet.
struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new() -> Self {
        let scratch = Self(tempfile::tempdir().unwrap());
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"clients\", \"xtask\"]\n\n\
             [workspace.package]\nversion = \"0.1.0\"\nedition = \"2024\"\nrust-version = \"1.95\"\nlicense = \"MIT\"\n\
             publish = false\n\n[workspace.lints]\n\n\
             [workspace.dependencies]\nsdk-runtime = {{ path = {:?}, default-features = false }}\n",
            repository().join("runtime"),
        );
        let xtask = format!(
            "[package]\nname = \"xtask\"\nedition = \"2024\"\n\n[dependencies]\nsdk-driver = {{ path = {:?} }}\n",
            repository().join("driver"),
        );
        let lock = fs::read_to_string(repository().join("Cargo.lock")).unwrap();
        let model = fs::read_to_string(repository().join("tests/models/ledger/service-2.json")).unwrap();
        for (path, text) in [
            ("Cargo.toml", manifest.replace("\"clients\", ", "").as_str()),
            ("Cargo.lock", &lock),
            ("xtask/Cargo.toml", &xtask),
            ("xtask/src/main.rs", XTASK),
            ("models/services.toml", SERVICES),
            ("models/ledger.json", &model),
        ] {
            scratch.write(path, text);
        }
        // A member must be there, and this one is not yet.
        scratch.xtask(&["codegen"]);
        scratch.write("Cargo.toml", &manifest);
        scratch
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    /// Exit code, and all that was printed.
    fn cargo(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).arg("--offline").current_dir(self.0.path());
        command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("library"));
        let output = command.output().unwrap();
        let printed = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(printed).unwrap())
    }

    fn xtask(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let program = self.cargo(&["build", "--quiet", "--package", "xtask"]);
        assert_eq!(program, (Some(0), String::new()));
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("library/debug/xtask");
        let output = Command::new(program).args(arguments).output().unwrap();
        let printed = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(printed).unwrap())
    }
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

#[test]
fn another_workspace_generates_checks_and_builds_a_crate_of_its_own() {
    let scratch = Scratch::new();
    let (code, printed) = scratch.xtask(&["codegen", "--check"]);
    assert_eq!(code, Some(0), "{printed}");
    let (code, printed) =
        scratch.cargo(&["check", "--quiet", "--package", "clients", "--features", "ledger"]);
    assert_eq!((code, printed.as_str()), (Some(0), ""));

    scratch.write("clients/src/ledger/mine.rs", "fn f() {}");
    let (code, printed) = scratch.xtask(&["codegen", "--check"]);
    assert_eq!(code, Some(1));
    assert!(printed.contains("clients/src/ledger/mine.rs"), "{printed}");
}

#[test]
fn a_directory_that_is_not_generated_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        fs::create_dir_all(root.path().join(path).parent().unwrap()).unwrap();
        fs::write(root.path().join(path), text).unwrap();
    };
    write("models/services.toml", "");
    write("src/main.rs", "fn main() {}");
    write("Cargo.toml", "[package]\nname = \"precious\"");
    let workspace = sdk_driver::Workspace::new(root.path()).with_package("clients", "models", ".");
    let error = sdk_driver::codegen::run(&workspace, &sdk_driver::codegen::Args::default()).unwrap_err();
    let error = format!("{error:#}");
    assert!(error.contains("holds files that were not generated, such as Cargo.toml"), "{error}");
    assert_eq!(fs::read_to_string(root.path().join("src/main.rs")).unwrap(), "fn main() {}");
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 3);
}
