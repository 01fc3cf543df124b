//! The flow against a server, recorded, and the same without it.

use sdk_runtime::blocking;
use sdk_runtime::recording::{Recorder, Recording, Replay};

use super::*;

/// What a device does, and what becomes of it: nothing secret.
fn sign_in(config: &Config) -> Result<Vec<String>, sdk::ssooidc::error::Error> {
    let client = Client::new(config);
    let registered = client.register_client(register()).send_blocking()?;
    let (id, secret) = (registered.client_id.clone().unwrap(), registered.client_secret.clone().unwrap());
    let input = StartDeviceAuthorizationInput::new(&id, &secret, "https://example.com/start");
    let started = client.start_device_authorization(input).send_blocking()?;
    let code = started.device_code.clone().unwrap();
    let input = CreateTokenInput::new(&id, secret, DEVICE_CODE_GRANT, code);
    let pending = client.create_token(input.clone()).send_blocking().unwrap_err();
    let token = client.create_token(input).send_blocking()?;
    Ok(vec![id, pending.to_string(), format!("{token:?}")])
}

#[test]
fn a_sign_in_is_recorded_and_replayed() {
    let (server, _) = polled([Step::Refuse(Refusal::AuthorizationPending)]);
    let recorder = Recorder::new();
    let config = blocking::config().with_region("eu-central-1").with_endpoint_url(server.url());
    let told = sign_in(&config.clone().with_recorder(&recorder)).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    recorder.recording().unwrap().save(file.path()).unwrap();
    let text = std::fs::read_to_string(file.path()).unwrap();
    assert_redacted(&text);
    // The user code is a secret, and stands in a URL that is not called one.
    assert!(!text.contains("WDJB") && text.contains("/device?user_code=REDACTED"), "{text}");
    drop(server);

    let replay = Replay::new(Recording::load(file.path()).unwrap());
    assert_eq!(sign_in(&config.with_replay(&replay)).unwrap(), told);
    replay.finish().unwrap();
}
