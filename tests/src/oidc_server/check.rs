//! Whether a request is one that the service accepts.

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::Endpoint;

/// The members of a request.
pub(super) type Members = Map<String, Value>;

/// A member of a request.
struct Member {
    name: &'static str,
    kind: Kind,
    required: bool,
}

enum Kind {
    Text,
    ListOfText,
}

const fn required(name: &'static str) -> Member {
    Member { name, kind: Kind::Text, required: true }
}

const fn optional(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, required: false }
}

const REGISTER: &[Member] =
    &[required("clientName"), required("clientType"), optional("scopes", Kind::ListOfText)];

const START: &[Member] = &[required("clientId"), required("clientSecret"), required("startUrl")];

const TOKEN: &[Member] = &[
    required("clientId"),
    required("clientSecret"),
    required("grantType"),
    required("deviceCode"),
    optional("code", Kind::Text),
    optional("refreshToken", Kind::Text),
    optional("scope", Kind::ListOfText),
    optional("redirectUri", Kind::Text),
];

/// The members of a request, or what is wrong with it.
pub(super) fn members(endpoint: Endpoint, headers: &HeaderMap, body: &[u8]) -> Result<Members, String> {
    let content_type = headers.get(CONTENT_TYPE).map(|value| value.as_bytes());
    if content_type != Some(b"application/json") {
        return Err("the Content-Type is not application/json".into());
    }
    let members: Members =
        serde_json::from_slice(body).map_err(|error| format!("the body is no JSON object: {error}"))?;
    let known = match endpoint {
        Endpoint::Register => REGISTER,
        Endpoint::Start => START,
        Endpoint::Token => TOKEN,
    };
    for Member { name, kind, required } in known {
        match (members.get(*name), kind) {
            (None, _) if *required => return Err(format!("{name} is missing")),
            (None, _) | (Some(Value::String(_)), Kind::Text) => {}
            (Some(Value::Array(items)), Kind::ListOfText) if items.iter().all(Value::is_string) => {}
            (Some(_), Kind::Text) => return Err(format!("{name} is no string")),
            (Some(_), Kind::ListOfText) => return Err(format!("{name} is no list of strings")),
        }
    }
    match members.keys().find(|name| known.iter().all(|member| member.name != name.as_str())) {
        Some(unknown) => Err(format!("{unknown} is unknown")),
        None => Ok(members),
    }
}

/// The text of a member, empty where it is missing.
pub(super) fn text<'a>(members: &'a Members, name: &str) -> &'a str {
    members.get(name).and_then(Value::as_str).unwrap_or_default()
}
