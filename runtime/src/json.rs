//! Any generated type as JSON text and back, for files, tests and logs of one's own.
//!
//! The form is that of AWS's JSON protocols, described in [`codec::json`](crate::codec::json), for every service: the
//! members of a body under their names on the wire, and those that a request carries elsewhere, in headers say, under
//! their names in the model. Unlike `Debug`, it holds sensitive values.

use std::fmt;

use crate::codec::json::{JsonDecoder, JsonEncoder};
use crate::codec::{DecodeError, EncodeError};
use crate::schema::ROOT;
use crate::validate::ValidationError;
use crate::value::Value;

/// Any value as JSON text and back.
pub trait Json: Value + Sized {
    /// As JSON, with everything that it holds, secrets too: see [`to_string`].
    ///
    /// # Errors
    /// When something in it has no form in JSON.
    #[inline]
    fn to_json(&self) -> Result<String, EncodeError> {
        to_string(self)
    }

    /// From JSON, with all required members: see [`from_str`].
    ///
    /// # Errors
    /// When the text is something else, or with each required member that is not there.
    #[inline]
    fn from_json(text: &str) -> Result<Self, Error> {
        from_str(text)
    }
}

impl<T: Value> Json for T {}

/// Writes `value` as JSON, without whitespace.
///
/// # Errors
/// When something in it cannot be written: a timestamp out of range, a union whose member the model does not know, or
/// more nesting than [`MAX_DEPTH`](crate::codec::MAX_DEPTH).
pub fn to_string(value: &dyn Value) -> Result<String, EncodeError> {
    let mut out = JsonEncoder::whole();
    value.encode(&ROOT, &mut out);
    String::from_utf8(out.finish()?).map_err(|_| EncodeError::new("the value", "is not UTF-8"))
}

/// Reads what [`to_string`] writes, or what people write like it.
///
/// Keys that the model does not know are skipped, as a client skips them. Unlike a client, which lets a service leave
/// out what it likes, this insists on every required member; other constraints are not checked:
/// [`validate`](crate::validate::validate) does that.
///
/// # Errors
/// When the text is not JSON or does not fit the type, or else with every required member that is not there.
pub fn from_str<T: Value>(text: &str) -> Result<T, Error> {
    let mut value = T::zero();
    read(text, &mut value, name_of::<T>())?;
    Ok(value)
}

// Apart from `from_str`, so that it is compiled once.
fn read(text: &str, value: &mut dyn Value, name: &str) -> Result<(), Error> {
    let mut from = JsonDecoder::whole(text);
    value.decode(&ROOT, &mut from)?;
    from.finish_whole()?.into_result(name).map_err(Error::Invalid)
}

/// What messages call a value of type `T`.
pub(crate) fn name_of<T>() -> &'static str {
    let path = std::any::type_name::<T>();
    path.rsplit("::").next().unwrap_or(path)
}

/// Why a text is not a value of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// It is not JSON, or not of the type's form.
    Syntax(DecodeError),
    /// Required members are not there.
    Invalid(ValidationError),
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::Syntax(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => error.fmt(f),
            Self::Invalid(error) => error.fmt(f),
        }
    }
}

// The reason is all that `Display` prints, so there is no source to print after it.
impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::sample::{Choice, Everything, Line, Order, Upload};
    use crate::value::Shape;

    fn message<T: Shape + Value + fmt::Debug>(text: &str) -> String {
        from_str::<T>(text).expect_err(text).to_string()
    }

    #[test]
    fn holds_every_member_wherever_a_request_carries_it() {
        let upload = Upload {
            bucket: "b".into(),
            key: Some("k".into()),
            account: Some("1".into()),
            acl: Some("private".into()),
            metadata: Some(BTreeMap::from([("a".into(), "b".into())])),
            version: Some("2".into()),
            token: Some("t".into()),
            comment: Some("c".into()),
        };
        let text = concat!(
            r#"{"Bucket":"b","Key":"k","Account":"1","ACL":"private","Metadata":{"a":"b"},"VersionId":"2","#,
            r#""Token":"t","Comment":"c"}"#
        );
        assert_eq!(to_string(&upload).as_deref(), Ok(text));
        assert_eq!(from_str(text), Ok(upload));
    }

    #[test]
    fn reads_what_it_writes() {
        let line = Line { sku: "s".into(), origin: Some(Box::default()), ..Line::default() };
        let value = Everything { choice: Some(Choice::Number(1)), ..Everything::full() };
        assert_eq!(from_str(&to_string(&value).unwrap()), Ok(value));
        // A required member that is unset is written as it is, and missed when read.
        assert_eq!(
            message::<Line>(&to_string(&line).unwrap()),
            concat!(
                "InvalidParameter: 1 validation error(s) found.\n",
                "- missing required field, Line.Origin.Country.",
            )
        );
    }

    #[test]
    fn names_every_required_member_that_is_missing() {
        let text = r#"{
            "id": null,
            "Parent": {"id": "1", "Lines": [{"Sku": "a", "Origin": {}}, {"Sku": "b"}]},
            "Choice": {"List": [{"Line": {"Origin": {"Country": "DE"}}}]}
        }"#;
        assert_eq!(
            message::<Order>(text),
            [
                "InvalidParameter: 5 validation error(s) found.",
                "- missing required field, Order.Id.",
                "- missing required field, Order.Parent.Lines[0].Origin.Country.",
                "- missing required field, Order.Parent.Lines[1].Origin.",
                "- missing required field, Order.Choice.List[0].Line.Sku.",
                "- missing required field, Order.Lines.",
            ]
            .join("\n")
        );
    }

    #[test]
    fn what_cannot_be_read_comes_before_what_is_missing() {
        assert_eq!(
            message::<Order>(r#"{"Quantity":""}"#),
            "Quantity: expected a whole number, found a string at byte 12"
        );
        assert_eq!(message::<Order>("{} {}"), "expected the end, found an object at byte 3");
    }
}
