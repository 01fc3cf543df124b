//! A URL that the URIs of requests begin with.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use bytes::Bytes;
use http::Uri;
use http::uri::{Authority, Parts, PathAndQuery, Scheme};

use crate::failure::ConfigError;
use crate::protocol::without_dots;

/// The base of all URIs of a service.
#[derive(Clone, Debug)]
pub(crate) struct BaseUri {
    scheme: Scheme,
    authority: Authority,
    /// Without a slash at the end.
    path: String,
    /// The first URI that was made without a prefix, and the path and query that it is for: most protocols know no other.
    first: OnceLock<(String, Uri)>,
}

impl BaseUri {
    /// Reads an `http` or `https` URL without user name, query and fragment.
    pub(crate) fn parse(url: impl Into<Cow<'static, str>>) -> Result<Self, ConfigError> {
        // The URI is made of slices of this, and not of a copy.
        let url = match url.into() {
            Cow::Borrowed(url) => Bytes::from_static(url.as_bytes()),
            Cow::Owned(url) => Bytes::from(url),
        };
        let wrong = |problem: &str| {
            ConfigError::new(format!(
                "the endpoint URL {:?} {problem}: expected a URL such as https://example.com or \
                 http://localhost:5000/path",
                without_user(&String::from_utf8_lossy(&url)),
            ))
        };
        let uri = Uri::from_maybe_shared(url.clone()).map_err(|_| wrong("is not a URL"))?;
        let parts = uri.into_parts();
        let scheme = parts.scheme.ok_or_else(|| wrong("has no scheme"))?;
        if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
            return Err(wrong("is neither http nor https"));
        }
        let authority = parts.authority.ok_or_else(|| wrong("has no host"))?;
        if authority.as_str().contains('@') {
            return Err(wrong("holds a user name"));
        }
        let path = parts.path_and_query.as_ref().map_or("", PathAndQuery::path);
        if parts.path_and_query.as_ref().is_some_and(|path| path.query().is_some()) {
            return Err(wrong("has a query"));
        }
        // Rules may have put the name of a bucket there.
        let path = match path.trim_end_matches('/') {
            "" => String::new(),
            path => path.split('/').map(without_dots).collect::<Vec<_>>().join("/"),
        };
        Ok(Self { scheme, authority, path, first: OnceLock::new() })
    }

    /// The URI of a request: `prefix` goes before the host, and `path_and_query` after the endpoint's own path.
    pub(crate) fn uri(&self, prefix: &str, path_and_query: &str) -> Result<Uri, ConfigError> {
        if !prefix.is_empty() {
            return self.make_uri(prefix, path_and_query);
        }
        match self.first.get() {
            Some((known, uri)) if known == path_and_query => Ok(uri.clone()),
            Some(_) => self.make_uri(prefix, path_and_query),
            None => {
                let uri = self.make_uri(prefix, path_and_query)?;
                // Of two threads, either is the first.
                let _ = self.first.set((path_and_query.to_owned(), uri.clone()));
                Ok(uri)
            }
        }
    }

    fn make_uri(&self, prefix: &str, path_and_query: &str) -> Result<Uri, ConfigError> {
        let authority: Authority = match prefix {
            // The rules may have put it there by themselves.
            prefix if self.authority.as_str().starts_with(prefix) => self.authority.clone(),
            prefix => format!("{prefix}{}", self.authority).parse().map_err(|_| {
                ConfigError::new(format!(
                    "{prefix:?} cannot stand before the host name {:?}",
                    self.authority.as_str()
                ))
            })?,
        };
        let base = match (self.path.as_str(), path_and_query) {
            // The endpoint has the whole path, which is empty.
            ("", rest) if !rest.starts_with('/') => "/",
            (base, _) => base,
        };
        let invalid = |error: http::Error| ConfigError::new(format!("the request has no valid URI: {error}"));
        let path = Bytes::from([base, path_and_query].concat());
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(authority);
        parts.path_and_query =
            Some(PathAndQuery::from_maybe_shared(path).map_err(|error| invalid(error.into()))?);
        Uri::from_parts(parts).map_err(|error| invalid(error.into()))
    }
}

/// Scheme, host and port.
impl fmt::Display for BaseUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

/// The URL for people to read. What may be a user name and password is left out, however wrong the URL is otherwise.
fn without_user(url: &str) -> Cow<'_, str> {
    let Some((user, rest)) = url.rsplit_once('@') else { return url.into() };
    let scheme = user.split_once("://").map_or(String::new(), |(scheme, _)| format!("{scheme}://"));
    format!("{scheme}…@{rest}").into()
}
