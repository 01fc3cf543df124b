//! Endpoints that are to be spoken to in TLS.

use sdk_runtime::failure::Cause;

use super::*;

/// These tests are built with a feature of rustls by which it refuses to choose a cryptography, as it does wherever a
/// program has two of them. So that a client does not panic is part of what is tested.
#[test]
fn a_server_that_does_not_speak_it_learns_nothing() {
    run(async {
        let (server, _) = polled([]);
        let url = server.url().replace("http://", "https://");
        let client = Client::new(&config(&server).with_endpoint_url(&url));
        let error = client.create_token(poll()).send().await.unwrap_err();
        assert!(matches!(error.cause(), Cause::Transport(_)), "{error:?}");
        let text = error.to_string();
        assert!(text.starts_with(&format!("CreateToken: cannot get an answer from {url}: ")), "{text}");
        assert!(text.contains("InvalidContentType"), "says why: {text}");
        assert_eq!(error.attempts(), 3);
        assert!(server.log().requests.is_empty());
    });
}
