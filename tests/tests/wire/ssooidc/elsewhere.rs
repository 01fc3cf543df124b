//! Requests that are sent by other means than a transport: what a blocking client or a recording needs.

use bytes::Bytes;
use http::StatusCode;
use sdk::ssooidc::error::CreateTokenError;
use sdk::ssooidc::operation::CreateTokenOutput;
use sdk_runtime::Response;
use sdk_runtime::failure::Cause;

use super::*;

/// What becomes of an answer to a poll, without a runtime, a transport or a clock.
fn answered(
    status: StatusCode,
    headers: &[(&str, &str)],
    body: &'static str,
) -> Result<Response<CreateTokenOutput>, CreateTokenError> {
    let request = Client::new(&Config::new().with_region("eu-central-1")).create_token(poll());
    let http = request.to_http().unwrap();
    assert_eq!(http.uri(), "https://oidc.eu-central-1.amazonaws.com/token");
    assert_eq!(http.headers()["amz-sdk-request"], "attempt=1; max=1");

    let mut response = http::Response::builder().status(status).header("x-amzn-requestid", "id-1");
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    request.read(response.body(Bytes::from_static(body.as_bytes())).unwrap())
}

#[test]
fn an_answer_becomes_an_output() {
    let token = answered(StatusCode::OK, &[], r#"{"accessToken":"a","expiresIn":60}"#).unwrap();
    assert_eq!((token.access_token.as_deref(), token.expires_in), (Some("a"), Some(60)));
    assert_eq!((token.metadata().request_id(), token.metadata().attempts), (Some("id-1"), 1));
}

#[test]
fn an_answer_becomes_a_typed_error() {
    let pending = [("x-amzn-errortype", "AuthorizationPendingException:http://internal.amazon.com/")];
    let error = answered(StatusCode::BAD_REQUEST, &pending, r#"{"error":"authorization_pending"}"#);
    let CreateTokenError::AuthorizationPendingException(error) = error.unwrap_err() else { panic!() };
    assert_eq!(error.error.as_deref(), Some("authorization_pending"));

    let error = answered(StatusCode::SERVICE_UNAVAILABLE, &[], "<h1>Trouble</h1>").unwrap_err();
    assert_eq!(
        error.to_string(),
        "CreateToken: error without a code (HTTP 503, request id id-1, attempt 1 of 1)"
    );
    assert!(error.is_retryable());
}

#[test]
fn an_answer_that_makes_no_sense_is_an_error_with_the_response() {
    let error = answered(StatusCode::OK, &[], "<h1>Sign in to the network</h1>").unwrap_err();
    assert!(matches!(error.cause(), Cause::Decode(..)), "{error:?}");
    assert_eq!(error.attempts(), 1);
    assert_eq!(error.raw_response().unwrap().body, "<h1>Sign in to the network</h1>");
}

#[test]
fn a_body_that_streams_is_what_was_received() {
    use sdk_fixtures::traits::Client;
    use sdk_fixtures::traits::operation::TransferInput;

    let client = Client::new(
        &sdk_fixtures::Config::new().with_endpoint_url("http://traits.test").with_anonymous_access(),
    );
    let response = http::Response::builder().header("content-type", "text/plain");
    let response = response.body(Bytes::from_static(b"content")).unwrap();
    let mut output = client.transfer(TransferInput::new()).read(response).unwrap();
    assert_eq!(output.kind.as_deref(), Some("text/plain"));
    run(async {
        assert_eq!(output.body.next().await.unwrap().unwrap(), "content");
        assert!(output.body.next().await.is_none());
    });
}
