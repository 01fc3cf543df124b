//! What of a call may be written down: it goes with the call's requests, as an extension, to whoever records or replays.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::content::Content;
use super::{Exchange, RecordedRequest, RecordedResponse, lock};
use crate::body::Body;
use crate::codec::EncodeError;
use crate::codec::json::JsonEncoder;
use crate::endpoint::{Destination, Parameter, Parameters};
use crate::failure::{Failure, RawResponse, ServiceError};
use crate::field::FieldEncoder;
use crate::operation::{Operation, OperationMeta};
use crate::protocol::{self, EncodedRequest, Protocol};
use crate::redact::{Redacted, Veil};
use crate::schema::ROOT;
use crate::value::{Shape, Value};

/// The headers of a response that matter whatever the operation: its id, and when to try again.
const KEPT_HEADERS: [&str; 5] =
    ["x-amzn-requestid", "x-amz-request-id", "x-amz-id-2", "retry-after", "x-amz-retry-after"];

/// That calls are written down, and what is hidden then besides secrets.
#[derive(Clone, Debug)]
pub(crate) struct Taping(Arc<[String]>);

impl Taping {
    pub(super) fn hiding(names: &[String]) -> Self {
        Self(names.into())
    }
}

/// The types of an operation, for code that knows none.
#[derive(Clone, Copy)]
pub(crate) struct Types {
    /// An output to be read into.
    output: fn() -> Box<dyn Shape>,
    /// Reads the members of an error, of which its [listener](crate::failure::Listener) is told.
    error: fn(Failure),
}

impl Types {
    pub(crate) fn of<I: Operation>() -> Self {
        Self { output: || Box::new(I::Output::zero()), error: |failure| drop(I::Error::from(failure)) }
    }
}

/// A call as it may be written down.
#[derive(Clone)]
pub(crate) struct Tape(Arc<Inner>);

struct Inner {
    meta: &'static OperationMeta,
    protocol: Protocol,
    taping: Taping,
    types: Types,
    request: Result<RecordedRequest, String>,
    /// What is hidden in the request.
    secrets: Vec<String>,
}

