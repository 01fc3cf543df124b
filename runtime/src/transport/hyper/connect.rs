//! How connections are made: TCP, perhaps through a proxy, then TLS; all within a limit.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, Write};
use hyper_util::client::legacy::connect::{Connection, HttpConnector};
use hyper_util::client::legacy::{Client, ResponseFuture};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower_service::Service;

use super::proxy::ProxyConnector;
use super::{IDLE_TIMEOUT, Settings};
use crate::body::{Body, BoxError};

/// The client, with whichever TLS.
pub(super) enum Pooled {
    #[cfg(feature = "hyper")]
    Rustls(Client<Limited<hyper_rustls::HttpsConnector<ProxyConnector>>, Body>),
    #[cfg(feature = "native-tls")]
    Native(Client<Limited<hyper_tls::HttpsConnector<ProxyConnector>>, Body>),
}

impl Pooled {
    /// # Errors
    /// When there is no TLS to be had: roots that cannot be read, cryptography that lacks what it takes.
    pub(super) fn new(settings: &Settings) -> Result<Self, BoxError> {
        let mut connector = HttpConnector::new();
        // Shared out among the addresses of a host, so that one that is dead leaves time for the others.
        connector.set_connect_timeout(Some(settings.connect_timeout));
        connector.set_nodelay(true);
        connector.enforce_http(false);
        let connector = ProxyConnector::new(connector, settings.proxies.clone());
        #[cfg(feature = "native-tls")]
        if settings.native_tls {
            let tls = native_tls::TlsConnector::builder();
            #[cfg(feature = "h2")]
            let tls = {
                let mut tls = tls;
                tls.request_alpns(&["h2", "http/1.1"]);
                tls
            };
            let connector = hyper_tls::HttpsConnector::from((connector, tls.build()?.into()));
            return Ok(Self::Native(pool(settings, connector)));
        }
        #[cfg(feature = "hyper")]
        {
            let builder = hyper_rustls::HttpsConnectorBuilder::new()
                .with_tls_config(settings.roots.client_config()?)
                .https_or_http();
            #[cfg(feature = "h2")]
            let builder = builder.enable_all_versions();
            #[cfg(not(feature = "h2"))]
            let builder = builder.enable_http1();
            Ok(Self::Rustls(pool(settings, builder.wrap_connector(connector))))
        }
        #[cfg(not(feature = "hyper"))]
        Err("no TLS was built in".into())
    }

    pub(super) fn request(&self, request: http::Request<Body>) -> ResponseFuture {
        match self {
            #[cfg(feature = "hyper")]
            Self::Rustls(client) => client.request(request),
            #[cfg(feature = "native-tls")]
            Self::Native(client) => client.request(request),
        }
    }
}

fn pool<C>(settings: &Settings, connector: C) -> Client<Limited<C>, Body>
where
    Limited<C>: hyper_util::client::legacy::connect::Connect + Clone,
{
    let mut builder = Client::builder(TokioExecutor::new());
    builder.pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE_TIMEOUT);
    #[cfg(feature = "h2")]
    builder.timer(TokioTimer::new()).http2_only(settings.http2_only);
    builder.build(Limited { connector, limit: settings.connect_timeout })
}

/// A connector that gives up.
#[derive(Clone)]
pub(super) struct Limited<C> {
    connector: C,
    limit: Duration,
}

impl<C> Service<Uri> for Limited<C>
where
    C: Service<Uri>,
    C::Response: Read + Write + Connection,
    C::Future: Send + 'static,
    C::Error: Into<BoxError>,
{
    type Response = C::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<C::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = tokio::time::timeout(self.limit, self.connector.call(uri));
        Box::pin(async move { connecting.await.map_err(|_| ConnectTimedOut)?.map_err(Into::into) })
    }
}

/// No connection within the limit.
#[derive(Debug)]
pub(super) struct ConnectTimedOut;

impl fmt::Display for ConnectTimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no connection in time")
    }
}

impl std::error::Error for ConnectTimedOut {}
