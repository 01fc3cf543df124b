//! Bodies of the REST protocols: members, payloads, compression, checksums.

use std::io::Read;

use super::*;
use crate::Value;
use crate::document::Document;
use crate::sample::{Choice, Colour, Origin};
use crate::schema::{Location, Member, NONE, STRUCTURE_PAYLOAD, row};

const fn header(name: &'static str) -> Member {
    Member { location: Location::Header, ..row(name, NONE) }
}

const fn payload() -> Member {
    Member { location: Location::Payload, ..row("Payload", NONE) }
}

structure! {
    Nothing {}
}

structure! {
    HeaderOnly {
        id: Option<String> = header("X-Id"),
    }
}

structure! {
    Mixed {
        id: Option<String> = header("X-Id"),
        status: Option<i32> = Member { location: Location::StatusCode, ..row("Status", NONE) },
        name: Option<String> = Member { wire: "name", ..row("Name", NONE) },
    }
}

/// A structure whose payload is a `$type`.
macro_rules! with_payload {
    ($name:ident, $type:ty, $member:expr) => {
        structure! {
            $name {
                content_type: Option<String> = header("Content-Type"),
                payload: Option<$type> = $member,
            }
        }

        impl From<$type> for $name {
            fn from(payload: $type) -> Self {
                Self { payload: Some(payload), content_type: None }
            }
        }
    };
}

with_payload!(WithBlob, Bytes, payload());
with_payload!(WithString, String, payload());
with_payload!(WithEnum, Colour, payload());
with_payload!(WithUnion, Choice, payload());
with_payload!(WithDocument, Document, payload());
with_payload!(WithStructure, Origin, Member { flags: STRUCTURE_PAYLOAD, ..payload() });

fn origin() -> Origin {
    Origin { country: Some("NO".into()) }
}

#[track_caller]
fn check(protocol: Protocol, input: &dyn Shape, expected: &str) {
    assert_eq!(wire(&encoded(protocol, input)), format!("POST /\n{expected}"));
}

#[test]
fn rest_json_sends_a_body_where_the_model_has_one() {
    let json = "content-type: application/json\n";
    let check = |input: &dyn Shape, expected: &str| check(Protocol::RestJson, input, expected);
    check(&Nothing {}, "\n");
    check(&HeaderOnly::default(), "\n");
    check(&HeaderOnly { id: Some("1".into()) }, "x-id: 1\n\n");
    check(&Mixed::default(), &format!("{json}content-length: 2\n\n{{}}"));
    check(
        &Mixed { name: Some("n".into()), id: Some("1".into()), status: None },
        &format!("x-id: 1\n{json}content-length: 12\n\n{{\"name\":\"n\"}}"),
    );
}

#[test]
fn rest_json_sends_payloads() {
    let json = "content-type: application/json\n";
    let check = |input: &dyn Shape, expected: &str| check(Protocol::RestJson, input, expected);
    check(&WithBlob::default(), "\n");
    check(&WithBlob::from(Bytes::new()), "\n");
    check(
        &WithBlob::from(Bytes::from_static(b"1234")),
        "content-type: application/octet-stream\ncontent-length: 4\n\n1234",
    );
    check(
        &WithBlob { content_type: Some("image/jpg".into()), ..WithBlob::from(Bytes::from_static(b"1234")) },
        "content-type: image/jpg\ncontent-length: 4\n\n1234",
    );
    check(&WithString::from("raw".to_owned()), "content-type: text/plain\ncontent-length: 3\n\nraw");
    check(&WithEnum::from(Colour::Red), "content-type: text/plain\ncontent-length: 3\n\nRED");
    check(&WithUnion::default(), "\n");
    check(&WithUnion::from(Choice::Number(1)), &format!("{json}content-length: 12\n\n{{\"Number\":1}}"));
    check(&WithDocument::default(), "\n");
    check(&WithDocument::from(Document::String("x".into())), &format!("{json}content-length: 3\n\n\"x\""));
    check(&WithStructure::default(), &format!("{json}content-length: 2\n\n{{}}"));
    check(&WithStructure::from(origin()), &format!("{json}content-length: 16\n\n{{\"Country\":\"NO\"}}"));
}

#[track_caller]
fn reads<O: Shape + Value + PartialEq + std::fmt::Debug>(body: &'static str, expected: &O) {
    let answer = response(200, &[], body);
    assert_eq!(decoded::<O>(Protocol::RestJson, &answer).as_ref(), Ok(expected), "{body:?}");
}

