//! Events in both directions at once, each of which waits for the one before: HTTP/2 and nothing else can do that.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use anyhow::{Context as _, Result, ensure};
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body_util::BodyExt as _;
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use sdk_fixtures::events::Client;
use sdk_fixtures::events::operation::SubscribeInput;
use sdk_fixtures::events::types::{Acknowledgement, Acknowledgements, Records};
use sdk_runtime::event_stream::{EventStream, Message};
use sdk_runtime::transport::{Hyper, Proxies};
use tokio::sync::mpsc;

use crate::client::config;
use crate::server::Server;
use crate::watch;

/// How many events go each way.
const EVENTS: usize = 100;

/// What comes out of a channel: a body for the server, a stream for the client.
struct Channel<T>(mpsc::Receiver<T>);

impl http_body::Body for Channel<Bytes> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(cx).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}

impl<T> Stream for Channel<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.0.poll_recv(cx)
    }
}

/// Sends a record, and another for each signed acknowledgement; ends after the last.
async fn converse(request: http::Request<Incoming>, records: mpsc::Sender<Bytes>) -> Result<()> {
    let mut body = request.into_body();
    let mut buffer = BytesMut::new();
    for number in 0..EVENTS {
        let record = Message::new(format!(r#"{{"Id":"{number}","Data":"AAAA"}}"#))
            .with_header(":message-type", "event")
            .with_header(":event-type", "Record")
            .with_header(":content-type", "application/json");
        records.send(record.encode()?).await?;
        loop {
            let Some(signed) = Message::decode(&mut buffer)? else {
                let frame = body.frame().await.context("the client has ended its events")??;
                buffer.extend_from_slice(frame.data_ref().context("no data")?);
                continue;
            };
            ensure!(signed.header(":chunk-signature").is_some(), "a message without signature");
            let Some(event) = Message::decode(&mut BytesMut::from(&*signed.payload))? else { continue };
            // The first message holds the members besides the events.
            if event.text(":event-type") == Some("Acknowledgement") {
                let text = String::from_utf8_lossy(&event.payload).into_owned();
                ensure!(text.contains(&format!("\"{number}\"")), "{text}, and not number {number}");
                break;
            }
        }
    }
    Ok(())
}

pub(super) async fn both_ways() -> Result<String> {
    let server = Server::start(|stream, _| async move {
        let answer = service_fn(|request| {
            let (records, received) = mpsc::channel(1);
            tokio::spawn(async move {
                if let Err(error) = converse(request, records).await {
                    watch::note(&error);
                }
            });
            let response =
                http::Response::builder().header("content-type", "application/vnd.amazon.eventstream");
            std::future::ready(response.body(Channel(received)))
        });
        let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
        Ok(server.serve_connection(TokioIo::new(stream), answer).await?)
    });
    let url = server.await?.url;
    let transport = Hyper::new().with_proxies(Proxies::none()).with_http2_only();
    let (acknowledge, acknowledgements) = mpsc::channel(1);
    let input = SubscribeInput::new("topic", EventStream::new(Channel(acknowledgements)));
    let response = Client::new(&config(&url).with_transport(transport)).subscribe(input).send().await?;
    watch::note(&response);
    let mut records = response.into_output().records.context("no records")?;
    let mut count = 0;
    while let Some(event) = records.next().await {
        let Records::Record(record) = event? else { continue };
        watch::note(&record);
        ensure!(record.id == count.to_string(), "number {} instead of {count}", record.id);
        acknowledge
            .send(Acknowledgements::Acknowledgement(Acknowledgement::new().with_id(record.id)))
            .await?;
        count += 1;
    }
    ensure!(count == EVENTS, "{count} of {EVENTS} records");
    Ok(format!("{EVENTS} each way in turn, signed"))
}
