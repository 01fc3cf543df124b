//! How far the clock is off: what services say the time is.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use http::header::DATE;

use crate::failure::Failure;
use crate::schema::TimestampFormat;
use crate::timestamp::Timestamp;

/// What has to be added to the clock to have the time that services believe in. Starts with nothing.
///
/// A signature holds the time it was made at, and services refuse one that is five minutes off. They also say what time
/// it is, in the header `Date` of each response: that is believed once a signature has been refused.
#[derive(Debug, Default)]
pub(crate) struct Skew {
    /// Seconds: the header has no fraction.
    seconds: AtomicI64,
}

/// Codes of answers to a signature that was made at the wrong time. Some of them have other reasons too, which is why
/// the dates decide.
const REFUSALS: &[&str] = &[
    "AuthFailure",
    "InvalidSignatureException",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
];

/// Less than what services put up with, and more than a slow answer takes.
const TOLERANCE: Duration = Duration::from_secs(4 * 60);

impl Skew {
    /// What time services believe it is when the clock says `now`.
    pub(crate) fn correct(&self, now: SystemTime) -> SystemTime {
        let seconds = self.seconds.load(Ordering::Relaxed);
        let offset = Duration::from_secs(seconds.unsigned_abs());
        let corrected = if seconds < 0 { now.checked_sub(offset) } else { now.checked_add(offset) };
        corrected.unwrap_or(now)
    }

    /// Whether `failure`, which came when the clock said `now`, means that it is wrong; it is right from then on.
    pub(crate) fn learn(&self, failure: &Failure, now: SystemTime) -> bool {
        let date = Some(failure).filter(|failure| is_refusal(failure)).and_then(date);
        let Some(date) = date else { return false };
        if distance(date, self.correct(now)) <= TOLERANCE {
            return false;
        }
        let seconds = i64::try_from(distance(date, now).as_secs()).unwrap_or_default();
        self.seconds.store(if date < now { -seconds } else { seconds }, Ordering::Relaxed);
        true
    }
}

fn is_refusal(failure: &Failure) -> bool {
    failure.code().is_some_and(|code| REFUSALS.contains(&code))
}

/// When the service sent its answer.
fn date(failure: &Failure) -> Option<SystemTime> {
    let text = failure.raw_response()?.headers.get(DATE)?.to_str().ok()?;
    SystemTime::try_from(Timestamp::parse(text, TimestampFormat::HttpDate).ok()?).ok()
}

fn distance(one: SystemTime, other: SystemTime) -> Duration {
    one.duration_since(other).unwrap_or_else(|error| error.duration())
}
