//! That what something is called depends on nothing that has no part in it, on the model of the obstacle course.

#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use sdk_codegen::diagnostic::Source;
use sdk_codegen::model::{Companions, Service};
use sdk_codegen::{Files, Input};
use serde_json::{Map, Value, json};

const MODEL: &str = include_str!("../../tests/models/obstacles/service-2.json");

/// What is generated of a model, with these operations only if there are some.
fn generate(model: &Value, operations: &[&str]) -> Files {
    let text = model.to_string();
    let model = Service::parse(Source::new("service-2.json", &text)).expect("the model is sound");
    let is_wanted = |name: &&String| operations.is_empty() || operations.contains(&name.as_str());
    let operations: BTreeSet<String> = model.operations.keys().filter(is_wanted).cloned().collect();
    let input = Input {
        model: &model,
        module: "m",
        source: "m.json",
        operations: &operations,
        companions: &Companions::default(),
    };
    let module = sdk_codegen::module(&input).expect("the model can be generated");
    sdk_codegen::package("p", [("m", module)].into()).expect("the crate can be put together")
}

fn model() -> Value {
    serde_json::from_str(MODEL).expect("JSON")
}

/// The files that hold one thing each, and not a list of all.
fn files_of_one(files: &Files) -> impl Iterator<Item = (&String, &String)> {
    let is_of_one = |path: &str| {
        ["src/m/types/", "src/m/operation/"].iter().any(|parent| path.starts_with(parent))
            && !path.ends_with("/mod.rs")
    };
    files.iter().filter(move |(path, _)| is_of_one(path))
}

/// Entries before and after those that are there.
fn surround(map: &mut Map<String, Value>, before: Value, after: Value) {
    let (Value::Object(before), Value::Object(after)) = (before, after) else { panic!("objects") };
    let old = std::mem::take(map);
    map.extend(before.into_iter().chain(old).chain(after));
}

#[test]
fn additions_rename_nothing() {
    let old = model();
    let mut new = old.clone();
    let operation = |name: &str| {
        json!({ "name": name, "http": { "method": "POST", "requestUri": "/" }, "input": { "shape": "NewShape" },
                "errors": [{ "shape": "NewProblem" }] })
    };
    let sections = new.as_object_mut().expect("an object");
    surround(
        sections["operations"].as_object_mut().expect("operations"),
        json!({ "AbandonShip": operation("AbandonShip") }),
        json!({ "Zoom": operation("Zoom") }),
    );
    surround(
        sections["shapes"].as_object_mut().expect("shapes"),
        json!({ "NewShape": { "type": "structure", "members": { "New": { "shape": "AnotherShape" } } } }),
        json!({
            "AnotherShape": { "type": "string", "enum": ["new"] },
            "NewProblem": { "type": "structure", "members": {}, "exception": true },
        }),
    );
    // A new value, whatever it is, leaves those that are not its twins alone; members likewise.
    let odd = sections["shapes"]["Odd"]["enum"].as_array_mut().expect("values");
    odd.insert(0, json!("!"));
    odd.push(json!("brand-new"));
    surround(
        sections["shapes"]["Methods"]["members"].as_object_mut().expect("members"),
        json!({ "with_new": { "shape": "Text" } }),
        json!({ "abandon": { "shape": "Text" } }),
    );

    let (old, new) = (generate(&old, &[]), generate(&new, &[]));
    for (path, text) in files_of_one(&old) {
        let now = new.get(path).unwrap_or_else(|| panic!("{path} is gone"));
        match path.as_str() {
            "src/m/types/odd.rs" | "src/m/types/methods.rs" => {
                // Lines were added, and members counted anew.
                let plain = |line: &str| line.split(" @ ").next().unwrap_or_default().trim().to_owned();
                let now: BTreeSet<String> = now.lines().map(plain).collect();
                let lost: Vec<&str> = text.lines().filter(|line| !now.contains(&plain(line))).collect();
                assert!(lost.is_empty(), "{path} has lost {lost:?}");
            }
            _ => assert!(now == text, "{path} is another:\n{now}"),
        }
    }
    for index in ["client.rs", "error.rs", "api.rs", "types/mod.rs", "operation/mod.rs"] {
        let path = format!("src/m/{index}");
        let now: BTreeSet<&str> = new[&path].lines().collect();
        let declarations = old[&path].lines().filter(|line| line.contains("pub "));
        let lost: Vec<&str> = declarations.filter(|line| !now.contains(line)).collect();
        assert!(lost.is_empty(), "{path} has lost {lost:?}");
    }
}

/// Whether a twin is generated does not change what the other is called.
#[test]
fn selection_renames_nothing() {
    let model = model();
    let (all, some) = (generate(&model, &[]), generate(&model, &["Echo", "getThing", "Self", "New"]));
    for (path, text) in files_of_one(&some) {
        assert_eq!(all.get(path), Some(text), "{path}");
    }
    assert!(
        some["src/m/client.rs"].contains("fn get_thing2(")
            && !some["src/m/client.rs"].contains("fn get_thing(")
    );
}

/// Files lie where they are meant to, on any system: no two differ only in case, none is a device.
#[test]
fn files_can_be_checked_out_anywhere() {
    let files = generate(&model(), &[]);
    let folded: BTreeSet<String> = files.keys().map(|path| path.to_lowercase()).collect();
    assert_eq!(folded.len(), files.len());
    for path in files.keys().filter(|path| path.starts_with("src/")) {
        let stem = path.rsplit('/').next().and_then(|file| file.strip_suffix(".rs")).unwrap_or_default();
        assert!(stem.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'), "{path}");
        assert!(!["con", "aux", "nul", "prn", "com1", "lpt9"].contains(&stem), "{path}");
    }
}
