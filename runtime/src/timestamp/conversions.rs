//! To and from the types of other crates, each with the feature of the crate's name.
//!
//! All of them count leap seconds as POSIX does. Into a [`Timestamp`] every value fits; out of it, those that the other
//! type has room for.

use super::{Timestamp, TimestampRangeError};

/// With the feature `chrono`.
#[cfg(feature = "chrono")]
impl<Z: chrono::TimeZone> From<chrono::DateTime<Z>> for Timestamp {
    fn from(date: chrono::DateTime<Z>) -> Self {
        Self::from_date_time(date)
    }
}

/// With the feature `chrono`. Fails beyond the year 262142.
#[cfg(feature = "chrono")]
impl TryFrom<Timestamp> for chrono::DateTime<chrono::Utc> {
    type Error = TimestampRangeError;

    fn try_from(timestamp: Timestamp) -> Result<Self, Self::Error> {
        Self::from_timestamp(timestamp.seconds, timestamp.nanos).ok_or(TimestampRangeError)
    }
}

/// With the feature `time`.
#[cfg(feature = "time")]
impl From<time::OffsetDateTime> for Timestamp {
    fn from(date: time::OffsetDateTime) -> Self {
        Self::from_epoch_seconds_and_nanos(date.unix_timestamp(), date.nanosecond())
    }
}

/// With the feature `time`. Fails beyond the year 9999.
#[cfg(feature = "time")]
impl TryFrom<Timestamp> for time::OffsetDateTime {
    type Error = TimestampRangeError;

    fn try_from(timestamp: Timestamp) -> Result<Self, Self::Error> {
        let whole = Self::from_unix_timestamp(timestamp.seconds).ok();
        whole.and_then(|date| date.replace_nanosecond(timestamp.nanos).ok()).ok_or(TimestampRangeError)
    }
}

/// With the feature `jiff`.
#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for Timestamp {
    fn from(timestamp: jiff::Timestamp) -> Self {
        // There, seconds and fraction have the same sign.
        let (seconds, nanos) = (timestamp.as_second(), timestamp.subsec_nanosecond());
        match u32::try_from(nanos) {
            Ok(nanos) => Self { seconds, nanos },
            Err(_) => Self { seconds: seconds - 1, nanos: super::NANOS_PER_SECOND - nanos.unsigned_abs() },
        }
    }
}

/// With the feature `jiff`. Fails beyond the year 9999.
#[cfg(feature = "jiff")]
impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = TimestampRangeError;

    fn try_from(timestamp: Timestamp) -> Result<Self, Self::Error> {
        let nanos = i32::try_from(timestamp.nanos).map_err(|_| TimestampRangeError)?;
        Self::new(timestamp.seconds, nanos).map_err(|_| TimestampRangeError)
    }
}

#[cfg(all(test, feature = "chrono", feature = "time", feature = "jiff"))]
mod tests {
    use super::*;

    #[test]
    fn every_crate_means_the_same_point() {
        // (seconds, nanoseconds, in words)
        for (seconds, nanos, text) in [
            (0, 0, "1970-01-01T00:00:00Z"),
            (482_196_050, 520_000_000, "1985-04-12T23:20:50.52Z"),
            (-2, 750_000_000, "1969-12-31T23:59:58.75Z"),
            (-1, 999_999_999, "1969-12-31T23:59:59.999999999Z"),
        ] {
            let timestamp = Timestamp::from_epoch_seconds_and_nanos(seconds, nanos);
            let chrono = chrono::DateTime::<chrono::Utc>::try_from(timestamp).expect(text);
            assert_eq!(chrono, text.parse::<chrono::DateTime<chrono::Utc>>().expect(text));
            assert_eq!(Timestamp::from(chrono), timestamp, "{text}");
            let time = time::OffsetDateTime::try_from(timestamp).expect(text);
            let total = i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
            assert_eq!(time.unix_timestamp_nanos(), total, "{text}");
            assert_eq!(Timestamp::from(time), timestamp, "{text}");
            let jiff = jiff::Timestamp::try_from(timestamp).expect(text);
            assert_eq!(jiff, text.parse::<jiff::Timestamp>().expect(text));
            assert_eq!(Timestamp::from(jiff), timestamp, "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let far = Timestamp::from_epoch_seconds(i64::MAX);
        assert_eq!(chrono::DateTime::<chrono::Utc>::try_from(far), Err(TimestampRangeError));
        assert_eq!(time::OffsetDateTime::try_from(far), Err(TimestampRangeError));
        assert_eq!(jiff::Timestamp::try_from(far), Err(TimestampRangeError));
    }
}
