//! A member that is the whole body: a string or blob as it is, anything else in the format of the protocol.

use std::borrow::Cow;

use bytes::Bytes;

use super::format::Format;
use crate::body::Body;
use crate::codec::{DecodeError, EncodeError};
use crate::document::Document;
use crate::event_stream::{CONTENT_TYPE, IncomingEvents, OutgoingEvents};
use crate::field::{FieldDecoder, FieldEncoder};
use crate::schema::{Member, REQUIRES_LENGTH};
use crate::stream::{ByteStream, StreamError};
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union, Value};

/// A body, and its media type.
#[derive(Debug)]
pub(super) struct Payload {
    pub(super) body: Body,
    pub(super) content_type: &'static str,
}

/// Writes the set `value` of the payload `member`.
///
/// # Errors
/// What the codec reports.
pub(super) fn write(
    format: Format,
    member: &'static Member,
    value: &dyn Value,
) -> Result<Payload, EncodeError> {
    let mut writer = PayloadWriter { format, result: None };
    value.encode(member, &mut writer);
    match writer.result {
        Some(result) => result,
        None => Err(EncodeError::new(member.name, "is the body, so it must have a value")),
    }
}

/// Reads the value of the payload `member` from `body`, which is not empty.
///
/// # Errors
/// What the codec reports, or that a string is not UTF-8.
pub(super) fn read(
    format: Format,
    member: &'static Member,
    value: &mut dyn Value,
    body: &Bytes,
) -> Result<(), DecodeError> {
    let mut from = PayloadReader { format, body, stream: None };
    value.decode(member, &mut from).map_err(|error| error.in_member(member.name))
}

/// Gives the value of the payload `member`, which has the trait `streaming`, the body that it is to read from.
///
/// # Errors
/// When the value is of a type that does not stream.
pub(super) fn receive(
    format: Format,
    member: &'static Member,
    value: &mut dyn Value,
    stream: Body,
) -> Result<(), DecodeError> {
    let mut from = PayloadReader { format, body: &Bytes::new(), stream: Some(stream) };
    let read = value.decode(member, &mut from);
    let read = match from.stream {
        None => read,
        Some(_) => Err(DecodeError::new("the body is a stream, but the member is none")),
    };
    read.map_err(|error| error.in_member(member.name))
}

/// The media type of what may be anything.
const OCTETS: &str = "application/octet-stream";

struct PayloadWriter {
    format: Format,
    result: Option<Result<Payload, EncodeError>>,
}

impl PayloadWriter {
    fn raw(&mut self, body: impl Into<Body>, content_type: &'static str) {
        self.result = Some(Ok(Payload { body: body.into(), content_type }));
    }

    /// A body that there may be once.
    fn taken(
        &mut self,
        member: &'static Member,
        body: Result<Body, StreamError>,
        content_type: &'static str,
    ) {
        match body {
            Ok(body) => self.raw(body, content_type),
            Err(_) => {
                let problem = "is a stream that has been read already, and can be read once";
                self.result = Some(Err(EncodeError::new(member.name, problem)));
            }
        }
    }

    fn formatted(&mut self, write: impl FnOnce(&mut dyn FieldEncoder)) {
        let content_type = self.format.content_type();
        let body = self.format.write(write);
        self.result = Some(body.map(|body| Payload { body: body.into(), content_type }));
    }
}

impl FieldEncoder for PayloadWriter {
    fn structure(&mut self, member: &'static Member, value: &dyn Shape) {
        self.formatted(|out| out.structure(member, value));
    }

    fn union(&mut self, member: &'static Member, value: &dyn Union) {
        self.formatted(|out| out.union(member, value));
    }

    fn list(&mut self, member: &'static Member, value: &dyn List) {
        self.formatted(|out| out.list(member, value));
    }

    fn map(&mut self, member: &'static Member, value: &dyn Map) {
        self.formatted(|out| out.map(member, value));
    }

    fn string(&mut self, _: &'static Member, value: &str) {
        self.raw(Bytes::copy_from_slice(value.as_bytes()), "text/plain");
    }

    fn boolean(&mut self, member: &'static Member, value: bool) {
        self.formatted(|out| out.boolean(member, value));
    }

