//! Which failures are worth another attempt, and when it is made: the standard and the adaptive mode of [AWS's
//! SDKs](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).

mod budget;
mod rate;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

pub(crate) use self::budget::Budget;
pub(crate) use self::rate::RateLimiter;
use crate::failure::{Cause, Failure, TimeoutKind};
use crate::operation::Fault;
use crate::schema::TimestampFormat;
use crate::timestamp::Timestamp;

/// How often a request is sent, and how far apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// Whether a service that throttles slows down first attempts too.
    pub mode: RetryMode,
    /// How often, the first time included. 1 is never again.
    pub max_attempts: u32,
    /// The longest pause between two attempts. The pause before the n-th repetition is a random part of 2ⁿ⁻¹ seconds.
    pub max_backoff: Duration,
}

/// How a client behaves towards a service that has too much to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryMode {
    /// Repetitions are made later and later, and there is a budget for them. First attempts are made at once.
    #[default]
    Standard,
    /// As `Standard`; and all clients of a service that share a configuration measure the rate at which the service
    /// takes their attempts, and make none above it. Meant for programs that use one resource: who uses several of which
    /// one throttles is slowed down for all of them.
    Adaptive,
}

impl RetryMode {
    /// The name in configuration files and user agents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Adaptive => "adaptive",
        }
    }
}

impl Retry {
    /// Three attempts, at most 20 seconds apart.
    pub const STANDARD: Self =
        Self { mode: RetryMode::Standard, max_attempts: 3, max_backoff: Duration::from_secs(20) };
    /// The same, at a rate that the service can take.
    pub const ADAPTIVE: Self = Self { mode: RetryMode::Adaptive, ..Self::STANDARD };
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

    /// With this mode.
    #[must_use]
    pub fn with_mode(self, mode: RetryMode) -> Self {
        Self { mode, ..self }
    }

    /// The pause before repetition number `repetition`, counted from 1: "full jitter", so that clients that failed
    /// together do not come back together. What the service asks for is respected up to a limit.
    pub(crate) fn pause(&self, repetition: u32, random: u64, wanted: Option<WantedPause>) -> Duration {
        let exponential =
            Duration::from_secs(1 << repetition.saturating_sub(1).min(20)).min(self.max_backoff);
        // The upper 53 bits are a fraction that a double holds exactly.
        let jittered = exponential.mul_f64((random >> 11) as f64 / (1u64 << 53) as f64);
        let wanted = match wanted {
            Some(WantedPause::Jittered(wanted)) => wanted.min(jittered + MAX_WANTED_MORE),
            Some(WantedPause::Fixed(wanted)) => wanted.min(self.max_backoff),
            None => Duration::ZERO,
        };
        wanted.max(jittered)
    }
}

/// What a response may add to a pause by `x-amz-retry-after`.
const MAX_WANTED_MORE: Duration = Duration::from_secs(5);

impl Default for Retry {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// Decides which failures are worth another attempt, in place of [`classify`]: see
/// [`Config::with_classifier`](crate::Config::with_classifier). A closure is one.
///
/// ```
/// use sdk_runtime::failure::Failure;
/// use sdk_runtime::retry::{Classification, classify};
///
/// let config = sdk_runtime::Config::new().with_classifier(|failure: &Failure| match failure.code() {
///     Some("ConflictException") => Classification::Transient,
///     _ => classify(failure),
/// });
/// ```
pub trait Classifier: Send + Sync {
    /// What `failure` means for the next attempt.
    fn classify(&self, failure: &Failure) -> Classification;
}

impl<F: Fn(&Failure) -> Classification + Send + Sync> Classifier for F {
    fn classify(&self, failure: &Failure) -> Classification {
        self(failure)
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
const TRANSIENT: &[&str] = &["IDPCommunicationError", "RequestTimeout", "RequestTimeoutException"];

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
        // Whoever fetches credentials has tried again already.
        Cause::Invalid(_)
        | Cause::Encode(_)
        | Cause::Config(_)
        | Cause::Credentials(_)
        | Cause::Decode(..)
        | Cause::Page(_) => Classification::Permanent,
    }
}

/// The pause that a response asks for.
#[derive(Clone, Copy)]
pub(crate) enum WantedPause {
    /// `x-amz-retry-after`, in milliseconds: chosen for this client, so that clients do not come back together.
    Jittered(Duration),
    /// `Retry-After`, in seconds or as a date ([RFC 9110, 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)).
    Fixed(Duration),
}

impl WantedPause {
    /// What the response says that `failure` holds, if it came `now`. What cannot be read says nothing.
    pub(crate) fn of(failure: &Failure, now: SystemTime) -> Option<Self> {
        let headers = &failure.raw_response()?.headers;
        let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
        if let Some(milliseconds) = text("x-amz-retry-after").and_then(|text| text.parse().ok()) {
            return Some(Self::Jittered(Duration::from_millis(milliseconds)));
        }
        let text = text("retry-after")?;
        if let Ok(seconds) = text.parse() {
            return Some(Self::Fixed(Duration::from_secs(seconds)));
        }
        let date = Timestamp::parse(text, TimestampFormat::HttpDate).ok()?;
        SystemTime::try_from(date).ok()?.duration_since(now).ok().map(Self::Fixed)
    }
}

/// What the calls of a service teach each other.
#[derive(Debug, Default)]
pub(crate) struct Lessons {
    pub(crate) budget: Budget,
    pub(crate) rate: RateLimiter,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Numbers are whole whatever happened to the thread that held them.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
