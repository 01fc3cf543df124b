//! How a request proves who sends it: which of the ways is taken, and what it adds to the request.

#[cfg(test)]
mod tests;
#[cfg(feature = "sigv4")]
mod v4;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use http::header::AUTHORIZATION;

use crate::aws_chunked::Chunks;
use crate::body::Body;
use crate::config::Config;
use crate::credentials::{CredentialsError, ProvideCredentials, ProvideToken};
use crate::endpoint::AuthOption;
use crate::failure::{Cause, ConfigError};
use crate::operation::{AuthScheme, OperationMeta};
#[cfg(feature = "sigv4")]
use crate::transport::TransportError;

/// Who the requests of a configuration are from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identity {
    pub(crate) credentials: Option<Arc<dyn ProvideCredentials>>,
    /// The account of the credentials, where it is known.
    pub(crate) account_id: Option<String>,
    pub(crate) token: Option<Arc<dyn ProvideToken>>,
    /// Whether requests are sent unsigned, whatever the service wants.
    pub(crate) anonymous: bool,
    /// The keys that signatures were made with, shared by all clients.
    #[cfg(feature = "sigv4")]
    pub(crate) keys: Arc<crate::sign::KeyCache>,
}

impl Identity {
    /// Whether there is what `scheme` takes.
    fn has(&self, scheme: AuthScheme) -> bool {
        match scheme {
            AuthScheme::None => true,
            AuthScheme::SigV4 => self.credentials.is_some(),
            AuthScheme::SigV4a => cfg!(feature = "sigv4a") && self.credentials.is_some(),
            AuthScheme::S3Express => false,
            AuthScheme::Bearer => self.token.is_some(),
        }
    }
}

/// Chooses how a request is authenticated: the first of the ways that the endpoint names, and after those the operation,
/// for which there is what it takes. `None` is for not at all. A signature other than those that the endpoint names would
/// be refused there.
///
/// # Errors
/// When there are ways, and for none of them there is.
pub(crate) fn choose(
    config: &Config,
    meta: &'static OperationMeta,
    wanted: &[AuthOption],
) -> Result<Option<AuthOption>, ConfigError> {
    let identity = &config.identity;
    if identity.anonymous {
        return Ok(None);
    }
    // What the model says needs no signature is not signed, wherever it is sent.
    if meta.auth.first() == Some(&AuthScheme::None) {
        return Ok(None);
    }
    let is_signed = wanted.iter().any(|option| option.scheme.is_signature());
    let modelled = || meta.auth.iter().copied().filter(|scheme| !(is_signed && scheme.is_signature()));
    let option = match wanted.iter().find(|option| identity.has(option.scheme)) {
        Some(option) => Some(option.clone()),
        None => modelled().find(|scheme| identity.has(*scheme)).map(AuthOption::new),
    };
    if let Some(option) = option {
        return Ok(Some(option).filter(|option| option.scheme != AuthScheme::None));
    }
    let schemes: Vec<AuthScheme> = wanted.iter().map(|option| option.scheme).chain(modelled()).collect();
    if schemes.is_empty() { Ok(None) } else { Err(missing(config, meta, &schemes)) }
}

/// What to do about an identity that is missing.
fn missing(config: &Config, meta: &'static OperationMeta, schemes: &[AuthScheme]) -> ConfigError {
    let wants = |scheme| schemes.contains(&scheme);
    let mut remedies = Vec::new();
    if wants(AuthScheme::SigV4) || (cfg!(feature = "sigv4a") && wants(AuthScheme::SigV4a)) {
        remedies.push("credentials with `Config::with_credentials`");
    }
    if wants(AuthScheme::Bearer) {
        remedies.push("a token with `Config::with_token`");
    }
    if remedies.is_empty() {
        let way_out = match wants(AuthScheme::S3Express) {
            true => "sign each request, with the endpoint parameter `DisableS3ExpressSessionAuth`",
            false => "build with the feature `sigv4a`, or use an endpoint of a single region",
        };
        return ConfigError::new(format!(
            "the endpoint of {} wants {schemes:?}, which this client does not do: {way_out}",
            meta.service.name
        ));
    }
    ConfigError::new(format!(
        "no identity for {}{}, which wants {schemes:?}: set {}, or send requests unsigned with \
         `Config::with_anonymous_access`",
        meta.service.name,
        config.searched(),
        remedies.join(" or "),
    ))
}

