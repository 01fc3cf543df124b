//! How often, and how far apart, a request is sent again: for all calls of a client, and for one.

use std::time::Duration;

use sdk::Config;
use sdk::ssooidc::Client;
use sdk::ssooidc::operation::{RegisterClientInput, RegisterClientRequest};
use sdk_runtime::retry::Retry;

/// Five attempts within ten seconds, with pauses of up to a second.
pub fn patient() -> Config {
    let retry = Retry::STANDARD.with_max_attempts(5).with_max_backoff(Duration::from_secs(1));
    Config::new()
        .with_region("eu-central-1")
        .with_retry(retry)
        .with_operation_timeout(Duration::from_secs(10))
}

/// One attempt for this call, whatever the client does with others.
pub fn once(client: &Client) -> RegisterClientRequest {
    let retry = Retry::STANDARD.with_max_attempts(1);
    client.register_client(RegisterClientInput::new("tool", "public")).with_retry(retry)
}

#[test]
fn attempts_are_counted() {
    // Nobody listens there; and no pauses.
    let client = Client::new(&patient().with_endpoint_url("http://127.0.0.1:9").with_random(|| 0));
    let request = client.register_client(RegisterClientInput::new("tool", "public"));
    assert_eq!(super::run(request.send()).unwrap_err().attempts(), 5);
    assert_eq!(super::run(once(&client).send()).unwrap_err().attempts(), 1);
}
