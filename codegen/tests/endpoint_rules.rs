//! Endpoint rules that make no sense: what is said about them, and where.

use sdk_codegen::diagnostic::Source;
use sdk_codegen::endpoint_rules;

/// A rule set with these conditions before an endpoint or error.
fn rules(conditions: &str, answer: &str) -> String {
    format!(
        r#"{{"version": "1.0",
"parameters": {{"Region": {{"type": "string"}}, "Flag": {{"type": "boolean", "required": true}}}},
"rules": [{{"conditions": [{conditions}],
{answer}}}]}}"#
    )
}

fn problem(text: &str) -> String {
    match endpoint_rules(Source::new("endpoint-rule-set-1.json", text)) {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    }
}

const ENDPOINT: &str = r#""type": "endpoint", "endpoint": {"url": "https://a.test"}"#;

#[test]
fn conditions_that_make_no_sense_are_pointed_at() {
    for (conditions, message, place) in [
        (
            r#"{"fn": "isSat", "argv": [{"ref": "Region"}]}"#,
            "there is no function `isSat`",
            "endpoint-rule-set-1.json:3:34",
        ),
        (
            r#"{"fn": "isSet", "argv": [{"ref": "Regoin"}]}"#,
            "did you mean `Region`?",
            "endpoint-rule-set-1.json:3:52",
        ),
        (r#"{"fn": "isSet", "argv": []}"#, "expected 1, for `isSet`", "endpoint-rule-set-1.json:3:43"),
        (
            r#"{"fn": "aws.parseArn", "argv": [{"ref": "Flag"}]}"#,
            "expected text, for `aws.parseArn`",
            "endpoint-rule-set-1.json:3:59",
        ),
        (
            r#"{"fn": "aws.partition", "argv": ["{Region"], "assign": "P"}"#,
            "a brace without another",
            "endpoint-rule-set-1.json:3:60",
        ),
        (
            r#"{"fn": "getAttr", "argv": [{"fn": "aws.partition", "argv": ["a"]}, "flavour"]}"#,
            "`flavour` is no attribute of that",
            "endpoint-rule-set-1.json:3:94",
        ),
        (
            r#"{"fn": "isSet", "argv": [{"ref": "Region"}], "assign": "is"}"#,
            "a name for something that is only true or false",
            "endpoint-rule-set-1.json:3:82",
        ),
    ] {
        let found = problem(&rules(conditions, ENDPOINT));
        assert!(found.contains(message) && found.contains(&format!(" {place}\n")), "{found}");
    }
    assert_eq!(problem(&rules("", ENDPOINT)), "");
}

#[test]
fn answers_that_make_no_sense_are_pointed_at() {
    let is_set = r#"{"fn": "isSet", "argv": [{"ref": "Region"}]}"#;
    for (conditions, answer, message, place) in [
        (
            is_set,
            r#""type": "error", "endpoint": {"url": "https://a.test"}"#,
            "a rule that contradicts itself",
            "endpoint-rule-set-1.json:3:11",
        ),
        (
            "",
            r#""type": "endpoint", "endpoint": {"url": "https://{Region}"}"#,
            "it may have no value where a text is made of it",
            "endpoint-rule-set-1.json:2:16",
        ),
        (
            is_set,
            r#""type": "endpoint", "endpoint": {"url": "a", "properties": {"authSchemes": [{"name": "sigv5"}]}}"#,
            "there is no authentication scheme `sigv5`",
            "endpoint-rule-set-1.json:4:86",
        ),
        (
            is_set,
            r#""type": "endpoint", "endpoint": {"url": "a", "properties": {"authSchemes": [{"signingName": "a"}]}}"#,
            "an authentication scheme without `name`",
            "endpoint-rule-set-1.json:4:77",
        ),
        (
            is_set,
            r#""type": "error", "error": {"ref": "Flag"}"#,
            "something else than text",
            "endpoint-rule-set-1.json:4:18",
        ),
    ] {
        let found = problem(&rules(conditions, answer));
        assert!(found.contains(message) && found.contains(&format!(" {place}\n")), "{found}");
    }
}
