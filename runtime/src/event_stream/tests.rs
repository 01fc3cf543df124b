mod calls;

use bytes::BytesMut;

use super::message::HeaderValue;
use super::*;
use crate::sample::{block_on, slowly, structure};
use crate::schema::{EVENT_PAYLOAD, Location, Member as M, NONE, row};
use crate::timestamp::Timestamp;

structure! {
    /// An event with members in headers, and one that is the payload.
    Sound {
        id: Option<String> = M { location: Location::Header, ..row("Id", NONE) },
        time: Option<Timestamp> = M { location: Location::Header, wire: "at", ..row("Time", NONE) },
        count: Option<i32> = M { location: Location::Header, ..row("Count", NONE) },
        size: Option<i64> = M { location: Location::Header, ..row("Size", NONE) },
        key: Option<Bytes> = M { location: Location::Header, ..row("Key", NONE) },
        is_last: Option<bool> = M { location: Location::Header, ..row("IsLast", NONE) },
        chunk: Option<Bytes> = row("Chunk", EVENT_PAYLOAD),
    }
}

structure! {
    /// An event with a document as its payload.
    Words {
        id: Option<String> = M { location: Location::Header, ..row("Id", NONE) },
        text: Option<String> = row("Text", NONE),
        blob: Option<Bytes> = row("Blob", NONE),
    }
}

structure! {
    /// An event whose payload is a string.
    Line {
        text: Option<String> = row("Text", EVENT_PAYLOAD),
    }
}

structure! {
    /// An event whose payload is a structure.
    Stats {
        details: Option<Words> = row("Details", EVENT_PAYLOAD),
    }
}

structure! {
    /// An event without members.
    End {}
}

structure! {
    /// An exception.
    Busy {
        message: Option<String> = row("message", NONE),
        load: Option<i32> = row("Load", NONE),
    }
}

#[derive(Clone, PartialEq)]
pub(crate) enum Talk {
    Sound(Sound),
    Words(Words),
    Line(Line),
    Stats(Stats),
    End(End),
    Busy(Busy),
    Unknown(String),
}

crate::union! {
    Talk (Unknown) {
        Sound @ 0 => row("Sound", NONE),
        Words @ 1 => row("Words", NONE).wire("words"),
        Line @ 2 => row("Line", NONE),
        Stats @ 3 => row("Stats", NONE),
        End @ 4 => row("End", NONE),
        Busy @ 5 => row("BusyException", NONE).wire("busyException"),
    }
}

fn event(kind: &str, payload: &'static str) -> Message {
    Message::new(payload).with_header(":message-type", "event").with_header(":event-type", kind)
}

fn with_content_type(message: Message, content_type: &str) -> Message {
    message.with_header(":content-type", content_type)
}

fn words(text: &str) -> Talk {
    Talk::Words(Words { text: Some(text.into()), ..Words::default() })
}

fn sound() -> Sound {
    Sound {
        id: Some("1".into()),
        time: Some(Timestamp::from_epoch_seconds(7)),
        count: Some(2),
        size: Some(3),
        key: Some("k".into()),
        is_last: Some(true),
        chunk: Some("abc".into()),
    }
}

/// A response that arrives in these pieces.
fn arriving(pieces: Vec<Bytes>) -> EventStream<Talk> {
    let body = crate::ByteStream::from_stream(slowly(pieces.into_iter().map(Ok::<_, BoxError>)));
    Source::Remote(Receiver::new(body.to_body().unwrap()), Format::Json).into()
}

fn encoded(messages: &[Message]) -> Vec<Bytes> {
    messages.iter().map(|message| message.encode().unwrap()).collect()
}

type Outcome = Result<Talk, EventStreamError<Talk>>;

fn all(events: &mut EventStream<Talk>) -> Vec<Outcome> {
    std::iter::from_fn(|| block_on(events.next())).collect()
}

#[track_caller]
fn events(outcomes: Vec<Outcome>) -> Vec<Talk> {
    outcomes.into_iter().map(Result::unwrap).collect()
}

/// The messages that a request sends, each a frame.
fn sent(mut body: Body) -> Vec<Message> {
    std::iter::from_fn(|| block_on(poll_fn(|cx| body.poll_data(cx))))
        .map(|frame| {
            let mut frame = frame.unwrap().into();
            let message = Message::decode(&mut frame).unwrap().unwrap();
            assert!(frame.is_empty(), "one message a frame");
            message
        })
        .collect()
}

