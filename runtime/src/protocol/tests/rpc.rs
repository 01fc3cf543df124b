//! The protocols whose requests differ in their body only.

use super::*;
use crate::operation::ServiceMeta;
use crate::sample::Origin;
use crate::schema::{HOST_LABEL, row};

structure! {
    Nothing {}
}

structure! {
    Labelled {
        label: Option<String> = row("label", HOST_LABEL),
    }
}

static SERVICE: ServiceMeta =
    ServiceMeta { target_prefix: "Rpc_2", api_version: "2020-01-08", ..ServiceMeta::EMPTY };
static OPERATION: OperationMeta = OperationMeta { service: &SERVICE, name: "DoIt", ..OperationMeta::EMPTY };
static COMPATIBLE: OperationMeta = OperationMeta {
    service: &ServiceMeta { target_prefix: "Rpc_2", query_compatible: true, ..ServiceMeta::EMPTY },
    name: "DoIt",
    no_input: true,
    ..OperationMeta::EMPTY
};

#[track_caller]
fn check(protocol: Protocol, meta: &'static OperationMeta, input: &dyn Shape, expected: &str) {
    let request = encode(protocol, meta, input, &|| 0).expect("an encodable input");
    assert_eq!(wire(&request), expected);
}

fn origin() -> Origin {
    Origin { country: Some("NO".into()) }
}

#[test]
fn json_names_the_operation_in_a_header_and_always_has_a_body() {
    let head = "POST /\nx-amz-target: Rpc_2.DoIt\ncontent-type: application/x-amz-json-1.1\n";
    check(Protocol::Json11, &OPERATION, &Nothing {}, &format!("{head}content-length: 2\n\n{{}}"));
    check(
        Protocol::Json11,
        &OPERATION,
        &origin(),
        &format!("{head}content-length: 16\n\n{{\"Country\":\"NO\"}}"),
    );
    check(
        Protocol::Json10,
        &COMPATIBLE,
        &Nothing {},
        "POST /\nx-amz-target: Rpc_2.DoIt\ncontent-type: application/x-amz-json-1.0\nx-amzn-query-mode: true\n\
         content-length: 2\n\n{}",
    );
}

#[test]
fn a_label_of_the_host_name_stands_in_the_body_too() {
    static META: OperationMeta = OperationMeta {
        service: &SERVICE,
        name: "DoIt",
        host_prefix: "foo.{label}.",
        ..OperationMeta::EMPTY
    };
    let input = Labelled { label: Some("bar".into()) };
    let request = encode(Protocol::Json10, &META, &input, &|| 0).expect("an encodable input");
    assert_eq!(request.host_prefix, "foo.bar.");
    assert!(wire(&request).ends_with("\n\n{\"label\":\"bar\"}"));
}

#[test]
fn json_reads_members_and_nothing_from_nothing() {
    for protocol in [Protocol::Json10, Protocol::Json11] {
        let read = |body: &'static str| decoded::<Origin>(protocol, &response(200, &[], body));
        assert_eq!(read(r#"{"Country":"NO","Other":1}"#), Ok(origin()));
        assert_eq!(read("{}"), Ok(Origin::default()));
        assert_eq!(read(""), Ok(Origin::default()));
        assert!(read("<html>").is_err());
        assert_eq!(decoded::<Nothing>(protocol, &response(200, &[], "<html>")), Ok(Nothing {}));
    }
}

/// As far as it is text, the body is in the expectations: each structure is a map of an indefinite length.
#[test]
fn cbor_names_the_operation_in_the_path_and_has_a_body_where_there_is_an_input() {
    let head = "POST /service/Rpc_2/operation/DoIt\nsmithy-protocol: rpc-v2-cbor\naccept: application/cbor\n";
    let body = |body: &[u8]| String::from_utf8_lossy(body).into_owned();
    let typed = format!("{head}content-type: application/cbor\n");
    check(
        Protocol::Cbor,
        &OPERATION,
        &Nothing {},
        &format!("{typed}content-length: 2\n\n{}", body(b"\xbf\xff")),
    );
    check(
        Protocol::Cbor,
        &OPERATION,
        &origin(),
        &format!("{typed}content-length: 13\n\n{}", body(b"\xbf\x67Country\x62NO\xff")),
    );
    check(Protocol::Cbor, &COMPATIBLE, &Nothing {}, &format!("{head}x-amzn-query-mode: true\n\n"));
}

#[test]
fn cbor_reads_members_and_nothing_from_nothing() {
    let read = |body: &'static [u8]| decoded::<Origin>(Protocol::Cbor, &response(200, &[], body));
    assert_eq!(read(b"\xa2\x67Country\x62NO\x65Other\x01"), Ok(origin()));
    assert_eq!(read(b"\xa0"), Ok(Origin::default()));
    assert_eq!(read(b""), Ok(Origin::default()));
    assert!(read(b"<html>").is_err());
    assert_eq!(decoded::<Nothing>(Protocol::Cbor, &response(200, &[], "<html>")), Ok(Nothing {}));
}

#[test]
fn query_names_operation_and_version_in_a_form() {
    let head = "POST /\ncontent-type: application/x-www-form-urlencoded\n";
    for protocol in [Protocol::Query, Protocol::Ec2] {
        let form = "Action=DoIt&Version=2020-01-08";
        check(protocol, &OPERATION, &Nothing {}, &format!("{head}content-length: 30\n\n{form}"));
        check(protocol, &OPERATION, &origin(), &format!("{head}content-length: 41\n\n{form}&Country=NO"));
    }
}

#[test]
fn query_reads_the_result_in_the_response_and_ec2_the_response() {
    static WRAPPED: OperationMeta =
        OperationMeta { name: "DoIt", result_wrapper: "Outcome", ..OperationMeta::EMPTY };
    let read = |protocol, meta, body: &'static str| {
        let mut output = Origin::default();
        decode(protocol, meta, &response(200, &[], body), &mut output).map(|()| output)
    };
    let result = "<R xmlns=\"a\"><M><Country>XX</Country></M>\
                  <DoItResult><Country>NO</Country></DoItResult><DoItResult/></R>";
    assert_eq!(read(Protocol::Query, &OPERATION, result), Ok(origin()));
    assert_eq!(read(Protocol::Query, &WRAPPED, result), Ok(Origin::default()));
    let outcome = "<R><Outcome><Country>NO</Country></Outcome></R>";
    assert_eq!(read(Protocol::Query, &WRAPPED, outcome), Ok(origin()));
    assert_eq!(read(Protocol::Query, &OPERATION, ""), Ok(Origin::default()));
    assert!(read(Protocol::Query, &OPERATION, "<R><DoItResult><Country>NO</Country></DoItResult>").is_err());
    assert_eq!(
        read(Protocol::Ec2, &OPERATION, "<R><Country>NO</Country><requestId>1</requestId></R>"),
        Ok(origin())
    );
    assert_eq!(decoded::<Nothing>(Protocol::Query, &response(200, &[], "<xml/>")), Ok(Nothing {}));
}

/// As the tests are built with every codec, this is as near as they come to a build without one.
#[test]
fn a_codec_that_the_crate_was_built_without_is_named() {
    for (format, feature) in [(Format::Json, "json"), (Format::Xml, "xml"), (Format::Cbor, "cbor")] {
        let message =
            format!("needs the feature `{feature}` of sdk-runtime, which this program was built without");
        assert_eq!(format.missing(), message);
    }
}