/// Adds to `request`, which is complete otherwise, what `option` asks for; and to `chunks`, in which its body is sent, their
/// signatures.
///
/// # Errors
/// When the configuration lacks something, or what it names cannot be fetched.
pub(crate) async fn authenticate(
    config: &Config,
    meta: &'static OperationMeta,
    option: &AuthOption,
    request: &mut http::Request<Body>,
    chunks: Option<&mut Chunks>,
    now: SystemTime,
) -> Result<(), Cause> {
    let identity = &config.identity;
    match option.scheme {
        AuthScheme::None => Ok(()),
        AuthScheme::Bearer => match &identity.token {
            Some(provider) => Ok(add_token(provider.token().await?.text(), request)?),
            None => Err(missing(config, meta, &[option.scheme]).into()),
        },
        AuthScheme::SigV4 | AuthScheme::SigV4a => match &identity.credentials {
            #[cfg(feature = "sigv4")]
            Some(provider) => {
                let credentials = provider.credentials().await?;
                let signing = v4::Signing::new(config, meta, option, &credentials, now)?;
                let hash = match signing.to_hash(request.body()) {
                    Some(body) if chunks.is_none() => {
                        Some(v4::sha256(body).await.map_err(TransportError::new)?)
                    }
                    _ => None,
                };
                Ok(signing.sign(request, hash, chunks)?)
            }
            #[cfg(not(feature = "sigv4"))]
            Some(_) => {
                let _ = (now, chunks);
                Err(lacks_signatures(meta).into())
            }
            None => Err(missing(config, meta, &[option.scheme]).into()),
        },
        AuthScheme::S3Express => Err(missing(config, meta, &[option.scheme]).into()),
    }
}

/// What to append to the query of `request`, which is complete otherwise, so that its URL is signed for `lifetime`.
///
/// # Errors
/// When `option` is no signature, the configuration lacks something, or credentials cannot be fetched.
pub(crate) async fn presign(
    config: &Config,
    meta: &'static OperationMeta,
    option: Option<&AuthOption>,
    request: &mut http::Request<Body>,
    lifetime: Duration,
) -> Result<String, Cause> {
    let option = option
        .filter(|option| matches!(option.scheme, AuthScheme::SigV4 | AuthScheme::SigV4a))
        .ok_or_else(|| {
            let text = "needs no signature, or one that a URL cannot hold: there is nothing to presign";
            ConfigError::new(format!("{} {text}", meta.name))
        })?;
    let Some(provider) = &config.identity.credentials else {
        return Err(missing(config, meta, &[option.scheme]).into());
    };
    #[cfg(feature = "sigv4")]
    {
        let (credentials, now) = (provider.credentials().await?, config.service_time()?);
        Ok(v4::Signing::new(config, meta, option, &credentials, now)?.presign(request, lifetime))
    }
    #[cfg(not(feature = "sigv4"))]
    {
        let _ = (provider, request, lifetime);
        Err(lacks_signatures(meta).into())
    }
}

/// The operation is to be signed, and this build leaves that out.
#[cfg(not(feature = "sigv4"))]
fn lacks_signatures(meta: &OperationMeta) -> ConfigError {
    ConfigError::new(format!(
        "{} needs the feature `sigv4` of sdk-runtime, which is not turned on",
        meta.name
    ))
}

/// `authorization: Bearer …` (RFC 6750, section 2.1).
fn add_token(token: &str, request: &mut http::Request<Body>) -> Result<(), CredentialsError> {
    let value = HeaderValue::try_from(format!("Bearer {token}"));
    let mut value = value.map_err(|_| {
        CredentialsError::new("the bearer token has characters that a header cannot hold, such as a line end")
    })?;
    value.set_sensitive(true);
    request.headers_mut().insert(AUTHORIZATION, value);
    Ok(())
}
