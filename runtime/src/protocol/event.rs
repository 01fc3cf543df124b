//! Events as messages of an event stream: some members in headers, and the others, or the one that is the payload, in
//! the payload.

use std::borrow::Cow;

use bytes::{Bytes, BytesMut};

use super::format::Format;
use super::{error, payload};
use crate::body::Body;
use crate::codec::{DecodeError, EncodeError};
use crate::document::Document;
use crate::event_stream::message::HeaderValue;
use crate::event_stream::{Message, Received};
use crate::field::{FieldDecoder, FieldEncoder};
use crate::schema::{EVENT_PAYLOAD, Location, Member, ROOT, Schema};
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union};

/// The event in which an `rpc` protocol sends the other members of an input.
const INITIAL_REQUEST: &str = "initial-request";
/// The same for an output.
const INITIAL_RESPONSE: &str = "initial-response";

/// Writes an event.
///
/// # Errors
/// When the union's member is not known, or something in it cannot be written.
pub(crate) fn encode(format: Format, event: &dyn Union) -> Result<Message, EncodeError> {
    let Some((member, value)) = event.variant_member() else {
        return Err(EncodeError::new(event.schema().name, "is of a kind that the model does not know"));
    };
    let mut writer = EventWriter { format, message: start(member.wire), is_inside: false, error: None };
    value.encode(member, &mut writer);
    writer.error.map_or(Ok(writer.message), Err)
}

/// Puts a message with `input`, which is the other members as the format has them, before the body of an event stream.
///
/// # Errors
/// When it is too long for a message.
pub(super) fn after_initial_request(
    format: Format,
    input: Vec<u8>,
    events: Body,
) -> Result<Body, EncodeError> {
    let message = Message { payload: input.into(), ..start(INITIAL_REQUEST) };
    let message = message.with_header(":content-type", format.content_type()).encode();
    let message = message.map_err(|error| EncodeError::new("the input", format!("is too long: {error}")))?;
    Ok(events.after(message))
}

/// The other members of an output in an event stream that is in memory, as the format has them, and the events.
///
/// # Errors
/// When the bytes are no event stream.
pub(super) fn split(body: Bytes) -> Result<(Bytes, Body), DecodeError> {
    let mut rest = BytesMut::from(&*body);
    match Message::decode(&mut rest).map_err(|error| DecodeError::new(error.to_string()))? {
        Some(message) if is_initial_response(&message) => Ok((message.payload, rest.freeze().into())),
        _ => Ok((Bytes::new(), body.into())),
    }
}

/// Whether a message holds the other members of an output.
pub(crate) fn is_initial_response(message: &Message) -> bool {
    message.text(":event-type") == Some(INITIAL_RESPONSE)
}

fn start(event_type: &'static str) -> Message {
    Message::default().with_header(":message-type", "event").with_header(":event-type", event_type)
}

/// Whether the payload holds a document of members, and not a member by itself.
fn has_document(schema: &Schema) -> bool {
    let mut members = schema.members.iter();
    !members.clone().any(|member| member.has(EVENT_PAYLOAD))
        && members.any(|member| member.location == Location::Body)
}

struct EventWriter {
    format: Format,
    message: Message,
    /// Whether the value that comes next is a member of the event, and so a header.
    is_inside: bool,
    error: Option<EncodeError>,
}

impl EventWriter {
    fn fail(&mut self, error: EncodeError) {
        self.error.get_or_insert(error);
    }

    fn no_header(&mut self, member: &'static Member) {
        self.fail(EncodeError::new(member.name, "is of a type that the header of an event cannot hold"));
    }

    fn header(&mut self, member: &'static Member, value: impl Into<HeaderValue>) {
        if self.is_inside {
            self.message = std::mem::take(&mut self.message).with_header(member.wire, value);
        } else {
            self.fail(EncodeError::new(member.name, "is an event, and so must be a structure"));
        }
    }

    fn payload(&mut self, content: Bytes, content_type: &'static str) {
        self.message.payload = content;
        self.message = std::mem::take(&mut self.message).with_header(":content-type", content_type);
    }