#[test]
fn rest_json_reads_bodies() {
    reads("", &Nothing {});
    reads("<html>", &Nothing {});
    reads("not JSON, and not asked for", &HeaderOnly::default());
    reads("", &WithBlob::default());
    reads("1234", &WithBlob::from(Bytes::from_static(b"1234")));
    reads("raw", &WithString::from("raw".to_owned()));
    reads("RED", &WithEnum::from(Colour::Red));
    reads("", &WithUnion::default());
    reads(r#"{"Number":1}"#, &WithUnion::from(Choice::Number(1)));
    reads(r#""x""#, &WithDocument::from(Document::String("x".into())));
    reads("", &WithStructure::default());
    reads("{}", &WithStructure::from(Origin::default()));
    reads(r#"{"Country":"NO"}"#, &WithStructure::from(origin()));
}

#[test]
fn reads_status_headers_and_members() {
    let answer = response(201, &[("x-id", "1")], r#"{"name": "n", "X-Id": "body", "Status": 1}"#);
    let expected = Mixed { id: Some("1".into()), status: Some(201), name: Some("n".into()) };
    assert_eq!(decoded::<Mixed>(Protocol::RestJson, &answer), Ok(expected.clone()));
    let answer = response(201, &[("x-id", "1")], " \n");
    assert_eq!(decoded::<Mixed>(Protocol::RestJson, &answer), Ok(Mixed { name: None, ..expected }));
}

#[test]
fn says_where_a_body_is_wrong() {
    for (error, message) in [
        (
            decoded::<Mixed>(Protocol::RestJson, &response(200, &[], r#"{"name":1}"#)).err(),
            "Name: expected a string, found a number at byte 8",
        ),
        (
            decoded::<WithString>(Protocol::RestJson, &response(200, &[], &b"a\xff"[..])).err(),
            "Payload: the text is not UTF-8 at byte 1",
        ),
    ] {
        assert_eq!(error.map(|error| error.to_string()).as_deref(), Some(message));
    }
}

#[test]
fn rest_xml_sends_and_reads_bodies() {
    let xml = "content-type: application/xml\n";
    let check = |input: &dyn Shape, expected: &str| check(Protocol::RestXml, input, expected);
    check(&Nothing {}, "\n");
    check(&HeaderOnly { id: Some("1".into()) }, "x-id: 1\n\n");
    check(&Mixed::default(), &format!("{xml}content-length: 15\n\n<Mixed></Mixed>"));
    check(
        &Mixed { name: Some("<n>".into()), id: Some("1".into()), status: None },
        &format!("x-id: 1\n{xml}content-length: 37\n\n<Mixed><name>&lt;n&gt;</name></Mixed>"),
    );
    check(&WithBlob::default(), "\n");
    check(
        &WithBlob::from(Bytes::from_static(b"1234")),
        "content-type: application/octet-stream\ncontent-length: 4\n\n1234",
    );
    check(&WithString::from("raw".to_owned()), "content-type: text/plain\ncontent-length: 3\n\nraw");
    check(&WithUnion::default(), "\n");
    check(&WithStructure::default(), "\n");
    check(
        &WithStructure::from(origin()),
        &format!("{xml}content-length: 40\n\n<Payload><Country>NO</Country></Payload>"),
    );

    let read = |body: &'static str| decoded::<WithStructure>(Protocol::RestXml, &response(200, &[], body));
    assert_eq!(read(""), Ok(WithStructure::default()));
    assert_eq!(read("<Any><Country>NO</Country></Any>"), Ok(WithStructure::from(origin())));
    assert!(read("{}").is_err());
    let answer = response(201, &[("x-id", "1")], "<Any><name>n</name></Any>");
    let expected = Mixed { id: Some("1".into()), status: Some(201), name: Some("n".into()) };
    assert_eq!(decoded::<Mixed>(Protocol::RestXml, &answer), Ok(expected));
}

structure! {
    Encoded {
        encoding: Option<String> = header("Content-Encoding"),
        data: Option<Bytes> = payload(),
        md5: Option<String> = header("Content-MD5"),
    }
}

static COMPRESSED: OperationMeta = OperationMeta { compress: true, ..OperationMeta::EMPTY };
static CHECKED: OperationMeta = OperationMeta { checksum_required: true, ..OperationMeta::EMPTY };

fn send(meta: &'static OperationMeta, input: &Encoded) -> EncodedRequest {
    encode(Protocol::RestJson, meta, input, &|| 0).expect("an encodable input")
}

#[test]
fn compresses_large_bodies() {
    for (size, own, expected) in [
        (10_239, None, None),
        (10_240, None, Some("gzip")),
        (20_000, Some("custom"), Some("custom, gzip")),
        (20_000, Some(""), Some("gzip")),
    ] {
        let data = Bytes::from(vec![b'a'; size]);
        let encoding = own.map(str::to_owned);
        let request = send(&COMPRESSED, &Encoded { encoding, data: Some(data.clone()), md5: None });
        let encoding = request.headers.get("content-encoding").map(|value| value.to_str().expect("a text"));
        assert_eq!(encoding, expected);
        let body = request.body.as_bytes().expect("a body in memory");
        assert_eq!(request.headers["content-length"], body.len().to_string());
        if expected.is_none() {
            assert_eq!(body, &data);
        } else {
            assert!(body.len() < 100, "{} bytes", body.len());
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(&body[..]).read_to_end(&mut plain).expect("gzip");
            assert_eq!(plain, data);
        }
    }
}

#[test]
fn adds_a_checksum_of_what_is_sent() {
    let md5 =
        |input: &Encoded| send(&CHECKED, input).headers["content-md5"].to_str().expect("a text").to_owned();
    let abc = || Some(Bytes::from_static(b"abc"));
    assert_eq!(md5(&Encoded { data: abc(), ..Encoded::default() }), "kAFQmDzST7DWlj99KOF/cg==");
    assert_eq!(md5(&Encoded::default()), "1B2M2Y8AsgTpgAmY7PhCfg==");
    assert_eq!(md5(&Encoded { data: abc(), md5: Some("mine".into()), ..Encoded::default() }), "mine");
    let request = send(&OperationMeta::EMPTY, &Encoded { data: abc(), ..Encoded::default() });
    assert!(!request.headers.contains_key("content-md5"));
}
