//! What changes in a model mean for the API that is generated of it.

#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use sdk_codegen::Input;
use sdk_codegen::diagnostic::Source;
use sdk_codegen::model::{Companions, Service};
use sdk_codegen::surface::{Bump, Change, Diff, Effect, Surface, What};

const MODEL: &str = include_str!("diagnostics/service-2.json");

#[track_caller]
fn surface(text: &str) -> Surface {
    let model = Service::parse(Source::new("service-2.json", text)).expect("the model is sound");
    let operations: BTreeSet<String> = model.operations.keys().cloned().collect();
    let companions = Companions::default();
    let input = Input {
        model: &model,
        module: "m",
        source: "m.json",
        operations: &operations,
        companions: &companions,
    };
    sdk_codegen::surface(&input).expect("the model can be generated")
}

/// Effect, path, how it was and is, and words of the reason.
type Expected = (Effect, &'static str, &'static str, &'static str);

/// What is replaced in the model, what by, and the changes.
const CHANGES: &[(&str, &str, &[Expected])] = {
    use Effect::{Behaviour, Breaking, Compatible};
    &[
        (r#""Sent": {"shape": "Timestamp"}"#, r#""Sent": {"shape": "Timestamp"}"#, &[]),
        // Documentation and places on the wire are no part of the API.
        ("Keeps parcels.", "Keeps many parcels.", &[]),
        (r#""locationName": "x-algorithm""#, r#""locationName": "algorithm""#, &[]),
        (
            r#""required": ["Account", "Id"]"#,
            r#""required": ["Account", "Id", "Contents"]"#,
            &[(
                Breaking,
                "operation::PutParcelInput.contents",
                "Option<Bytes> → Bytes",
                "became required: `new` takes it",
            )],
        ),
        (
            r#""required": ["Account", "Id"]"#,
            r#""required": ["Id"]"#,
            &[(Breaking, "operation::PutParcelInput.account", "String → Option<String>", "required no more")],
        ),
        (
            r#""Account": {"shape": "ParcelId", "hostLabel": true, "locationName": "account"},"#,
            r#""Account": {"shape": "ParcelId", "hostLabel": true, "locationName": "account"}, "More": {"shape": "Label"},"#,
            &[(
                Compatible,
                "operation::PutParcelInput.more",
                "+ Option<String> where length 1..=64",
                "may be left out",
            )],
        ),
        (
            r#""Weight": {"type": "integer""#,
            r#""Weight": {"type": "long""#,
            &[(Breaking, "operation::GetParcelOutput.weight", "Option<i32> → Option<i64>", "another type")],
        ),
        (
            r#""Weight": {"type": "integer""#,
            r#""Weight": {"type": "float""#,
            &[
                (Breaking, "operation::GetParcelOutput", "Eq → ", "not `Eq`"),
                (Breaking, "operation::GetParcelOutput.weight", "Option<i32> → Option<f32>", "another type"),
            ],
        ),
        (
            r#""enum": ["SENT", "STORED"]"#,
            r#""enum": ["LOST", "SENT", "STORED"]"#,
            &[(Behaviour, "types::State::Lost", "+ \"LOST\"", "was an unknown value")],
        ),
        (
            r#""enum": ["SENT", "STORED"]"#,
            r#""enum": ["SENT"]"#,
            &[(Breaking, "types::State::Stored", "- \"STORED\"", "does not compile")],
        ),
        (
            r#""enum": ["SENT", "STORED"]"#,
            r#""enum": ["Sent", "STORED"]"#,
            &[(Behaviour, "types::State::Sent", "\"SENT\" → \"Sent\"", "text on the wire")],
        ),
        (
            r#""max": 64"#,
            r#""max": 32"#,
            &[
                (
                    Behaviour,
                    "error::NotFoundException.message",
                    "Option<String> where length 1..=64 → Option<String> where length 1..=32",
                    "validation accepts other values",
                ),
                (
                    Behaviour,
                    "operation::GetParcelOutput.by_state",
                    "Option<BTreeMap<types::State, String>> where values (length 1..=64) → \
                     Option<BTreeMap<types::State, String>> where values (length 1..=32)",
                    "validation",
                ),
                (
                    Behaviour,
                    "operation::GetParcelOutput.labels",
                    "Option<Vec<String>> where items (length 1..=64) → \
                     Option<Vec<String>> where items (length 1..=32)",
                    "validation",
                ),
            ],
        ),
        (
            ",\n        {\"shape\": \"ThrottledException\"}",
            "",
            &[
                (
                    Breaking,
                    "error::ERR_CODE_THROTTLED_EXCEPTION",
                    "- \"ThrottledException\"",
                    "does not compile",
                ),
                (Breaking, "error::GetParcelError::ThrottledException", "- ", "among the others"),
                (
                    Breaking,
                    "error::ThrottledException",
                    "- Eq; status 400; retryable; throttling",
                    "does not compile",
                ),
            ],
        ),
        (
            r#""endpoint": {"hostPrefix": "{account}.store."},"#,
            r#""endpoint": {"hostPrefix": "{account}.store."}, "errors": [{"shape": "NotFoundException"}],"#,
            &[
                (Breaking, "error::PutParcelError", "UnmodelledError → ", "a type of its own"),
                (Behaviour, "error::PutParcelError::NotFoundException", "+ ", "was among the others"),
            ],
        ),
        (
            r#""httpStatusCode": 404"#,
            r#""httpStatusCode": 410"#,
            &[(Behaviour, "error::NotFoundException", "Eq; status 404 → Eq; status 410", "treats the error")],
        ),
        (
            r#""Contents": {"type": "blob"}"#,
            r#""Contents": {"type": "structure", "members": {"Box": {"shape": "Label"}}}"#,
            &[
                (
                    Breaking,
                    "operation::PutParcelInput.contents",
                    "Option<Bytes> → Option<types::Contents>",
                    "another type",
                ),
                (Compatible, "types::Contents", "+ new(); setters; Eq", "nothing had its name"),
            ],
        ),
        (
            "\"PutParcel\": {\n      \"name\": \"PutParcel\"",
            "\"SendParcel\": {\n      \"name\": \"SendParcel\"",
            &[
                (
                    Breaking,
                    "Client::put_parcel",
                    "- PutParcelInput -> PutParcelOutput, PutParcelError",
                    "does not compile",
                ),
                (
                    Compatible,
                    "Client::send_parcel",
                    "+ SendParcelInput -> SendParcelOutput, SendParcelError",
                    "mocks answer it",
                ),
            ],
        ),
        (
            r#""Account": {"shape": "ParcelId", "hostLabel": true, "locationName": "account"},
        "Algorithm": {"shape": "State", "location": "header", "locationName": "x-algorithm"},
        "Contents": {"shape": "Contents"},
        "Id": {"shape": "ParcelId", "location": "uri", "locationName": "parcelId"}"#,
            r#""Id": {"shape": "ParcelId", "location": "uri", "locationName": "parcelId"},
        "Algorithm": {"shape": "State", "location": "header", "locationName": "x-algorithm"},
        "Contents": {"shape": "Contents"},
        "Account": {"shape": "ParcelId", "hostLabel": true, "locationName": "account"}"#,
            &[(
                Breaking,
                "operation::PutParcelInput",
                "new(account, id); setters; Eq → new(id, account); setters; Eq",
                "another order",
            )],
        ),
    ]
};

#[test]
fn changes_are_named_with_what_they_break() {
    let old = surface(MODEL);
    for (from, to, expected) in CHANGES {
        assert_eq!(MODEL.matches(from).count(), 1, "{from} must be there exactly once");
        let diff = Diff::between(&old, &surface(&MODEL.replace(from, to)));
        let found: Vec<(Effect, &str, String)> =
            diff.changes.iter().map(|change| (change.effect, change.path.as_str(), shown(change))).collect();
        let wanted: Vec<(Effect, &str, String)> =
            expected.iter().map(|(effect, path, what, _)| (*effect, *path, (*what).to_owned())).collect();
        assert_eq!(found, wanted, "{to}");
        for (change, (.., words)) in diff.changes.iter().zip(*expected) {
            assert!(change.reason.contains(words), "{:?} does not say {words:?}", change.reason);
        }
    }
}

fn shown(Change { what, .. }: &Change) -> String {
    match what {
        What::Added(to) => format!("+ {to}"),
        What::Removed(from) => format!("- {from}"),
        What::Changed(from, to) => format!("{from} → {to}"),
    }
}

#[test]
fn the_version_follows_from_the_gravest_change() {
    let old = surface(MODEL);
    for (from, to, before_one, bump) in [
        ("Keeps parcels.", "Keeps all.", Bump::None, Bump::None),
        (r#""max": 64"#, r#""max": 65"#, Bump::Patch, Bump::Patch),
        (r#"["SENT", "STORED"]"#, r#"["SENT", "STORED", "X"]"#, Bump::Patch, Bump::Minor),
        (r#"["SENT", "STORED"]"#, r#"["SENT", "X"]"#, Bump::Minor, Bump::Major),
    ] {
        let diff = Diff::between(&old, &surface(&MODEL.replace(from, to)));
        assert_eq!((diff.bump_before_one(), diff.bump()), (before_one, bump), "{to}");
    }
}

/// A list that has been written and read is the same list, whatever stands in it.
#[test]
fn lists_can_be_read() {
    for text in [
        MODEL,
        include_str!("../../tests/models/obstacles/service-2.json"),
        include_str!("../../tests/models/traits/service-2.json"),
        include_str!("../../tests/models/evolved/service-2.json"),
    ] {
        let surface = surface(text);
        let list = surface.to_string();
        let read: Surface = format!("# A comment\n\n{list}").parse().expect("a list");
        assert_eq!(read, surface);
        assert_eq!(Diff::between(&read, &surface), Diff::default());
    }
    let error = "method Client::x\nthing y".parse::<Surface>().expect_err("no kind of item");
    assert_eq!(format!("{error:#}"), "line 2: \"thing y\": \"thing\" is no kind of item");
}