    fn write_payload(&mut self, member: &'static Member, value: &dyn crate::Value) {
        match payload::write(self.format, member, value) {
            Ok(payload) => match payload.body.as_bytes() {
                Some(content) => self.payload(content.clone(), payload.content_type),
                None => self.fail(EncodeError::new(member.name, "is a stream, which an event cannot hold")),
            },
            Err(error) => self.fail(error),
        }
    }
}

impl FieldEncoder for EventWriter {
    fn structure(&mut self, member: &'static Member, value: &dyn Shape) {
        if self.is_inside {
            return self.no_header(member);
        }
        self.is_inside = true;
        let schema = value.schema();
        for (index, member) in schema.members.iter().enumerate() {
            let value = value.member(index);
            if !value.is_set() {
                continue;
            }
            if member.location == Location::Header {
                value.encode(member, self);
            } else if member.has(EVENT_PAYLOAD) {
                self.write_payload(member, value);
            }
        }
        if has_document(schema) {
            match self.format.write(|out| out.structure(member, value)) {
                Ok(content) => self.payload(content.into(), self.format.content_type()),
                Err(error) => self.fail(error),
            }
        }
        self.is_inside = false;
    }

    fn union(&mut self, member: &'static Member, _: &dyn Union) {
        self.no_header(member);
    }

    fn list(&mut self, member: &'static Member, _: &dyn List) {
        self.no_header(member);
    }

    fn map(&mut self, member: &'static Member, _: &dyn Map) {
        self.no_header(member);
    }

    fn string(&mut self, member: &'static Member, value: &str) {
        self.header(member, value);
    }

    fn boolean(&mut self, member: &'static Member, value: bool) {
        self.header(member, value);
    }

    fn integer(&mut self, member: &'static Member, value: i32) {
        self.header(member, value);
    }

    fn long(&mut self, member: &'static Member, value: i64) {
        self.header(member, value);
    }

    fn float(&mut self, member: &'static Member, _: f32) {
        self.no_header(member);
    }

    fn double(&mut self, member: &'static Member, _: f64) {
        self.no_header(member);
    }

    fn blob(&mut self, member: &'static Member, value: &Bytes) {
        self.header(member, value.clone());
    }

    fn timestamp(&mut self, member: &'static Member, value: Timestamp) {
        self.header(member, value);
    }

    fn document(&mut self, member: &'static Member, _: &Document) {
        self.no_header(member);
    }
}

/// Reads a message into `event`. Members of an error that cannot be read stay unset: the code says already which error
/// it is.
///
/// # Errors
/// When the message is not what the model says.
pub(crate) fn decode(
    format: Format,
    message: &Message,
    event: &mut dyn Union,
) -> Result<Received, DecodeError> {
    let header = |name: &str| {
        message.text(name).ok_or_else(|| DecodeError::expected(&format!("a header {name}"), "none"))
    };
    match header(":message-type")? {
        "event" => match header(":event-type")? {
            INITIAL_RESPONSE => Ok(Received::InitialResponse),
            kind => match find(event, kind) {
                Some((index, member)) => {
                    let value = event.variant_mut(index);
                    let read = value.decode(member, &mut EventReader { format, message, header: None });
                    read.map(|()| Received::Event).map_err(|error| error.in_member(member.name))
                }
                None => {
                    event.set_unknown(kind);
                    Ok(Received::Event)
                }
            },
        },
        "exception" => {
            let code = header(":exception-type")?;
            let known = find(event, code);
            if let Some((index, member)) = known {
                let value = event.variant_mut(index);
                let _ = value.decode(member, &mut EventReader { format, message, header: None });
            }
            Ok(Received::Error {
                code: code.to_owned(),
                message: error::message(format, &message.payload),
                is_modelled: known.is_some(),
            })
        }
        "error" => Ok(Received::Error {
            code: header(":error-code")?.to_owned(),
            message: message.text(":error-message").unwrap_or_default().to_owned(),
            is_modelled: false,
        }),
        other => Err(DecodeError::expected("an event, exception or error", other)),
    }
}

fn find(event: &dyn Union, name: &str) -> Option<(usize, &'static Member)> {
    event.schema().members.iter().enumerate().find(|(_, member)| member.wire == name)
}

