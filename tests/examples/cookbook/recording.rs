//! Calls of a service, recorded once without secrets, and replayed in tests.

use std::path::Path;

use sdk::Config;
use sdk::ssooidc::Client;
use sdk::ssooidc::error::RegisterClientError;
use sdk::ssooidc::operation::RegisterClientInput;
use sdk_runtime::recording::Recorder;

/// The code to be tested.
async fn sign_up(config: &Config) -> Result<Option<String>, RegisterClientError> {
    let response =
        Client::new(config).register_client(RegisterClientInput::new("tool", "public")).send().await?;
    Ok(response.into_output().client_id)
}

/// Runs it against the service that `config` leads to, and keeps what went there and came back.
async fn record(config: Config, file: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let recorder = Recorder::new();
    sign_up(&config.with_recorder(&recorder)).await?;
    recorder.recording()?.save(file)?;
    Ok(())
}

#[test]
fn it_does_what_it_did() {
    use sdk_runtime::recording::{Recording, Replay};

    let server = sdk_tests::oidc_server::Server::start(sdk_tests::oidc_server::Script::new()).unwrap();
    let config = Config::new().with_region("eu-central-1").with_endpoint_url(server.url());
    let file = tempfile::NamedTempFile::new().unwrap();
    super::run(record(config.clone(), file.path())).unwrap();
    drop(server);

    // From here on, this is the test. The file is one that is checked in.
    let recording = Recording::load(file.path()).unwrap();
    assert!(recording.to_string().contains(r#""clientSecret": "REDACTED""#));
    let replay = Replay::new(recording);
    let id = super::run(sign_up(&config.with_replay(&replay))).unwrap();
    assert_eq!(id.as_deref(), Some("client-1"));
    replay.finish().unwrap();
}

#[test]
fn a_request_that_has_become_another_is_shown() {
    use sdk_runtime::recording::{Recording, Replay};

    // A recording is JSON that people can write.
    let recording: Recording = r#"{"exchanges": [{
        "operation": "SSO OIDC.RegisterClient",
        "request": {
            "method": "POST",
            "uri": "https://oidc.eu-central-1.amazonaws.com/client/register",
            "headers": {"content-type": "application/json"},
            "body": {"json": {"clientName": "a tool", "clientType": "public"}}
        },
        "response": {"status": 200, "body": {"json": {"clientId": "id"}}}
    }]}"#
        .parse()
        .unwrap();
    let replay = Replay::new(recording);
    let config = Config::new().with_region("eu-central-1").with_replay(&replay);
    assert_eq!(
        super::run(sign_up(&config)).unwrap_err().to_string(),
        [
            "RegisterClient: exchange 1 of 1, SSO OIDC.RegisterClient, is not what was recorded:",
            r#"- body.clientName: expected "a tool", came "tool""#,
        ]
        .join("\n")
    );
}
