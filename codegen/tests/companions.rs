//! What of a model's companions does not fit it: left out, and shown where it stands.

#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use sdk_codegen::diagnostic::{Diagnostic, Error, Source, Style};
use sdk_codegen::model::{Companions, Paginators, Service, Waiters};
use sdk_codegen::{Account, Input, LeftOut};

const MODEL: &str = include_str!("../../tests/models/fleet/service-2.json");
const PAGINATORS: Source<'_> =
    Source::new("fleet/paginators-1.json", include_str!("../../tests/models/fleet/paginators-1.json"));
const WAITERS: Source<'_> =
    Source::new("fleet/waiters-2.json", include_str!("../../tests/models/fleet/waiters-2.json"));

fn generate(paginators: &str, waiters: &str, selected: &[&str]) -> (Account, LeftOut) {
    generate_with(MODEL, paginators, waiters, selected)
}

fn generate_with(model: &str, paginators: &str, waiters: &str, selected: &[&str]) -> (Account, LeftOut) {
    let model = Service::parse(Source::new("service-2.json", model)).expect("a sound model");
    let companions = Companions {
        endpoint_rules: None,
        paginators: Some(Paginators::parse(Source::new(PAGINATORS.name, paginators)).expect("paginators")),
        waiters: Some(Waiters::parse(Source::new(WAITERS.name, waiters)).expect("waiters")),
    };
    let operations: BTreeSet<String> = match selected {
        [] => model.operations.keys().cloned().collect(),
        some => some.iter().map(|name| (*name).to_owned()).collect(),
    };
    let input = Input {
        model: &model,
        module: "fleet",
        source: "service-2.json",
        operations: &operations,
        companions: &companions,
    };
    let module = sdk_codegen::module(&input).expect("a module");
    (module.account, module.left_out)
}

/// As CloudFront's operations have it, whose companions go by the keys in the model.
#[test]
fn names_that_end_in_a_date_are_those_of_no_companion() {
    let (expected, _) = generate(PAGINATORS.text, WAITERS.text, &[]);
    let dated = MODEL.replace("\"name\": \"ListPorts\"", "\"name\": \"ListPorts2026_11_24\"");
    let rest = dated.replace("\"json\"", "\"rest-json\"");
    assert!(dated != MODEL && rest != dated, "the model has other texts");
    for model in [dated, rest] {
        let (account, _) = generate_with(&model, PAGINATORS.text, WAITERS.text, &[]);
        assert_eq!(account, expected);
    }
}

/// The message of the only problem, and the part of the file that it is about.
fn shown(source: Source<'_>, problems: Vec<Diagnostic>) -> String {
    assert_eq!(problems.len(), 1, "{problems:?}");
    Error::new(source, problems).as_warnings().render(Style::Plain)
}