    fn integer(&mut self, member: &'static Member, value: i32) {
        self.formatted(|out| out.integer(member, value));
    }

    fn long(&mut self, member: &'static Member, value: i64) {
        self.formatted(|out| out.long(member, value));
    }

    fn float(&mut self, member: &'static Member, value: f32) {
        self.formatted(|out| out.float(member, value));
    }

    fn double(&mut self, member: &'static Member, value: f64) {
        self.formatted(|out| out.double(member, value));
    }

    fn blob(&mut self, _: &'static Member, value: &Bytes) {
        self.raw(value.clone(), OCTETS);
    }

    fn stream(&mut self, member: &'static Member, value: &ByteStream) {
        if member.has(REQUIRES_LENGTH) && value.length().is_none() {
            let problem = "is a stream whose length must be known: say it with `ByteStream::with_length`";
            self.result = Some(Err(EncodeError::new(member.name, problem)));
            return;
        }
        self.taken(member, value.to_body(), OCTETS);
    }

    fn events(&mut self, member: &'static Member, value: &dyn OutgoingEvents) {
        self.taken(member, value.to_body(self.format), CONTENT_TYPE);
    }

    fn timestamp(&mut self, member: &'static Member, value: Timestamp) {
        self.formatted(|out| out.timestamp(member, value));
    }

    fn document(&mut self, member: &'static Member, value: &Document) {
        self.formatted(|out| out.document(member, value));
    }
}

struct PayloadReader<'a> {
    format: Format,
    body: &'a Bytes,
    /// What is read by whoever made the call, instead of `body`.
    stream: Option<Body>,
}

impl PayloadReader<'_> {
    fn body(&mut self) -> Body {
        self.stream.take().unwrap_or_else(|| self.body.clone().into())
    }
}

impl FieldDecoder for PayloadReader<'_> {
    fn structure(&mut self, member: &'static Member, value: &mut dyn Shape) -> Result<(), DecodeError> {
        self.format.read(self.body, |from| from.structure(member, value))
    }

    fn union(&mut self, member: &'static Member, value: &mut dyn Union) -> Result<(), DecodeError> {
        self.format.read(self.body, |from| from.union(member, value))
    }

    fn list(&mut self, member: &'static Member, value: &mut dyn List) -> Result<(), DecodeError> {
        self.format.read(self.body, |from| from.list(member, value))
    }

    fn map(&mut self, member: &'static Member, value: &mut dyn Map) -> Result<(), DecodeError> {
        self.format.read(self.body, |from| from.map(member, value))
    }

    fn string(&mut self, _: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        let text = std::str::from_utf8(self.body);
        text.map(Cow::Borrowed)
            .map_err(|error| DecodeError::new("the text is not UTF-8").at_offset(error.valid_up_to()))
    }

    fn boolean(&mut self, member: &'static Member) -> Result<bool, DecodeError> {
        self.format.read(self.body, |from| from.boolean(member))
    }

    fn integer(&mut self, member: &'static Member) -> Result<i32, DecodeError> {
        self.format.read(self.body, |from| from.integer(member))
    }

    fn long(&mut self, member: &'static Member) -> Result<i64, DecodeError> {
        self.format.read(self.body, |from| from.long(member))
    }

    fn float(&mut self, member: &'static Member) -> Result<f32, DecodeError> {
        self.format.read(self.body, |from| from.float(member))
    }

    fn double(&mut self, member: &'static Member) -> Result<f64, DecodeError> {
        self.format.read(self.body, |from| from.double(member))
    }

    fn blob(&mut self, _: &'static Member) -> Result<Bytes, DecodeError> {
        Ok(self.body.clone())
    }

    fn stream(&mut self, _: &'static Member) -> Result<ByteStream, DecodeError> {
        Ok(self.body().into())
    }

    fn events(&mut self, _: &'static Member) -> Result<IncomingEvents, DecodeError> {
        Ok(IncomingEvents { body: self.body(), format: self.format })
    }

    fn timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError> {
        self.format.read(self.body, |from| from.timestamp(member))
    }

    fn document(&mut self, member: &'static Member) -> Result<Document, DecodeError> {
        self.format.read(self.body, |from| from.document(member))
    }
}
