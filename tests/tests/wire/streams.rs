//! Streaming blobs and events against a server that sends back what it receives, as it receives it.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use sdk_fixtures::Config;
use sdk_fixtures::traits::Client;
use sdk_fixtures::traits::operation::{StoreInput, TalkInput, TransferInput};
use sdk_fixtures::traits::types::{EndEvent, SoundEvent, TalkEvents, WordsEvent};
use sdk_runtime::{ByteStream, EventStream, Timestamp};
use tokio::sync::mpsc;

/// A client of a server that runs as long as `test`.
fn run<F: Future>(test: impl FnOnce(Client) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let connection =
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(echo));
                // A client that goes away is no matter of the test.
                tokio::spawn(async move { drop(connection.await) });
            }
        });
        let test = test(Client::new(&Config::new().with_endpoint_url(url).with_anonymous_access()));
        tokio::time::timeout(Duration::from_secs(60), test).await.expect("what was sent to come back");
    });
}

/// The request's body, with its headers told in headers.
async fn echo(request: http::Request<Incoming>) -> Result<http::Response<Incoming>, Infallible> {
    let header = |name: &str| request.headers().get(name).map_or("none", |value| value.to_str().unwrap());
    let seen = format!("{}, {}", header("content-length"), header("transfer-encoding"));
    let response = http::Response::builder().header("content-type", seen.clone()).header("x-room", seen);
    Ok(response.body(request.into_body()).unwrap())
}

/// What a channel brings.
struct Received<T>(mpsc::Receiver<T>);

impl<T> Stream for Received<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.0.poll_recv(cx)
    }
}

fn words(text: &str) -> TalkEvents {
    let mut words = WordsEvent::default();
    words.text = Some(text.to_owned());
    TalkEvents::Words(words)
}

#[test]
fn a_file_larger_than_what_is_held_in_memory_goes_there_and_back() {
    const LENGTH: u64 = 64 << 20;
    run(async |client| {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(LENGTH).unwrap();
        let body = ByteStream::from_path(file.path()).unwrap();
        let mut output = client.transfer(TransferInput::new().with_body(body)).send().await.unwrap();
        assert_eq!(output.kind.as_deref(), Some("67108864, none"));
        let mut length = 0;
        while let Some(piece) = output.body.next().await {
            let piece = piece.unwrap();
            assert!(piece.len() < 1 << 20, "{}", piece.len());
            length += piece.len() as u64;
        }
        assert_eq!(length, LENGTH);
    });
}

#[test]
fn a_stream_of_unknown_length_is_refused_where_the_model_wants_to_know_it() {
    run(async |client| {
        let body = || {
            let (_, receiver) = mpsc::channel(1);
            ByteStream::from_stream(Received::<Result<Bytes, Infallible>>(receiver))
        };
        let refused = client.store(StoreInput::new().with_body(body())).to_http().unwrap_err();
        assert!(refused.to_string().contains("Body is a stream whose length must be known"), "{refused}");
        let request = client.store(StoreInput::new().with_body(body().with_length(7))).to_http().unwrap();
        assert_eq!(request.headers()["content-length"], "7");
    });
}

#[test]
fn a_stream_of_unknown_length_is_sent_in_chunks() {
    run(async |client| {
        let (sender, receiver) = mpsc::channel(1);
        let body = ByteStream::from_stream(Received::<Result<Bytes, Infallible>>(receiver));
        let mut output = client.transfer(TransferInput::new().with_body(body)).send().await.unwrap();
        assert_eq!(output.kind.as_deref(), Some("none, chunked"));
        for piece in ["one", "two"] {
            sender.send(Ok(piece.into())).await.unwrap();
            assert_eq!(output.body.next().await.unwrap().unwrap(), piece);
        }
        drop(sender);
        assert!(output.body.next().await.is_none());
    });
}

#[test]
fn events_go_back_and_forth_while_the_request_lasts() {
    run(async |client| {
        let (sender, receiver) = mpsc::channel(1);
        let input = TalkInput::new(EventStream::new(Received(receiver)));
        let mut output = client.talk(input).send().await.unwrap();
        assert_eq!(output.room.as_deref(), Some("none, chunked"));
        let mut heard = output.events.take().unwrap();
        let mut sound = SoundEvent::default();
        sound.at = Some(Timestamp::from_epoch_seconds(7));
        sound.chunk = Some(Bytes::from_static(b"\x00\xff"));
        for event in [words("a"), TalkEvents::Sound(sound), TalkEvents::End(EndEvent::default())] {
            sender.send(event.clone()).await.unwrap();
            assert_eq!(heard.next().await.unwrap().unwrap(), event);
        }
        drop(sender);
        assert!(heard.next().await.is_none());
    });
}

#[test]
fn what_is_dropped_ends_the_request() {
    run(async |client| {
        let (sender, receiver) = mpsc::channel(1);
        let input = TalkInput::new(EventStream::new(Received(receiver)));
        let output = client.talk(input).send().await.unwrap();
        sender.send(words("a")).await.unwrap();
        drop(output);
        sender.closed().await;
    });
}

#[test]
fn other_members_of_a_protocol_without_payloads_go_in_a_message_of_their_own() {
    use sdk_fixtures::events::Client;
    use sdk_fixtures::events::operation::SubscribeInput;
    use sdk_fixtures::events::types::{Acknowledgement, Acknowledgements};

    let (sender, receiver) = mpsc::channel(1);
    let client = Client::new(&Config::new().with_endpoint_url("http://events.test").with_anonymous_access());
    let input = SubscribeInput::new("news", EventStream::new(Received(receiver)));
    let request = client.subscribe(input).to_http().unwrap();
    assert_eq!(request.headers()["x-amz-target"], "Events_20200101.Subscribe");
    assert_eq!(request.headers()["content-type"], "application/vnd.amazon.eventstream");
    let mut acknowledgement = Acknowledgement::default();
    acknowledgement.id = Some("1".to_owned());
    sender.try_send(Acknowledgements::Acknowledgement(acknowledgement)).unwrap();
    drop(sender);

    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let body = runtime.block_on(request.into_body().collect(1 << 20)).unwrap();
    let mut body = bytes::BytesMut::from(&*body);
    let messages = std::iter::from_fn(|| sdk_runtime::event_stream::Message::decode(&mut body).unwrap());
    let shown = messages.map(|message| {
        let kind = message.text(":event-type").unwrap().to_owned();
        (kind, String::from_utf8(message.payload.to_vec()).unwrap())
    });
    let expected = [("initial-request", r#"{"Topic":"news"}"#), ("Acknowledgement", r#"{"Id":"1"}"#)];
    let expected = expected.map(|(kind, payload)| (kind.to_owned(), payload.to_owned()));
    assert_eq!(shown.collect::<Vec<_>>(), expected);
}