#[test]
fn what_does_not_fit_is_left_out_and_shown() {
    for (from, to, caret, message, expected) in [
        (
            "\"ListPorts\"",
            "\"ListPort\"",
            "^^^^^^^^^^",
            "there is no operation `ListPort`",
            "did you mean `ListPorts`?",
        ),
        (
            "\"After\"",
            "\"Afters\"",
            "^^^^^^^",
            "the input of `ListPorts` has no member `Afters`",
            "did you mean `After`?",
        ),
        (
            "Ports[-1].Name",
            "Ports[-1].Names",
            "          ^^^^^",
            "a `Port` has no member `Names`",
            "did you mean `Name`?",
        ),
        (
            "Marker ||",
            "IsTruncated ||",
            "^^^^^^^^^^^^^^",
            "this is a boolean, or a string",
            "expected one type on both sides",
        ),
        (
            "Marker || Ports[-1].Name",
            "IsTruncated",
            "^^^^^^^^^^^^^",
            "`IsTruncated` and `After` have different types",
            "expected the type",
        ),
        (
            "\"Ports\"",
            "\"Ports[].Name\"",
            "^^^",
            "`Ports[].Name` cannot be taken out of a page",
            "expected names with dots",
        ),
        (
            "\"MaxItems\"",
            "\"StartKind\"",
            "^^^",
            "`StartKind` holds no number",
            "expected an integer or a string",
        ),
        (
            "[\"NextName\", \"NextKind\"]",
            "\"NextName\"",
            "^",
            "2 input tokens and 1 output tokens",
            "expected as many",
        ),
        (
            "\"NextToken\",\n      \"output",
            "\"MaxResult\",\n      \"output",
            "^",
            "no member `MaxResult`",
            "did you mean `MaxResults`?",
        ),
    ] {
        let text = PAGINATORS.text.replacen(from, to, 1);
        assert_ne!(text, PAGINATORS.text, "{from}");
        let (account, left_out) = generate(&text, WAITERS.text, &[]);
        assert_eq!((account.paginators, account.paginators_left_out), (3, 1), "{from}");
        let warning = shown(Source::new(PAGINATORS.name, &text), left_out.paginators);
        for part in ["warning: ", "--> fleet/paginators-1.json:", caret, message, expected] {
            assert!(warning.contains(part), "{part:?} is not in\n{warning}");
        }
    }
    for (from, to, caret, message, expected) in [
        (
            "\"DescribeShip\"",
            "\"DescribeShips\"",
            "^^^",
            "there is no operation `DescribeShips`",
            "did you mean",
        ),
        ("\"Ship.State\"", "\"Ship.Status\"", "^^^^^^", "a `Ship` has no member `Status`", "did you mean"),
        (
            "\"Ship.State\"",
            "\"Ship.Crew\"",
            "^^^",
            "gives something of another type",
            "expected the type of `expected`",
        ),
        ("\"Ship.State\"", "\"Escorts[].State\"", "^^^", "gives a list", "expected one value"),
        ("\"Escorts[].Boats[].State\"", "\"Ship.State\"", "^^^", "gives a single value", "expected a list"),
        ("length(Escorts", "lenght(Escorts", "^^^", "there is no function `lenght`", "expected a function"),
        (
            "'sails')",
            "`1`)",
            "^^^",
            "a number is looked for in a list of a string",
            "expected something that is in",
        ),
        ("'sails')", "'sails'", "^", "the expression ends too early", "expected `,` or `)`"),
        (
            "\"expected\": 410",
            "\"expected\": \"410\"",
            "^^^",
            "`status` cannot be compared",
            "expected an HTTP status",
        ),
        (
            "\"expected\": 410",
            "\"expected\": 70000",
            "^^^",
            "`status` cannot be compared",
            "expected an HTTP status",
        ),
        (
            "\"argument\": \"Seaworthy\", ",
            "",
            "^",
            "does not say what is looked at",
            "expected the key `argument`",
        ),
    ] {
        let text = WAITERS.text.replacen(from, to, 1);
        assert_ne!(text, WAITERS.text, "{from}");
        let (account, left_out) = generate(PAGINATORS.text, &text, &[]);
        assert_eq!((account.waiters, account.waiters_left_out), (4, 1), "{from}");
        let warning = shown(Source::new(WAITERS.name, &text), left_out.waiters);
        for part in ["warning: ", "--> fleet/waiters-2.json:", caret, message, expected] {
            assert!(warning.contains(part), "{part:?} is not in\n{warning}");
        }
    }
}

#[test]
fn what_belongs_to_other_operations_is_pruned_with_them() {
    let (account, left_out) = generate(PAGINATORS.text, WAITERS.text, &["ListShips"]);
    assert_eq!((account.paginators, account.paginators_unselected, account.paginators_left_out), (1, 3, 0));
    assert_eq!((account.waiters, account.waiters_unselected, account.waiters_left_out), (0, 5, 0));
    assert!(left_out.paginators.is_empty() && left_out.waiters.is_empty());
}

#[test]
fn what_is_no_such_file_is_refused() {
    let unknown = PAGINATORS.text.replacen("limit_key", "limit_ky", 1);
    let error = Paginators::parse(Source::new(PAGINATORS.name, &unknown)).expect_err("an unknown key");
    assert!(error.to_string().contains("unknown key `limit_ky`"), "{error}");
    let error = Waiters::parse(Source::new(WAITERS.name, &WAITERS.text.replacen("pathAny", "pathSome", 1)));
    assert!(error.expect_err("an unknown matcher").to_string().contains("unknown value `pathSome`"));
}
