//! Points in time as services write them.

#[cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]
mod conversions;

use std::fmt;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Datelike, SecondsFormat};

use crate::schema::TimestampFormat;

/// A point in time with a resolution of a nanosecond, in UTC.
///
/// Converts from and to [`SystemTime`], and by features of those names, the types of `chrono`, `time` and `jiff`; ordered
/// by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    seconds: i64,
    nanos: u32,
}

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self::from_epoch_seconds(0);

    /// The point `seconds` after the epoch, or before it if negative.
    pub const fn from_epoch_seconds(seconds: i64) -> Self {
        Self { seconds, nanos: 0 }
    }

    /// The point `nanos` nanoseconds after `seconds` from the epoch. More than a second's worth of nanoseconds carries
    /// over.
    pub const fn from_epoch_seconds_and_nanos(seconds: i64, nanos: u32) -> Self {
        Self {
            seconds: seconds.saturating_add((nanos / NANOS_PER_SECOND) as i64),
            nanos: nanos % NANOS_PER_SECOND,
        }
    }

    /// The point `seconds` after the epoch, to the nearest nanosecond; `None` for NaN, infinities and what 64 bits
    /// cannot hold.
    pub fn from_epoch_seconds_f64(seconds: f64) -> Option<Self> {
        let whole = seconds.floor();
        if !seconds.is_finite() || whole < i64::MIN as f64 || whole >= i64::MAX as f64 {
            return None;
        }
        let nanos = ((seconds - whole) * f64::from(NANOS_PER_SECOND)).round() as u32;
        Some(Self::from_epoch_seconds_and_nanos(whole as i64, nanos))
    }

    /// Whole seconds since the epoch, rounded towards the past.
    pub const fn epoch_seconds(&self) -> i64 {
        self.seconds
    }

    /// Nanoseconds since [`epoch_seconds`](Self::epoch_seconds): 0 to 999,999,999.
    pub const fn subsec_nanos(&self) -> u32 {
        self.nanos
    }

    /// Reads `text` as `format` says. ISO 8601 may carry any offset; an HTTP date may carry a fraction of a second.
    ///
    /// # Errors
    /// When `text` is not of that form, or no date that exists.
    pub fn parse(text: &str, format: TimestampFormat) -> Result<Self, TimestampError> {
        let parsed = match format {
            TimestampFormat::Iso8601 => DateTime::parse_from_rfc3339(text).ok().map(Self::from_date_time),
            TimestampFormat::HttpDate => parse_http_date(text),
            TimestampFormat::EpochSeconds => parse_epoch_seconds(text),
        };
        parsed.ok_or(TimestampError { format })
    }

    /// Writes the point as `format` says, with a fraction only where there is one. HTTP dates have whole seconds.
    ///
    /// # Errors
    /// When a date is asked for and the year is not between 0 and 9999.
    pub fn format(&self, format: TimestampFormat) -> Result<String, TimestampError> {
        if format == TimestampFormat::EpochSeconds {
            return Ok(self.format_epoch_seconds());
        }
        let date = DateTime::from_timestamp(self.seconds, self.nanos)
            .filter(|date| (0..=9999).contains(&date.year()));
        let text = date.map(|date| match format {
            TimestampFormat::HttpDate => date.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
            _ => without_trailing_zeros(&date.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        });
        text.ok_or(TimestampError { format })
    }

    fn from_date_time(date: DateTime<impl chrono::TimeZone>) -> Self {
        // A leap second is the first of the next minute, as POSIX counts.
        Self::from_epoch_seconds_and_nanos(date.timestamp(), date.timestamp_subsec_nanos())
    }

    fn format_epoch_seconds(&self) -> String {
        if self.nanos == 0 {
            return self.seconds.to_string();
        }
        // The sign belongs to the whole, the fraction counts upwards: -1.25 is 2 seconds back and 0.75 forth.
        let (sign, seconds, nanos) = match self.seconds {
            0.. => ("", self.seconds.unsigned_abs(), self.nanos),
            _ => ("-", self.seconds.unsigned_abs() - 1, NANOS_PER_SECOND - self.nanos),
        };
        let fraction = format!("{nanos:09}");
        format!("{sign}{seconds}.{}", fraction.trim_end_matches('0'))
    }
}

