//! Numbers, bytes and points in time.

use std::fmt;

use serde_core::de::{Error, SeqAccess, Visitor};

use crate::schema::TimestampFormat;
use crate::timestamp::Timestamp;

/// A number, or one of the strings for those that JSON lacks.
pub(super) struct Number;

impl Visitor<'_> for Number {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<f64, E> {
        Ok(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<f64, E> {
        match value {
            "NaN" => Ok(f64::NAN),
            "Infinity" => Ok(f64::INFINITY),
            "-Infinity" => Ok(f64::NEG_INFINITY),
            _ => Err(E::custom("expected a number, found a string")),
        }
    }
}

pub(super) struct Blob;

impl<'de> Visitor<'de> for Blob {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_bytes<E: Error>(self, value: &[u8]) -> Result<Vec<u8>, E> {
        Ok(value.to_owned())
    }

    fn visit_byte_buf<E: Error>(self, value: Vec<u8>) -> Result<Vec<u8>, E> {
        Ok(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<u8>, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = list.next_element()? {
            bytes.push(byte);
        }
        Ok(bytes)
    }
}

/// A point in time of this format; seconds may also be written as ISO 8601, for their last digits.
pub(super) struct Moment(pub(super) Option<TimestampFormat>);

impl Moment {
    fn read<E: Error>(self, text: &str) -> Result<Timestamp, E> {
        let format = match self.0 {
            None | Some(TimestampFormat::EpochSeconds) => TimestampFormat::Iso8601,
            Some(format) => format,
        };
        Timestamp::parse(text, format).map_err(E::custom)
    }

    fn number<E: Error>(self, timestamp: Option<Timestamp>) -> Result<Timestamp, E> {
        match self.0 {
            None | Some(TimestampFormat::EpochSeconds) => {
                timestamp.ok_or_else(|| E::custom("number out of range"))
            }
            Some(_) => Err(E::custom("expected a date as a string, found a number")),
        }
    }
}

impl Visitor<'_> for Moment {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a point in time")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Timestamp, E> {
        // By its digits, since its fraction is no whole number of nanoseconds.
        self.number(Timestamp::parse(&value.to_string(), TimestampFormat::EpochSeconds).ok())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Timestamp, E> {
        self.number(Some(Timestamp::from_epoch_seconds(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Timestamp, E> {
        self.number(i64::try_from(value).ok().map(Timestamp::from_epoch_seconds))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Timestamp, E> {
        self.read(value)
    }
}
