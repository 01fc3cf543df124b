//! What a user is shown when a model or the manifest is broken.
//!
//! Each case changes one thing in `diagnostics/service-2.json` or `diagnostics/services.toml`, which are sound. What is
//! reported is compared with `diagnostics/<case>.txt`. Run the tests with `UPDATE_GOLDEN=1` in the environment to
//! write these files anew, and then read them as a user would.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use sdk_codegen::diagnostic::{Error, Source, Style};
use sdk_codegen::model::{Manifest, Service};

const MODEL: Source<'_> =
    Source::new("models/depot/2020-02-20/service-2.json", include_str!("diagnostics/service-2.json"));
const MANIFEST: Source<'_> = Source::new("models/services.toml", include_str!("diagnostics/services.toml"));

/// Name of the case, what is replaced in the model, what by.
const BROKEN_MODELS: &[(&str, &[(&str, &str)])] = &[
    // It cannot be read.
    ("not-json", &[(r#""sensitive": true},"#, r#""sensitive": true"#)]),
    ("cut-off", &[("  \"documentation\": \"<p>Keeps parcels.</p>\"\n}\n", "  \"documentation\": ")]),
    ("text-behind", &[("parcels.</p>\"\n}\n", "parcels.</p>\"\n}\n}\n")]),
    ("no-object", &[(MODEL.text, "[]\n")]),
    ("unknown-key", &[(r#""locationName": "item""#, r#""locatonName": "item""#)]),
    ("unknown-key-unlike-any", &[(r#""readonly": true"#, r#""throughput": "high""#)]),
    ("unknown-key-at-top", &[(r#""version""#, r#""verson""#)]),
    (
        "unknown-key-of-empty-object",
        &[(r#""protocol""#, r#""awsQueryCompatible": {"old": true}, "protocol""#)],
    ),
    ("unknown-type", &[(r#""Label": {"type": "string""#, r#""Label": {"type": "sting""#)]),
    ("unknown-type-unlike-any", &[(r#""Contents": {"type": "blob""#, r#""Contents": {"type": "bytes""#)]),
    ("unknown-protocol", &[("rest-json", "rest-jsn")]),
    ("unknown-location", &[("querystring", "query")]),
    ("missing-key", &[(r#""Contents": {"shape": "Contents"}"#, r#""Contents": {"shpe": "Contents"}"#)]),
    ("missing-type", &[(r#""Weight": {"type": "integer", "box": true}"#, r#""Weight": {"box": true}"#)]),
    ("missing-section", &[(r#""operations": {"#, r#""clientContextParams": {}, "examples": {"#)]),
    (
        "wrong-type-of-value",
        &[(
            r#""sensitive": true"#,
            r#""sensitive": "yes, whatever it says on the outside of the parcel must not be seen""#,
        )],
    ),
    (
        "wrong-type-of-object",
        &[(r#""input": {"shape": "GetParcelRequest"}"#, r#""input": "GetParcelRequest""#)],
    ),
    ("wrong-status", &[("404", "70000")]),
    ("wrong-xml-namespace", &[(r#""box": true"#, r#""xmlNamespace": 1"#)]),
    ("duplicate-shape", &[(r#""Weight": {"type""#, r#""Label": {"type""#)]),
    ("duplicate-member", &[(r#""State": {"shape": "State"}"#, r#""Sent": {"shape": "State"}"#)]),
    ("duplicate-operation", &[(r#""PutParcel": {"#, r#""GetParcel": {"#)]),
    ("duplicate-trait", &[(r#""max": 64"#, r#""min": 64"#)]),
    (
        "several-unreadable",
        &[
            (r#""readonly": true"#, r#""readnly": true"#),
            (r#""max": 64"#, r#""max": "64""#),
            (r#""timestampFormat": "iso8601""#, r#""timestampFormat": "iso""#),
        ],
    ),
    // It can be read but makes no sense.
    ("metadata-lacks", &[(r#""serviceId": "Depot","#, ""), (r#""rest-json""#, r#""json""#)]),
    (
        "input-dangling",
        &[(r#""input": {"shape": "GetParcelRequest"}"#, r#""input": {"shape": "GetParcelsRequest"}"#)],
    ),
    (
        "output-not-a-structure",
        &[(r#""output": {"shape": "Parcel"}"#, r#""output": {"shape": "LabelList"}"#)],
    ),
    ("error-dangling", &[(r#"{"shape": "ThrottledException"}"#, r#"{"shape": "Unauthorized"}"#)]),
    ("error-not-an-exception", &[(r#"{"shape": "ThrottledException"}"#, r#"{"shape": "Parcel"}"#)]),
    ("member-dangling", &[(r#""Labels": {"shape": "LabelList"}"#, r#""Labels": {"shape": "LabelsList"}"#)]),
    ("item-dangling", &[(r#""member": {"shape": "Label""#, r#""member": {"shape": "Sticker""#)]),
    ("required-dangling", &[(r#"["ParcelId"]"#, r#"["parcelId"]"#)]),
    ("required-twice", &[(r#"["Account", "Id"]"#, r#"["Account", "Id", "Account"]"#)]),
    ("payload-dangling", &[(r#""payload": "Contents""#, r#""payload": "Body""#)]),
    ("xml-order-dangling", &[(r#"["Sent", "State"]"#, r#"["Sent", "Stat"]"#)]),
    ("list-without-member", &[(r#", "member": {"shape": "Label", "locationName": "item"}"#, "")]),
    ("map-without-key-and-value", &[(r#", "key": {"shape": "State"}, "value": {"shape": "Label"}"#, "")]),
    (
        "part-of-another-type",
        &[(
            r#""Weight": {"type": "integer", "box": true}"#,
            r#""Weight": {"type": "integer", "enum": ["1"]}"#,
        )],
    ),
    ("map-key-not-a-string", &[(r#""key": {"shape": "State"}"#, r#""key": {"shape": "Weight"}"#)]),
    ("token-not-a-string", &[(r#""Token": {"shape": "ParcelId""#, r#""Token": {"shape": "Weight""#)]),
    ("enum-value-twice", &[(r#"["SENT", "STORED"]"#, r#"["SENT", "STORED", "SENT"]"#)]),
    ("min-above-max", &[(r#""min": 1"#, r#""min": 65"#)]),
    ("list-of-itself", &[(r#""member": {"shape": "Label", "#, r#""member": {"shape": "LabelList", "#)]),
    (
        "label-without-member",
        &[(
            "GET\", \"requestUri\": \"/parcels/{parcelId}",
            "GET\", \"requestUri\": \"/parcels/{parcelId}/{part}",
        )],
    ),
    (
        "label-misspelt",
        &[("GET\", \"requestUri\": \"/parcels/{parcelId}", "GET\", \"requestUri\": \"/parcels/{parcelID}")],
    ),
    (
        "label-not-closed",
        &[("GET\", \"requestUri\": \"/parcels/{parcelId}", "GET\", \"requestUri\": \"/parcels/{parcelId")],
    ),
    (
        "member-without-label",
        &[("GET\", \"requestUri\": \"/parcels/{parcelId}", "GET\", \"requestUri\": \"/parcels")],
    ),
    ("host-label-without-member", &[("{account}.store.", "{account}.{zone}.")]),
    (
        "checksum-member-dangling",
        &[(r#""requestAlgorithmMember": "Algorithm""#, r#""requestAlgorithmMember": "Algo""#)],
    ),
    ("location-cannot-hold", &[(r#""Algorithm": {"shape": "State""#, r#""Algorithm": {"shape": "Parcel""#)]),
    (
        "several-senseless",
        &[
            (r#""output": {"shape": "Parcel"}"#, r#""output": {"shape": "Parcels"}"#),
            (r#"["Sent", "State"]"#, r#"["Send", "State"]"#),
            (r#""payload": "Contents""#, r#""payload": "Content""#),
        ],
    ),
];

/// Name of the case, what is replaced in the manifest, what by.
const BROKEN_MANIFESTS: &[(&str, &[(&str, &str)])] = &[
    ("manifest-not-toml", &[("[depot]", "[depot")]),
    ("manifest-unknown-key", &[("operations", "operation")]),
    ("manifest-missing-key", &[("model = \"depot/2020-02-20/service-2.json\"\n", "")]),
    ("manifest-wrong-type", &[(r#"["GetParcel", "Put*"]"#, r#""GetParcel""#)]),
    ("manifest-duplicate-module", &[("operations", "[depot]\noperations")]),
    ("manifest-keyword", &[("[depot]", "[type]")]),
    ("manifest-keyword-of-the-edition", &[("[depot]", "[gen]")]),
    ("manifest-not-an-identifier", &[("[depot]", "[depot-2020]")]),
    ("manifest-not-lower-case", &[("[depot]", "[Depot]")]),
    ("manifest-no-operations", &[(r#"["GetParcel", "Put*"]"#, "[]")]),
    ("manifest-operation-unknown", &[(r#""GetParcel", "Put*""#, r#""GetParcell", "Delete*""#)]),
];

#[test]
fn the_originals_are_sound() {
    let service = Service::parse(MODEL).expect("the model is sound");
    let manifest = Manifest::parse(MANIFEST).expect("the manifest is sound");
    let operations = service.operations.keys().map(String::as_str);
    assert_eq!(manifest.services[0].select(operations).as_deref(), Ok(&["GetParcel", "PutParcel"][..]));
}

#[test]
fn broken_models() {
    for (name, edits) in BROKEN_MODELS {
        let text = edited(name, MODEL.text, edits);
        let error = Service::parse(Source::new(MODEL.name, &text)).expect_err(name);
        check(name, &error);
    }
}

#[test]
fn broken_manifests() {
    for (name, edits) in BROKEN_MANIFESTS {
        let text = edited(name, MANIFEST.text, edits);
        let error = read_manifest(Source::new(MANIFEST.name, &text)).expect_err(name);
        check(name, &error);
    }
}

/// A model without line breaks is shown in part only, however long it is.
#[test]
fn broken_model_in_one_line() {
    let padding = format!(r#""version": "{}","#, "2.0 ".repeat(100_000));
    let text = MODEL.text.replace(r#""version": "2.0","#, &padding).replace('\n', "");
    let text = edited(
        "one-line",
        &text,
        &[
            (r#""Sent": {"shape": "Timestamp""#, r#""Sent": {"shape": "Timestmp""#),
            (r#""payload": "Contents""#, r#""payload": "Content""#),
        ],
    );
    let error = Service::parse(Source::new(MODEL.name, &text)).expect_err("two mistakes");
    check("one-line", &error);

    let text = edited("one-line-duplicate", &text, &[(r#""Weight": {"type""#, r#""Label": {"type""#)]);
    let error = Service::parse(Source::new(MODEL.name, &text)).expect_err("two shapes of one name");
    check("one-line-duplicate", &error);
}

/// A mistake that has hundreds of consequences does not flood the terminal.
#[test]
fn many_problems() {
    let members: Vec<String> = (1..=70).map(|n| format!(r#""Member{n}": {{"shape": "Gone"}}"#)).collect();
    let members = format!(r#""members": {{{}}}"#, members.join(",\n"));
    let text = edited("many", MODEL.text, &[(r#""members": {}"#, &members)]);
    let error = Service::parse(Source::new(MODEL.name, &text)).expect_err("many mistakes");
    let rendered = error.to_string();
    assert_eq!(error.diagnostics().len(), 70);
    assert_eq!(rendered.matches("error: there is no shape `Gone`").count(), 50);
    assert!(rendered.ends_with(&format!("\n\nerror: {} has 20 more problems", MODEL.name)), "{rendered}");
}

/// Colours surround the text and do not change it.
#[test]
fn colours() {
    let text = MODEL.text.replace("rest-json", "rest-jsn");
    let error = Service::parse(Source::new(MODEL.name, &text)).expect_err("a mistake");
    let coloured = error.render(Style::Coloured);
    assert!(coloured.contains("\u{1b}["), "{coloured}");
    let mut plain = String::new();
    for part in coloured.split("\u{1b}[") {
        plain += part.split_once('m').map_or(part, |(code, rest)| if code.len() < 8 { rest } else { part });
    }
    assert_eq!(plain, error.render(Style::Plain));
}

/// A case that is renamed or removed leaves no file behind.
#[test]
fn every_golden_file_has_a_case() {
    let cases = BROKEN_MODELS
        .iter()
        .chain(BROKEN_MANIFESTS)
        .map(|(name, _)| *name)
        .chain(["one-line", "one-line-duplicate"]);
    let cases: BTreeSet<PathBuf> = cases.map(golden_path).collect();
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let files =
        fs::read_dir(directory).expect("the golden files").map(|entry| entry.expect("an entry").path());
    let left_behind: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .filter(|path| !cases.contains(path))
        .collect();
    assert!(left_behind.is_empty(), "{left_behind:?}");
}

/// Reads the manifest and selects the operations, as the generator does.
fn read_manifest(source: Source<'_>) -> Result<(), Error> {
    let manifest = Manifest::parse(source)?;
    for entry in &manifest.services {
        entry.select(["GetParcel", "PutParcel"]).map_err(|problems| Error::new(source, problems))?;
    }
    Ok(())
}

#[track_caller]
fn edited(name: &str, text: &str, edits: &[(&str, &str)]) -> String {
    let mut edited = text.to_owned();
    for (from, to) in edits {
        assert_eq!(edited.matches(from).count(), 1, "{name}: `{from}` must be there exactly once");
        edited = edited.replace(from, to);
    }
    edited
}

#[track_caller]
fn check(name: &str, error: &Error) {
    let rendered = format!("{error}\n");
    let path = golden_path(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &rendered).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        rendered, golden,
        "\n{name} is reported like this:\n\n{rendered}\nIf that is right, run again with UPDATE_GOLDEN=1"
    );
}

fn golden_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics").join(name).with_extension("txt")
}
