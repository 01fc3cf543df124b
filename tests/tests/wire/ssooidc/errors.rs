//! Errors that the service reports.

use http::StatusCode;
use sdk::OperationError;
use sdk::ssooidc::error::{self, CreateTokenError, RegisterClientError, StartDeviceAuthorizationError};
use sdk_runtime::operation::Fault;

use super::*;

/// Provokes each error of an operation, and checks the variant, its members and all that is known of the call.
macro_rules! each_error {
    ($endpoint:ident, $method:ident($input:expr), $enum:ident { $($refusal:ident => $variant:ident = $code:ident,)* }) => {
        run(async {
            $({
                let refusal = Refusal::$refusal;
                // What is retried is provoked as often as it takes.
                let (_server, client) = serve(Script::new().then(Endpoint::$endpoint, vec![Step::Refuse(refusal); 3]));
                let error = client.$method($input).send().await.unwrap_err();
                assert_facts(error.failure(), refusal);
                assert_eq!(error.code(), Some(error::$code));
                assert_eq!(error::$code, stringify!($variant));
                let $enum::$variant(error) = error else { panic!("{error:?}") };
                assert_eq!(error.error.as_deref(), Some(refusal.error()));
                assert_eq!(error.error_description, Some(refusal.description()));
                assert_facts(error.failure(), refusal);
            })*
        })
    };
}

#[track_caller]
fn assert_facts(failure: &sdk::Failure, refusal: Refusal) {
    let is_fault = refusal == Refusal::InternalServer;
    let attempts = if is_fault { 3 } else { 1 };
    assert_eq!(failure.code(), Some(refusal.code().as_str()));
    assert_eq!(failure.message(), Some(refusal.description().as_str()));
    assert_eq!(failure.status(), Some(refusal.status()));
    assert_eq!(failure.attempts(), attempts);
    assert_eq!(failure.request_id(), Some(format!("00000000-0000-4000-8000-{attempts:012}").as_str()));
    assert_eq!(failure.fault(), Some(if is_fault { Fault::Server } else { Fault::Client }));
    assert_eq!(failure.is_retryable(), is_fault);
    assert!(!failure.is_timeout());
}

#[test]
fn of_polling() {
    each_error!(Token, create_token(poll()), CreateTokenError {
        AccessDenied => AccessDeniedException = ERR_CODE_ACCESS_DENIED_EXCEPTION,
        AuthorizationPending => AuthorizationPendingException = ERR_CODE_AUTHORIZATION_PENDING_EXCEPTION,
        ExpiredToken => ExpiredTokenException = ERR_CODE_EXPIRED_TOKEN_EXCEPTION,
        InternalServer => InternalServerException = ERR_CODE_INTERNAL_SERVER_EXCEPTION,
        InvalidClient => InvalidClientException = ERR_CODE_INVALID_CLIENT_EXCEPTION,
        InvalidGrant => InvalidGrantException = ERR_CODE_INVALID_GRANT_EXCEPTION,
        InvalidRequest => InvalidRequestException = ERR_CODE_INVALID_REQUEST_EXCEPTION,
        InvalidScope => InvalidScopeException = ERR_CODE_INVALID_SCOPE_EXCEPTION,
        SlowDown => SlowDownException = ERR_CODE_SLOW_DOWN_EXCEPTION,
        UnauthorizedClient => UnauthorizedClientException = ERR_CODE_UNAUTHORIZED_CLIENT_EXCEPTION,
        UnsupportedGrantType => UnsupportedGrantTypeException = ERR_CODE_UNSUPPORTED_GRANT_TYPE_EXCEPTION,
    });
}

#[test]
fn of_registration() {
    each_error!(Register, register_client(register()), RegisterClientError {
        InternalServer => InternalServerException = ERR_CODE_INTERNAL_SERVER_EXCEPTION,
        InvalidClientMetadata => InvalidClientMetadataException = ERR_CODE_INVALID_CLIENT_METADATA_EXCEPTION,
        InvalidRequest => InvalidRequestException = ERR_CODE_INVALID_REQUEST_EXCEPTION,
        InvalidScope => InvalidScopeException = ERR_CODE_INVALID_SCOPE_EXCEPTION,
    });
}

#[test]
fn of_starting() {
    each_error!(Start, start_device_authorization(start()), StartDeviceAuthorizationError {
        InternalServer => InternalServerException = ERR_CODE_INTERNAL_SERVER_EXCEPTION,
        InvalidClient => InvalidClientException = ERR_CODE_INVALID_CLIENT_EXCEPTION,
        InvalidRequest => InvalidRequestException = ERR_CODE_INVALID_REQUEST_EXCEPTION,
        SlowDown => SlowDownException = ERR_CODE_SLOW_DOWN_EXCEPTION,
        UnauthorizedClient => UnauthorizedClientException = ERR_CODE_UNAUTHORIZED_CLIENT_EXCEPTION,
    });
}

#[test]
fn of_a_wrong_client() {
    run(async {
        let (_server, client) = serve(Script::new());
        let error = client.start_device_authorization(start()).send().await.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
        let StartDeviceAuthorizationError::InvalidClientException(error) = error else { panic!("{error:?}") };
        assert_eq!(
            error.error_description.as_deref(),
            Some("the client is not registered, or the secret is not its own")
        );
    });
}

