//! Answers that report success and are not what the model says.

use http::StatusCode;
use sdk::ssooidc::error::CreateTokenError;
use sdk::ssooidc::operation::CreateTokenOutput;
use sdk_runtime::failure::Cause;

use super::*;

#[test]
fn that_cannot_be_read_are_errors_with_the_response() {
    run(async {
        for (content_type, body) in [
            ("text/html", "<h1>Sign in to the network</h1>"),
            ("application/json", r#"{"accessToken":"SECRET-a","#),
            ("application/json", r#"{"accessToken":{"SECRET-a":1}}"#),
            ("application/json", r#"["SECRET-a"]"#),
            ("application/json", r#"{"expiresIn":2147483648}"#),
        ] {
            let (server, client) = polled([Step::Send(Reply::new(StatusCode::OK, content_type, body))]);
            let error = client.create_token(poll()).send().await.unwrap_err();
            let CreateTokenError::Other(failure) = error else { panic!("{error:?}") };
            assert!(matches!(failure.cause(), Cause::Decode(..)), "{failure:?}");
            assert_eq!((failure.code(), failure.status()), (None, Some(StatusCode::OK)));
            assert_eq!(failure.request_id(), Some("00000000-0000-4000-8000-000000000001"));
            assert_eq!(failure.raw_response().unwrap().body, body);
            assert!(!failure.is_retryable());
            assert_eq!(server.log().requests.len(), 1, "the service has done its work already");
            let text = failure.to_string();
            assert!(text.starts_with("CreateToken: the response cannot be read: "), "{text}");
            assert_redacted(&text);
            assert_redacted(&format!("{failure:?}"));
        }
    });
}

#[test]
fn that_leave_out_what_the_model_has_are_outputs_without_it() {
    run(async {
        for body in
            ["", "{}", r#"{"accessToken":null}"#, r#"{"new":{"nested":[1,{"a":"b"}]},"AccessToken":"x"}"#]
        {
            let (_server, client) = polled([Step::Send(Reply::json(StatusCode::OK, body))]);
            let token = client.create_token(poll()).send().await.unwrap().into_output();
            assert_eq!(token, CreateTokenOutput::default(), "{body}");
        }
    });
}

#[test]
fn of_any_successful_status_are_read() {
    run(async {
        let reply = Reply::json(StatusCode::ACCEPTED, r#"{"expiresIn":5}"#);
        let (_server, client) = polled([Step::Send(reply)]);
        let token = client.create_token(poll()).send().await.unwrap();
        assert_eq!(token.expires_in, Some(5));
        assert_eq!(token.metadata().status, StatusCode::ACCEPTED);
    });
}
