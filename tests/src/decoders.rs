//! What must hold for whatever bytes a decoder is given, from a service or a user: it ends, without a panic, and what it
//! reads can be written and is then read as the same.
//!
//! `cargo test` checks it for inputs near those in [`Decoder::seeds`]; the programs in `fuzz/` look for others.

#![allow(clippy::expect_used, reason = "what does not hold is a panic")]

mod node;

use std::fmt::Debug;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, StatusCode};
use sdk_runtime::codec::cbor::{CborDecoder, CborEncoder};
use sdk_runtime::codec::json::{JsonDecoder, JsonEncoder};
use sdk_runtime::codec::xml::{XmlDecoder, XmlEncoder};
use sdk_runtime::event_stream::message::Message;
use sdk_runtime::failure::RawResponse;
use sdk_runtime::operation::OperationMeta;
use sdk_runtime::protocol::{self, Protocol};
use sdk_runtime::schema::{ROOT, TimestampFormat};
use sdk_runtime::{DecodeError, EncodeError, FieldDecoder, Timestamp, Value};

use self::node::{Head, Node};

/// A decoder that takes bytes from outside.
#[derive(Clone, Copy, Debug)]
pub struct Decoder {
    /// What it reads.
    pub name: &'static str,
    /// Inputs that it reads without an error.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// What starts one more level of what may nest.
    pub openings: &'static [&'static [u8]],
    /// Whether it reads the bytes. Panics where something does not hold for them.
    pub check: fn(&[u8]) -> bool,
}