impl Tape {
    /// A call of an operation in some protocol at some place.
    pub(crate) fn new(
        taping: &Taping,
        (meta, protocol, endpoint): (&'static OperationMeta, Protocol, &Destination),
        input: &dyn Shape,
        parameters: &dyn Parameters,
        types: Types,
    ) -> Self {
        let secrets = secrets(&taping.0, &[], input);
        let veil = Veil::new(&taping.0, &secrets);
        let request = request(meta, protocol, endpoint, &Redacted::new(input, &veil));
        // The endpoint is that of the input as it is.
        let request = match is_in(parameters, &veil.into_found()) {
            true => Err("a secret of the input is part of the endpoint".to_owned()),
            false => request.and_then(|request| recorded(request, protocol::has_document(input.schema()))),
        };
        let taping = taping.clone();
        Self(Arc::new(Inner { meta, protocol, taping, types, request, secrets }))
    }

    /// Service and operation.
    pub(super) fn operation(&self) -> String {
        format!("{}.{}", self.0.meta.service.id, self.0.meta.name)
    }

    /// The request.
    ///
    /// # Errors
    /// Why it cannot be written down.
    pub(super) fn request(&self) -> Result<&RecordedRequest, String> {
        self.0.request.as_ref().map_err(|problem| self.complaint(problem))
    }

    /// Why the exchange cannot be recorded whatever the answer.
    pub(super) fn problem(&self) -> Option<String> {
        let brings_events = protocol::brings_events(&mut *(self.0.types.output)());
        let problem = match &self.0.request {
            _ if brings_events => "it answers with a stream of events",
            Err(problem) => problem,
            Ok(_) => return None,
        };
        Some(self.complaint(problem))
    }

    /// The request with the response to it.
    ///
    /// # Errors
    /// Why that cannot be written down.
    pub(super) fn exchange(&self, response: RawResponse) -> Result<Exchange, String> {
        let request = self.request()?.clone();
        let response = match response.status.is_success() {
            true => self.output(&response),
            false => self.error(response),
        };
        let response = response.map_err(|problem| self.complaint(&problem))?;
        Ok(Exchange { operation: self.operation(), request, response })
    }

    fn complaint(&self, problem: &str) -> String {
        format!("{} cannot be recorded: {problem}", self.operation())
    }

    fn output(&self, response: &RawResponse) -> Result<RecordedResponse, String> {
        let Inner { meta, protocol, taping, types, .. } = &*self.0;
        let read = |response: &RawResponse| {
            let mut output = (types.output)();
            let read = protocol::decode(*protocol, meta, response, &mut *output);
            read.map(|()| output).map_err(|error| format!("the response cannot be read: {error}"))
        };
        let output = read(response)?;
        let secrets = secrets(&taping.0, &self.0.secrets, &*output);
        let veil = Veil::new(&taping.0, &secrets);
        let redacted = Redacted::new(&*output, &veil);
        let written = protocol::write_answer(*protocol, meta, &redacted).map_err(in_words)?;
        let recorded = answered(response, written, protocol::has_document(output.schema()))?;
        let again = read(&recorded.to_raw()?)?;
        match whole(&redacted)? == whole(&*again)? {
            true => Ok(recorded),
            false => Err("the response does not read the same when it is written anew".to_owned()),
        }
    }

    fn error(&self, response: RawResponse) -> Result<RecordedResponse, String> {
        let Inner { meta, protocol, .. } = &*self.0;
        let error = protocol::service_error(*protocol, meta, response);
        // The members of an error are known to its type alone, which the operation does not name.
        let (tape, told) = (self.clone(), error.clone());
        let written = self.listen(error.clone(), move |members| tape.write_error(&told, Some(members)));
        let (written, members) = written.unwrap_or_else(|| self.write_error(&error, None))?;
        let recorded = answered(&error.response, written, true)?;
        let again = protocol::service_error(*protocol, meta, recorded.to_raw()?);
        let is_same = again.code == error.code;
        let read = self.listen(again, |members| whole(members)).unwrap_or_else(|| Ok(String::new()))?;
        match is_same && read == members {
            true => Ok(recorded),
            false => Err(format!("the error {} does not read the same when it is written anew", error.code)),
        }
    }

    /// Headers and body of an error, and its members as they are to be read from that.
    fn write_error(
        &self,
        error: &ServiceError,
        members: Option<&dyn Shape>,
    ) -> Result<((HeaderMap, Vec<u8>), String), String> {
        let Inner { taping, secrets: known, .. } = &*self.0;
        let secrets = members.map_or_else(|| known.clone(), |members| secrets(&taping.0, known, members));
        let veil = Veil::new(&taping.0, &secrets);
        let message = veil.clean(&error.message);
        let redacted = members.map(|members| Redacted::new(members, &veil));
        let redacted = redacted.as_ref().map(|redacted| redacted as &dyn Shape);
        let written = protocol::write_error(error, &message, redacted).map_err(in_words)?;
        Ok((written, redacted.map_or_else(|| Ok(String::new()), whole)?))
    }

    /// What `hear` makes of the members of a modelled error; `None` for another one.
    fn listen<T: Send + 'static>(
        &self,
        error: ServiceError,
        hear: impl Fn(&dyn Shape) -> T + Send + Sync + 'static,
    ) -> Option<T> {
        let heard = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&heard);
        let failure = Failure::new(self.0.meta, error);
        let listener = move |members: &dyn Shape| *lock(&slot) = Some(hear(members));
        (self.0.types.error)(failure.heard_by(Arc::new(listener)));
        lock(&heard).take()
    }
}

/// A secret that is shorter may stand anywhere by chance.
const MIN_SECRET: usize = 6;

/// The secrets in `value`, and those that are `known`: what is looked for in all text.
fn secrets(names: &[String], known: &[String], value: &dyn Shape) -> Vec<String> {
    let veil = Veil::new(names, &[]);
    // What cannot be written has no form to be recorded in, and says so then.
    let _ = whole(&Redacted::new(value, &veil));
    let mut secrets = [veil.into_found(), known.to_vec()].concat();
    secrets.retain(|secret| secret.len() >= MIN_SECRET);
    // The longest first, since one may be part of another.
    secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
}

