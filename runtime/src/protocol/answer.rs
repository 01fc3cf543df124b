//! The service's side of a protocol: outputs and errors as it would send them. With the feature `recording`.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::format::Format;
use super::{Protocol, payload, rest};
use crate::body::Body;
use crate::codec::EncodeError;
use crate::event_stream;
use crate::failure::ServiceError;
use crate::operation::OperationMeta;
use crate::schema::{ROOT, STREAMING, STRUCTURE_PAYLOAD, Schema, XML_ROOT};
use crate::value::Shape;

/// Headers and body of a response, as [`decode`](super::decode) reads them.
///
/// # Errors
/// The first value that cannot be written.
pub(crate) fn write(
    protocol: Protocol,
    meta: &'static OperationMeta,
    output: &dyn Shape,
) -> Result<(HeaderMap, Vec<u8>), EncodeError> {
    let format = protocol.format();
    match protocol {
        Protocol::RestJson | Protocol::RestXml => write_rest(format, output),
        Protocol::Query => {
            let result = inner(format, &format.write(|out| out.structure(&ROOT, output))?);
            let name = meta.name;
            let wrapper = match meta.result_wrapper {
                "" => format!("{name}Result"),
                wrapper => wrapper.to_owned(),
            };
            let start = format!("<{name}Response><{wrapper}>").into_bytes();
            let end = format!("</{wrapper}></{name}Response>").into_bytes();
            Ok((HeaderMap::new(), [start, result, end].concat()))
        }
        Protocol::Json10 | Protocol::Json11 | Protocol::Ec2 | Protocol::Cbor => {
            Ok((HeaderMap::new(), format.write(|out| out.structure(&ROOT, output))?))
        }
    }
}

fn write_rest(format: Format, output: &dyn Shape) -> Result<(HeaderMap, Vec<u8>), EncodeError> {
    let headers = rest::encode_headers(output)?;
    let members = output.schema().members.iter();
    if let Some((index, member)) = members.enumerate().find(|(_, member)| member.has(XML_ROOT)) {
        let value = output.member(index);
        let body = if value.is_set() { format.write(|out| value.encode(member, out))? } else { Vec::new() };
        return Ok((headers, body));
    }
    let body = rest::encode_body(format, output)?.map(|payload| payload.body).unwrap_or_default();
    Ok((headers, body.as_bytes().map(|bytes| bytes.to_vec()).unwrap_or_default()))
}

/// Headers and body of an error, as [`service_error`](super::service_error) and [`decode_error`](super::decode_error) read
/// them; `members` are those of a modelled one.
///
/// # Errors
/// The first value that cannot be written.
pub(crate) fn write_error(
    error: &ServiceError,
    message: &str,
    members: Option<&dyn Shape>,
) -> Result<(HeaderMap, Vec<u8>), EncodeError> {
    let (protocol, format) = (error.protocol, error.protocol.format());
    let mut headers = match members {
        Some(members) if protocol.is_rest() => rest::encode_headers(members)?,
        _ => HeaderMap::new(),
    };
    let is_xml = format == Format::Xml;
    if !is_xml
        && !error.code.is_empty()
        && let Ok(code) = HeaderValue::try_from(&error.code)
    {
        headers.insert(HeaderName::from_static("x-amzn-errortype"), code);
    }
    let says_it = members.is_some_and(|members| {
        let mut all = members.schema().members.iter().enumerate();
        all.any(|(index, member)| MESSAGES.contains(&member.wire) && members.member(index).is_set())
    });
    let facts = Facts {
        code: Some(error.code.clone()).filter(|code| is_xml && !code.is_empty()),
        message: Some(message.to_owned()).filter(|message| !says_it && !message.is_empty()),
    };
    if members.is_none() && facts.code.is_none() && facts.message.is_none() {
        return Ok((headers, Vec::new()));
    }
    let mut parts = vec![inner(format, &format.write(|out| out.structure(&ROOT, &facts))?)];
    if let Some(members) = members {
        parts.push(inner(format, &format.write(|out| out.structure(&ROOT, members))?));
    }
    parts.retain(|part| !part.is_empty());
    let (start, separator, end): (&[u8], &[u8], &[u8]) = match format {
        Format::Json => (b"{", b",", b"}"),
        Format::Cbor => (b"\xbf", b"", b"\xff"),
        Format::Xml => (b"<ErrorResponse><Error>", b"", b"</Error>"),
    };
    let mut body = [start, &parts.join(separator), end].concat();
    if is_xml {
        if let Some(id) = &error.request_id {
            let envelope = format.write(|out| out.structure(&ROOT, &Envelope { id: Some(id.clone()) }))?;
            body.extend(inner(format, &envelope));
        }
        body.extend_from_slice(b"</ErrorResponse>");
    }
    Ok((headers, body))
}

/// What a structure consists of, as the format's encoder writes it, without its ends: to be put into another.
fn inner(format: Format, structure: &[u8]) -> Vec<u8> {
    let inner = match format {
        Format::Json | Format::Cbor => structure.get(1..structure.len().saturating_sub(1)),
        Format::Xml => {
            let start = structure.iter().position(|byte| *byte == b'>').map(|at| at + 1);
            let end = structure.iter().rposition(|byte| *byte == b'<');
            start.zip(end).and_then(|(start, end)| structure.get(start..end))
        }
    };
    inner.unwrap_or_default().to_vec()
}

/// Where a message for people is looked for.
const MESSAGES: [&str; 4] = ["message", "Message", "errorMessage", "error_description"];

/// What every error says.
struct Facts {
    code: Option<String>,
    message: Option<String>,
}

crate::structure! {
    Facts {
        code @ 0 => row("Code", NONE),
        message @ 1 => row("Message", NONE),
    }
}

/// What stands beside an error in XML.
struct Envelope {
    id: Option<String>,
}

crate::structure! {
    Envelope {
        id @ 0 => row("RequestId", NONE),
    }
}

/// Whether the body is a document in the protocol's format, and not one member as it is.
pub(crate) fn has_document(schema: &Schema) -> bool {
    schema.payload().is_none_or(|(_, member)| member.has(STRUCTURE_PAYLOAD))
}

/// Whether `output`, which is empty and of no use afterwards, is read from a stream of events.
pub(crate) fn brings_events(output: &mut dyn Shape) -> bool {
    let payload = output.schema().payload().filter(|(_, member)| member.has(STREAMING));
    let Some((index, member)) = payload else { return false };
    // What the payload is, is known to its type alone, and only a value says it.
    let received = payload::receive(Format::Json, member, output.member_mut(index), Body::default());
    let written =
        received.ok().and_then(|()| payload::write(Format::Json, member, output.member(index)).ok());
    written.is_some_and(|payload| payload.content_type == event_stream::CONTENT_TYPE)
}