const NANOS_PER_SECOND: u32 = 1_000_000_000;

/// `Fri, 12 Apr 1985 23:20:50 GMT`, or with a fraction of a second, `23:20:50.52 GMT`.
fn parse_http_date(text: &str) -> Option<Timestamp> {
    let Some((start, rest)) = text.split_once('.') else {
        return DateTime::parse_from_rfc2822(text).ok().map(Timestamp::from_date_time);
    };
    let (fraction, zone) = rest.split_once(' ')?;
    let date = DateTime::parse_from_rfc2822(&format!("{start} {zone}")).ok()?;
    Some(Timestamp { nanos: parse_fraction(fraction)?, ..Timestamp::from_date_time(date) })
}

/// `50.520Z` as `50.52Z`: the library writes fractions in groups of three digits.
fn without_trailing_zeros(text: &str) -> String {
    match text.strip_suffix('Z') {
        Some(time) if time.contains('.') => format!("{}Z", time.trim_end_matches('0')),
        _ => text.to_owned(),
    }
}

/// A decimal number: exactly, where it is written plainly, and through `f64` where it has an exponent.
fn parse_epoch_seconds(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole.strip_prefix('-').unwrap_or(whole)) || !plain(fraction) {
        return text.parse().ok().and_then(Timestamp::from_epoch_seconds_f64);
    }
    let seconds: i64 = whole.parse().ok()?;
    match parse_fraction(fraction)? {
        nanos if nanos > 0 && whole.starts_with('-') => {
            Some(Timestamp { seconds: seconds.checked_sub(1)?, nanos: NANOS_PER_SECOND - nanos })
        }
        nanos => Some(Timestamp { seconds, nanos }),
    }
}

/// The nanoseconds of the digits after a decimal point; digits beyond the ninth are dropped.
fn parse_fraction(digits: &str) -> Option<u32> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{digits:0<9}").get(..9)?.parse().ok()
}

/// ISO 8601 where the year has four digits, and else seconds since the epoch.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.format(TimestampFormat::Iso8601) {
            Ok(text) => f.write_str(&text),
            Err(_) => f.write_str(&self.format_epoch_seconds()),
        }
    }
}

/// RFC 3339, as `Display` writes it where the year has four digits.
impl std::str::FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        Self::parse(text, TimestampFormat::Iso8601)
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => Self { seconds: saturating_seconds(after), nanos: after.subsec_nanos() },
            Err(error) => {
                let before = error.duration();
                match before.subsec_nanos() {
                    0 => Self { seconds: -saturating_seconds(before), nanos: 0 },
                    nanos => {
                        Self { seconds: -saturating_seconds(before) - 1, nanos: NANOS_PER_SECOND - nanos }
                    }
                }
            }
        }
    }
}

fn saturating_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

/// Fails where the platform's `SystemTime` does not reach that far.
impl TryFrom<Timestamp> for SystemTime {
    type Error = TimestampRangeError;

    fn try_from(timestamp: Timestamp) -> Result<Self, Self::Error> {
        let seconds = Duration::from_secs(timestamp.seconds.unsigned_abs());
        let whole = match timestamp.seconds {
            0.. => Self::UNIX_EPOCH.checked_add(seconds),
            _ => Self::UNIX_EPOCH.checked_sub(seconds),
        };
        let nanos = Duration::from_nanos(u64::from(timestamp.nanos));
        whole.and_then(|time| time.checked_add(nanos)).ok_or(TimestampRangeError)
    }
}

