//! Whole calls with events in both directions, against a service that reads the request before it answers.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use http::HeaderMap;

use super::*;
use crate::clock::Clock;
use crate::config::Config;
use crate::core::Core;
use crate::failure::{Cause, RawResponse};
use crate::mock::BoxFuture;
use crate::operation::{Operation, OperationMeta, ServiceMeta};
use crate::protocol::Protocol;
use crate::request::{Request, Response};
use crate::schema::STREAMING;
use crate::transport::{Transport, TransportError};

const fn events() -> M {
    M { location: Location::Payload, ..row("Events", STREAMING) }
}

structure! {
    Say {
        name: Option<String> = row("Name", NONE),
        events: EventStream<Talk> = events(),
    }
}

structure! {
    Heard {
        id: Option<String> = row("Id", NONE),
        events: EventStream<Talk> = events(),
    }
}

crate::operation_error! {
    pub enum SayError {}
}

static SERVICE: ServiceMeta = ServiceMeta {
    name: "Test",
    target_prefix: "Test",
    protocols: &[Protocol::RestJson, Protocol::Json11, Protocol::Cbor],
    ..ServiceMeta::EMPTY
};

impl Operation for Say {
    type Output = Heard;
    type Error = SayError;
    type Client = ();
    const META: &'static OperationMeta =
        &OperationMeta { service: &SERVICE, name: "Say", ..OperationMeta::EMPTY };
}

#[derive(Clone, Debug, Default)]
struct Stage(Arc<Mutex<Seen>>);

#[derive(Debug, Default)]
struct Seen {
    answers: VecDeque<(u16, Body)>,
    requests: Vec<(HeaderMap, Bytes)>,
}

impl Transport for Stage {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let seen = Arc::clone(&self.0);
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect(1 << 20).await.map_err(TransportError::new)?;
            let mut seen = seen.lock().unwrap();
            seen.requests.push((head.headers, body));
            let (status, body) = seen.answers.pop_front().expect("an attempt that the script does not have");
            Ok(http::Response::builder().status(status).body(body).unwrap())
        })
    }
}

impl Clock for Stage {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

impl Stage {
    fn new(answers: impl IntoIterator<Item = (u16, Body)>) -> Self {
        let stage = Self::default();
        stage.0.lock().unwrap().answers.extend(answers);
        stage
    }

    fn core(&self, protocol: Protocol) -> Core {
        let config = Config::new()
            .with_endpoint_url("http://test.local")
            .with_transport(self.clone())
            .with_clock(self.clone())
            .with_random(|| 0);
        Core::new(&SERVICE, &config).with_protocol(protocol)
    }

    fn request(&self, protocol: Protocol) -> Request<Say> {
        let events = EventStream::new(slowly([words("a")]));
        Request::new(&self.core(protocol), Say { name: Some("n".into()), events })
    }

    fn send(&self, protocol: Protocol) -> Result<Response<Heard>, SayError> {
        block_on(self.request(protocol).send())
    }

    /// A header of the only request.
    fn header(&self, name: &str) -> Option<String> {
        let seen = self.0.lock().unwrap();
        let [(headers, _)] = seen.requests.as_slice() else { panic!("{:?}", seen.requests) };
        headers.get(name).map(|value| value.to_str().unwrap().to_owned())
    }