#[test]
fn that_the_operation_does_not_list_are_caught_all_the_same() {
    run(async {
        let script = Script::new().then(Endpoint::Register, [Step::Refuse(Refusal::AccessDenied)]);
        let (_server, client) = serve(script);
        let error = client.register_client(register()).send().await.unwrap_err();
        let RegisterClientError::Other(failure) = error else { panic!("{error:?}") };
        assert_eq!(failure.code(), Some("AccessDeniedException"));
        assert_eq!(failure.message(), Some("The script says access_denied"));
        assert_eq!(failure.fault(), Some(Fault::Client));
        assert!(failure.modelled().is_none());
    });
}

#[test]
fn that_no_model_lists_keep_all_that_was_sent() {
    let body = r#"{"message":"not from there","detail":{"answer":42}}"#;
    let named = |name: &str, value: &str| {
        Reply::json(StatusCode::FORBIDDEN, body).with_header(name, value).with_header("x-more", "1")
    };
    run(async {
        for (reply, message) in [
            (named("x-amzn-errortype", "ForbiddenException"), Some("not from there")),
            (
                named("x-amzn-errortype", "com.amazonaws.sso.oidc#ForbiddenException:http://x/"),
                Some("not from there"),
            ),
            (
                Reply::json(
                    StatusCode::FORBIDDEN,
                    r#"{"__type":"com.amazonaws.sso.oidc#ForbiddenException"}"#,
                )
                .with_header("x-more", "1"),
                None,
            ),
        ] {
            let (_server, client) = polled([Step::Send(reply)]);
            let error = client.create_token(poll()).send().await.unwrap_err();
            let CreateTokenError::Other(failure) = error else { panic!("{error:?}") };
            assert_eq!(failure.code(), Some("ForbiddenException"));
            assert_eq!(failure.message(), message);
            assert_eq!(failure.status(), Some(StatusCode::FORBIDDEN));
            assert_eq!(failure.request_id(), Some("00000000-0000-4000-8000-000000000001"));
            let response = failure.raw_response().unwrap();
            assert_eq!(response.headers["x-more"], "1");
            if message.is_some() {
                assert_eq!(response.body, body);
            }
        }
    });
}

#[test]
fn without_a_body_that_makes_sense_keep_status_and_body() {
    run(async {
        for (content_type, body) in [
            ("text/html", "<h1>Forbidden</h1>"),
            ("application/json", ""),
            ("application/json", "{\"a\":"),
            ("application/json", "[]"),
        ] {
            let (_server, client) =
                polled([Step::Send(Reply::new(StatusCode::FORBIDDEN, content_type, body))]);
            let error = client.create_token(poll()).send().await.unwrap_err();
            assert_eq!(
                error.to_string(),
                "CreateToken: error without a code (HTTP 403, request id 00000000-0000-4000-8000-000000000001, \
                 attempt 1 of 3)"
            );
            let CreateTokenError::Other(failure) = error else { panic!("{error:?}") };
            assert_eq!((failure.code(), failure.message()), (None, None));
            assert_eq!(failure.raw_response().unwrap().body, body);
        }
    });
}

#[test]
fn keep_their_code_if_only_the_header_can_be_read() {
    run(async {
        let reply = Reply::new(StatusCode::BAD_REQUEST, "text/plain", "no JSON")
            .with_header("x-amzn-errortype", "ExpiredTokenException");
        let (_server, client) = polled([Step::Send(reply)]);
        let error = client.create_token(poll()).send().await.unwrap_err();
        let CreateTokenError::ExpiredTokenException(error) = error else { panic!("{error:?}") };
        assert_eq!((&error.error, &error.error_description), (&None, &None));
        assert_eq!(error.failure().raw_response().unwrap().body, "no JSON");
    });
}

#[test]
fn read_as_one_line() {
    run(async {
        let (_server, client) = polled([Step::Refuse(Refusal::ExpiredToken)]);
        let error = client.create_token(poll()).send().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "CreateToken: ExpiredTokenException: The script says expired_token (HTTP 400, request id \
             00000000-0000-4000-8000-000000000001, attempt 1 of 3)"
        );
        assert!(std::error::Error::source(&error).is_none(), "a report of the chain says nothing twice");
    });
}

#[test]
fn the_errors_of_all_operations_become_one_of_the_service() {
    use sdk::ssooidc::Error;

    async fn sign_in(client: &Client) -> Result<(), Error> {
        client.register_client(register()).send().await?;
        client.create_token(poll()).send().await?;
        Ok(())
    }

    run(async {
        let (_server, client) = polled([Step::Refuse(Refusal::AuthorizationPending)]);
        let error = sign_in(&client).await.unwrap_err();
        let Error::AuthorizationPendingException(pending) = &error else { panic!("{error:?}") };
        assert_eq!(pending.error.as_deref(), Some("authorization_pending"));
        assert!(error.to_string().starts_with("CreateToken: AuthorizationPendingException: "), "{error}");

        let nowhere = Client::new(&Config::new());
        let error = sign_in(&nowhere).await.unwrap_err();
        assert!(matches!(&error, Error::Other(failure) if failure.operation().name == "RegisterClient"));
    });
}
