//! The configuration of aws-sdk-rust as one of ours: for programs that move over.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::provider::token::{ProvideToken as _, SharedTokenProvider};
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_smithy_types::checksum_config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_smithy_types::retry;
use aws_types::SdkConfig;

use super::Config;
use crate::checksum::Checksums;
use crate::clock::Clock;
use crate::credentials::{Cached, Credentials, CredentialsError, ProvideCredentials, ProvideToken, Token};
use crate::mock::BoxFuture;
use crate::retry::RetryMode;

/// What `aws_config::load_defaults` and its like give. With the feature `aws-config`.
///
/// Carried over are region, endpoint URL, FIPS and dual stack, credentials, token, name of the application, retry mode,
/// number of attempts, the longest pause between them, the time limits of attempts and operations, and the times of checksums. Not carried over is what
/// belongs to the other runtime: HTTP client, timers and caches, limits of connections; and endpoints of single services.
///
/// ```
/// # fn from_there(theirs: &aws_types::SdkConfig) {
/// let config = sdk_runtime::Config::from(theirs);
/// # }
/// ```
impl From<&SdkConfig> for Config {
    fn from(theirs: &SdkConfig) -> Self {
        let mut config = Self::new();
        config.region = theirs.region().map(ToString::to_string);
        config.endpoint_url = theirs.endpoint_url().map(str::to_owned);
        config.use_fips = theirs.use_fips().unwrap_or_default();
        config.use_dual_stack = theirs.use_dual_stack().unwrap_or_default();
        config.app_name = theirs.app_name().map(ToString::to_string);
        if let Some(retry) = theirs.retry_config() {
            config.retry.max_attempts = retry.max_attempts();
            config.retry.max_backoff = retry.max_backoff();
            config.retry.mode = match retry.mode() {
                retry::RetryMode::Adaptive => RetryMode::Adaptive,
                _ => RetryMode::Standard,
            };
        }
        if let Some(timeouts) = theirs.timeout_config() {
            config.timeouts.attempt = timeouts.operation_attempt_timeout();
            config.timeouts.operation = timeouts.operation_timeout();
        }
        config.request_checksums = theirs.request_checksum_calculation().and_then(|when| match when {
            RequestChecksumCalculation::WhenSupported => Some(Checksums::WhenSupported),
            RequestChecksumCalculation::WhenRequired => Some(Checksums::WhenRequired),
            _ => None,
        });
        config.response_checksums = theirs.response_checksum_validation().and_then(|when| match when {
            ResponseChecksumValidation::WhenSupported => Some(Checksums::WhenSupported),
            ResponseChecksumValidation::WhenRequired => Some(Checksums::WhenRequired),
            _ => None,
        });
        if let Some(provider) = theirs.credentials_provider() {
            // There they are kept by clients, and not by what provides them.
            config.identity.credentials = Some(Arc::new(Cached::new(TheirCredentials(provider), Time)));
        }
        if let Some(provider) = theirs.token_provider() {
            config.identity.token = Some(Arc::new(TheirToken(provider)));
        }
        config
    }
}

#[derive(Debug)]
struct TheirCredentials(SharedCredentialsProvider);

impl ProvideCredentials for TheirCredentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async move {
            let theirs = self.0.provide_credentials().await.map_err(|error| {
                CredentialsError::new("the provider of the other SDK has no credentials").with_source(error)
            })?;
            let mut ours = Credentials::new(theirs.access_key_id(), theirs.secret_access_key());
            if let Some(token) = theirs.session_token() {
                ours = ours.with_session_token(token);
            }
            if let Some(expires) = theirs.expiry() {
                ours = ours.with_expiry(expires);
            }
            Ok(ours)
        })
    }
}

#[derive(Debug)]
struct TheirToken(SharedTokenProvider);

impl ProvideToken for TheirToken {
    fn token(&self) -> BoxFuture<'_, Result<Token, CredentialsError>> {
        Box::pin(async move {
            let theirs = self.0.provide_token().await.map_err(|error| {
                CredentialsError::new("the provider of the other SDK has no token").with_source(error)
            })?;
            let ours = Token::new(theirs.token());
            Ok(match theirs.expiration() {
                Some(expires) => ours.with_expiry(expires),
                None => ours,
            })
        })
    }
}

/// The system's time, for what keeps credentials and waits for nothing.
#[derive(Debug)]
struct Time;

impl Clock for Time {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::timeout::TimeoutConfig;
    use aws_types::app_name::AppName;
    use aws_types::region::Region;

    use super::*;
    use crate::sample::block_on;

    #[test]
    fn all_that_has_a_counterpart_is_carried_over() {
        let expires = SystemTime::now() + Duration::from_secs(3600);
        let key = aws_credential_types::Credentials::new(
            "AKID",
            "s3cr3t",
            Some("t0ken".to_owned()),
            Some(expires),
            "test",
        );
        let limits = TimeoutConfig::builder()
            .operation_timeout(Duration::from_secs(9))
            .operation_attempt_timeout(Duration::from_secs(3));
        let theirs = SdkConfig::builder()
            .region(Region::new("eu-north-1"))
            .endpoint_url("https://example.com")
            .use_fips(true)
            .use_dual_stack(true)
            .app_name(AppName::new("shop").unwrap())
            .retry_config(
                retry::RetryConfig::adaptive().with_max_attempts(7).with_max_backoff(Duration::from_secs(5)),
            )
            .timeout_config(limits.build())
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenSupported)
            .credentials_provider(SharedCredentialsProvider::new(key))
            .token_provider(SharedTokenProvider::new(aws_credential_types::Token::new("b3arer", None)))
            .build();
        let config = Config::from(&theirs);
        assert_eq!(config.region.as_deref(), Some("eu-north-1"));
        assert_eq!(config.endpoint_url.as_deref(), Some("https://example.com"));
        assert_eq!(config.app_name.as_deref(), Some("shop"));
        assert!(config.use_fips && config.use_dual_stack);
        assert_eq!((config.retry.mode, config.retry.max_attempts), (RetryMode::Adaptive, 7));
        assert_eq!(config.retry.max_backoff, Duration::from_secs(5));
        let limits = (config.timeouts.attempt, config.timeouts.operation);
        assert_eq!(limits, (Some(Duration::from_secs(3)), Some(Duration::from_secs(9))));
        let checksums = (config.request_checksums, config.response_checksums);
        assert_eq!(checksums, (Some(Checksums::WhenRequired), Some(Checksums::WhenSupported)));
        let key = block_on(config.identity.credentials.as_ref().unwrap().credentials()).unwrap();
        assert_eq!((key.access_key_id(), key.secret_access_key()), ("AKID", "s3cr3t"));
        assert_eq!((key.session_token(), key.expires()), (Some("t0ken"), Some(expires)));
        let token = block_on(config.identity.token.as_ref().unwrap().token()).unwrap();
        assert_eq!(token.text(), "b3arer");
        let shown = format!("{config:?}");
        assert!(!["s3cr3t", "t0ken", "b3arer"].iter().any(|secret| shown.contains(secret)), "{shown}");
        assert!(Config::from(&SdkConfig::builder().build()).identity.credentials.is_none());
    }
}
