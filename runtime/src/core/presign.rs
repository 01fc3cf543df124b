//! URLs that hold a signature: whoever has one can make the call, as often as they like, until it expires.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Uri};

use super::{Call, INVOCATION_ID, REQUEST};
use crate::auth;
use crate::body::Body;
use crate::failure::{Cause, ConfigError};

/// The longest that a signature can be valid: seven days.
const MAX_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A request with its signature in the URL: to be handed to somebody who has no credentials.
///
/// It is sent with this method, all of these headers, and this body. Where the operation has a body that the signature
/// leaves out, as those of S3 do, whoever sends the request can bring another.
pub struct PresignedRequest {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl PresignedRequest {
    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The URL, which is as secret as what it gives access to.
    pub fn url(&self) -> String {
        self.uri.to_string()
    }

    /// The headers that have to be sent along.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, empty for none.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

/// Shows no query, which holds the signature.
impl fmt::Debug for PresignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresignedRequest")
            .field("method", &self.method)
            .field("host", &self.uri.host())
            .field("path", &self.uri.path())
            .finish_non_exhaustive()
    }
}

impl Call {
    pub(crate) async fn presign(&mut self, lifetime: Duration) -> Result<PresignedRequest, Cause> {
        let config = self.core.config().clone();
        if lifetime.as_secs() == 0 || lifetime > MAX_LIFETIME {
            return Err(ConfigError::new(format!(
                "a presigned URL cannot be valid for {lifetime:?}: expected one second to seven days"
            ))
            .into());
        }
        let mut request = self.unsigned_request(1, 1)?;
        if request.body().as_bytes().is_none() {
            return Err(ConfigError::new(
                "a stream or file cannot be part of a presigned URL: leave it out, and send it to the URL",
            )
            .into());
        }
        // What says something about one attempt, or about a body that may be another.
        for name in [USER_AGENT, CONTENT_LENGTH, INVOCATION_ID, REQUEST] {
            request.headers_mut().remove(name);
        }
        form_to_query(&mut request)?;
        let option = self.auth.as_ref();
        let query = auth::presign(&config, self.meta, option, &mut request, lifetime).await?;
        let separator = if request.uri().query().is_some() { "" } else { "?" };
        let uri = format!("{}{separator}{query}", request.uri()).parse();
        let uri = uri.map_err(|error| ConfigError::new(format!("the URL is not valid: {error}")))?;
        let (head, body) = request.into_parts();
        let body = body.as_bytes().cloned().unwrap_or_default();
        Ok(PresignedRequest { method: head.method, uri, headers: head.headers, body })
    }
}

/// Services that take forms take them as queries too, for which a URL alone is enough.
fn form_to_query(request: &mut http::Request<Body>) -> Result<(), ConfigError> {
    let is_form = |kind: &HeaderValue| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded");
    if !request.headers().get(CONTENT_TYPE).is_some_and(is_form) {
        return Ok(());
    }
    let Some(form) = request.body().as_bytes().and_then(|form| std::str::from_utf8(form).ok()) else {
        return Ok(());
    };
    let uri = format!("{}?{form}", request.uri()).parse();
    let uri = uri.map_err(|error| {
        ConfigError::new(format!("the request is too long for a URL, or has other limits: {error}"))
    })?;
    *request.uri_mut() = uri;
    *request.method_mut() = Method::GET;
    *request.body_mut() = Body::default();
    request.headers_mut().remove(CONTENT_TYPE);
    Ok(())
}
