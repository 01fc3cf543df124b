//! The clients that the cases call.

use std::time::Duration;

use anyhow::{Result, bail};
use sdk::Config;
use sdk::ssooidc::Client;
use sdk::ssooidc::error::CreateTokenError;
use sdk::ssooidc::operation::CreateTokenInput;
use sdk_runtime::transport::{Hyper, Proxies};
use sdk_runtime::{Credentials, Retry};

use crate::watch;

/// A configuration for calls to `url` that do not pause before they try again.
pub fn config(url: &str) -> Config {
    let config = Config::new()
        .with_region("eu-central-1")
        .with_endpoint_url(url)
        .with_credentials(Credentials::new("AKIDEXAMPLE", "SECRET-key").with_session_token("SECRET-token"))
        .with_transport(Hyper::new().with_proxies(Proxies::none()))
        .with_retry(Retry::STANDARD.with_max_backoff(Duration::ZERO));
    watch::note(&config);
    config
}

/// A request full of secrets.
pub fn input() -> CreateTokenInput {
    let input = CreateTokenInput::new("client", "SECRET-client", "refresh_token", "SECRET-device")
        .with_refresh_token("SECRET-refresh");
    watch::note(&input);
    input
}

/// Calls, and has to get a token.
///
/// # Errors
/// When there is none.
pub async fn succeed(config: &Config) -> Result<u32> {
    let response = Client::new(config).create_token(input()).send().await?;
    watch::note(&response);
    anyhow::ensure!(response.access_token.as_deref() == Some("SECRET-access"), "another token than was sent");
    Ok(response.metadata().attempts)
}

/// Calls, and has to get an error.
///
/// # Errors
/// When there is none.
pub async fn fail(config: &Config) -> Result<(CreateTokenError, String)> {
    match Client::new(config).create_token(input()).send().await {
        Ok(_) => bail!("the call succeeded"),
        Err(error) => {
            let text = watch::text(&error);
            Ok((error, text))
        }
    }
}
