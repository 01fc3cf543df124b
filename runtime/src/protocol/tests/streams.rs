//! Payloads with the trait `streaming`.

use super::*;
use crate::schema::{Location, Member, NONE, STREAMING, row};
use crate::stream::ByteStream;

structure! {
    Blob {
        kind: Option<String> = Member { location: Location::Header, ..row("content-type", NONE) },
        body: Option<ByteStream> = Member { location: Location::Payload, ..row("Body", STREAMING) },
    }
}

structure! {
    Required {
        body: ByteStream = Member { location: Location::Payload, ..row("Body", STREAMING) },
    }
}

fn one_shot() -> ByteStream {
    ByteStream::from_body(Body::stream(Body::from("content")))
}

/// The headers of a request with this body, and the body.
fn sent(body: Option<ByteStream>) -> (HeaderMap, Body) {
    let request = encoded(Protocol::RestJson, &Blob { kind: None, body });
    (request.headers, request.body)
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().expect("text").to_owned())
}

#[test]
fn sends_the_content_and_its_length_where_that_is_known() {
    let unknown = ByteStream::from_body(Frames(Some("content")));
    for (body, length) in [
        (ByteStream::from("content"), Some("7")),
        (one_shot(), Some("7")),
        (unknown.clone(), None),
        (ByteStream::from_body(Frames(Some("content"))).with_length(7), Some("7")),
        (ByteStream::from_path("Cargo.toml").expect("a file"), None),
    ] {
        let is_replayable = body.is_replayable();
        let length = match (length, is_replayable) {
            (None, true) => body.length().map(|length| length.to_string()),
            _ => length.map(str::to_owned),
        };
        let (headers, body) = sent(Some(body));
        assert_eq!(text(&headers, "content-length"), length);
        assert_eq!(text(&headers, "content-type").as_deref(), Some("application/octet-stream"));
        assert_eq!(body.is_replayable(), is_replayable);
    }
    for nothing in [None, Some(ByteStream::default())] {
        let (headers, body) = sent(nothing);
        assert_eq!((headers.len(), body.as_bytes().map(Bytes::len)), (0, Some(0)));
    }
}

/// A body whose length nobody knows.
struct Frames(Option<&'static str>);

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = DecodeError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, DecodeError>>> {
        std::task::Poll::Ready(self.0.take().map(|data| Ok(http_body::Frame::data(data.into()))))
    }
}

#[test]
fn refuses_to_send_a_second_time_what_can_be_read_once() {
    let body = one_shot();
    sent(Some(body.clone()));
    let input = Blob { kind: None, body: Some(body) };
    let error = refusal(Protocol::RestXml, &OperationMeta::EMPTY, &input);
    assert_eq!(error.to_string(), "Body is a stream that has been read already, and can be read once");
}

#[test]
fn gives_the_output_the_body_as_it_comes() {
    let head = response(200, &[("content-type", "text/plain")], "");
    for protocol in [Protocol::RestJson, Protocol::RestXml] {
        let mut output = Blob::default();
        assert!(is_streaming(output.schema()));
        decode_streaming(protocol, &head, Body::stream(Body::from("content")), &mut output)
            .expect("an output");
        assert_eq!(output.kind.as_deref(), Some("text/plain"));
        let body = output.body.expect("a body");
        assert!(!body.is_replayable());
        assert_eq!(body.to_body().expect("a body").size_hint().exact(), Some(7));
    }
    assert!(!is_streaming(crate::sample::Upload::default().schema()));
}

#[test]
fn a_body_in_memory_is_read_as_a_stream_of_it() {
    for body in ["content", ""] {
        let expected = ByteStream::from(body);
        let answer = response(200, &[], body);
        let optional = decoded::<Blob>(Protocol::RestJson, &answer).expect("an output");
        assert_eq!(optional.body.as_ref(), Some(&expected));
        let required = decoded::<Required>(Protocol::RestJson, &answer).expect("an output");
        assert_eq!(required.body, expected);
    }
}