struct EventReader<'a> {
    format: Format,
    message: &'a Message,
    /// The header whose member is being read.
    header: Option<&'a HeaderValue>,
}

impl EventReader<'_> {
    fn mismatch<T>(&self, expected: &str) -> Result<T, DecodeError> {
        let found = match self.header {
            None => "an event",
            Some(HeaderValue::Boolean(_)) => "a boolean",
            Some(HeaderValue::Byte(_) | HeaderValue::Short(_)) => "a number",
            Some(HeaderValue::Integer(_) | HeaderValue::Long(_)) => "a number",
            Some(HeaderValue::Bytes(_)) => "bytes",
            Some(HeaderValue::String(_)) => "a string",
            Some(HeaderValue::Timestamp(_)) => "a timestamp",
            Some(HeaderValue::Uuid(_)) => "a UUID",
        };
        Err(DecodeError::expected(expected, found))
    }
}

impl FieldDecoder for EventReader<'_> {
    fn structure(&mut self, _: &'static Member, value: &mut dyn Shape) -> Result<(), DecodeError> {
        if self.header.is_some() {
            return self.mismatch("a structure");
        }
        let schema = value.schema();
        let payload = &self.message.payload;
        for (index, member) in schema.members.iter().enumerate() {
            if member.location == Location::Header {
                let Some(header) = self.message.header(member.wire) else { continue };
                let mut reader = EventReader { header: Some(header), ..*self };
                let read = value.member_mut(index).decode(member, &mut reader);
                read.map_err(|error| error.in_member(member.name))?;
            } else if member.has(EVENT_PAYLOAD) && !payload.is_empty() {
                payload::read(self.format, member, value.member_mut(index), payload)?;
            }
        }
        if has_document(schema) && !payload.is_empty() {
            self.format.read(payload, |from| from.structure(&ROOT, value))?;
        }
        Ok(())
    }

    fn union(&mut self, _: &'static Member, _: &mut dyn Union) -> Result<(), DecodeError> {
        self.mismatch("a union")
    }

    fn list(&mut self, _: &'static Member, _: &mut dyn List) -> Result<(), DecodeError> {
        self.mismatch("a list")
    }

    fn map(&mut self, _: &'static Member, _: &mut dyn Map) -> Result<(), DecodeError> {
        self.mismatch("a map")
    }

    fn string(&mut self, _: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        match self.header {
            Some(HeaderValue::String(value)) => Ok(Cow::Borrowed(value)),
            _ => self.mismatch("a string"),
        }
    }

    fn boolean(&mut self, _: &'static Member) -> Result<bool, DecodeError> {
        match self.header {
            Some(HeaderValue::Boolean(value)) => Ok(*value),
            _ => self.mismatch("a boolean"),
        }
    }

    fn integer(&mut self, member: &'static Member) -> Result<i32, DecodeError> {
        self.long(member)?.try_into().map_err(|_| DecodeError::new("number out of range"))
    }

    fn long(&mut self, _: &'static Member) -> Result<i64, DecodeError> {
        match self.header {
            Some(HeaderValue::Byte(value)) => Ok((*value).into()),
            Some(HeaderValue::Short(value)) => Ok((*value).into()),
            Some(HeaderValue::Integer(value)) => Ok((*value).into()),
            Some(HeaderValue::Long(value)) => Ok(*value),
            _ => self.mismatch("a whole number"),
        }
    }

    fn float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        self.mismatch("a number with a fraction")
    }

    fn double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        self.mismatch("a number with a fraction")
    }

    fn blob(&mut self, _: &'static Member) -> Result<Bytes, DecodeError> {
        match self.header {
            Some(HeaderValue::Bytes(value)) => Ok(value.clone()),
            _ => self.mismatch("bytes"),
        }
    }

    fn timestamp(&mut self, _: &'static Member) -> Result<Timestamp, DecodeError> {
        match self.header {
            Some(HeaderValue::Timestamp(value)) => Ok(*value),
            _ => self.mismatch("a timestamp"),
        }
    }

    fn document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        self.mismatch("a document")
    }
}
