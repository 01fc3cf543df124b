//! Credentials from where AWS's tools look for them, in their order: those that have to be fetched, by the providers of
//! reqsign.
//!
//! What is to be fetched is decided when the configuration is read, so that what contradicts itself is an error at once;
//! fetched is what a call needs. The settings are laid down in the AWS SDKs and Tools Reference Guide, "Standardized
//! credential providers".

mod context;
mod profile;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use http::Uri;
use reqsign_aws_v4::{
    AssumeRoleWithWebIdentityCredentialProvider, Credential, ECSCredentialProvider, IMDSv2CredentialProvider,
};
use reqsign_core::{Context, ProvideCredential, ProvideCredentialDyn};

use self::context::context;
use self::profile::Profiles;
use super::{Cached, Credentials, CredentialsError, ProvideCredentials};
use crate::clock::Clock;
use crate::config::{Environment, Sources};
use crate::failure::ConfigError;
use crate::mock::BoxFuture;
use crate::transport::Transport;

/// Something that fetches credentials.
type Provider = Arc<dyn ProvideCredentialDyn<Credential = Credential>>;

/// What an environment says about where to fetch credentials.
#[derive(Clone)]
pub(crate) struct Lookup {
    environment: Environment,
    profiles: Profiles,
    /// The chosen profile.
    profile: String,
}

/// Shows no settings, which may be keys.
impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lookup").field("profile", &self.profile).finish_non_exhaustive()
    }
}

impl Lookup {
    /// # Errors
    /// When a profile contradicts itself, or names one that is not there.
    pub(crate) fn new(sources: &Sources<'_>, region: Option<&str>) -> Result<Self, ConfigError> {
        let profiles = Profiles::new(&sources.sections, region);
        let lookup =
            Self { environment: sources.environment.clone(), profiles, profile: sources.profile.clone() };
        // Whether it can be, and by which words, is known without sending anything.
        lookup.provider(&Context::new())?;
        Ok(lookup)
    }

    /// What fetches credentials through `transport`, keeps them, and fetches them anew before they expire; `None` where
    /// there is nowhere to fetch them.
    pub(crate) fn credentials(
        &self,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Option<Arc<dyn ProvideCredentials>> {
        let context = context(&self.environment, transport, clock.clone());
        let (provider, place) = self.provider(&context).ok()??;
        Some(Arc::new(Cached::shared(Fetched { provider, context, place }, clock)))
    }

    /// What the environment asks for, and what that is called.
    fn provider(&self, context: &Context) -> Result<Option<(Provider, String)>, ConfigError> {
        if let Some(found) = self.profiles.provider(&self.profile, context)? {
            return Ok(Some(found));
        }
        let get = |name| self.environment.get(name);
        let region = self.profiles.region();
        Ok(Some(if get("AWS_WEB_IDENTITY_TOKEN_FILE")?.is_some() {
            let role = AssumeRoleWithWebIdentityCredentialProvider::new().with_regional_sts_endpoint();
            (
                Arc::new(role.with_region(region.to_owned())),
                "the role of AWS_WEB_IDENTITY_TOKEN_FILE".to_owned(),
            )
        } else if let Some(uri) = get("AWS_CONTAINER_CREDENTIALS_FULL_URI")? {
            if !is_trusted(uri) {
                return Err(ConfigError::new(format!(
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI is {uri:?}: expected one with https, or one of this host"
                )));
            }
            (Arc::new(ECSCredentialProvider::new()), "AWS_CONTAINER_CREDENTIALS_FULL_URI".to_owned())
        } else if get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")?.is_some() {
            (Arc::new(ECSCredentialProvider::new()), "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI".to_owned())
        } else if get("AWS_EC2_METADATA_DISABLED")?.is_some_and(|text| text.eq_ignore_ascii_case("true")) {
            return Ok(None);
        } else {
            let place = "the metadata service of EC2, which is asked where nothing else is configured (unless \
                         AWS_EC2_METADATA_DISABLED is true)";
            (Arc::new(IMDSv2CredentialProvider::new()), place.to_owned())
        }))
    }
}

/// Whether a container's token may be sent there: encrypted, or to this host and the addresses that ECS and EKS have.
fn is_trusted(uri: &str) -> bool {
    const HOSTS: [&str; 6] =
        ["localhost", "127.0.0.1", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"];
    let Ok(uri) = uri.parse::<Uri>() else { return false };
    uri.scheme_str() == Some("https") || uri.host().is_some_and(|host| HOSTS.contains(&host))
}

/// A provider of reqsign's as one of ours.
struct Fetched {
    provider: Provider,
    context: Context,
    /// For people.
    place: String,
}

/// Shows no environment, which may hold tokens.
impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetched").field("place", &self.place).finish_non_exhaustive()
    }
}

impl ProvideCredentials for Fetched {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async move {
            let fetched = self.provider.provide_credential(&self.context).await;
            let failed =
                || CredentialsError::new(format!("the credentials cannot be fetched from {}", self.place));
            let fetched = fetched.map_err(|error| failed().with_source(error))?;
            let Some(found) = fetched else { return Err(failed().with_source("it has none")) };
            let mut credentials = Credentials::new(found.access_key_id, found.secret_access_key);
            if let Some(token) = found.session_token {
                credentials = credentials.with_session_token(token);
            }
            if let Some(expires) = found.expires_in {
                credentials = credentials.with_expiry(expires.as_system_time());
            }
            Ok(credentials)
        })
    }
}
