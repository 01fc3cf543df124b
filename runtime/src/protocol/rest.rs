//! `rest-json` and `rest-xml`: each member of the input or output at its own place in the HTTP message.
//!
//! The body holds the members without a place of their own. Without such members there is no body, and no
//! `Content-Type` either. A member that is the payload is the whole body: see [`payload`].

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;

use super::format::Format;
use super::payload::{self, Payload};
use super::{EncodedRequest, USUAL_HEADERS, header, method, path, query_string};
use crate::codec::{DecodeError, EncodeError};
use crate::failure::RawResponse;
use crate::operation::OperationMeta;
use crate::schema::{Location, Member, ROOT, STRUCTURE_PAYLOAD, XML_ROOT};
use crate::value::Shape;

/// Writes `input` to path, query, headers and a body in `format`.
pub(super) fn encode(
    format: Format,
    meta: &'static OperationMeta,
    input: &dyn Shape,
) -> Result<EncodedRequest, EncodeError> {
    let (path, constants) = meta.uri.split_once('?').unwrap_or((meta.uri, ""));
    let mut path_and_query = path::expand(path, input)?;
    query_string::append(&mut path_and_query, constants, input)?;
    let mut headers = encode_headers(input)?;
    let payload = encode_body(format, input)?;
    // What the caller set as the content type of a payload is right.
    if let Some(payload) = &payload {
        headers.entry(CONTENT_TYPE).or_insert(http::HeaderValue::from_static(payload.content_type));
    }
    let body = payload.map(|payload| payload.body).unwrap_or_default();
    Ok(EncodedRequest { method: method(meta)?, path_and_query, headers, body, host_prefix: String::new() })
}

/// The members that stand in headers.
pub(super) fn encode_headers(input: &dyn Shape) -> Result<HeaderMap, EncodeError> {
    let mut headers = HeaderMap::with_capacity(USUAL_HEADERS);
    // A member of its own wins over an entry of a map, so it is written after it.
    for (location, write) in
        [(Location::Headers, header::write_prefixed as header::Write), (Location::Header, header::write)]
    {
        for (index, member) in input.schema().members.iter().enumerate() {
            if member.location != location {
                continue;
            }
            let value = input.member(index);
            if value.is_set() {
                write(&mut headers, member, value)?;
            }
        }
    }
    Ok(headers)
}

/// The body, unless there is none, or an empty one.
pub(super) fn encode_body(format: Format, input: &dyn Shape) -> Result<Option<Payload>, EncodeError> {
    let schema = input.schema();
    if let Some((index, member)) = schema.payload() {
        let value = input.member(index);
        let payload = if value.is_set() {
            payload::write(format, member, value)?
        } else if format == Format::Json && member.has(STRUCTURE_PAYLOAD) {
            Payload { body: "{}".into(), content_type: format.content_type() }
        } else {
            return Ok(None);
        };
        return Ok(
            Some(payload).filter(|payload| payload.body.as_bytes().is_none_or(|bytes| !bytes.is_empty()))
        );
    }
    if !schema.members.iter().any(in_body) {
        return Ok(None);
    }
    let body = format.write(|out| out.structure(&ROOT, input))?;
    Ok(Some(Payload { body: body.into(), content_type: format.content_type() }))
}

fn in_body(member: &Member) -> bool {
    member.location == Location::Body
}

/// Fills `output` from status, headers and body.
pub(super) fn decode(
    format: Format,
    response: &RawResponse,
    output: &mut dyn Shape,
) -> Result<(), DecodeError> {
    decode_head(response, output)?;
    decode_body(format, &response.body, output)
}

/// Fills the members that stand in status and headers, as many as can be read.
///
/// # Errors
/// The first member that cannot be read.
pub(super) fn decode_head(response: &RawResponse, output: &mut dyn Shape) -> Result<(), DecodeError> {
    let mut result = Ok(());
    for (index, member) in output.schema().members.iter().enumerate() {
        let read = match member.location {
            Location::Header | Location::Headers => {
                header::read(&response.headers, member, output.member_mut(index))
            }
            Location::StatusCode => {
                header::read_text(response.status.as_str(), member, output.member_mut(index))
            }
            Location::Body | Location::Payload | Location::Query | Location::Uri => continue,
        };
        result = result.and(read);
    }
    result
}

/// Fills the members that stand in the body. An empty one leaves them unset.
pub(super) fn decode_body(format: Format, body: &Bytes, output: &mut dyn Shape) -> Result<(), DecodeError> {
    let schema = output.schema();
    if let Some((index, member)) = schema.payload() {
        return match body.is_empty() {
            true => Ok(()),
            false => payload::read(format, member, output.member_mut(index), body),
        };
    }
    // A body that is not modelled may be anything.
    if body.trim_ascii().is_empty() || !schema.members.iter().any(in_body) {
        return Ok(());
    }
    if let Some(index) = schema.members.iter().position(|member| member.has(XML_ROOT)) {
        return decode_root(format, body, index, output);
    }
    format.read(body, |from| from.structure(&ROOT, output))
}

/// Fills the one member that the root element is. An empty element is none.
fn decode_root(format: Format, body: &[u8], index: usize, output: &mut dyn Shape) -> Result<(), DecodeError> {
    if format.read(body, |from| from.string(&ROOT).map(|text| text.is_empty()))? {
        return Ok(());
    }
    format.read(body, |from| output.member_mut(index).decode(&ROOT, from))
}
