//! Who a request is from: [`Credentials`] for signatures, a [`Token`] for services that take one, and those that provide
//! them.

mod cached;
#[cfg(feature = "credentials")]
mod lookup;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

pub use self::cached::Cached;
#[cfg(feature = "credentials")]
pub(crate) use self::lookup::Lookup;
use crate::body::BoxError;
use crate::mock::BoxFuture;

/// An AWS access key: what signatures are made with. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials(Arc<Key>);

#[derive(Clone, PartialEq, Eq)]
struct Key {
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
    expires: Option<SystemTime>,
}

impl Credentials {
    /// A key that is valid until it is revoked.
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        let (access_key_id, secret_access_key) = (access_key_id.into(), secret_access_key.into());
        Self(Arc::new(Key { access_key_id, secret_access_key, session_token: None, expires: None }))
    }

    /// With the token that comes with temporary keys.
    #[must_use]
    pub fn with_session_token(mut self, token: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.0).session_token = Some(token.into());
        self
    }

    /// With the time after which they are of no use.
    #[must_use]
    pub fn with_expiry(mut self, expires: SystemTime) -> Self {
        Arc::make_mut(&mut self.0).expires = Some(expires);
        self
    }

    /// The id of the key, which requests show to everybody.
    pub fn access_key_id(&self) -> &str {
        &self.0.access_key_id
    }

    /// The secret.
    pub fn secret_access_key(&self) -> &str {
        &self.0.secret_access_key
    }

    /// The token of a temporary key.
    pub fn session_token(&self) -> Option<&str> {
        self.0.session_token.as_deref()
    }

    /// When they expire; `None` for never, as far as is known.
    pub fn expires(&self) -> Option<SystemTime> {
        self.0.expires
    }
}

/// Shows the id of the key and when it expires, and no secret.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.0.access_key_id)
            .field("expires", &self.0.expires)
            .finish_non_exhaustive()
    }
}

/// A bearer token (RFC 6750): whoever has it is let in. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    text: Arc<str>,
    expires: Option<SystemTime>,
}

impl Token {
    /// A token that is valid until it is revoked.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into().into(), expires: None }
    }

    /// With the time after which it is of no use.
    #[must_use]
    pub fn with_expiry(self, expires: SystemTime) -> Self {
        Self { expires: Some(expires), ..self }
    }

    /// The token, which is a secret.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// When it expires; `None` for never, as far as is known.
    pub fn expires(&self) -> Option<SystemTime> {
        self.expires
    }
}

/// Shows when the token expires, and no secret.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("expires", &self.expires).finish_non_exhaustive()
    }
}

/// Where credentials come from. Asked before every attempt: what has to fetch them keeps them, as [`Cached`]
/// does.
pub trait ProvideCredentials: Send + Sync + fmt::Debug {
    /// The credentials, valid now.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>>;
}

/// Where bearer tokens come from. Asked before every attempt.
pub trait ProvideToken: Send + Sync + fmt::Debug {
    /// The token, valid now.
    fn token(&self) -> BoxFuture<'_, Result<Token, CredentialsError>>;
}

impl ProvideCredentials for Credentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

impl ProvideToken for Token {
    fn token(&self) -> BoxFuture<'_, Result<Token, CredentialsError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

/// Credentials or a token could not be had.
#[derive(Debug)]
pub struct CredentialsError {
    message: String,
    source: Option<BoxError>,
}

impl CredentialsError {
    /// What was looked for and where, as a sentence without its full stop.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// The same with the error behind it, which the sentence should not repeat.
    #[must_use]
    pub fn with_source(self, source: impl Into<BoxError>) -> Self {
        Self { source: Some(source.into()), ..self }
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        let mut next = self.source.as_deref().map(|source| source as &dyn std::error::Error);
        while let Some(cause) = next {
            write!(f, ": {cause}")?;
            next = cause.source();
        }
        Ok(())
    }
}

impl std::error::Error for CredentialsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let key = Credentials::new("AKID", "s3cr3t").with_session_token("t0ken");
        assert_eq!(format!("{key:?}"), r#"Credentials { access_key_id: "AKID", expires: None, .. }"#);
        assert_eq!(format!("{:?}", Token::new("t0ken")), "Token { expires: None, .. }");
    }

    #[test]
    fn errors_say_what_is_behind_them() {
        let error = CredentialsError::new("no profile").with_source(std::io::Error::other("gone"));
        assert_eq!(error.to_string(), "no profile: gone");
    }
}