#[test]
fn puts_members_where_the_model_says() {
    let headers = event("Sound", "abc")
        .with_header("Id", "1")
        .with_header("at", Timestamp::from_epoch_seconds(7))
        .with_header("Count", 2)
        .with_header("Size", 3i64)
        .with_header("Key", Bytes::from("k"))
        .with_header("IsLast", true);
    let json = "application/json";
    for (value, message) in [
        (Talk::Sound(sound()), with_content_type(headers, "application/octet-stream")),
        (
            Talk::Sound(Sound { id: Some("1".into()), ..Sound::default() }),
            event("Sound", "").with_header("Id", "1"),
        ),
        (
            Talk::Words(Words { id: Some("1".into()), text: Some("a".into()), blob: Some("b".into()) }),
            with_content_type(event("words", r#"{"Text":"a","Blob":"Yg=="}"#).with_header("Id", "1"), json),
        ),
        (Talk::Words(Words::default()), with_content_type(event("words", "{}"), json)),
        (Talk::Line(Line { text: Some("a".into()) }), with_content_type(event("Line", "a"), "text/plain")),
        (
            Talk::Stats(Stats { details: Some(Words { text: Some("a".into()), ..Words::default() }) }),
            with_content_type(event("Stats", r#"{"Text":"a"}"#), json),
        ),
        (Talk::End(End {}), event("End", "")),
    ] {
        assert_eq!(protocol::encode_event(Format::Json, &value), Ok(message.clone()));
        let mut read = Talk::zero();
        assert_eq!(protocol::decode_event(Format::Json, &message, &mut read), Ok(Received::Event));
        assert_eq!(read, value);
    }
    let unknown = protocol::encode_event(Format::Json, &Talk::Unknown("New".into())).unwrap_err();
    assert_eq!(unknown.to_string(), "Talk is of a kind that the model does not know");
}

#[test]
fn reads_numbers_of_any_width_from_headers() {
    for (value, expected) in [
        (HeaderValue::Byte(-1), -1),
        (HeaderValue::Short(-1), -1),
        (HeaderValue::Integer(-1), -1),
        (HeaderValue::Long(-1), -1),
    ] {
        let message = event("Sound", "").with_header("Count", value.clone()).with_header("Size", value);
        let expected = Sound { count: Some(expected), size: Some(expected.into()), ..Sound::default() };
        assert_eq!(events(all(&mut arriving(encoded(&[message])))), [Talk::Sound(expected)]);
    }
}

#[test]
fn reads_events_however_they_arrive() {
    let messages =
        [event("words", r#"{"Text":"a"}"#), event("End", ""), event("New", "?"), event("words", "")];
    let expected =
        [words("a"), Talk::End(End {}), Talk::Unknown("New".into()), Talk::Words(Words::default())];
    let bytes = Bytes::from(encoded(&messages).concat());
    for size in 1..=bytes.len() {
        let pieces = (0..bytes.len()).step_by(size);
        let pieces = pieces.map(|start| bytes.slice(start..bytes.len().min(start + size)));
        assert_eq!(events(all(&mut arriving(pieces.collect()))), expected, "{size}");
    }
    assert_eq!(events(all(&mut arriving(vec![]))), []);
}

#[test]
fn an_error_of_the_service_ends_the_stream() {
    let exception = |kind: &str, payload: &'static str| {
        Message::new(payload).with_header(":message-type", "exception").with_header(":exception-type", kind)
    };
    let error = Message::default()
        .with_header(":message-type", "error")
        .with_header(":error-code", "InternalError")
        .with_header(":error-message", "oops");
    let bare = Message::default().with_header(":message-type", "error").with_header(":error-code", "E");
    let busy =
        |message: Option<&str>, load| Some(Talk::Busy(Busy { message: message.map(str::to_owned), load }));
    for (message, shown, expected) in [
        (
            exception("busyException", r#"{"message":"later","Load":9}"#),
            "busyException: later",
            busy(Some("later"), Some(9)),
        ),
        (exception("busyException", "<html>"), "busyException", busy(None, None)),
        (exception("OtherException", r#"{"Message":"hm"}"#), "OtherException: hm", None),
        (error, "InternalError: oops", None),
        (bare, "E", None),
    ] {
        let mut events = arriving(encoded(&[event("End", ""), message, event("End", "")]));
        let outcomes = all(&mut events);
        let [Ok(Talk::End(_)), Err(error)] = outcomes.as_slice() else { panic!("{outcomes:?}") };
        assert_eq!(error.to_string(), shown);
        let EventStreamError::Service { exception, .. } = error else { panic!("{error:?}") };
        assert_eq!(*exception, expected);
    }
}

#[test]
fn what_is_no_event_is_an_error_and_the_stream_goes_on() {
    let header = |name: &'static str, value: &str| Message::default().with_header(name, value);
    for (message, shown) in [
        (Message::default(), "expected a header :message-type, found none"),
        (Message::default().with_header(":message-type", 1), "expected a header :message-type, found none"),
        (header(":message-type", "event"), "expected a header :event-type, found none"),
        (header(":message-type", "exception"), "expected a header :exception-type, found none"),
        (header(":message-type", "error"), "expected a header :error-code, found none"),
        (header(":message-type", "letter"), "expected an event, exception or error, found letter"),
        (event("words", r#"{"Text":1}"#), "Words.Text: expected a string, found a number at byte 8"),
        (event("words", "<html>"), "Words: expected an object, found something else at byte 0"),
        (event("Sound", "").with_header("Id", 1), "Sound.Id: expected a string, found a number"),
        (
            event("Sound", "").with_header("Count", "1"),
            "Sound.Count: expected a whole number, found a string",
        ),
        (event("Sound", "").with_header("Count", i64::MAX), "Sound.Count: number out of range"),
        (event("Sound", "").with_header("at", 1), "Sound.Time: expected a timestamp, found a number"),
        (event("Sound", "").with_header("Key", true), "Sound.Key: expected bytes, found a boolean"),
        (
            event("Sound", "").with_header("IsLast", HeaderValue::Uuid(1)),
            "Sound.IsLast: expected a boolean, found a UUID",
        ),
    ] {
        let outcomes = all(&mut arriving(encoded(&[message, event("End", "")])));
        let [Err(error @ EventStreamError::Decode(_)), Ok(Talk::End(_))] = outcomes.as_slice() else {
            panic!("{outcomes:?}")
        };
        assert_eq!(error.to_string(), format!("the event cannot be read: {shown}"));
    }
}

#[test]
fn a_broken_stream_ends_with_an_error() {
    let end = event("End", "").encode().unwrap();
    let mut corrupt = BytesMut::from(&*end);
    corrupt[20] ^= 1;
    for (bytes, expected) in [
        (corrupt.freeze(), MessageError::Checksum),
        (end.slice(..end.len() - 1), MessageError::Truncated),
        (Bytes::from_static(b"<html>"), MessageError::Truncated),
        (Bytes::from_static(b"<html><body>"), MessageError::Checksum),
    ] {
        let outcomes = all(&mut arriving(vec![end.clone(), bytes]));
        let [Ok(Talk::End(_)), Err(EventStreamError::Framing(error))] = outcomes.as_slice() else {
            panic!("{outcomes:?}")
        };
        assert_eq!(*error, expected);
    }
    let pieces = [Ok(end), Err("connection reset")];
    let body = crate::ByteStream::from_stream(slowly(pieces)).to_body().unwrap();
    let mut stream: EventStream<Talk> = Source::Remote(Receiver::new(body), Format::Json).into();
    let outcomes = all(&mut stream);
    let [Ok(_), Err(error @ EventStreamError::Transport(_))] = outcomes.as_slice() else {
        panic!("{outcomes:?}")
    };
    assert_eq!(error.to_string(), "connection reset");
}

#[test]
fn sends_each_event_as_a_message_once() {
    let stream = EventStream::new(slowly([words("a"), Talk::End(End {})]));
    let clone = stream.clone();
    let body = stream.to_body(Format::Json).unwrap();
    assert!(!body.is_replayable());
    let json = with_content_type(event("words", r#"{"Text":"a"}"#), "application/json");
    assert_eq!(sent(body), [json, event("End", "")]);
    assert!(matches!(clone.to_body(Format::Json), Err(StreamError::Taken)));
    let outcomes = all(&mut { clone });
    let [Err(error @ EventStreamError::Transport(_))] = outcomes.as_slice() else { panic!("{outcomes:?}") };
    assert_eq!(error.to_string(), StreamError::Taken.to_string());
}

#[test]
fn an_event_that_cannot_be_sent_breaks_the_request_off() {
    let failed = EventStreamError::Transport("the microphone is gone".into());
    for (event, expected) in [
        (Ok(Talk::Unknown("New".into())), "Talk is of a kind that the model does not know"),
        (Err(failed), "the microphone is gone"),
    ] {
        let mut body = EventStream::from_results(slowly([event])).to_body(Format::Json).unwrap();
        let error = block_on(poll_fn(|cx| body.poll_data(cx))).unwrap().unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn what_a_mock_answers_is_read_like_what_arrives() {
    let failed = || EventStreamError::Service { code: "E".into(), message: String::new(), exception: None };
    let mut stream = EventStream::from_results(slowly([Ok(words("a")), Err(failed())]));
    let outcomes = all(&mut stream);
    assert!(matches!(outcomes.as_slice(), [Ok(Talk::Words(_)), Err(EventStreamError::Service { .. })]));
    assert_eq!(all(&mut EventStream::zero()).len(), 0);
}

#[test]
fn every_message_can_be_wrapped_and_one_put_after_the_last() {
    let body = EventStream::new(slowly([words("a"), Talk::End(End {})])).to_body(Format::Json).unwrap();
    let mut count = 0;
    let wrapped = wrap_messages(body, move |message| {
        count += 1;
        Ok(Message::new(message).with_header("n", count).encode()?)
    });
    let sent = sent(wrapped);
    let inner = |kind: &str, payload| event(kind, payload);
    let json = with_content_type(inner("words", r#"{"Text":"a"}"#), "application/json");
    let expected = [json.encode().unwrap(), inner("End", "").encode().unwrap(), Bytes::new()];
    assert_eq!(
        sent.iter().map(|message| &message.payload).collect::<Vec<_>>(),
        expected.iter().collect::<Vec<_>>()
    );
    assert_eq!(sent[2].header("n"), Some(&HeaderValue::Integer(3)));

    let body = EventStream::new(slowly([words("a")])).to_body(Format::Json).unwrap();
    let mut refused = wrap_messages(body, |_| Err("no key".into()));
    let error = block_on(poll_fn(|cx| refused.poll_data(cx))).unwrap().unwrap_err();
    assert_eq!(error.to_string(), "no key");
}

#[test]
fn the_initial_response_is_split_off_if_it_is_there() {
    let initial = event("initial-response", r#"{"Id":1}"#);
    let end = event("End", "");
    for (messages, payload, rest) in [
        (&[initial.clone(), end.clone()][..], r#"{"Id":1}"#, 1),
        (std::slice::from_ref(&initial), r#"{"Id":1}"#, 0),
        (&[end.clone(), end.clone()], "", 2),
        (&[], "", 0),
    ] {
        let bytes = encoded(messages).concat();
        for size in [1, 7, bytes.len().max(1)] {
            let pieces: Vec<_> =
                bytes.chunks(size).map(|piece| Ok::<_, BoxError>(Bytes::copy_from_slice(piece))).collect();
            let body = crate::ByteStream::from_stream(slowly(pieces)).to_body().unwrap();
            let (found, body) = block_on(split_initial(body, protocol::is_initial_response)).unwrap();
            assert_eq!(found, payload);
            let mut stream: EventStream<Talk> = Source::Remote(Receiver::new(body), Format::Json).into();
            assert_eq!(events(all(&mut stream)), vec![Talk::End(End {}); rest], "{size}");
        }
    }
    // Where nothing needs it, it is passed over.
    assert_eq!(events(all(&mut arriving(encoded(&[initial, end])))), [Talk::End(End {})]);
    let broken = block_on(split_initial(Body::from("<html><body>"), protocol::is_initial_response));
    assert_eq!(broken.unwrap_err().to_string(), MessageError::Checksum.to_string());
}

#[test]
fn streams_are_equal_to_their_clones_alone() {
    let stream = EventStream::new(slowly([words("a")]));
    assert_eq!(stream.clone(), stream);
    assert_ne!(EventStream::new(slowly([words("a")])), stream);
    assert_eq!(format!("{stream:?}"), "<event stream>");
}

#[test]
fn the_events_belong_to_the_clone_that_reads_first() {
    let mut stream = EventStream::new(slowly([words("a"), words("b")]));
    let mut clone = stream.clone();
    assert!(block_on(clone.next()).is_some_and(|event| event.is_ok_and(|event| event == words("a"))));
    assert!(matches!(all(&mut stream).as_slice(), [Err(EventStreamError::Transport(_))]));
    assert_eq!(events(all(&mut clone)), [words("b")]);
    assert!(block_on(clone.next()).is_none(), "a local stream is not asked again after its end");
}
