//! `cargo xtask conformance` as a user runs it, on suites that nobody has seen.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;
use std::process::Command;

const INPUT: &str = r#"[
  {
    "description": "operations of one name that differ, and all that may be missing",
    "metadata": { "protocol": "rest-json" },
    "shapes": {
      "Label": {
        "type": "structure",
        "members": {
          "Name": { "shape": "String", "location": "uri", "locationName": "n" },
          "Data": { "shape": "Blob" }
        }
      },
      "String": { "type": "string" },
      "Blob": { "type": "blob" }
    },
    "cases": [
      {
        "given": { "name": "Op", "http": { "method": "GET", "requestUri": "/a/{n}" }, "input": { "shape": "Label" } },
        "params": { "Name": "x/y" },
        "serialized": { "method": "GET", "uri": "/a/x%2Fy" }
      },
      {
        "given": { "name": "Op", "http": { "method": "PUT", "requestUri": "/b/{n+}" }, "input": { "shape": "Label" } },
        "params": { "Name": "x/y", "Data": "raw" },
        "serialized": { "method": "PUT", "uri": "/b/x/y", "body": "{\"Data\": \"cmF3\"}" }
      },
      {
        "id": "Payload",
        "given": { "name": "Paid", "http": { "method": "POST" }, "input": { "shape": "Label", "payload": "Data" } },
        "params": { "Data": "raw", "Name": "n" },
        "serialized": { "body": "cooked" }
      },
      { "id": "Nothing", "given": { "name": "Bare" }, "serialized": { "method": "POST", "uri": "/", "body": "" } }
    ]
  },
  {
    "description": "a trait that nobody knows",
    "metadata": { "protocol": "json", "jsonVersion": "1.1" },
    "shapes": { "Thing": { "type": "structure", "colour": "red" } },
    "cases": [{ "given": { "name": "Op" }, "serialized": { "uri": "/" } }]
  }
]"#;

const OUTPUT: &str = r#"[
  {
    "description": "results and errors",
    "metadata": { "protocol": "query", "apiVersion": "2020-01-01" },
    "shapes": {
      "Out": { "type": "structure", "members": { "Count": { "shape": "Integer" } } },
      "Gone": { "type": "structure", "exception": true, "members": {} },
      "Integer": { "type": "integer" }
    },
    "cases": [
      {
        "id": "Result",
        "given": { "name": "Op", "output": { "shape": "Out" } },
        "response": { "status_code": 200, "body": "<R><OpResult><Count>5</Count></OpResult></R>" },
        "result": { "Count": 5 }
      },
      {
        "id": "OtherResult",
        "given": { "name": "Op", "output": { "shape": "Out" } },
        "response": { "status_code": 200, "body": "<R><OpResult><Count>5</Count></OpResult></R>" },
        "result": { "Count": 6 }
      },
      {
        "id": "Modelled",
        "given": { "name": "Fail", "errors": [{ "shape": "Gone" }] },
        "response": { "status_code": 500, "body": "<E><Error><Code>Gone</Code><Message>m</Message></Error></E>" },
        "error": {},
        "errorCode": "Gone",
        "errorMessage": "m"
      },
      {
        "id": "NotModelled",
        "given": { "name": "Fail", "errors": [{ "shape": "Gone" }] },
        "response": { "status_code": 500, "body": "<E><Error><Code>Lost</Code></Error></E>" },
        "error": {},
        "errorCode": "Lost"
      }
    ]
  }
]"#;

const CBOR: &str = r#"[
  { "description": "a list", "input": "8201f5", "expect": { "list": [{ "uint": 1 }, { "bool": true }] } },
  { "description": "cut off", "input": "8201", "error": true },
  { "description": "another number", "input": "02", "expect": { "uint": 1 } }
]"#;

/// What is not expected to pass: a case that does not, and one that does.
const EXCLUSIONS: &str = "\
# Of this test.
deep/output.json 0:1 # it says 6
deep/output.json 0:2 # nobody knows
";

#[test]
fn every_case_passes_fails_or_is_excluded() {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance");
    let suites = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| fs::write(suites.path().join(path), text).unwrap();
    fs::create_dir(suites.path().join("deep")).unwrap();
    write("deep/input.json", INPUT);
    write("deep/output.json", OUTPUT);
    write("deep/cbor.json", CBOR);
    write("deep/notes.json", "{}");
    write("exclusions.txt", EXCLUSIONS);
    let run = |filter: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("conformance").arg("--suites").arg(suites.path()).arg("--scratch").arg(&scratch);
        command.arg("--exclusions").arg(suites.path().join("exclusions.txt")).args(filter);
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };

    let (code, out, err) = run(&[]);
    assert_eq!((code, err.as_str()), (Some(1), ""), "{out}");
    for expected in [
        "query      output          2       1        1\n",
        "cbor       decode          2       1        0\n",
        "deep/cbor.json 2:0 another number\n    expected Integer(1), found Integer(2)",
        "deep/input.json 0:2 Payload\n    body: expected \"cooked\", found \"raw\"",
        "deep/input.json 1:0 \n    the suite cannot be read: unknown field `colour`",
        "deep/output.json 0:2 Modelled\n    passes, but is excluded: nobody knows",
        "skipped deep/output.json 0:1: it says 6",
    ] {
        assert!(out.contains(expected), "{expected} is not in:\n{out}");
    }
    assert!(out.ends_with("\n7 passed, 4 failed, 1 skipped\n"), "{out}");

    let (code, out, _) = run(&["input.json 0:3"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.ends_with("\n1 passed, 0 failed, 0 skipped\n"), "{out}");

    let (code, _, err) = run(&["no such case"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("is named like \"no such case\""), "{err}");
}