fn in_words(error: EncodeError) -> String {
    error.to_string()
}

/// Method, URI, headers and body of a request.
type Written = (http::Method, http::Uri, HeaderMap, Body);

fn request(
    meta: &'static OperationMeta,
    protocol: Protocol,
    endpoint: &Destination,
    input: &dyn Shape,
) -> Result<Written, String> {
    // A token that the client makes up is the same every time.
    let encoded = protocol::encode_members(protocol, meta, input, &|| 0).map_err(in_words)?;
    let EncodedRequest { method, path_and_query, mut headers, body, host_prefix } = encoded;
    headers.extend(endpoint.headers.clone());
    let uri = endpoint.uri(&host_prefix, &path_and_query).map_err(|error| error.to_string())?;
    Ok((method, uri, headers, body))
}

fn recorded((method, uri, headers, body): Written, is_document: bool) -> Result<RecordedRequest, String> {
    let body = body.as_bytes().ok_or("it sends a stream of events beside other members")?;
    Ok(RecordedRequest {
        method: method.to_string(),
        uri: uri.to_string(),
        headers: texts(&headers)?,
        body: Content::of(body, is_document),
    })
}

/// Whether a parameter of the endpoint is one of `secrets`.
fn is_in(parameters: &dyn Parameters, secrets: &[String]) -> bool {
    let mut found = false;
    let mut look = |text: &str| found |= secrets.iter().any(|secret| secret == text);
    parameters.each(&mut |_, value| match value {
        Parameter::Text(text) => look(text),
        Parameter::Texts(texts) => texts.into_iter().for_each(&mut look),
        Parameter::Flag(_) => {}
    });
    found
}

fn answered(
    response: &RawResponse,
    (mut headers, body): (HeaderMap, Vec<u8>),
    is_document: bool,
) -> Result<RecordedResponse, String> {
    for name in KEPT_HEADERS {
        if let Some(value) = response.headers.get(name) {
            headers.entry(HeaderName::from_static(name)).or_insert_with(|| value.clone());
        }
    }
    Ok(RecordedResponse {
        status: i32::from(response.status.as_u16()),
        headers: texts(&headers)?,
        body: Content::of(&body, is_document),
    })
}

/// The headers as text; those of one name joined, as HTTP says that they may be.
fn texts(headers: &HeaderMap) -> Result<BTreeMap<String, String>, String> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let value =
            std::str::from_utf8(value.as_bytes()).map_err(|_| format!("the header {name} is not UTF-8"))?;
        texts
            .entry(name.to_string())
            .and_modify(|before| before.extend([", ", value]))
            .or_insert_with(|| value.to_owned());
    }
    Ok(texts)
}

/// All members, wherever a message has them.
fn whole(value: &dyn Shape) -> Result<String, String> {
    let mut out = JsonEncoder::whole();
    out.structure(&ROOT, value);
    out.finish().map(|text| String::from_utf8_lossy(&text).into_owned()).map_err(in_words)
}

impl RecordedResponse {
    fn to_raw(&self) -> Result<RawResponse, String> {
        let status = u16::try_from(self.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        let status = status.ok_or_else(|| format!("{} is no HTTP status", self.status))?;
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let name = HeaderName::try_from(name).map_err(|_| format!("{name:?} is no name of a header"))?;
            let value = HeaderValue::from_bytes(value.as_bytes())
                .map_err(|_| format!("{name} has no value of a header"))?;
            headers.append(name, value);
        }
        let body = self.body.as_ref().map(Content::to_bytes).transpose()?.unwrap_or_default();
        Ok(RawResponse { status, headers, body })
    }

    /// The response as a transport gives it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn to_http(&self) -> Result<http::Response<Body>, String> {
        let RawResponse { status, headers, body } = self.to_raw()?;
        let mut response = http::Response::new(Body::from(body));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}
