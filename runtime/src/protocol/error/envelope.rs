//! The elements around an XML error, of which each protocol has its own: `<ErrorResponse><Error>` in `query` and most of
//! `rest-xml`, `<Response><Errors><Error>` in `ec2`, and none at all in `rest-xml` of services such as S3.

use crate::codec::DecodeError;
use crate::field::{FieldDecoder, FieldEncoder};
use crate::protocol::format::Format;
use crate::schema::{Member, NONE, ROOT, Schema, no_member, row};
use crate::value::{Shape, Value};

/// Fills `error` from the element that holds its members, and returns the request id, which stands beside it.
///
/// # Errors
/// When the body makes no sense. What could be read before is there.
pub(super) fn read(body: &[u8], error: &mut dyn Shape) -> Result<Option<String>, DecodeError> {
    let mut envelope = Envelope { error: Some(error), is_found: false, request_id: None };
    Format::Xml.read(body, |from| from.structure(&ROOT, &mut envelope))?;
    let Envelope { error, is_found, request_id } = envelope;
    match error {
        // The root is the element.
        Some(error) if !is_found => Format::Xml.read(body, |from| from.structure(&ROOT, error))?,
        _ => {}
    }
    Ok(request_id)
}

/// The root, and the element `Errors` in it: both have an element `Error` that stands for the error itself.
struct Envelope<'a> {
    error: Option<&'a mut dyn Shape>,
    is_found: bool,
    request_id: Option<String>,
}

const ERROR: &str = "Error";

static ENVELOPE: Schema = Schema {
    name: "ErrorResponse",
    members: &[row(ERROR, NONE), row("Errors", NONE), row("RequestId", NONE), row("RequestID", NONE)],
    ..Schema::EMPTY
};

impl Shape for Envelope<'_> {
    fn schema(&self) -> &'static Schema {
        &ENVELOPE
    }

    fn member(&self, index: usize) -> &dyn Value {
        match index {
            0 | 1 => self,
            2 | 3 => &self.request_id,
            _ => no_member(&ENVELOPE, index),
        }
    }

    fn member_mut(&mut self, index: usize) -> &mut dyn Value {
        match index {
            0 | 1 => self,
            2 | 3 => &mut self.request_id,
            _ => no_member(&ENVELOPE, index),
        }
    }
}

impl Value for Envelope<'_> {
    fn zero() -> Self {
        Self { error: None, is_found: false, request_id: None }
    }

    fn encode(&self, member: &'static Member, out: &mut dyn FieldEncoder) {
        out.structure(member, self);
    }

    fn decode(&mut self, member: &'static Member, from: &mut dyn FieldDecoder) -> Result<(), DecodeError> {
        match &mut self.error {
            Some(error) if member.name == ERROR => {
                self.is_found = true;
                from.structure(member, *error)
            }
            _ => from.structure(member, self),
        }
    }
}
