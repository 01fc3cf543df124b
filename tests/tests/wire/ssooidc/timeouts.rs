//! Servers that say nothing, and callers that stop waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use sdk::ssooidc::error::CreateTokenError;
use sdk_runtime::clock::Clock;
use sdk_runtime::failure::{Cause, TimeoutKind};
use sdk_runtime::mock::BoxFuture;

use super::*;

const LIMIT: Duration = Duration::from_secs(30);

/// A clock by which the first timers go off as soon as the server has read a request for each, and later ones never.
/// So time is up at once, but not before there is something to abandon.
#[derive(Debug)]
struct Impatient {
    server: Arc<Server>,
    first: usize,
    timers: AtomicUsize,
}

impl Impatient {
    fn new(server: &Arc<Server>, first: usize) -> Self {
        Self { server: server.clone(), first, timers: AtomicUsize::new(0) }
    }
}

impl Clock for Impatient {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // The pause before a repetition is no timer.
        if duration.is_zero() {
            return Box::pin(std::future::ready(()));
        }
        let timer = self.timers.fetch_add(1, Ordering::Relaxed) + 1;
        if timer > self.first {
            return Box::pin(std::future::pending());
        }
        let server = self.server.clone();
        Box::pin(async move {
            server.wait_for(|log| log.requests.len() >= timer).await.unwrap();
        })
    }
}

/// A server that does this with the first polls, to be shared with a clock.
fn polled(steps: impl IntoIterator<Item = Step>) -> Arc<Server> {
    Arc::new(super::polled(steps).0)
}

#[test]
fn an_attempt_that_takes_too_long_is_made_again() {
    run(async {
        let server = polled([Step::Silence, Step::Silence, Step::Send(token())]);
        let config = config(&server).with_attempt_timeout(LIMIT).with_clock(Impatient::new(&server, 2));
        let token = Client::new(&config).create_token(poll()).send().await.unwrap();
        assert_eq!(token.metadata().attempts, 3);
        let log = server.wait_for(|log| log.abandoned == 2).await.unwrap();
        assert_eq!(log.requests.len(), 3);
        assert_eq!(log.connections, 3, "a connection that owes an answer is not used again");
    });
}

#[test]
fn a_server_that_never_answers_is_a_timeout() {
    run(async {
        let server = polled(vec![Step::Silence; 3]);
        let config = config(&server).with_attempt_timeout(LIMIT).with_clock(Impatient::new(&server, 3));
        let error = Client::new(&config).create_token(poll()).send().await.unwrap_err();
        assert_eq!(error.to_string(), "CreateToken: no answer to this attempt within 30s (attempt 3 of 3)");
        let CreateTokenError::Other(failure) = error else { panic!("{error:?}") };
        assert!(matches!(failure.cause(), Cause::Timeout(TimeoutKind::Attempt(LIMIT))), "{failure:?}");
        assert!(failure.is_timeout() && failure.is_retryable());
        assert_eq!((failure.attempts(), failure.status()), (3, None));
        assert_eq!(server.log().requests.len(), 3);
    });
}

#[test]
fn the_limit_of_a_call_ends_it_whatever_attempts_are_left() {
    run(async {
        let server = polled([Step::Silence]);
        let config = config(&server)
            .with_attempt_timeout(LIMIT)
            .with_operation_timeout(LIMIT)
            .with_clock(Impatient::new(&server, 1));
        let error = Client::new(&config).create_token(poll()).send().await.unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("CreateToken: no answer within 30s, all attempts together"), "{text}");
        assert!(matches!(error.cause(), Cause::Timeout(TimeoutKind::Operation(LIMIT))), "{error:?}");
        assert!(error.is_timeout() && !error.is_retryable());
        let log = server.wait_for(|log| log.closed == 1).await.unwrap();
        assert_eq!((log.requests.len(), log.abandoned), (1, 1));
    });
}

#[test]
fn a_real_timer_goes_off() {
    run(async {
        let server = polled([Step::Silence]);
        let client = Client::new(&config(&server).with_operation_timeout(Duration::from_millis(20)));
        assert!(client.create_token(poll()).send().await.unwrap_err().is_timeout());
    });
}

#[test]
fn a_future_that_is_dropped_abandons_its_request_and_nothing_else() {
    run(async {
        let (server, client) = super::polled([Step::Silence, Step::Send(token())]);
        let call = tokio::spawn(client.create_token(poll()).send());
        server.wait_for(|log| log.requests.len() == 1).await.unwrap();
        call.abort();
        let log = server.wait_for(|log| log.closed == 1).await.unwrap();
        assert_eq!((log.requests.len(), log.abandoned), (1, 1));

        client.create_token(poll()).send().await.unwrap();
    });
}

#[test]
fn a_future_that_is_never_polled_sends_nothing() {
    run(async {
        let (server, client) = super::polled([]);
        drop(client.create_token(poll()).send());
        client.register_client(register()).send().await.unwrap();
        assert_eq!(server.log().paths(), ["/client/register"]);
    });
}
