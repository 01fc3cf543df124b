//! The client of SSO OIDC against the fake server.

mod blocking;
mod connections;
mod elsewhere;
mod errors;
mod flow;
mod mocks;
mod recording;
mod redaction;
mod responses;
mod retries;
mod timeouts;
mod tls;
mod validation;

use std::time::Duration;

use sdk::Config;
use sdk::ssooidc::Client;
use sdk::ssooidc::operation::{CreateTokenInput, RegisterClientInput, StartDeviceAuthorizationInput};
use sdk_runtime::retry::Retry;
use sdk_tests::oidc_server::{DEVICE_CODE_GRANT, Endpoint, Recorded, Refusal, Reply, Script, Server, Step};

/// Runs the future of a test.
fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// A server that does this with the first polls, and a client of it.
fn polled(steps: impl IntoIterator<Item = Step>) -> (Server, Client) {
    serve(Script::new().then(Endpoint::Token, steps))
}

/// A server that follows a script, and a client of it.
fn serve(script: Script) -> (Server, Client) {
    let server = Server::start(script).unwrap();
    let client = Client::new(&config(&server));
    (server, client)
}

/// A configuration for calls to `server` that do not pause before they try again.
fn config(server: &Server) -> Config {
    let retry = Retry::STANDARD.with_max_backoff(Duration::ZERO);
    Config::new().with_endpoint_url(server.url()).with_region("eu-central-1").with_retry(retry)
}

fn register() -> RegisterClientInput {
    RegisterClientInput::new("a device", "public")
}

fn start() -> StartDeviceAuthorizationInput {
    StartDeviceAuthorizationInput::new("client-1", "SECRET-client-1", "https://example.com/start")
}

fn poll() -> CreateTokenInput {
    CreateTokenInput::new("client-1", "SECRET-client-1", DEVICE_CODE_GRANT, "SECRET-device-1")
}

/// A response to a poll that succeeds.
fn token() -> Reply {
    Reply::json(http::StatusCode::OK, r#"{"accessToken":"SECRET-access-token-0"}"#)
}

/// A header of each request, in their order.
fn headers(requests: &[Recorded], name: &str) -> Vec<String> {
    requests.iter().map(|request| request.header(name)).collect()
}

/// Asserts that text for people holds no secret.
#[track_caller]
fn assert_redacted(text: &str) {
    assert!(!text.contains(sdk_tests::oidc_server::SECRETS), "a secret in {text}");
}
