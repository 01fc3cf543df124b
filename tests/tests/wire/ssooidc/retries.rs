//! What is sent again, and what is not.

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use http::StatusCode;
use sdk::ssooidc::error::CreateTokenError;
use sdk_runtime::clock::Clock;
use sdk_runtime::failure::Cause;
use sdk_runtime::mock::BoxFuture;

use super::*;

#[test]
fn tries_again_until_a_server_in_trouble_answers() {
    let html = |status| Step::Send(Reply::new(status, "text/html", "<h1>Trouble</h1>"));
    let throttled =
        Reply::json(StatusCode::BAD_REQUEST, "{}").with_header("x-amzn-errortype", "ThrottlingException");
    run(async {
        for (trouble, connections) in [
            (Step::Refuse(Refusal::InternalServer), 1),
            (html(StatusCode::INTERNAL_SERVER_ERROR), 1),
            (html(StatusCode::BAD_GATEWAY), 1),
            (html(StatusCode::SERVICE_UNAVAILABLE), 1),
            (html(StatusCode::GATEWAY_TIMEOUT), 1),
            (html(StatusCode::TOO_MANY_REQUESTS), 1),
            (Step::Send(throttled), 1),
            (Step::CutOff(token()), 3),
            (Step::HangUp, 3),
        ] {
            let (server, client) = polled([trouble.clone(), trouble.clone(), Step::Send(token())]);
            let token = client.create_token(poll()).send().await.unwrap();
            assert_eq!(token.access_token.as_deref(), Some("SECRET-access-token-0"));
            assert_eq!(token.metadata().attempts, 3, "{trouble:?}");

            let log = server.log();
            assert_eq!(log.paths(), ["/token"; 3]);
            assert_eq!(
                headers(&log.requests, "amz-sdk-request"),
                ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"]
            );
            let invocations = headers(&log.requests, "amz-sdk-invocation-id");
            assert_eq!(invocations, vec![invocations[0].clone(); 3], "one call, one id");
            assert!(log.requests.iter().all(|request| request.body == log.requests[0].body));
            assert_eq!(log.connections, connections, "{trouble:?}");
        }
    });
}

/// A clock by which no time ever passes, and that keeps how long it was told to wait.
#[derive(Clone, Debug, Default)]
struct Patient(Arc<Mutex<Vec<Duration>>>);

impl Clock for Patient {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }
}

#[test]
fn pauses_longer_each_time() {
    let trouble = [Refusal::InternalServer; 3].map(Step::Refuse);
    run(async {
        for (random, milliseconds) in [(0, vec![0, 0, 0]), (1 << 63, vec![500, 1000, 1500])] {
            let (server, _) = polled(trouble.clone());
            let clock = Patient::default();
            let retry = Retry::STANDARD.with_max_attempts(4).with_max_backoff(Duration::from_secs(3));
            let config =
                config(&server).with_retry(retry).with_clock(clock.clone()).with_random(move || random);
            Client::new(&config).create_token(poll()).send().await.unwrap_err();
            let pauses = clock.0.lock().unwrap().clone();
            assert_eq!(pauses, milliseconds.into_iter().map(Duration::from_millis).collect::<Vec<_>>());
        }
    });
}

#[test]
fn gives_up_after_three_attempts() {
    run(async {
        let (server, client) = polled(vec![Step::Refuse(Refusal::InternalServer); 3]);
        let error = client.create_token(poll()).send().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "CreateToken: InternalServerException: The script says server_error (HTTP 500, request id \
             00000000-0000-4000-8000-000000000003, attempt 3 of 3)"
        );
        assert_eq!(server.log().requests.len(), 3);
    });
}

#[test]
fn gives_up_on_a_connection_that_breaks_every_time() {
    run(async {
        for trouble in [Step::CutOff(token()), Step::HangUp] {
            let (server, client) = polled(vec![trouble; 3]);
            let error = client.create_token(poll()).send().await.unwrap_err();
            let CreateTokenError::Other(failure) = error else { panic!("{error:?}") };
            assert!(matches!(failure.cause(), Cause::Transport(_)), "{failure:?}");
            assert_eq!((failure.code(), failure.status()), (None, None));
            assert_eq!(failure.attempts(), 3);
            assert!(failure.is_retryable() && !failure.is_timeout());
            assert_eq!(server.log().requests.len(), 3);
        }
    });
}

#[test]
fn gives_up_if_nobody_listens() {
    run(async {
        let (server, client) = polled([]);
        drop(server);
        let error = client.create_token(poll()).send().await.unwrap_err();
        assert!(matches!(error.cause(), Cause::Transport(_)), "{error:?}");
        assert_eq!(error.attempts(), 3);
        let text = error.to_string();
        assert!(text.contains("refused"), "says why: {text}");
    });
}

#[test]
fn sends_once_what_would_fail_again() {
    let forbidden = Reply::json(StatusCode::FORBIDDEN, "{}").with_header("x-amzn-errortype", "NewException");
    run(async {
        for answer in [
            Step::Refuse(Refusal::AuthorizationPending),
            Step::Refuse(Refusal::SlowDown),
            Step::Refuse(Refusal::AccessDenied),
            Step::Refuse(Refusal::ExpiredToken),
            Step::Refuse(Refusal::InvalidClient),
            Step::Refuse(Refusal::InvalidGrant),
            Step::Send(forbidden),
            Step::Send(Reply::json(StatusCode::NOT_IMPLEMENTED, "{}")),
        ] {
            let (server, client) = polled([answer.clone()]);
            let error = client.create_token(poll()).send().await.unwrap_err();
            assert_eq!(error.attempts(), 1, "{answer:?}");
            assert_eq!(server.log().requests.len(), 1, "{answer:?}");
        }
    });
}