/// All of them.
pub const DECODERS: &[Decoder] = &[
    Decoder {
        name: "json",
        seeds: || written(read_json, write_json),
        openings: &[br#"{"Next":"#, br#"{"Flat":["#, br#"{"Anything":["#, br#"{"a":"#, b"["],
        check: json,
    },
    Decoder {
        name: "json_of_users",
        seeds: user_json,
        openings: &[br#"{"Next":"#, br#"{"Anything":["#, b"["],
        check: json_of_users,
    },
    Decoder {
        name: "xml",
        seeds: || written(read_xml, write_xml),
        openings: &[
            b"<Next>",
            b"<Flat>",
            b"<FlatTags><K/><V>",
            b"<FlatTags><V>",
            b"<Choice><Nested>",
            b"<a>",
        ],
        check: xml,
    },
    Decoder {
        name: "cbor",
        seeds: || written(read_cbor, write_cbor),
        openings: &[b"\xbf\x64Next", b"\xa1\x64Flat\x9f", b"\xa1\x61a", b"\x9f", b"\xc1", b"\x5f"],
        check: cbor,
    },
    Decoder { name: "headers", seeds: header_lines, openings: &[b"\"", b"\\", b","], check: headers },
    Decoder { name: "timestamp", seeds: timestamps, openings: &[b"0", b"9", b"-", b"."], check: timestamp },
    Decoder {
        name: "error",
        seeds: error_bodies,
        openings: &[b"[", br#"{"code":"#, b"<Error>", b"<Errors>", b"\x9f", b"\xa1\x64code"],
        check: error,
    },
    Decoder {
        name: "event_headers",
        seeds: event_header_bytes,
        openings: &[b"\x01a\x00"],
        check: event_headers,
    },
];

/// Bodies of `json` and `rest-json`.
pub fn json(bytes: &[u8]) -> bool {
    round_trip(bytes, read_json, write_json)
}

/// Bodies of `rest-xml`, and responses of `query` and `ec2`.
pub fn xml(bytes: &[u8]) -> bool {
    round_trip(bytes, read_xml, write_xml)
}

/// Bodies of `smithy-rpc-v2-cbor`.
pub fn cbor(bytes: &[u8]) -> bool {
    round_trip(bytes, read_cbor, write_cbor)
}

/// JSON that a user gives for an input.
pub fn json_of_users(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Ok(value) = sdk_runtime::json::from_str::<Node>(text) else { return false };
    let Ok(text) = sdk_runtime::json::to_string(&value) else { return true };
    let again = sdk_runtime::json::from_str::<Node>(&text).expect("what was written can be read");
    assert_eq!(sdk_runtime::json::to_string(&again).as_ref(), Ok(&text));
    true
}

/// The headers of a response, a line for each.
pub fn headers(bytes: &[u8]) -> bool {
    let read = |headers: HeaderMap| {
        let response = RawResponse { status: StatusCode::OK, headers, body: Bytes::new() };
        let mut head = Head::zero();
        protocol::decode(Protocol::RestJson, &OperationMeta::EMPTY, &response, &mut head).map(|()| head)
    };
    let lines = bytes.split(|&byte| byte == b'\n').map(HeaderValue::from_bytes);
    let named = node::HEADERS.iter().zip(lines).filter_map(|(name, line)| Some((*name, line.ok()?)));
    let Ok(head) = read(named.map(|(name, line)| (http::HeaderName::from_static(name), line)).collect())
    else {
        return false;
    };
    let write = |head: &Head| protocol::encode(Protocol::RestJson, &OperationMeta::EMPTY, head, &|| 0);
    let Ok(request) = write(&head) else { return true };
    let again = write(&read(request.headers.clone()).expect("what was written can be read"));
    assert_eq!(again.expect("what was read can be written").headers, request.headers);
    true
}

/// Timestamps as text, in each format.
pub fn timestamp(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut is_read = false;
    for format in [TimestampFormat::Iso8601, TimestampFormat::HttpDate, TimestampFormat::EpochSeconds] {
        let Ok(time) = Timestamp::parse(text, format) else { continue };
        is_read = true;
        let Ok(text) = time.format(format) else { continue };
        let again = Timestamp::parse(&text, format).expect("what was written can be read");
        assert_eq!(again.format(format).as_ref(), Ok(&text));
        assert_eq!(again.epoch_seconds(), time.epoch_seconds());
    }
    is_read
}

/// The body of a response that reports an error, in each protocol. Nothing is an error in it: what makes no sense stays
/// empty.
pub fn error(bytes: &[u8]) -> bool {
    for protocol in [Protocol::Json11, Protocol::RestJson, Protocol::RestXml, Protocol::Ec2, Protocol::Cbor] {
        let body = Bytes::copy_from_slice(bytes);
        let response = RawResponse { status: StatusCode::BAD_REQUEST, headers: HeaderMap::new(), body };
        let error = protocol::service_error(protocol, &OperationMeta::EMPTY, response.clone());
        assert_eq!(error.response.body, bytes);
        protocol::decode_error(protocol, &OperationMeta::EMPTY, &response, &mut Node::zero());
    }
    true
}

/// The headers of a message in an event stream. The frame around them is right: its checksums would keep changed bytes
/// from being looked at.
pub fn event_headers(bytes: &[u8]) -> bool {
    let Some(mut frame) = frame(bytes) else { return false };
    let Ok(message) = Message::decode(&mut frame) else { return false };
    let message = message.expect("the frame is whole");
    let mut frame = BytesMut::from(&*message.encode().expect("what was read can be written"));
    assert_eq!(Message::decode(&mut frame), Ok(Some(message)));
    assert!(frame.is_empty());
    true
}

/// A message without a payload, as bytes.
fn frame(headers: &[u8]) -> Option<BytesMut> {
    let length = u32::try_from(headers.len()).ok()?;
    let mut frame = [length.checked_add(16)?, length].map(u32::to_be_bytes).concat();
    frame.extend(crc32fast::hash(&frame).to_be_bytes());
    frame.extend(headers);
    frame.extend(crc32fast::hash(&frame).to_be_bytes());
    Some(BytesMut::from(&*frame))
}

/// Checks that what `read` reads is read again once written. Values are compared by what they are written as, for NaN
/// equals nothing.
fn round_trip(
    bytes: &[u8],
    read: fn(&[u8]) -> Result<Node, DecodeError>,
    write: fn(&Node) -> Result<Vec<u8>, EncodeError>,
) -> bool {
    let Ok(value) = read(bytes) else { return false };
    // Not all that can be read can be written, such as a union whose member is unknown.
    let Ok(written) = write(&value) else { return true };
    let again = read(&written).expect("what was written can be read");
    assert_eq!(write(&again), Ok(written));
    true
}

fn read_with<D: FieldDecoder>(
    decoder: Result<D, DecodeError>,
    finish: fn(D) -> Result<(), DecodeError>,
) -> Result<Node, DecodeError> {
    let (mut value, mut from) = (Node::zero(), decoder?);
    value.decode(&ROOT, &mut from)?;
    finish(from).map(|()| value)
}

fn read_json(bytes: &[u8]) -> Result<Node, DecodeError> {
    read_with(JsonDecoder::new(bytes), JsonDecoder::finish)
}

fn read_xml(bytes: &[u8]) -> Result<Node, DecodeError> {
    read_with(XmlDecoder::new(bytes), XmlDecoder::finish)
}

fn read_cbor(bytes: &[u8]) -> Result<Node, DecodeError> {
    read_with(CborDecoder::new(bytes), CborDecoder::finish)
}

fn write_json(value: &Node) -> Result<Vec<u8>, EncodeError> {
    let mut out = JsonEncoder::new();
    value.encode(&ROOT, &mut out);
    out.finish()
}

fn write_xml(value: &Node) -> Result<Vec<u8>, EncodeError> {
    let mut out = XmlEncoder::new();
    value.encode(&ROOT, &mut out);
    out.finish()
}

fn write_cbor(value: &Node) -> Result<Vec<u8>, EncodeError> {
    let mut out = CborEncoder::new();
    value.encode(&ROOT, &mut out);
    out.finish()
}

/// What `write` makes of values that it can write and `read` then reads as the same.
fn written(
    read: fn(&[u8]) -> Result<Node, DecodeError>,
    write: fn(&Node) -> Result<Vec<u8>, EncodeError>,
) -> Vec<Vec<u8>> {
    let values = [Node::full(), Node::zero(), Node::with_document()];
    let written = values.into_iter().filter_map(|value| {
        let bytes = write(&value).ok()?;
        assert_eq!(read(&bytes), Ok(value));
        Some(bytes)
    });
    let written: Vec<_> = written.collect();
    assert!(written.len() >= 2, "only documents may be too much for a format");
    written
}

fn user_json() -> Vec<Vec<u8>> {
    let text = sdk_runtime::json::to_string(&Node::with_document()).expect("a value that JSON can hold");
    vec![text.into_bytes()]
}

fn header_lines() -> Vec<Vec<u8>> {
    let lines = [
        "text, \"quoted\"",
        "7",
        "1.5",
        "true",
        "Fri, 12 Apr 1985 23:20:50.52 GMT",
        "Fri, 12 Apr 1985 23:20:50 GMT, Sat, 13 Apr 1985 00:00:00 GMT",
        "a, \"b, \\\"c\\\"\", d",
        "1, 2,3",
        "AP8h",
        "eyJhIjoxfQ==",
        "v",
    ];
    vec![lines.join("\n").into_bytes()]
}

fn timestamps() -> Vec<Vec<u8>> {
    let texts = [
        "1985-04-12T23:20:50.52Z",
        "2016-12-31T23:59:60+01:30",
        "0000-01-01T00:00:00Z",
        "Fri, 12 Apr 1985 23:20:50.123456789 GMT",
        "-9223372036854775807.999999999",
        "1.5e9",
    ];
    texts.map(|text| text.as_bytes().to_vec()).into()
}

fn error_bodies() -> Vec<Vec<u8>> {
    let bodies: [&[u8]; 4] = [
        br#"{"__type":"a#NotFound:b","message":"m","Names":["x"]}"#,
        b"<ErrorResponse><Error><Code>NotFound</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>",
        b"<Response><Errors><Error><Code>NotFound</Code></Error></Errors><RequestID>r</RequestID></Response>",
        b"\xbf\x66__type\x68NotFound\x67message\x61m\xff",
    ];
    bodies.map(<[u8]>::to_vec).into()
}

fn event_header_bytes() -> Vec<Vec<u8>> {
    let message = Message::new("")
        .with_header("true", true)
        .with_header("text", "a".to_owned())
        .with_header("long", -1_i64)
        .with_header("bytes", Bytes::from_static(b"\0\xff"))
        .with_header("time", Timestamp::from_epoch_seconds(482_196_050));
    let frame = message.encode().expect("a message within the limits");
    let headers = frame.get(12..frame.len() - 4).unwrap_or_default();
    let earliest = [b"\x01a\x08", &i64::MIN.to_be_bytes()[..]].concat();
    vec![headers.to_vec(), earliest]
}
