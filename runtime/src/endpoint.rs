//! Where requests of a service go.

use std::borrow::Cow;
use std::fmt;

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

use crate::config::Config;
use crate::failure::ConfigError;
use crate::operation::{AuthScheme, ServiceMeta};

/// The base of all URIs of a service.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    scheme: Scheme,
    authority: Authority,
    /// Without a slash at the end.
    path: String,
    /// How requests are authenticated there, the best way first. Empty where that is up to the service.
    pub(crate) auth: Vec<AuthOption>,
}

/// A way to authenticate requests: an entry of the property `authSchemes` of an endpoint. What it leaves out, service and
/// configuration say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AuthOption {
    /// `name`.
    pub(crate) scheme: AuthScheme,
    /// `signingName`: the service in a signature's scope.
    pub(crate) signing_name: Option<String>,
    /// `signingRegion`: the region in a signature's scope.
    pub(crate) region: Option<String>,
    /// `signingRegionSet`: the regions where an asymmetric signature is valid.
    pub(crate) region_set: Vec<String>,
    /// `disableDoubleEncoding`: paths and bodies are signed as S3 has it.
    pub(crate) disable_double_encoding: bool,
}

impl AuthOption {
    /// `scheme`, all else left to the service and the configuration.
    pub(crate) fn new(scheme: AuthScheme) -> Self {
        Self {
            scheme,
            signing_name: None,
            region: None,
            region_set: Vec::new(),
            disable_double_encoding: false,
        }
    }
}

impl Endpoint {
    /// The configured endpoint, or else the one that AWS gives a service in a region.
    pub(crate) fn resolve(config: &Config, service: &ServiceMeta) -> Result<Self, ConfigError> {
        if let Some(url) = config.endpoint_url_of(service.id) {
            return Self::parse(url);
        }
        let Some(region) = &config.region else {
            return Err(ConfigError::new(format!(
                "no region for {}{}: set one with `Config::with_region`, or an endpoint with `Config::with_endpoint_url`",
                service.name,
                config.searched(),
            )));
        };
        if !is_host_label(region) {
            return Err(ConfigError::new(format!(
                "the region {region:?} cannot be part of a host name: expected letters, digits and hyphens"
            )));
        }
        let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        Self::parse(&format!("https://{}.{region}.{suffix}", service.endpoint_prefix))
    }

    fn parse(url: &str) -> Result<Self, ConfigError> {
        let wrong = |problem: &str| {
            ConfigError::new(format!(
                "the endpoint URL {:?} {problem}: expected a URL such as https://example.com or \
                 http://localhost:5000/path",
                without_user(url),
            ))
        };
        let uri: Uri = url.parse().map_err(|_| wrong("is not a URL"))?;
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
        Ok(Self { scheme, authority, path: path.trim_end_matches('/').to_owned(), auth: Vec::new() })
    }

    /// The URI of a request: `prefix` goes before the host, and `path_and_query` after the endpoint's own path.
    pub(crate) fn uri(&self, prefix: &str, path_and_query: &str) -> Result<Uri, ConfigError> {
        let authority: Authority = match prefix {
            "" => self.authority.clone(),
            prefix => format!("{prefix}{}", self.authority).parse().map_err(|_| {
                ConfigError::new(format!(
                    "{prefix:?} cannot stand before the host name {:?}",
                    self.authority.as_str()
                ))
            })?,
        };
        let path = format!("{}{path_and_query}", self.path);
        let uri =
            Uri::builder().scheme(self.scheme.clone()).authority(authority).path_and_query(path).build();
        uri.map_err(|error| ConfigError::new(format!("the request has no valid URI: {error}")))
    }
}

/// Scheme, host and port.
impl fmt::Display for Endpoint {
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

fn is_host_label(text: &str) -> bool {
    (1..=63).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
