//! How requests reach the server.

use std::sync::Arc;

use http::Uri;
use http::header::HOST;
use http::uri::{Authority, Scheme};
use sdk_runtime::mock::BoxFuture;
use sdk_runtime::transport::{Hyper, TransportError};
use sdk_runtime::{Body, Transport};

/// The largest body that is read.
const LIMIT: usize = 64 << 20;

/// Sends every request to the server, whatever host it is for, and reads the whole answer, so that the content of a stream
/// is there to be compared.
#[derive(Clone, Debug)]
pub(crate) struct Loopback {
    inner: Arc<Hyper>,
    server: Authority,
}

impl Loopback {
    pub(crate) fn new(server: Authority) -> Self {
        Self { inner: Arc::new(Hyper::new()), server }
    }

    /// One of the server's own functions: `path` is `/moto-api/…`.
    pub(crate) async fn control(&self, path: &str, body: &str) -> anyhow::Result<()> {
        let uri = format!("http://{}{path}", self.server);
        let request = http::Request::post(uri).header("content-length", body.len());
        let response = self.send(request.body(Body::from(body.to_owned()))?).await?;
        anyhow::ensure!(response.status().is_success(), "{path}: the server answered {}", response.status());
        Ok(())
    }
}

impl Transport for Loopback {
    fn send(
        &self,
        mut request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let Self { inner, server } = self.clone();
        Box::pin(async move {
            let mut uri = request.uri().clone().into_parts();
            if let Some(meant) = uri.authority.replace(server)
                && let Ok(meant) = meant.as_str().parse()
            {
                request.headers_mut().entry(HOST).or_insert(meant);
            }
            uri.scheme = Some(Scheme::HTTP);
            *request.uri_mut() = Uri::from_parts(uri).map_err(TransportError::new)?;
            let (head, body) = inner.send(request).await?.into_parts();
            let body = body.collect(LIMIT).await.map_err(TransportError::new)?;
            Ok(http::Response::from_parts(head, Body::from(body)))
        })
    }
}
