//! Proxies: which there are, and connections through them.

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::uri::Scheme;
use http::{HeaderValue, Uri};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::body::BoxError;

/// Which requests go through a proxy, and which one. Their URLs may hold user and password.
///
/// Through a proxy for `https`, a tunnel is asked for: it sees the name of the host and nothing else. One for `http` is
/// sent the requests. Loopback and link-local addresses are never behind one.
#[derive(Clone, Debug)]
pub struct Proxies(Option<Arc<Matcher>>);

impl Proxies {
    /// None at all.
    pub fn none() -> Self {
        Self(None)
    }

    /// Those that the variables `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY` name, except for the hosts in `NO_PROXY`, all
    /// of them in lower case too, and as curl reads them.
    pub fn from_env() -> Self {
        // Most programs have none, and need not ask for each request.
        let variables = ["https_proxy", "http_proxy", "all_proxy"];
        let is_set = |name: &str| std::env::var_os(name).is_some();
        match variables.iter().any(|name| is_set(name) || is_set(&name.to_ascii_uppercase())) {
            true => Self(Some(Arc::new(Matcher::from_env()))),
            false => Self::none(),
        }
    }

    /// This one for all requests, such as `http://user:password@localhost:3128`, except for the hosts in `except`: names,
    /// which stand for their subdomains too, addresses and ranges of them, with commas between.
    pub fn all(url: &str, except: &str) -> Self {
        Self(Some(Arc::new(Matcher::builder().all(url.to_owned()).no(except.to_owned()).build())))
    }

    fn intercept(&self, uri: &Uri) -> Option<Intercept> {
        let proxies = self.0.as_ref()?;
        if uri.host().is_some_and(is_near) { None } else { proxies.intercept(uri) }
    }

    /// What a request must carry that the proxy reads. What goes through a tunnel says it once, when that is made.
    pub(super) fn authorization(&self, uri: &Uri) -> Option<HeaderValue> {
        if self.0.is_none() || uri.scheme() == Some(&Scheme::HTTPS) {
            return None;
        }
        self.intercept(uri)?.basic_auth().cloned()
    }
}

/// Whether `host` is on this machine or its link, where the metadata of instances and containers are.
fn is_near(host: &str) -> bool {
    match host.trim_start_matches('[').trim_end_matches(']').parse() {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_loopback() || address.is_unicast_link_local(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

/// Connects to a host, or to its proxy.
#[derive(Clone)]
pub(super) struct ProxyConnector {
    connector: HttpConnector,
    proxies: Proxies,
}

impl ProxyConnector {
    pub(super) fn new(connector: HttpConnector, proxies: Proxies) -> Self {
        Self { connector, proxies }
    }
}

impl Service<Uri> for ProxyConnector {
    type Response = Stream;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let Some(proxy) = self.proxies.intercept(&uri) else {
            let connecting = self.connector.call(uri);
            return Box::pin(async move { Ok(Stream { io: connecting.await?, is_forwarded: false }) });
        };
        if proxy.uri().scheme() != Some(&Scheme::HTTP) {
            let error =
                format!("the proxy {} cannot be used: expected one whose URL begins with http", proxy.uri());
            return Box::pin(std::future::ready(Err(error.into())));
        }
        if uri.scheme() == Some(&Scheme::HTTPS) {
            let mut tunnel = Tunnel::new(proxy.uri().clone(), self.connector.clone());
            if let Some(authorization) = proxy.basic_auth() {
                tunnel = tunnel.with_auth(authorization.clone());
            }
            let connecting = tunnel.call(uri);
            return Box::pin(async move { Ok(Stream { io: connecting.await?, is_forwarded: false }) });
        }
        let connecting = self.connector.call(proxy.uri().clone());
        Box::pin(async move { Ok(Stream { io: connecting.await?, is_forwarded: true }) })
    }
}

/// A connection, and whether what comes over it goes on to where the request says.
pub(super) struct Stream {
    io: TokioIo<TcpStream>,
    is_forwarded: bool,
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        self.io.connected().proxy(self.is_forwarded)
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buffer)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, buffers)
    }
}
