//! Servers that do as they are told, byte by byte.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A server on a port of its own.
pub struct Server {
    pub url: String,
    pub connections: Arc<AtomicUsize>,
}

impl Server {
    /// Has `serve` handle each connection, the first of which is number 0. What goes wrong there ends it.
    ///
    /// # Errors
    /// When there is no port to be had.
    pub async fn start<F>(serve: impl Fn(TcpStream, usize) -> F + Send + 'static) -> Result<Self>
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = count.fetch_add(1, Ordering::SeqCst);
                // Cases break connections: an error here is what they are about.
                tokio::spawn(serve(stream, number));
            }
        });
        Ok(Self { url, connections })
    }

    /// Answers each request with what `answer` gives for its number, the first of which is 0, and its text.
    ///
    /// # Errors
    /// When there is no port to be had.
    pub async fn answering(
        answer: impl Fn(usize, &str) -> String + Send + Sync + Clone + 'static,
    ) -> Result<(Self, Arc<AtomicUsize>)> {
        let requests = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&requests);
        let server = Self::start(move |mut stream, _| {
            let (answer, count) = (answer.clone(), Arc::clone(&count));
            async move {
                let mut buffer = Vec::new();
                loop {
                    let request = read_request(&mut stream, &mut buffer).await?;
                    let number = count.fetch_add(1, Ordering::SeqCst);
                    stream.write_all(answer(number, &request).as_bytes()).await?;
                }
            }
        });
        Ok((server.await?, requests))
    }
}

/// A whole response.
pub fn response(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len())
}

/// An answer to `CreateToken`.
pub fn token() -> String {
    let body = r#"{"accessToken":"SECRET-access","tokenType":"Bearer","expiresIn":28800}"#;
    response("200 OK", "content-type: application/json\r\nx-amzn-requestid: 1\r\n", body)
}

/// Reads a request with a body of known length. What comes after it stays in the buffer.
///
/// # Errors
/// When there is none.
pub async fn read_request(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>) -> Result<String> {
    loop {
        if let Some(length) = request_length(buffer) {
            let rest = buffer.split_off(length);
            let request = std::mem::replace(buffer, rest);
            return Ok(String::from_utf8_lossy(&request).into_owned());
        }
        let read = stream.read_buf(buffer).await?;
        anyhow::ensure!(read > 0, "the client has gone");
    }
}

/// How long the first request in `buffer` is, if all of it is there.
fn request_length(buffer: &[u8]) -> Option<usize> {
    let end = buffer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(buffer.get(..end)?).to_ascii_lowercase();
    let length =
        head.split("content-length:").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
    let whole = end + length.unwrap_or(0);
    (buffer.len() >= whole).then_some(whole)
}

/// Ends the connection at once: the client gets a reset.
///
/// # Errors
/// When the system does not.
pub fn reset(stream: &TcpStream) -> Result<()> {
    stream.set_zero_linger().context("cannot reset")
}

/// Sends `bytes` and gives them time to arrive as a packet of their own.
///
/// # Errors
/// When the client has gone.
pub async fn send(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> Result<()> {
    stream.write_all(bytes).await?;
    stream.flush().await?;
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    Ok(())
}
