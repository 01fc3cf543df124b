//! Where requests of a service go.
//!
//! A service with endpoint rules has a function made of them, [`Resolve`]: what it depends on comes from the client's
//! configuration, the operation and its input, as [`Parameters`]; what it answers is an [`Endpoint`], which also says how
//! to sign. A service without rules has one host per region.

mod arn;
mod base_uri;
mod parameters;
mod partition;
mod resolver;
mod text;
mod url;

use std::borrow::Cow;
use std::fmt;

pub use self::arn::Arn;
pub(crate) use self::base_uri::BaseUri;
pub use self::parameters::{
    Constant, FromParameter, Parameter, ParameterValue, Parameters, ToParameter, set_member,
};
pub use self::partition::Partition;
pub use self::resolver::{Destination, Resolver};
pub use self::text::{
    concat, has_substring, is_valid_host_label, is_virtual_hostable_s3_bucket, substring, uri_encode,
};
pub use self::url::Url;
use crate::document::Document;
use crate::operation::AuthScheme;

/// The endpoint rules of a service, compiled.
pub type Resolve = fn(&dyn Parameters) -> Answer;

/// What endpoint rules say.
pub type Answer = Result<Endpoint, EndpointError>;

/// Where a request goes, and what it needs to be accepted there.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Endpoint {
    /// The URL that the request's path and query are appended to: scheme, host, perhaps a port and a path.
    pub url: Cow<'static, str>,
    /// Headers to send, by name. Several values of a name are several entries.
    pub headers: Vec<(&'static str, String)>,
    /// `authSchemes`: how to sign, the best first. Empty where that is up to the service and operation.
    pub auth: Cow<'static, [AuthOption]>,
    /// The other properties.
    pub properties: Vec<(&'static str, Document)>,
}

impl Endpoint {
    /// An endpoint with nothing but a URL.
    #[inline]
    pub fn new(url: impl Into<Cow<'static, str>>) -> Self {
        Self { url: url.into(), ..Self::default() }
    }

    /// With these ways to sign.
    #[inline]
    #[must_use]
    pub fn with_auth(mut self, auth: impl Into<Cow<'static, [AuthOption]>>) -> Self {
        self.auth = auth.into();
        self
    }

    /// With another value of a header.
    #[inline]
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With a property.
    #[inline]
    #[must_use]
    pub fn with_property(mut self, name: &'static str, value: Document) -> Self {
        self.properties.push((name, value));
        self
    }
}

/// A way to sign, as endpoint rules give it: an entry of `authSchemes`. What it leaves open is up to the service and the
/// client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthOption {
    /// `name`.
    pub scheme: AuthScheme,
    /// `signingName`: the service in the scope of the signature.
    pub signing_name: Option<Cow<'static, str>>,
    /// `signingRegion`: the region in the scope of the signature.
    pub signing_region: Option<Cow<'static, str>>,
    /// `signingRegionSet`: where a signature of [`AuthScheme::SigV4a`] is valid, `*` for everywhere.
    pub signing_region_set: Cow<'static, [Cow<'static, str>]>,
    /// `disableDoubleEncoding`: the path that is signed is the one that is sent, and not that encoded again.
    pub disable_double_encoding: bool,
}

impl AuthOption {
    /// A scheme with nothing else said.
    #[inline]
    pub const fn new(scheme: AuthScheme) -> Self {
        Self {
            scheme,
            signing_name: None,
            signing_region: None,
            signing_region_set: Cow::Borrowed(&[]),
            disable_double_encoding: false,
        }
    }
}

/// Why there is no endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointError {
    /// The rules say so, in these words.
    Rule(Cow<'static, str>),
    /// The rules need a parameter, this one, that has no value.
    Missing(&'static str),
    /// No rule applies.
    NoRule,
}

/// An endpoint with nothing but a URL.
#[inline]
pub fn at(url: impl Into<Cow<'static, str>>) -> Answer {
    Ok(Endpoint::new(url))
}

/// That there is no endpoint, as a rule says in its own words.
#[inline]
pub fn refuse(text: impl Into<Cow<'static, str>>) -> Answer {
    Err(EndpointError::Rule(text.into()))
}

/// That a parameter is missing.
#[inline]
pub fn missing(name: &'static str) -> Answer {
    Err(EndpointError::Missing(name))
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(text) => f.write_str(text),
            Self::Missing(name) => write!(f, "the endpoint parameter {name} has no value"),
            Self::NoRule => f.write_str("no endpoint rule applies"),
        }
    }
}

impl std::error::Error for EndpointError {}
