//! Ways to a service, and ways that lead nowhere.

use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Result, ensure};
use sdk_runtime::failure::Cause;
use sdk_runtime::transport::{Hyper, Proxies};
use tokio::io::AsyncWriteExt as _;

use super::tls;
use crate::client::{config, fail, succeed};
use crate::server::{Server, read_request, response, token};

pub(super) async fn nobody_listens() -> Result<String> {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let (error, text) = fail(&config(&format!("http://127.0.0.1:{port}"))).await?;
    ensure!(text.contains("refused") && error.attempts() == 3, "{text}");
    Ok(text.replace(&port.to_string(), "PORT"))
}

pub(super) async fn no_such_name() -> Result<String> {
    let (error, text) = fail(&config("https://no-such-host.invalid")).await?;
    ensure!(matches!(error.cause(), Cause::Transport(_) | Cause::Timeout(_)), "{error:?}");
    ensure!(error.is_retryable() && error.attempts() == 3, "{text}");
    Ok(text)
}

/// Addresses of TEST-NET-1 ([RFC 5737](https://www.rfc-editor.org/rfc/rfc5737)) belong to nobody.
pub(super) async fn no_connection() -> Result<String> {
    let transport =
        Hyper::new().with_proxies(Proxies::none()).with_connect_timeout(Duration::from_millis(50));
    let (error, text) = fail(&config("http://192.0.2.1").with_transport(transport)).await?;
    // Some networks say so; most say nothing.
    ensure!(error.is_retryable() && error.attempts() == 3, "{text}");
    Ok(text)
}

pub(super) async fn redirect() -> Result<String> {
    let (other, seen) = Server::answering(|_, _| token()).await?;
    let location = format!("location: {}/token\r\n", other.url);
    let (server, _) =
        Server::answering(move |_, _| response("307 Temporary Redirect", &location, "")).await?;
    let (error, text) = fail(&config(&server.url)).await?;
    ensure!(error.status().is_some_and(|status| status == 307), "{text}");
    ensure!(other.connections.load(Ordering::SeqCst) == 0, "the other host was connected to");
    ensure!(seen.load(Ordering::SeqCst) == 0, "the other host was sent something");
    Ok(text)
}

/// `user:SECRET` in base64.
const AUTHORIZATION: &str = "Basic dXNlcjpTRUNSRVQ=";

pub(super) async fn proxy() -> Result<String> {
    let (server, _) = Server::answering(|_, request| {
        let line = request.lines().next().unwrap_or_default();
        let has_authorization = request.contains(&format!("proxy-authorization: {AUTHORIZATION}"));
        match line == "POST http://service.test/token HTTP/1.1" && has_authorization {
            true => token(),
            false => response("407 Proxy Authentication Required", "", ""),
        }
    })
    .await?;
    let url = server.url.replace("http://", "http://user:SECRET@");
    let transport = |except| Hyper::new().with_proxies(Proxies::all(&url, except));
    succeed(&config("http://service.test").with_transport(transport(""))).await?;
    // Neither an exception nor an address on this machine goes that way.
    let before = server.connections.load(Ordering::SeqCst);
    fail(&config("http://service.invalid").with_transport(transport("invalid"))).await?;
    fail(&config("http://localhost:1").with_transport(transport(""))).await?;
    ensure!(server.connections.load(Ordering::SeqCst) == before, "the proxy was asked for an exception");
    Ok("sent there with user and password, exceptions are not".to_owned())
}

pub(super) async fn tunnel() -> Result<String> {
    let (service, roots) = tls::server(&["service.test"], false).await?;
    let address = service.url.replace("https://", "");
    let proxy = Server::start(move |mut stream, _| {
        let address = address.clone();
        async move {
            let request = read_request(&mut stream, &mut Vec::new()).await?;
            let has_authorization = request
                .to_ascii_lowercase()
                .contains(&format!("proxy-authorization: {AUTHORIZATION}").to_ascii_lowercase());
            if !request.starts_with("CONNECT service.test:443 HTTP/1.1\r\n") || !has_authorization {
                stream.write_all(response("407 Proxy Authentication Required", "", "").as_bytes()).await?;
                return Ok(());
            }
            let mut service = tokio::net::TcpStream::connect(&address).await?;
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
            tokio::io::copy_bidirectional(&mut stream, &mut service).await?;
            Ok(())
        }
    });
    let url = proxy.await?.url.replace("http://", "http://user:SECRET@");
    let transport = Hyper::new().with_proxies(Proxies::all(&url, "")).with_roots(roots);
    succeed(&config("https://service.test").with_transport(transport)).await?;
    Ok("asked for with user and password; TLS with the host behind it".to_owned())
}