/// A text that is not a timestamp of the format asked for, or a timestamp that the format cannot express.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampError {
    format: TimestampFormat,
}

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.format {
            TimestampFormat::Iso8601 => {
                "expected a date such as 1985-04-12T23:20:50.52Z, of a year from 0 to 9999"
            }
            TimestampFormat::HttpDate => {
                "expected a date such as Fri, 12 Apr 1985 23:20:50 GMT, of a year from 0 to 9999"
            }
            TimestampFormat::EpochSeconds => {
                "expected seconds since 1970 as a decimal number that fits 64 bits"
            }
        })
    }
}

impl std::error::Error for TimestampError {}

/// A timestamp that the other type, [`SystemTime`] say, cannot hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampRangeError;

impl fmt::Display for TimestampRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time this far from 1970 does not fit")
    }
}

impl std::error::Error for TimestampRangeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_shows() {
        let timestamp = Timestamp::from_epoch_seconds_and_nanos(482_196_050, 520_000_000);
        assert_eq!(timestamp.to_string().parse(), Ok(timestamp));
        assert!("yesterday".parse::<Timestamp>().is_err());
    }
    use TimestampFormat::{EpochSeconds, HttpDate, Iso8601};

    #[test]
    fn writes_and_reads_every_format() {
        for (seconds, nanos, format, text) in [
            (482_196_050, 520_000_000, Iso8601, "1985-04-12T23:20:50.52Z"),
            (482_196_050, 0, Iso8601, "1985-04-12T23:20:50Z"),
            (482_196_050, 0, HttpDate, "Fri, 12 Apr 1985 23:20:50 GMT"),
            (1_515_531_081, 123_000_000, EpochSeconds, "1515531081.123"),
            (0, 0, EpochSeconds, "0"),
            (-2, 750_000_000, EpochSeconds, "-1.25"),
            (-1, 500_000_000, EpochSeconds, "-0.5"),
            (-62_135_596_800, 0, Iso8601, "0001-01-01T00:00:00Z"),
        ] {
            let timestamp = Timestamp { seconds, nanos };
            assert_eq!(timestamp.format(format).as_deref(), Ok(text));
            assert_eq!(Timestamp::parse(text, format), Ok(timestamp), "{text}");
        }
    }

    #[test]
    fn reads_what_services_write_besides() {
        for (text, format, seconds, nanos) in [
            ("2000-01-02T20:34:56.123+01:00", Iso8601, 946_841_696, 123_000_000),
            ("Sun, 02 Jan 2000 20:34:56.456 GMT", HttpDate, 946_845_296, 456_000_000),
            ("1.5e9", EpochSeconds, 1_500_000_000, 0),
            ("1.9999999999", EpochSeconds, 1, 999_999_999),
        ] {
            assert_eq!(Timestamp::parse(text, format), Ok(Timestamp { seconds, nanos }), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for (text, format) in [
            ("", Iso8601),
            ("1985-02-30T00:00:00Z", Iso8601),
            ("1985-04-12", Iso8601),
            ("12 Apr 1985", HttpDate),
            ("Fri, 12 Apr 1985 23:20:50.x GMT", HttpDate),
            ("NaN", EpochSeconds),
            ("inf", EpochSeconds),
            ("1e300", EpochSeconds),
            ("99999999999999999999", EpochSeconds),
            ("1.-5", EpochSeconds),
        ] {
            assert_eq!(Timestamp::parse(text, format), Err(TimestampError { format }), "{text:?}");
        }
        assert!(Timestamp::from_epoch_seconds(i64::MAX).format(Iso8601).is_err());
    }

    #[test]
    fn converts_to_and_from_the_system_clock() {
        for timestamp in [Timestamp { seconds: -2, nanos: 750_000_000 }, Timestamp { seconds: 7, nanos: 1 }] {
            assert_eq!(SystemTime::try_from(timestamp).map(Timestamp::from), Ok(timestamp));
        }
    }
}
