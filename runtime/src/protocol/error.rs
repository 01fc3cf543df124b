//! What a service says when it refuses: code, message and members of an error, wherever a protocol puts them.

mod envelope;

use crate::document::Document;
use crate::failure::{RawResponse, ServiceError};
use crate::operation::OperationMeta;
use crate::schema::ROOT;
use crate::value::Shape;

use super::format::Format;
use super::{Protocol, rest, rpc};

/// Code, message and request id. A header is believed before the body, which may come from a proxy.
pub(super) fn read(protocol: Protocol, meta: &'static OperationMeta, response: RawResponse) -> ServiceError {
    let header = |name| response.headers.get(name).and_then(|value| value.to_str().ok());
    let query_code = header("x-amzn-query-error").and_then(|error| error.split(';').next());
    let header_code = header("x-amzn-errortype").map(bare_code);
    let body = BodyFacts::read(protocol.format(), &response.body);
    let code = query_code.filter(|_| meta.service.query_compatible).or(header_code);
    let code = code.filter(|code| !code.is_empty()).map_or(body.code, str::to_owned);
    ServiceError { code, message: body.message, request_id: body.request_id, protocol, response }
}

/// The name in `aws.service#NameOfError:http://internal.amazon.com/`.
fn bare_code(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or_default();
    code.rsplit('#').next().unwrap_or_default().trim_ascii()
}

/// The message for people in the body of an error.
pub(super) fn message(format: Format, body: &[u8]) -> String {
    BodyFacts::read(format, body).message
}

/// What a body says about any error. Empty where it says nothing.
#[derive(Default)]
struct BodyFacts {
    code: String,
    message: String,
    request_id: Option<String>,
}

impl BodyFacts {
    fn read(format: Format, body: &[u8]) -> Self {
        match format {
            Format::Xml => Self::from_xml(body),
            Format::Json | Format::Cbor => Self::from_document(format, body),
        }
    }

    /// Takes the body as data without a schema, so that a member of another type, such as a numeric `code`, is no
    /// reason to miss the others.
    fn from_document(format: Format, body: &[u8]) -> Self {
        let Ok(Document::Map(members)) = format.read(body, |from| from.document(&ROOT)) else {
            return Self::default();
        };
        let first = |names: &[&str]| {
            names.iter().find_map(|name| match members.get(*name)? {
                Document::String(text) if !text.is_empty() => Some(text.clone()),
                _ => None,
            })
        };
        Self {
            code: first(&["__type", "code", "Code"])
                .map_or_else(String::new, |code| bare_code(&code).to_owned()),
            message: first(&["message", "Message", "errorMessage", "error_description"]).unwrap_or_default(),
            request_id: None,
        }
    }

    fn from_xml(body: &[u8]) -> Self {
        let mut facts = XmlFacts::default();
        // What was read before something made no sense counts all the same.
        let request_id = envelope::read(body, &mut facts).ok().flatten();
        Self {
            code: facts.code.unwrap_or_default(),
            message: facts.message.or(facts.small_message).unwrap_or_default(),
            request_id,
        }
    }
}

/// What every XML error may hold.
struct XmlFacts {
    code: Option<String>,
    message: Option<String>,
    small_message: Option<String>,
}

crate::structure! {
    XmlFacts + Default {
        code @ 0 => row("Code", NONE),
        message @ 1 => row("Message", NONE),
        small_message @ 2 => row("message", NONE),
    }
}

/// Fills the members of `error`, as far as they can be read.
pub(super) fn decode(protocol: Protocol, response: &RawResponse, error: &mut dyn Shape) {
    // What went wrong is known already from the code, and there is nobody to tell what cannot be read: so each part is
    // read for itself, and the results are dropped.
    let format = protocol.format();
    let body = &response.body;
    if matches!(protocol, Protocol::RestJson | Protocol::RestXml) {
        let _ = rest::decode_head(response, error);
    }
    let _ = match (format, protocol) {
        (Format::Xml, _) => envelope::read(body, error).map(drop),
        (_, Protocol::RestJson) => rest::decode_body(format, body, error),
        _ => rpc::decode(format, body, error),
    };
}
