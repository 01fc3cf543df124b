//! The time of a signature.

use std::time::SystemTime;

use chrono::{DateTime, Datelike, Timelike, Utc};

/// A time as signatures have it: `20150830T123600Z`, ISO 8601 in its short form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    text: [u8; 16],
    epoch_seconds: i64,
}

impl Stamp {
    /// `time`, its fraction of a second left out. What is before 1970 is 1970: no signature is that old.
    pub fn new(time: SystemTime) -> Self {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
        // Without its offset, which each of its parts would be asked for.
        let time = DateTime::<Utc>::from_timestamp(seconds, 0).unwrap_or_default().naive_utc();
        let mut text = *b"00000000T000000Z";
        let year = time.year().rem_euclid(10_000).unsigned_abs();
        let pairs = [
            (0, year / 100),
            (2, year % 100),
            (4, time.month()),
            (6, time.day()),
            (9, time.hour()),
            (11, time.minute()),
            (13, time.second()),
        ];
        for (at, number) in pairs {
            if let Some([tens, ones]) = text.get_mut(at..at + 2) {
                // Below a hundred, so each is a digit.
                *tens = b'0' + (number / 10 % 10) as u8;
                *ones = b'0' + (number % 10) as u8;
            }
        }
        Self { text, epoch_seconds: seconds }
    }

    /// `20150830T123600Z`.
    pub fn as_str(&self) -> &str {
        // All of it is ASCII.
        std::str::from_utf8(&self.text).unwrap_or_default()
    }

    /// `20150830`.
    pub fn date(&self) -> &str {
        self.as_str().get(..8).unwrap_or_default()
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.text
    }

    pub(super) fn date_bytes(&self) -> &[u8] {
        self.text.get(..8).unwrap_or_default()
    }

    /// Seconds since 1970.
    pub fn epoch_seconds(&self) -> i64 {
        self.epoch_seconds
    }
}
