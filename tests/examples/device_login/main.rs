//! Signs a user in on a device without a browser: RFC 8628, as `aws sso login` does it.
//!
//! ```text
//! cargo run -p sdk-tests --example device_login
//! cargo run -p sdk-tests --example device_login -- --start-url https://example.awsapps.com/start --region eu-central-1
//! ```
//!
//! The exit code is 0 for a user who has signed in, 1 for a sign-in that failed or was refused, 2 for arguments that
//! make no sense, and 130 after Ctrl-C. Neither codes nor tokens are shown or kept, but for the one code that the user
//! has to type.

#![expect(clippy::print_stderr, reason = "a command talks to its user")]

#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{ArgGroup, Parser};
use sdk::Config;
use sdk::ssooidc::Client;
use sdk::ssooidc::error::{CreateTokenError, StartDeviceAuthorizationError};
use sdk::ssooidc::operation::{
    CreateTokenInput, CreateTokenOutput, RegisterClientInput, StartDeviceAuthorizationInput,
    StartDeviceAuthorizationOutput,
};
use sdk_tests::oidc_server::{Script, Server};

/// The grant type of RFC 8628, section 3.4.
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// How long to wait between two polls if the service does not say: RFC 8628, section 3.2.
const DEFAULT_INTERVAL: Duration = Duration::from_secs(5);

/// How much longer to wait each time that the service says `slow_down`: RFC 8628, section 3.5.
const SLOW_DOWN: Duration = Duration::from_secs(5);

/// Signs in to AWS IAM Identity Center (AWS SSO) with a browser that may be on another device.
///
/// Without options it signs in to a server of its own, on this machine, that plays the service and the user.
#[derive(Debug, Parser)]
#[command(group = ArgGroup::new("destination").multiple(true))]
struct Arguments {
    /// The start page of your organisation, such as https://example.awsapps.com/start
    #[arg(long, value_name = "URL", requires = "destination")]
    start_url: Option<String>,

    /// The region of your Identity Center, such as eu-central-1
    #[arg(long, group = "destination", requires = "start_url")]
    region: Option<String>,

    /// The address of the service, where it is not AWS's own
    #[arg(long, value_name = "URL", group = "destination", requires = "start_url")]
    endpoint_url: Option<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(Some(())) => ExitCode::SUCCESS,
        Ok(None) => {
            eprintln!("\nInterrupted: nobody has signed in.");
            ExitCode::from(130)
        }
        Err(error) => {
            eprintln!("Error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Signs in as the arguments say; `None` after Ctrl-C.
fn run(arguments: &Arguments) -> Result<Option<()>> {
    let mut config = Config::new();
    config.region = arguments.region.clone();
    config.endpoint_url = arguments.endpoint_url.clone();
    // Kept to the end: the server stops when it is dropped.
    let mut server = None;
    let start_url = match &arguments.start_url {
        Some(url) => url.clone(),
        None => {
            let fake =
                Server::start(Script::new().polls_before_approval(2)).context("cannot start a server")?;
            config = config.with_endpoint_url(fake.url());
            server.insert(fake).url().to_owned()
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let client = Client::new(&config);
        let login =
            tokio::spawn(
                async move { login(&client, &start_url, &mut io::stdout(), tokio::time::sleep).await },
            );
        let abort = login.abort_handle();
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                abort.abort();
            }
        });
        match login.await {
            Ok(result) => result.map(Some),
            Err(error) if error.is_cancelled() => Ok(None),
            Err(error) => Err(error.into()),
        }
    })
}

/// The whole flow: registers the device, sends the user to the browser, and waits.
async fn login<S>(
    client: &Client,
    start_url: &str,
    out: &mut (dyn Write + Send),
    sleep: impl Fn(Duration) -> S,
) -> Result<()>
where
    S: Future<Output = ()>,
{
    // A program that is used more than once keeps this until `client_secret_expires_at`.
    let registration =
        client.register_client(RegisterClientInput::new("sdkgen device_login", "public")).send().await?;
    let (Some(id), Some(secret)) = (&registration.client_id, &registration.client_secret) else {
        bail!("the service has registered this device, but does not say under which name")
    };

    let input = StartDeviceAuthorizationInput::new(id, secret, start_url);
    let authorization = match client.start_device_authorization(input).send().await {
        Ok(authorization) => authorization.into_output(),
        Err(error @ StartDeviceAuthorizationError::InvalidRequestException(_)) => {
            return Err(error).context("the service does not know this --start-url in this --region");
        }
        Err(error) => return Err(error.into()),
    };
    let Some(device_code) = &authorization.device_code else {
        bail!("the service has begun to sign in, but gives no code to go on with")
    };
    invite(&authorization, out)?;

    let request = client.create_token(CreateTokenInput::new(id, secret, DEVICE_CODE, device_code));
    let mut interval = authorization.interval.and_then(seconds).unwrap_or(DEFAULT_INTERVAL);
    let token = loop {
        sleep(interval).await;
        match request.send().await {
            Ok(token) => break token.into_output(),
            Err(CreateTokenError::AuthorizationPendingException(_)) => {
                writeln!(out, "Waiting for you to approve …")?;
            }
            Err(CreateTokenError::SlowDownException(_)) => {
                interval += SLOW_DOWN;
                writeln!(out, "Waiting, and asking only every {} seconds from now on …", interval.as_secs())?;
            }
            Err(error @ CreateTokenError::AccessDeniedException(_)) => {
                return Err(error).context("the request was refused in the browser");
            }
            Err(error @ CreateTokenError::ExpiredTokenException(_)) => {
                return Err(error).context("nobody has approved the request in time: please start again");
            }
            Err(error) => return Err(error.into()),
        }
    };
    report(&token, out)?;
    Ok(())
}

/// Tells the user where to go.
fn invite(authorization: &StartDeviceAuthorizationOutput, out: &mut dyn Write) -> io::Result<()> {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "(not given)".into());
    writeln!(out, "To sign in, open this page in a browser, on this device or another:\n")?;
    writeln!(out, "    {}\n", text(&authorization.verification_uri))?;
    writeln!(out, "and enter the code {}", text(&authorization.user_code))?;
    if let Some(page) = &authorization.verification_uri_complete {
        writeln!(out, "\nThis page has the code filled in: {page}")?;
    }
    writeln!(out)
}

/// Tells the user that it is done.
fn report(token: &CreateTokenOutput, out: &mut dyn Write) -> io::Result<()> {
    let validity = match token.expires_in.and_then(seconds) {
        Some(time) => format!("valid for {} minutes", time.as_secs() / 60),
        None => "of unknown validity".into(),
    };
    let kind = token.token_type.as_deref().unwrap_or("unknown");
    writeln!(out, "You are signed in. The access token (type {kind}, not shown) is {validity}.")
}

/// A time that the service gives in seconds, unless that makes no sense.
fn seconds(number: i32) -> Option<Duration> {
    u64::try_from(number).ok().map(Duration::from_secs)
}
