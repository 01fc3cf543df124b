//! Calls that are abandoned, repeated, or not.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, ensure};
use hyper_util::client::legacy::Client as Pooled;
use hyper_util::rt::TokioExecutor;
use sdk::ssooidc::Client;
use sdk_fixtures::traits::operation::TransferInput;
use sdk_runtime::transport::Tower;
use sdk_runtime::{Body, ByteStream, Timestamp};
use tokio::io::AsyncReadExt as _;
use tokio::sync::mpsc;

use crate::client::{config, fail, input, succeed};
use crate::server::{Server, read_request, response, token};
use crate::watch;

pub(super) async fn dropped() -> Result<String> {
    let (gone, mut went) = mpsc::channel(1);
    let server = Server::start(move |mut stream, _| {
        let gone = gone.clone();
        async move {
            read_request(&mut stream, &mut Vec::new()).await?;
            gone.send("read").await?;
            let end = stream.read(&mut [0]).await;
            gone.send(if matches!(end, Ok(0) | Err(_)) { "closed" } else { "more" }).await?;
            Ok(())
        }
    });
    let server = server.await?;
    let before = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let config = config(&server.url);
    let call = tokio::spawn(Client::new(&config).create_token(input()).send());
    ensure!(went.recv().await == Some("read"), "the request did not come");
    call.abort();
    ensure!(went.recv().await == Some("closed"), "the connection stays open");
    // The task of the connection ends when the socket is closed, which the server has just seen.
    for _ in 0..100 {
        if tokio::runtime::Handle::current().metrics().num_alive_tasks() <= before {
            return Ok("its connection is closed, and no task is left".to_owned());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    anyhow::bail!("a task is left")
}

pub(super) async fn stream_once() -> Result<String> {
    let (server, requests) = Server::answering(|_, _| response("503 Service Unavailable", "", "")).await?;
    let client = sdk_fixtures::traits::Client::new(&config(&server.url).with_anonymous_access());
    let (body, file) = (ByteStream::from_body(Body::stream(Body::from("SECRET-body"))), "Cargo.toml");
    let file = ByteStream::from_path(file).or_else(|_| ByteStream::from_path(std::env::current_exe()?))?;
    let mut counts = Vec::new();
    for body in [body.with_length(11), file] {
        let before = requests.load(Ordering::SeqCst);
        let result = client.transfer(TransferInput::new().with_body(body)).send().await;
        watch::text(&result.err().context("the call succeeded")?);
        counts.push(requests.load(Ordering::SeqCst) - before);
    }
    ensure!(counts == [1, 3], "sent {counts:?} times");
    Ok("sent once; a file is sent three times".to_owned())
}

/// 500 tokens are 100 repetitions at 5 each, however many calls want one.
pub(super) async fn storm() -> Result<String> {
    const CALLS: usize = 1000;
    let (server, requests) = Server::answering(|_, _| response("503 Service Unavailable", "", "")).await?;
    let config = config(&server.url);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let config = config.clone();
        calls.spawn(async move {
            for _ in 0..CALLS / 20 {
                fail(&config).await?;
            }
            Ok::<_, anyhow::Error>(())
        });
    }
    while let Some(result) = calls.join_next().await {
        result??;
    }
    let requests = requests.load(Ordering::SeqCst);
    ensure!(requests == CALLS + 100, "{requests} requests for {CALLS} calls");
    Ok(format!("{CALLS} calls, {requests} requests"))
}

/// A signature that was refused for its time is made again with the time of the service.
pub(super) async fn clock() -> Result<String> {
    const OFF: Duration = Duration::from_secs(20 * 60);
    let format = sdk_runtime::schema::TimestampFormat::HttpDate;
    let date = Timestamp::from(SystemTime::now() + OFF).format(format)?;
    let stamps = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&stamps);
    let (server, _) = Server::answering(move |number, request| {
        let stamp = request.split("x-amz-date: ").nth(1).and_then(|rest| rest.lines().next());
        seen.lock().unwrap_or_else(PoisonError::into_inner).push(stamp.unwrap_or_default().to_owned());
        match number {
            0 => {
                let headers = format!("x-amzn-errortype: RequestTimeTooSkewed\r\ndate: {date}\r\n");
                response("403 Forbidden", &headers, "{}")
            }
            _ => response("200 OK", "", ""),
        }
    })
    .await?;
    let config = config(&server.url);
    let client = sdk_fixtures::traits::Client::new(&config);
    let response = client.transfer(TransferInput::new()).send().await?;
    ensure!(response.metadata().attempts == 2, "{} attempts", response.metadata().attempts);
    let ahead = config.service_time()?.duration_since(SystemTime::now())?;
    ensure!(ahead.abs_diff(OFF) < Duration::from_secs(5), "the time is {ahead:?} ahead");
    let stamps = stamps.lock().unwrap_or_else(PoisonError::into_inner);
    // 20 minutes are a third of an hour: the stamps differ in more than seconds.
    let minutes = |stamp: &String| stamp.get(..13).map(str::to_owned).filter(|stamp| stamp.len() == 13);
    let minutes: Vec<_> = stamps.iter().map(minutes).collect();
    ensure!(matches!(&minutes[..], [Some(first), Some(second)] if first < second), "signed at {stamps:?}");
    Ok(format!("signed at {}", stamps.join(", then at ")))
}

/// A client of hyper's as it comes, counted by a layer.
pub(super) async fn tower() -> Result<String> {
    #[derive(Clone)]
    struct Counting(Pooled<hyper_util::client::legacy::connect::HttpConnector, Body>, Arc<AtomicUsize>);

    impl tower_service::Service<http::Request<Body>> for Counting {
        type Response = http::Response<hyper::body::Incoming>;
        type Error = hyper_util::client::legacy::Error;
        type Future = hyper_util::client::legacy::ResponseFuture;

        fn poll_ready(
            &mut self,
            cx: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Result<(), Self::Error>> {
            self.0.poll_ready(cx)
        }

        fn call(&mut self, request: http::Request<Body>) -> Self::Future {
            self.1.fetch_add(1, Ordering::SeqCst);
            self.0.call(request)
        }
    }

    let (server, _) = Server::answering(|_, _| token()).await?;
    let count = Arc::new(AtomicUsize::new(0));
    let service = Counting(Pooled::builder(TokioExecutor::new()).build_http(), Arc::clone(&count));
    succeed(&config(&server.url).with_transport(Tower::new(service))).await?;
    ensure!(count.load(Ordering::SeqCst) == 1, "the service was not called");
    Ok("sends and answers".to_owned())
}
