//! The rate of the adaptive mode: how often a client of a service that throttles it sends at all.
//!
//! The rate falls to 70 % of what was measured when the service throttles, and grows again along a cubic curve, as
//! CUBIC does for TCP ([RFC 9438](https://www.rfc-editor.org/rfc/rfc9438)): fast, then carefully around the rate that
//! was too high, then fast again. The constants are those of AWS's own SDKs.

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use super::lock;

/// What is left of the rate after the service throttled.
const BETA: f64 = 0.7;
/// How steep the curve is.
const SCALE: f64 = 0.4;
/// How much a new measurement counts against those before it.
const SMOOTHING: f64 = 0.8;
/// Measurements per second.
const MEASUREMENTS: f64 = 2.0;
/// The rate never falls below one attempt in two seconds.
const MIN_RATE: f64 = 0.5;
/// So many attempts can be made at once, however low the rate.
const MIN_CAPACITY: f64 = 1.0;

/// How often attempts may be made. Without limit until the service first throttles.
#[derive(Debug, Default)]
pub(crate) struct RateLimiter(Mutex<State>);

/// Rates are in attempts per second, times in seconds since the epoch.
#[derive(Debug, Default)]
struct State {
    measured: Measured,
    bucket: Option<Bucket>,
    /// The rate at which the service throttled, and when.
    last_max: f64,
    throttled_at: f64,
}

#[derive(Debug, Default)]
struct Measured {
    rate: f64,
    count: f64,
    since: Option<f64>,
}

#[derive(Debug)]
struct Bucket {
    rate: f64,
    capacity: f64,
    /// Below zero when attempts wait.
    tokens: f64,
    filled_at: f64,
}

impl RateLimiter {
    /// Books an attempt: how long it has to wait.
    pub(crate) fn book(&self, now: SystemTime) -> Duration {
        let mut state = lock(&self.0);
        let Some(bucket) = &mut state.bucket else { return Duration::ZERO };
        bucket.fill(seconds(now));
        bucket.tokens -= 1.0;
        Duration::try_from_secs_f64(-bucket.tokens / bucket.rate).unwrap_or_default()
    }

    /// Learns from the answer to an attempt.
    pub(crate) fn learn(&self, now: SystemTime, is_throttled: bool) {
        lock(&self.0).learn(seconds(now), is_throttled);
    }
}

impl State {
    fn learn(&mut self, now: f64, is_throttled: bool) {
        let measured = self.measured.count(now);
        let rate = if is_throttled {
            let rate = self.bucket.as_ref().map_or(measured, |bucket| bucket.rate.min(measured));
            self.last_max = rate;
            self.throttled_at = now;
            self.bucket.get_or_insert(Bucket { rate: 0.0, capacity: 0.0, tokens: 0.0, filled_at: now });
            rate * BETA
        } else {
            self.cubic(now)
        };
        if let Some(bucket) = &mut self.bucket {
            bucket.set_rate(now, rate.min(2.0 * measured));
        }
    }

    /// The curve: the last maximum is reached after the time that its third root says.
    fn cubic(&self, now: f64) -> f64 {
        let plateau = (self.last_max * (1.0 - BETA) / SCALE).cbrt();
        SCALE * (now - self.throttled_at - plateau).powi(3) + self.last_max
    }
}

impl Measured {
    fn count(&mut self, now: f64) -> f64 {
        let bucket = (now * MEASUREMENTS).floor() / MEASUREMENTS;
        let since = *self.since.get_or_insert(now.floor());
        self.count += 1.0;
        if bucket > since {
            let rate = self.count / (bucket - since);
            self.rate = rate * SMOOTHING + self.rate * (1.0 - SMOOTHING);
            self.count = 0.0;
            self.since = Some(bucket);
        }
        self.rate
    }
}

impl Bucket {
    fn fill(&mut self, now: f64) {
        // A clock that was set back stands still for a while.
        let passed = (now - self.filled_at).max(0.0);
        self.tokens = (self.tokens + passed * self.rate).min(self.capacity);
        self.filled_at = now.max(self.filled_at);
    }

    fn set_rate(&mut self, now: f64, rate: f64) {
        self.fill(now);
        self.rate = rate.max(MIN_RATE);
        self.capacity = rate.max(MIN_CAPACITY);
        self.tokens = self.tokens.min(self.capacity);
    }
}

fn seconds(time: SystemTime) -> f64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 1e-5
    }

    #[test]
    fn the_rate_grows_along_the_curve() {
        let state = State { last_max: 10.0, throttled_at: 5.0, ..State::default() };
        for (now, rate) in [
            (5.0, 7.0),
            (6.0, 9.648936),
            (7.0, 10.000031),
            (8.0, 10.453285),
            (9.0, 13.408697),
            (11.0, 36.425999),
        ] {
            assert!(close(state.cubic(now), rate), "{now}: {}", state.cubic(now));
        }
    }

    /// Five answers a second, the steps that AWS's SDKs are held to: time, whether it throttles, rate measured, rate
    /// allowed.
    #[test]
    fn the_rate_follows_what_the_service_says() {
        let mut state = State::default();
        state.measured.since = Some(0.0);
        for (now, is_throttled, measured, allowed) in [
            (0.2, false, 0.0, None),
            (0.4, false, 0.0, None),
            (0.6, false, 4.8, None),
            (0.8, false, 4.8, None),
            (1.0, false, 4.16, None),
            (1.2, false, 4.16, None),
            (1.4, false, 4.16, None),
            (1.6, false, 5.632, None),
            (1.8, false, 5.632, None),
            (2.0, true, 4.3264, Some(3.02848)),
            (2.2, false, 4.3264, Some(3.486639)),
            (2.4, false, 4.3264, Some(3.821874)),
            (2.6, false, 5.66528, Some(4.053386)),
            (2.8, false, 5.66528, Some(4.200373)),
            (3.0, false, 4.333056, Some(4.282037)),
            (3.2, true, 4.333056, Some(2.997426)),
            (3.4, false, 4.333056, Some(3.452226)),
        ] {
            state.learn(now, is_throttled);
            assert!(close(state.measured.rate, measured), "{now}: {}", state.measured.rate);
            match (&state.bucket, allowed) {
                (Some(bucket), Some(rate)) => assert!(close(bucket.rate, rate), "{now}: {}", bucket.rate),
                (bucket, allowed) => assert_eq!((bucket.is_none(), allowed), (true, None), "{now}"),
            }
        }
    }

    #[test]
    fn attempts_wait_for_their_turn() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs_f64(seconds);
        let limiter = RateLimiter::default();
        assert_eq!(limiter.book(at(100.0)), Duration::ZERO, "nothing has been throttled");
        limiter.learn(at(100.0), true);
        // Nothing was measured: the lowest rate there is.
        let waits = [100.0, 100.0, 102.0].map(|now| limiter.book(at(now)).as_secs_f64());
        assert_eq!(waits, [2.0, 4.0, 4.0]);
        // A clock that is set back gives nothing, and takes nothing.
        assert_eq!(limiter.book(at(50.0)).as_secs_f64(), 6.0);
        // However long nothing is sent, only so much is saved up.
        let waits = [1000.0, 1000.0].map(|now| limiter.book(at(now)).as_secs_f64());
        assert_eq!(waits, [0.0, 2.0]);
    }
}
