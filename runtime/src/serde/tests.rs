//! Everything that a value can hold, through a format for people and one that is not.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::json;
use crate::sample::{Choice, Everything, Line, Order};
use crate::value::Value;

/// A value through serde, as the macros do it.
fn to_json(value: &dyn Value) -> Result<serde_json::Value, String> {
    serialize(value, serde_json::value::Serializer).map_err(|error| error.to_string())
}

fn from_json<T: Value>(text: &str) -> Result<T, String> {
    let mut from = serde_json::Deserializer::from_str(text);
    deserialize(&mut from).map_err(|error| error.to_string())
}

#[test]
fn has_the_form_of_awss_json_and_reads_it() {
    let value = Everything { choice: Some(Choice::Number(1)), ..Everything::full() };
    let text = json::to_string(&value).unwrap();
    let mut written = Vec::new();
    serialize(&value, &mut serde_json::Serializer::new(&mut written)).unwrap();
    // One writes the plus that the other does without.
    assert_eq!(String::from_utf8(written).unwrap().replace("e+", "e"), text);
    assert_eq!(from_json(&text), Ok(value));
}

#[test]
fn fits_a_format_that_is_not_for_people() {
    let mut value = Everything { double: Some(f64::INFINITY), ..Everything::full() };
    value.choice = Some(Choice::Number(1));
    value.time = Some(Timestamp::from_epoch_seconds_and_nanos(-1, 999_999_999));
    let mut out = minicbor_serde::Serializer::new(Vec::new());
    serialize(&value, &mut out).unwrap();
    let bytes = out.into_encoder().into_writer();
    // Bytes are bytes, and no base64.
    assert!(bytes.windows(4).any(|window| window == [0x43, 0, 0xff, 0x21]));
    let mut from = minicbor_serde::Deserializer::new(&bytes);
    assert_eq!(deserialize::<Everything, _>(&mut from).unwrap(), value);
}

#[test]
fn lists_every_required_member_that_is_missing() {
    let text = r#"{
        "id": null,
        "Parent": {"id": "1", "Lines": [{"Sku": "a", "Origin": {}}, {"Sku": "b"}]},
        "Choice": {"List": [{"Line": {"Origin": {"Country": "DE"}}}]},
        "of the future": [{}]
    }"#;
    let serde = from_json::<Order>(text).unwrap_err();
    let Err(json::Error::Invalid(own)) = json::from_str::<Order>(text) else { panic!("{serde}") };
    assert_eq!(serde.split(" at line").next(), Some(own.to_string().as_str()));
}

#[test]
fn refuses_what_does_not_fit() {
    for (text, message) in [
        (r#"{"Quantity":"1"}"#, "invalid type: string \"1\", expected i32"),
        (r#"{"Sku":"a","Sku":"b"}"#, "Sku is there twice"),
        ("[]", "expected a map of the members of Line"),
    ] {
        let error = from_json::<Line>(text).expect_err(text);
        assert!(
            error.contains(message) || from_json::<Order>(text).unwrap_err().contains(message),
            "{error}"
        );
    }
    for (text, message) in
        [("{}", "expected a member of a union, found none"), (r#"{"Number":1,"List":[]}"#, "found a second")]
    {
        let error = from_json::<Choice>(text).expect_err(text);
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn timestamps_keep_every_nanosecond() {
    for (seconds, nanos, form) in [
        (1, 0, json!(1)),
        (1, 500_000_000, json!(1.5)),
        (1_700_000_000, 123_456_789, json!("2023-11-14T22:13:20.123456789Z")),
    ] {
        let timestamp = Timestamp::from_epoch_seconds_and_nanos(seconds, nanos);
        assert_eq!(serde_json::to_value(timestamp).unwrap(), form);
        assert_eq!(serde_json::from_value::<Timestamp>(form).unwrap(), timestamp);
    }
}

#[test]
fn documents_are_what_they_are() {
    let form = json!({"a": [null, true, -1, 1.5, "x", {}]});
    let document: Document = serde_json::from_value(form.clone()).unwrap();
    let Document::Map(entries) = &document else { panic!("{document:?}") };
    assert_eq!(entries.keys().collect::<Vec<_>>(), ["a"]);
    assert_eq!(serde_json::to_value(&document).unwrap(), form);
}

#[test]
fn what_nests_too_deep_is_an_error() {
    let mut document = Document::Null;
    for _ in 0..2000 {
        document = Document::Map(BTreeMap::from([("a".to_owned(), document)]));
    }
    assert_eq!(to_json(&document), Err("the value nests too deep".to_owned()));
}
