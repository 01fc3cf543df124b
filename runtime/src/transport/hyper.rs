//! The built-in transport: hyper's pooled client.

mod connect;
mod proxy;
#[cfg(feature = "hyper")]
mod roots;

use std::error::Error;
use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

#[cfg(not(feature = "h2"))]
use http::HeaderValue;
#[cfg(not(feature = "h2"))]
use http::header::HOST;
use http::header::PROXY_AUTHORIZATION;

use self::connect::{ConnectTimedOut, Pooled};
pub use self::proxy::Proxies;
#[cfg(feature = "hyper")]
pub use self::roots::{Roots, RootsError};
use super::{Transport, TransportError};
use crate::body::{Body, BoxError};
#[cfg(not(feature = "h2"))]
use crate::host::host;
use crate::mock::BoxFuture;

/// Keeps connections open and uses them again. Runs in the tokio runtime of its caller.
///
/// Addresses of both families are tried side by side ([RFC 8305](https://www.rfc-editor.org/rfc/rfc8305)), proxies are
/// those that the environment names, and certificates are verified against Mozilla's roots, which are part of the
/// program: all of it can be set. Redirects are not followed.
///
/// The cryptography is ring's, unless the program has
/// [installed](https://docs.rs/rustls/latest/rustls/crypto/struct.CryptoProvider.html#method.install_default) another
/// for all of rustls; or, with the feature `native-tls` and without `hyper`, the operating system's or OpenSSL.
pub struct Hyper {
    settings: Settings,
    /// Made with the first request: reading the roots takes a while, which a program that sends nothing need not wait.
    client: OnceLock<Result<Pooled, SetupError>>,
}

#[derive(Clone, Debug)]
struct Settings {
    connect_timeout: Duration,
    proxies: Proxies,
    #[cfg(feature = "hyper")]
    roots: Roots,
    #[cfg(feature = "native-tls")]
    native_tls: bool,
    #[cfg(feature = "h2")]
    http2_only: bool,
}

/// What AWS's own SDKs allow a connection to take: just more than one lost packet costs.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);

/// Less than the twenty seconds after which AWS's load balancers may close an idle connection.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

impl Hyper {
    /// With a limit of 3.1 seconds for a connection, and the proxies that the environment names.
    pub fn new() -> Self {
        Self::of(Settings {
            connect_timeout: CONNECT_TIMEOUT,
            proxies: Proxies::from_env(),
            #[cfg(feature = "hyper")]
            roots: Roots::default(),
            #[cfg(feature = "native-tls")]
            native_tls: cfg!(not(feature = "hyper")),
            #[cfg(feature = "h2")]
            http2_only: false,
        })
    }

    fn of(settings: Settings) -> Self {
        Self { settings, client: OnceLock::new() }
    }

    /// With another limit for a connection: from the name of the host to the end of the TLS handshake.
    #[must_use]
    pub fn with_connect_timeout(self, limit: Duration) -> Self {
        Self::of(Settings { connect_timeout: limit, ..self.settings })
    }

    /// With these proxies, whatever the environment says.
    #[must_use]
    pub fn with_proxies(self, proxies: Proxies) -> Self {
        Self::of(Settings { proxies, ..self.settings })
    }

    /// Trusting certificates that these roots have signed.
    #[cfg(feature = "hyper")]
    #[must_use]
    pub fn with_roots(self, roots: Roots) -> Self {
        Self::of(Settings { roots, ..self.settings })
    }

    /// With the TLS of the operating system, which trusts what the system trusts; on Linux, OpenSSL.
    #[cfg(feature = "native-tls")]
    #[must_use]
    pub fn with_native_tls(self) -> Self {
        Self::of(Settings { native_tls: true, ..self.settings })
    }

    /// Speaking HTTP/2 from the first byte, without asking whether the server does: for servers without TLS. With TLS,
    /// the feature `h2` alone has client and server agree on it.
    #[cfg(feature = "h2")]
    #[must_use]
    pub fn with_http2_only(self) -> Self {
        Self::of(Settings { http2_only: true, ..self.settings })
    }

    fn client(&self) -> Result<&Pooled, &SetupError> {
        self.client.get_or_init(|| Pooled::new(&self.settings).map_err(SetupError)).as_ref()
    }
}

impl Default for Hyper {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Hyper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Hyper").field(&self.settings).finish()
    }
}

impl Transport for Hyper {
    fn send(
        &self,
        mut request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        if let Some(authorization) = self.settings.proxies.authorization(request.uri()) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization);
        }
        #[cfg(not(feature = "h2"))]
        add_host(&mut request);
        let limit = self.settings.connect_timeout;
        let response = self.client().map(|client| client.request(request)).map_err(SetupError::again);
        Box::pin(async move {
            match response.map_err(TransportError::new)?.await {
                Ok(response) => Ok(response.map(Body::received)),
                Err(error) if error.is_connect() && is_timeout(&error) => {
                    Err(TransportError::connect_timeout(limit, error))
                }
                Err(error) => Err(TransportError::new(error)),
            }
        })
    }
}

/// Adds the header that hyper would add, which takes the text apart and puts it together again. With HTTP/2 there is to be
/// none.
#[cfg(not(feature = "h2"))]
fn add_host(request: &mut http::Request<Body>) {
    if !request.headers().contains_key(HOST)
        && let Ok(host) = HeaderValue::from_str(host(request.uri()))
    {
        request.headers_mut().insert(HOST, host);
    }
}

fn is_timeout(error: &(dyn Error + 'static)) -> bool {
    let timed_out = |error: &std::io::Error| error.kind() == std::io::ErrorKind::TimedOut;
    error.is::<ConnectTimedOut>()
        || error.downcast_ref().is_some_and(timed_out)
        || error.source().is_some_and(is_timeout)
}

/// Why there is no client: the same for each request.
#[derive(Debug)]
struct SetupError(BoxError);

impl SetupError {
    fn again(&self) -> BoxError {
        format!("TLS cannot be set up: {}", self.0).into()
    }
}
