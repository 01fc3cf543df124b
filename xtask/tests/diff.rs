//! `cargo xtask diff` as a user runs it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;
use std::process::Command;

const OLD: &str = "models/sso-oidc/2019-06-10/service-2.json";
const NEW: &str = "tests/models/evolved/service-2.json";
const LIST: &str = "generated/api/ssooidc.txt";

/// Exit code, standard output, standard error.
fn diff(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap());
    let output = command.arg("diff").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_exit_code_says_whether_anything_breaks() {
    let (code, out, _) = diff(&[OLD, NEW]);
    assert_eq!(code, 1);
    let line = "breaking    changed  field operation::CreateTokenInput.device_code: String → Option<String> (it is \
                required no more: `new` does not take it, and the type is an `Option`)";
    assert!(out.lines().any(|found| found == line), "{out}");
    assert!(
        out.ends_with("the next version is a minor one before 1.0 and a major one from then on\n"),
        "{out}"
    );

    // What has changed is not among these.
    let (code, out, _) = diff(&[OLD, NEW, "--operations", "Start*"]);
    assert_eq!((code, out.as_str()), (0, "the API is the same\n"));
    let (code, out, _) = diff(&[OLD, NEW, "--operations", "Register*,CreateTokenWithIAM"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("compatible  added    method Client::create_token_with_iam"), "{out}");
}

#[test]
fn a_list_stands_for_the_model_that_it_was_made_of() {
    let (code, out, _) = diff(&[OLD, LIST]);
    assert_eq!((code, out.as_str()), (0, "the API is the same\n"));
    assert_eq!(diff(&[LIST, NEW]), diff(&[OLD, NEW]));
}

#[test]
fn reports_for_pull_requests_and_programs() {
    let (code, out, _) = diff(&[OLD, NEW, "--format", "markdown"]);
    assert_eq!(code, 1);
    let first = out.lines().find(|line| line.starts_with("| b")).unwrap();
    assert!(
        first.starts_with(
            "| breaking | `field operation::CreateTokenInput.device_code`: `String` → `Option<String>` |"
        ),
        "{out}"
    );
    let (code, out, _) = diff(&[OLD, NEW, "--format", "json"]);
    assert_eq!(code, 1);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report.pointer("/breaking"), Some(&true.into()));
    assert_eq!(report.pointer("/bump_before_1_0"), Some(&"minor".into()));
    let changes = report.pointer("/changes").and_then(serde_json::Value::as_array).unwrap();
    let change = changes.iter().find(|change| change["effect"] == "breaking").unwrap();
    assert_eq!(change["path"], "operation::CreateTokenInput.device_code");
    assert_eq!((&change["from"], &change["to"]), (&"String".into(), &"Option<String>".into()));
}

#[test]
fn what_cannot_be_compared_is_told_from_what_breaks() {
    for (arguments, expected) in [
        (&[OLD, "no/such/file.json"][..], "there is no file no/such/file.json"),
        (&[OLD, "README.md"], "not JSON"),
        (&[OLD, LIST, "--operations", "X"], "operations can be chosen of models only"),
        (&["models/services.toml", OLD], "models/services.toml"),
    ] {
        let (code, out, err) = diff(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(expected), "{err}");
    }
}