    /// The messages of the only request.
    fn messages(&self) -> Vec<Message> {
        let mut body = BytesMut::from(&*self.0.lock().unwrap().requests[0].1);
        std::iter::from_fn(|| Message::decode(&mut body).unwrap()).collect()
    }
}

/// The body of a response, a message a frame.
fn response(messages: &[Message]) -> Body {
    let pieces = encoded(messages).into_iter().map(Ok::<_, BoxError>);
    crate::ByteStream::from_stream(slowly(pieces)).to_body().unwrap()
}

/// Documents of a format: the members of the input, of an event, and of the output.
struct Documents {
    content_type: &'static str,
    input: &'static [u8],
    event: &'static [u8],
    output: &'static [u8],
}

const JSON: Documents = Documents {
    content_type: "application/json",
    input: br#"{"Name":"n"}"#,
    event: br#"{"Text":"a"}"#,
    output: br#"{"Id":"1"}"#,
};

const CBOR: Documents = Documents {
    content_type: "application/cbor",
    input: b"\xbf\x64Name\x61n\xff",
    event: b"\xbf\x64Text\x61a\xff",
    output: b"\xbf\x62Id\x611\xff",
};

impl Documents {
    fn message(&self, kind: &str, document: &'static [u8]) -> Message {
        with_content_type(event(kind, "").with_payload(document), self.content_type)
    }
}

impl Message {
    fn with_payload(self, payload: &'static [u8]) -> Self {
        Self { payload: Bytes::from_static(payload), ..self }
    }
}

#[test]
fn rpc_protocols_put_the_other_members_into_a_message_before_the_events() {
    for (protocol, documents) in [(Protocol::Json11, JSON), (Protocol::Cbor, CBOR)] {
        let content = documents.message("words", documents.event);
        let answer = [documents.message("initial-response", documents.output), content.clone()];
        let stage = Stage::new([(200, response(&answer))]);
        let mut heard = stage.send(protocol).unwrap();
        let sent = [documents.message("initial-request", documents.input), content];
        assert_eq!(stage.messages(), sent);
        assert_eq!(stage.header("content-type").as_deref(), Some(CONTENT_TYPE));
        assert_eq!(stage.header("content-length"), None);
        let accept = (protocol == Protocol::Cbor).then_some(CONTENT_TYPE);
        assert_eq!(stage.header("accept").as_deref(), accept);
        assert_eq!(heard.id.as_deref(), Some("1"));
        assert_eq!(events_of(&mut heard), [words("a")]);

        // The same from a response that has been read already.
        let body = Bytes::from(encoded(&answer).concat());
        let whole = RawResponse { status: http::StatusCode::OK, headers: HeaderMap::new(), body };
        let mut heard = Heard::zero();
        protocol::decode(protocol, Say::META, &whole, &mut heard).unwrap();
        assert_eq!(heard.id.as_deref(), Some("1"));
        assert_eq!(super::events(all(&mut heard.events)), [words("a")]);
    }
}

fn events_of(heard: &mut Response<Heard>) -> Vec<Talk> {
    super::events(all(&mut heard.events))
}

#[test]
fn rest_protocols_send_and_read_nothing_but_events() {
    let content = JSON.message("words", JSON.event);
    let stage = Stage::new([(200, response(&[content.clone(), content.clone()]))]);
    let mut heard = stage.send(Protocol::RestJson).unwrap();
    assert_eq!(stage.header("content-type").as_deref(), Some(CONTENT_TYPE));
    assert_eq!(stage.messages(), [content]);
    assert_eq!(events_of(&mut heard), [words("a"), words("a")]);
}

#[test]
fn an_initial_response_that_is_not_there_leaves_its_members_unset() {
    let stage = Stage::new([(200, response(&[JSON.message("words", JSON.event)]))]);
    let mut heard = stage.send(Protocol::Json11).unwrap();
    assert_eq!(heard.id, None);
    assert_eq!(events_of(&mut heard), [words("a")]);
}

structure! {
    Listen {
        events: EventStream<Talk> = events(),
    }
}

structure! {
    Only {
        events: EventStream<Talk> = events(),
    }
}

impl Operation for Listen {
    type Output = Only;
    type Error = SayError;
    type Client = ();
    const META: &'static OperationMeta =
        &OperationMeta { service: &SERVICE, name: "Listen", ..OperationMeta::EMPTY };
}

/// The service may wait for events before it says anything: both would wait for ever.
#[test]
fn an_initial_response_that_nothing_is_read_from_is_not_waited_for() {
    let content = JSON.message("words", JSON.event);
    let initial = JSON.message("initial-response", b"{}");
    for answer in [response(&[initial, content.clone()]), response(&[content])] {
        let stage = Stage::new([(200, answer)]);
        let request = Request::new(&stage.core(Protocol::Json11), Listen::default());
        let mut heard = block_on(request.send()).unwrap();
        assert_eq!(super::events(all(&mut heard.events)), [words("a")]);
    }
    let stage = Stage::new([(200, Body::stream(Silent))]);
    let request = Request::new(&stage.core(Protocol::Json11), Listen::default());
    assert!(block_on(request.send()).is_ok());
}

/// The body of a service that waits.
struct Silent;

impl http_body::Body for Silent {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        panic!("nothing is to be read yet")
    }
}

#[test]
fn an_initial_response_that_makes_no_sense_is_an_error() {
    for (body, is_decode) in [
        (response(&[JSON.message("initial-response", b"<html>")]), true),
        (Body::from("<html><body>"), false),
    ] {
        let error = Stage::new([(200, body)]).send(Protocol::Json11).unwrap_err();
        assert_eq!(matches!(error.cause(), Cause::Decode(..)), is_decode, "{error}");
    }
}

#[test]
fn events_are_sent_once_and_never_again() {
    let stage = Stage::new([(503, Body::default()), (200, response(&[]))]);
    let request = stage.request(Protocol::RestJson);
    let error = block_on(request.send()).unwrap_err();
    assert_eq!((error.attempts(), error.status().map(|status| status.as_u16())), (1, Some(503)));
    let error = block_on(request.send()).unwrap_err();
    let said = "Say: Events is a stream that has been read already, and can be read once";
    assert_eq!(error.to_string(), said);
    assert_eq!(stage.0.lock().unwrap().requests.len(), 1);
}

#[test]
fn events_cannot_stand_in_a_document() {
    let error = crate::json::to_string(&Heard::zero()).unwrap_err();
    assert_eq!(error.to_string(), "Events is a stream of events, which JSON cannot hold");
    let error = crate::json::from_str::<Heard>(r#"{"Events":[]}"#).unwrap_err();
    assert_eq!(error.to_string(), "Events: events are a body of their own, and not part of another");
    assert_eq!(format!("{:?}", Heard::zero()), "Heard { events: <event stream> }");
}

#[test]
fn a_stream_needs_a_member_that_is_one() {
    structure! {
        Whole {
            body: Option<Bytes> = M { location: Location::Payload, ..row("Body", STREAMING) },
        }
    }
    let head = RawResponse { status: http::StatusCode::OK, headers: HeaderMap::new(), body: Bytes::new() };
    let mut output = Whole::zero();
    let error = protocol::decode_streaming(Protocol::RestJson, &head, Body::from("abc"), &mut output);
    assert_eq!(error.unwrap_err().to_string(), "Body: the body is a stream, but the member is none");
}
