//! Calls that block, on a thread without an async runtime.

use std::process::Command;

use sdk::ssooidc::error::CreateTokenError;
use sdk_runtime::blocking;
use sdk_runtime::failure::{Cause, TimeoutKind};

use super::*;

fn client(server: &Server, change: impl FnOnce(Config) -> Config) -> Client {
    let retry = Retry::STANDARD.with_max_backoff(Duration::from_millis(1));
    let config =
        blocking::config().with_endpoint_url(server.url()).with_region("eu-central-1").with_retry(retry);
    Client::new(&change(config))
}

fn polled(steps: impl IntoIterator<Item = Step>) -> Server {
    super::polled(steps).0
}

#[test]
fn the_whole_flow_takes_three_calls_over_one_connection() {
    let server = serve(Script::new()).0;
    let client = client(&server, |config| config);
    let registered = client.register_client(register()).send_blocking().unwrap();
    let (id, secret) = (registered.client_id.clone().unwrap(), registered.client_secret.clone().unwrap());
    let input = StartDeviceAuthorizationInput::new(&id, &secret, "https://example.com/start");
    let started = client.start_device_authorization(input).send_blocking().unwrap();
    let code = started.device_code.clone().unwrap();
    let token = client
        .create_token(CreateTokenInput::new(id, secret, DEVICE_CODE_GRANT, code))
        .send_blocking()
        .unwrap();
    assert!(token.access_token.is_some());
    let log = server.log();
    assert_eq!(log.paths(), ["/client/register", "/device_authorization", "/token"]);
    assert_eq!(log.connections, 1);
    for request in &log.requests {
        assert_eq!(request.header("content-length"), request.body.len().to_string());
        assert_eq!(
            (request.header("accept-encoding"), request.header("accept")),
            (String::new(), String::new())
        );
        assert!(request.header("user-agent").starts_with("sdkgen/"), "{}", request.header("user-agent"));
    }
}

#[test]
fn what_may_go_away_is_tried_again() {
    let server = polled([Step::Refuse(Refusal::InternalServer), Step::HangUp, Step::Send(token())]);
    let response = client(&server, |config| config).create_token(poll()).send_blocking().unwrap();
    assert_eq!(response.metadata().attempts, 3);
    let attempts = headers(&server.log().requests, "amz-sdk-request");
    assert_eq!(attempts, ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"]);
}

#[test]
fn errors_are_those_of_the_operation() {
    let server = polled([Step::Refuse(Refusal::AuthorizationPending)]);
    let error = client(&server, |config| config).create_token(poll()).send_blocking().unwrap_err();
    assert!(matches!(error, CreateTokenError::AuthorizationPendingException(_)), "{error}");
    assert_eq!(server.log().requests.len(), 1);
}

#[test]
fn time_limits_hold_for_attempts_and_for_calls() {
    let limit = Duration::from_millis(50);
    let server = polled([Step::Silence, Step::Send(token())]);
    let response = client(&server, |config| config.with_attempt_timeout(limit))
        .create_token(poll())
        .send_blocking()
        .unwrap();
    assert_eq!(response.metadata().attempts, 2);

    let server = polled([Step::Silence]);
    let error = client(&server, |config| config.with_operation_timeout(limit))
        .create_token(poll())
        .send_blocking()
        .unwrap_err();
    assert!(matches!(error.cause(), Cause::Timeout(TimeoutKind::Operation(_))), "{error}");

    // In a pause, that is.
    let server = polled([Step::Refuse(Refusal::InternalServer)]);
    let patient = Retry::STANDARD.with_max_backoff(Duration::from_secs(600));
    let error = client(&server, |config| {
        config.with_operation_timeout(limit).with_retry(patient).with_random(|| u64::MAX)
    })
    .create_token(poll())
    .send_blocking()
    .unwrap_err();
    assert!(matches!(error.cause(), Cause::Timeout(TimeoutKind::Operation(_))), "{error}");
    assert_eq!(server.log().requests.len(), 1);
}

#[test]
fn needs_no_async_runtime() {
    let features = "blocking,ssooidc";
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "-p", "sdk", "--no-default-features", "--features", features])
        .args(["--edges", "normal", "--prefix", "none", "--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    let crates: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains(&"ureq"), "{tree}");
    for unwanted in ["tokio", "hyper", "hyper-util", "async-std", "smol"] {
        assert!(!crates.contains(&unwanted), "{tree}");
    }
}
