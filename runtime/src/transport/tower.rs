//! Any `tower` service as a transport.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use tower_service::Service;

use super::{Transport, TransportError};
use crate::body::{Body, BoxError};
use crate::mock::BoxFuture;

/// A [`Service`] that takes HTTP requests: a client of another library, or one wrapped in layers of one's own. Each
/// request is sent by a clone, when that is ready.
///
/// ```
/// # use sdk_runtime::{Body, Config, transport::Tower};
/// # fn example<S>(service: S) -> Config
/// # where
/// #     S: tower_service::Service<http::Request<Body>, Response = http::Response<Body>> + Clone + Send + 'static,
/// #     S::Future: Send,
/// #     S::Error: Into<sdk_runtime::body::BoxError>,
/// # {
/// Config::new().with_transport(Tower::new(service))
/// # }
/// ```
pub struct Tower<S>(Mutex<S>);

impl<S> Tower<S> {
    /// Sends requests by clones of `service`.
    pub fn new(service: S) -> Self {
        Self(Mutex::new(service))
    }
}

impl<S, B> Transport for Tower<S>
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        // A service is as good as its last clone, whatever happened to the thread that made it.
        let mut service = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move {
            std::future::poll_fn(|cx| service.poll_ready(cx)).await.map_err(TransportError::new)?;
            let response = service.call(request).await.map_err(TransportError::new)?;
            Ok(response.map(Body::stream))
        })
    }
}

impl<S> fmt::Debug for Tower<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tower")
    }
}
