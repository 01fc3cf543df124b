//! Connections that break, and answers that make no sense.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use sdk_runtime::failure::Cause;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::client::{config, fail, succeed};
use crate::server::{Server, read_request, reset, send, token};

/// What a server does with the one request of a connection, before it closes that.
type Act = fn(TcpStream) -> std::pin::Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// A call to a server that breaks every answer like this: each attempt is counted, none is lost.
async fn broken(act: Act, expected: &str) -> Result<String> {
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    let server = Server::start(move |mut stream, _| {
        let count = Arc::clone(&count);
        async move {
            read_request(&mut stream, &mut Vec::new()).await?;
            count.fetch_add(1, Ordering::SeqCst);
            act(stream).await
        }
    });
    let server = server.await?;
    let (error, text) = fail(&config(&server.url)).await?;
    ensure!(matches!(error.cause(), Cause::Transport(_)), "not an error of the transport: {error:?}");
    ensure!(error.is_retryable() && !error.is_timeout(), "{error:?} is not classified as what it is");
    ensure!(text.contains(expected), "{text:?} does not say {expected:?}");
    ensure!((error.attempts(), requests.load(Ordering::SeqCst)) == (3, 3), "not three attempts: {text}");
    Ok(text.replace(&server.url, "URL"))
}

pub(super) async fn reset_before() -> Result<String> {
    broken(|stream| Box::pin(async move { reset(&stream) }), "reset").await
}

pub(super) async fn reset_within() -> Result<String> {
    let act: Act = |mut stream| {
        Box::pin(async move {
            let text = token();
            send(&mut stream, text.get(..text.len() / 2).unwrap_or_default().as_bytes()).await?;
            reset(&stream)
        })
    };
    broken(act, "reset").await
}

pub(super) async fn half_a_body() -> Result<String> {
    let act: Act = |mut stream| {
        Box::pin(async move {
            let text = token();
            send(&mut stream, text.get(..text.len() - 10).unwrap_or_default().as_bytes()).await
        })
    };
    broken(act, "end of file before message length reached").await
}

pub(super) async fn nonsense() -> Result<String> {
    broken(
        |mut stream| Box::pin(async move { send(&mut stream, b"220 mail.example ESMTP\r\n").await }),
        "invalid",
    )
    .await
}

/// Each call finds the connection of the one before dead, or sees it die: what it has written there, nobody has read.
pub(super) async fn reset_after() -> Result<String> {
    let server = Server::start(|mut stream, _| async move {
        read_request(&mut stream, &mut Vec::new()).await?;
        send(&mut stream, token().as_bytes()).await?;
        reset(&stream)
    });
    let server = server.await?;
    let config = config(&server.url);
    for _ in 0..5 {
        let attempts = succeed(&config).await?;
        ensure!(attempts <= 2, "{attempts} attempts of one call");
    }
    let connections = server.connections.load(Ordering::SeqCst);
    ensure!(connections == 5, "{connections} connections, with a request each, for 5 calls");
    Ok("5 calls, 5 connections with a request each".to_owned())
}

pub(super) async fn trickle() -> Result<String> {
    let server = Server::start(|mut stream, _| async move {
        stream.set_nodelay(true)?;
        read_request(&mut stream, &mut Vec::new()).await?;
        for byte in token().as_bytes() {
            send(&mut stream, &[*byte]).await?;
        }
        Ok(())
    });
    let server = server.await?;
    let attempts = succeed(&config(&server.url).with_idle_timeout(Duration::from_secs(1))).await?;
    ensure!(attempts == 1, "{attempts} attempts");
    let (error, text) = fail(&config(&server.url).with_attempt_timeout(Duration::from_millis(100))).await?;
    ensure!(error.is_timeout() && error.attempts() == 3, "{text}");
    Ok("a byte each 5 ms is an answer, unless an attempt has a limit".to_owned())
}

pub(super) async fn stall() -> Result<String> {
    let server = Server::start(|mut stream, _| async move {
        read_request(&mut stream, &mut Vec::new()).await?;
        let text = token();
        send(&mut stream, text.get(..text.len() - 10).unwrap_or_default().as_bytes()).await?;
        std::future::pending().await
    });
    let server = server.await?;
    let (error, text) = fail(&config(&server.url).with_idle_timeout(Duration::from_millis(50))).await?;
    ensure!(error.is_timeout() && error.attempts() == 3, "{text}");
    Ok(text)
}

pub(super) async fn silence() -> Result<String> {
    let server = Server::start(|mut stream, _| async move {
        read_request(&mut stream, &mut Vec::new()).await?;
        std::future::pending().await
    });
    let server = server.await?;
    let (limit, started) = (Duration::from_millis(50), Instant::now());
    let (error, text) = fail(&config(&server.url).with_operation_timeout(limit)).await?;
    ensure!(error.is_timeout() && started.elapsed() < limit * 20, "{text} after {:?}", started.elapsed());
    Ok(text)
}

/// The client stops reading: what the server can send is what sockets and one buffer hold.
pub(super) async fn header_flood() -> Result<String> {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let server = Server::start(move |mut stream, _| {
        let count = Arc::clone(&count);
        async move {
            read_request(&mut stream, &mut Vec::new()).await?;
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            for number in 0u64.. {
                let header = format!("x-{number}: {}\r\n", "y".repeat(1000));
                stream.write_all(header.as_bytes()).await?;
                count.fetch_add(header.len(), Ordering::SeqCst);
            }
            Ok(())
        }
    });
    let server = server.await?;
    let (error, text) = fail(&config(&server.url)).await?;
    ensure!(matches!(error.cause(), Cause::Transport(_)), "{error:?}");
    let sent = sent.load(Ordering::SeqCst);
    ensure!(sent < 64 << 20, "{sent} bytes were taken");
    Ok(text.replace(&server.url, "URL"))
}
