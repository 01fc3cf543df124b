//! Which failures are worth another attempt, and when it is made.

use std::sync::Mutex;
use std::time::Duration;

use crate::failure::{Cause, Failure, TimeoutKind};
use crate::operation::Fault;

/// How often a request is sent, and how far apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// How often, the first time included. 1 is never again.
    pub max_attempts: u32,
    /// The longest pause between two attempts. The pause before the n-th repetition is a random part of 2ⁿ⁻¹ seconds.
    pub max_backoff: Duration,
}

impl Retry {
    /// Three attempts, at most 20 seconds apart.
    pub const STANDARD: Self = Self { max_attempts: 3, max_backoff: Duration::from_secs(20) };
    /// One attempt.
    pub const NEVER: Self = Self { max_attempts: 1, ..Self::STANDARD };

    /// With this many attempts.
    #[must_use]
    pub fn with_max_attempts(self, max_attempts: u32) -> Self {
        Self { max_attempts, ..self }
    }

    /// With this limit for the pauses.
    #[must_use]
    pub fn with_max_backoff(self, max_backoff: Duration) -> Self {
        Self { max_backoff, ..self }
    }

    /// The pause before repetition number `repetition`, counted from 1: "full jitter", so that clients that failed
    /// together do not come back together. `wanted` is what the service asked for, which is respected up to the limit.
    pub(crate) fn pause(&self, repetition: u32, random: u64, wanted: Option<Duration>) -> Duration {
        let exponential =
            Duration::from_secs(1 << repetition.saturating_sub(1).min(20)).min(self.max_backoff);
        // The upper 53 bits are a fraction that a double holds exactly.
        let jittered = exponential.mul_f64((random >> 11) as f64 / (1u64 << 53) as f64);
        wanted.map_or(jittered, |wanted| wanted.min(self.max_backoff).max(jittered))
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// What a failure means for the next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Classification {
    /// The same request will fail again.
    Permanent,
    /// Something broke that may work the next time.
    Transient,
    /// The service has too much to do.
    Throttling,
}

/// Codes that mean "too many", whether the model says so or not.
const THROTTLING: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

/// Codes that mean "not now".
const TRANSIENT: &[&str] = &["RequestTimeout", "RequestTimeoutException"];

/// Classifies `failure`: by codes that mean the same in all services, the traits of a modelled error, and the status.
/// Whichever of them says that it may help to try again is believed, since models say it rarely.
///
/// So an error that the model calls the caller's fault is an answer like any other, unless it has such a code or
/// status: polling until it becomes another one, as for OAuth's `AuthorizationPendingException` and
/// `SlowDownException`, is the caller's business.
pub fn classify(failure: &Failure) -> Classification {
    match failure.cause() {
        // What is too long now will be too long the next time, and costs as much to receive.
        Cause::Transport(error) if error.is_too_large() => Classification::Permanent,
        Cause::Transport(_) => Classification::Transient,
        Cause::Timeout(TimeoutKind::Operation(_)) => Classification::Permanent,
        Cause::Timeout(_) => Classification::Transient,
        Cause::Service(error) => {
            let modelled = failure.modelled();
            let code = failure.code().unwrap_or_default();
            if THROTTLING.contains(&code) || modelled.is_some_and(|error| error.throttling) {
                return Classification::Throttling;
            }
            let transient = match modelled {
                Some(error) => error.retryable || error.fault == Fault::Server,
                None => false,
            };
            if transient || TRANSIENT.contains(&code) {
                return Classification::Transient;
            }
            match error.response.status.as_u16() {
                429 => Classification::Throttling,
                500 | 502 | 503 | 504 => Classification::Transient,
                _ => Classification::Permanent,
            }
        }
        Cause::Invalid(_) | Cause::Encode(_) | Cause::Config(_) | Cause::Decode(..) => {
            Classification::Permanent
        }
    }
}

/// The pause that a response asks for: `Retry-After` in seconds, or `x-amz-retry-after` in milliseconds.
pub(crate) fn wanted_pause(failure: &Failure) -> Option<Duration> {
    let headers = &failure.raw_response()?.headers;
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse().ok();
    number("x-amz-retry-after")
        .map(Duration::from_millis)
        .or_else(|| number("retry-after").map(Duration::from_secs))
}

/// The budget for repetitions that all calls of a configuration share: when a service is down, its clients soon stop
/// asking twice.
#[derive(Debug)]
pub(crate) struct TokenBucket(Mutex<u32>);

const CAPACITY: u32 = 500;
const REPETITION_COST: u32 = 5;
const TIMEOUT_COST: u32 = 10;
const SUCCESS_REFUND: u32 = 1;

impl Default for TokenBucket {
    fn default() -> Self {
        Self(Mutex::new(CAPACITY))
    }
}

impl TokenBucket {
    /// Takes what a repetition after `failure` costs; `None` if there is not enough.
    pub(crate) fn take(&self, failure: &Failure) -> Option<u32> {
        let cost = if failure.is_timeout() { TIMEOUT_COST } else { REPETITION_COST };
        let mut tokens = self.lock();
        *tokens = tokens.checked_sub(cost)?;
        Some(cost)
    }

    /// Puts back what the repetition that led to a success has cost, or a little where the first attempt did.
    pub(crate) fn refund(&self, cost: Option<u32>) {
        let mut tokens = self.lock();
        *tokens = (*tokens + cost.unwrap_or(SUCCESS_REFUND)).min(CAPACITY);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, u32> {
        // A number is whole whatever happened to the thread that held it.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
