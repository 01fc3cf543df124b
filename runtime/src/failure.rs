//! What is known about a call that failed, whatever the operation: [`Failure`]; and a modelled error together with it:
//! [`Rejection`].

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::codec::{DecodeError, EncodeError};
use crate::credentials::CredentialsError;
use crate::operation::{ErrorMeta, Fault, ModelledError, OperationMeta};
use crate::paginate::RepeatedToken;
use crate::protocol::{self, Protocol};
use crate::retry::{self, Classification};
use crate::transport::TransportError;
use crate::validate::ValidationError;
use crate::value::{Shape, Value};

/// A call that failed: at which stage, and all that the service said.
///
/// Every error of a generated client derefs to this. It is one pointer wide.
pub struct Failure(Box<Inner>);

struct Inner {
    meta: &'static OperationMeta,
    cause: Cause,
    attempts: u32,
    max_attempts: u32,
    /// What the client's classifier said.
    classification: Option<Classification>,
    /// Who is told the members of a modelled error when they are read.
    #[cfg(feature = "recording")]
    listener: Option<Listener>,
}

/// Is told the members of an error.
#[cfg(feature = "recording")]
pub(crate) type Listener = std::sync::Arc<dyn Fn(&dyn Shape) + Send + Sync>;

/// At which stage a call failed, and why.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// The input breaks a constraint of the model. Nothing was sent.
    Invalid(ValidationError),
    /// The input cannot be written. Nothing was sent.
    Encode(EncodeError),
    /// The configuration lacks something, or holds something that makes no sense. Nothing was sent.
    Config(ConfigError),
    /// The credentials or the token could not be had. Nothing was sent.
    Credentials(CredentialsError),
    /// The connection could not be made, or broke.
    Transport(TransportError),
    /// A time limit ran out.
    Timeout(TimeoutKind),
    /// The service reports success, but its answer cannot be read.
    Decode(DecodeError, RawResponse),
    /// The service reports an error.
    Service(ServiceError),
    /// The pages of a service lead in a circle.
    Page(RepeatedToken),
}

/// Configuration that a call cannot work with: what was looked for, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(String);

impl ConfigError {
    /// A complete sentence for the user, without its full stop.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

/// Which time limit ran out, and what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutKind {
    /// No connection within this time.
    Connect(std::time::Duration),
    /// No complete answer to one attempt within this time.
    Attempt(std::time::Duration),
    /// No complete answer within this time, all attempts taken together.
    Operation(std::time::Duration),
    /// The answer had begun, and nothing more of it came for this time.
    Idle(std::time::Duration),
}

impl fmt::Display for TimeoutKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(limit) => write!(f, "no connection within {limit:?}"),
            Self::Attempt(limit) => write!(f, "no answer to this attempt within {limit:?}"),
            Self::Idle(limit) => write!(f, "the answer stopped for {limit:?}"),
            Self::Operation(limit) => write!(f, "no answer within {limit:?}, all attempts together"),
        }
    }
}

impl std::error::Error for TimeoutKind {}

/// A response as it came.
#[derive(Clone)]
pub struct RawResponse {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// Headers and body may hold secrets, so only their size is shown.
impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, headers, body } = self;
        write!(f, "RawResponse({status}, {} headers, {} bytes)", headers.len(), body.len())
    }
}

impl RawResponse {
    /// The id that the service gave the request, by which its support finds it.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }
}

/// The request id in a response's headers.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    ["x-amzn-requestid", "x-amz-request-id", "x-amz-id-2"]
        .into_iter()
        .find_map(|name| headers.get(name)?.to_str().ok())
}

/// An error that the service reports.
#[derive(Clone, Debug)]
pub struct ServiceError {
    /// The code, without namespace. Empty where the service gives none.
    pub code: String,
    /// The message. Empty where the service gives none.
    pub message: String,
    /// The request id, where it stands in the body.
    pub request_id: Option<String>,
    /// The protocol that the call was made in.
    pub protocol: Protocol,
    /// The response that says so.
    pub response: RawResponse,
}

impl Failure {
    /// A call of the operation `meta` failed before its first attempt.
    pub fn new(meta: &'static OperationMeta, cause: impl Into<Cause>) -> Self {
        let cause = cause.into();
        Self(Box::new(Inner {
            meta,
            cause,
            attempts: 0,
            max_attempts: 0,
            classification: None,
            #[cfg(feature = "recording")]
            listener: None,
        }))
    }

    /// The same failure, whose members `listener` is told if they are read.
    #[cfg(feature = "recording")]
    pub(crate) fn heard_by(mut self, listener: Listener) -> Self {
        self.0.listener = Some(listener);
        self
    }

    /// The same failure, in attempt `attempts` of `max_attempts`.
    #[must_use]
    pub fn after(mut self, attempts: u32, max_attempts: u32) -> Self {
        self.0.attempts = attempts;
        self.0.max_attempts = max_attempts;
        self
    }

    /// The same failure, with this meaning for the next attempt.
    pub(crate) fn classified(mut self, classification: Classification) -> Self {
        self.0.classification = Some(classification);
        self
    }

    /// What this means for the next attempt: what the client's [classifier](retry::Classifier) says.
    pub fn classification(&self) -> Classification {
        self.0.classification.unwrap_or_else(|| retry::classify(self))
    }

    /// Of an error that was made without an operation in sight.
    pub(crate) fn set_operation(&mut self, meta: &'static OperationMeta) {
        self.0.meta = meta;
    }

    /// The operation.
    pub fn operation(&self) -> &'static OperationMeta {
        self.0.meta
    }

    /// The stage and reason, for all that the other methods do not tell.
    pub fn cause(&self) -> &Cause {
        &self.0.cause
    }

    /// The error code, such as `AccessDeniedException`, where the service sent one.
    pub fn code(&self) -> Option<&str> {
        self.service().map(|error| error.code.as_str()).filter(|code| !code.is_empty())
    }

    /// The service's message for people, where it sent one.
    pub fn message(&self) -> Option<&str> {
        self.service().map(|error| error.message.as_str()).filter(|message| !message.is_empty())
    }

    /// The id that the service gave the request, by which its support finds it.
    pub fn request_id(&self) -> Option<&str> {
        self.service()
            .and_then(|error| error.request_id.as_deref())
            .or_else(|| self.raw_response().and_then(RawResponse::request_id))
    }

    /// The HTTP status, where there was a response.
    pub fn status(&self) -> Option<StatusCode> {
        self.raw_response().map(|response| response.status)
    }

    /// The response as it came, where there was one.
    pub fn raw_response(&self) -> Option<&RawResponse> {
        match &self.0.cause {
            Cause::Decode(_, response) => Some(response),
            Cause::Service(error) => Some(&error.response),
            _ => None,
        }
    }

    /// How many attempts were made; 0 where nothing was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// What is wrong with the input, where that is the reason.
    pub fn validation(&self) -> Option<&ValidationError> {
        match &self.0.cause {
            Cause::Invalid(error) => Some(error),
            _ => None,
        }
    }

    /// Whether a time limit ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.cause, Cause::Timeout(_))
    }

    /// Whether the service refused the call because there were too many.
    pub fn is_throttling(&self) -> bool {
        self.classification() == Classification::Throttling
    }

    /// Whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        self.classification() != Classification::Permanent
    }

    /// Who is at fault, where the service reports an error: as the model says, or else as the status does.
    pub fn fault(&self) -> Option<Fault> {
        let error = self.service()?;
        Some(match self.modelled() {
            Some(modelled) => modelled.fault,
            None if error.response.status.is_server_error() => Fault::Server,
            None => Fault::Client,
        })
    }

    /// What the model says about this error.
    pub fn modelled(&self) -> Option<&'static ErrorMeta> {
        self.0.meta.error(self.code()?)
    }

    /// The name of the error's shape, by which an operation's error enum chooses its variant; empty for an error that
    /// the operation does not list.
    pub fn modelled_name(&self) -> &'static str {
        self.modelled().map_or("", |error| error.name)
    }

    fn decode_error(&self, error: &mut dyn Shape) {
        if let Some(ServiceError { protocol, response, .. }) = self.service() {
            protocol::decode_error(*protocol, self.operation(), response, error);
        }
        #[cfg(feature = "recording")]
        if let Some(listener) = &self.0.listener {
            listener(error);
        }
    }

    fn service(&self) -> Option<&ServiceError> {
        match &self.0.cause {
            Cause::Service(error) => Some(error),
            _ => None,
        }
    }
}

/// One line: operation, code, message, HTTP status, request id, attempts.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.0.meta.name)?;
        match &self.0.cause {
            Cause::Invalid(error) => error.fmt(f)?,
            Cause::Encode(error) => error.fmt(f)?,
            Cause::Config(error) => error.fmt(f)?,
            Cause::Credentials(error) => error.fmt(f)?,
            Cause::Timeout(kind) => kind.fmt(f)?,
            Cause::Transport(error) => error.fmt(f)?,
            Cause::Page(error) => error.fmt(f)?,
            Cause::Decode(error, _) => write!(f, "the response cannot be read: {error}")?,
            Cause::Service(error) => {
                f.write_str(self.code().unwrap_or("error without a code"))?;
                if !error.message.is_empty() {
                    write!(f, ": {}", error.message)?;
                }
            }
        }
        let mut notes = Vec::new();
        notes.extend(self.status().map(|status| format!("HTTP {}", status.as_u16())));
        notes.extend(self.request_id().map(|id| format!("request id {id}")));
        if self.0.attempts > 0 {
            notes.push(format!("attempt {} of {}", self.0.attempts, self.0.max_attempts));
        }
        if notes.is_empty() { Ok(()) } else { write!(f, " ({})", notes.join(", ")) }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("operation", &self.0.meta.name)
            .field("cause", &self.0.cause)
            .field("attempts", &self.0.attempts)
            .finish()
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // `Display` has said what the sources say, for those who print the error alone; this is for programs that look
        // for an error of a certain type.
        match &self.0.cause {
            Cause::Transport(error) => std::error::Error::source(error),
            Cause::Credentials(error) => std::error::Error::source(error),
            _ => None,
        }
    }
}

impl From<ValidationError> for Cause {
    fn from(error: ValidationError) -> Self {
        Self::Invalid(error)
    }
}

impl From<EncodeError> for Cause {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl From<ConfigError> for Cause {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<CredentialsError> for Cause {
    fn from(error: CredentialsError) -> Self {
        Self::Credentials(error)
    }
}

impl From<TimeoutKind> for Cause {
    fn from(kind: TimeoutKind) -> Self {
        Self::Timeout(kind)
    }
}

impl From<TransportError> for Cause {
    fn from(error: TransportError) -> Self {
        #[cfg(feature = "recording")]
        if let Some(mismatch) = error.as_mismatch() {
            return Self::Config(ConfigError::new(mismatch));
        }
        match error.as_timeout() {
            Some(kind) => Self::Timeout(kind),
            None => Self::Transport(error),
        }
    }
}

impl From<ServiceError> for Cause {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

/// A modelled error and the call that it ended. Derefs to the error's members. One pointer wide.
pub struct Rejection<E>(Box<(E, Failure)>);

impl<E> Rejection<E> {
    /// An error as a service would report it, for mocks.
    pub fn new(error: E, failure: Failure) -> Self {
        Self(Box::new((error, failure)))
    }

    /// What is known about the call.
    pub fn failure(&self) -> &Failure {
        &self.0.1
    }

    /// The same, to be changed.
    pub fn failure_mut(&mut self) -> &mut Failure {
        &mut self.0.1
    }

    /// What is known about the call alone.
    pub fn into_failure(self) -> Failure {
        self.0.1
    }

    /// The error's members alone.
    pub fn into_error(self) -> E {
        self.0.0
    }
}

/// An error as a service would report it, for mocks: with the code and status of the model, and no message.
impl<E: ModelledError> From<E> for Rejection<E> {
    fn from(error: E) -> Self {
        let response = RawResponse {
            status: StatusCode::from_u16(E::META.status).unwrap_or(StatusCode::BAD_REQUEST),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        };
        let reported = ServiceError {
            code: E::META.code.to_owned(),
            message: String::new(),
            request_id: None,
            protocol: Protocol::RestJson,
            response,
        };
        Self::new(error, Failure::new(&OperationMeta::EMPTY, reported).after(1, 1))
    }
}

impl<E: Value + Shape> From<Failure> for Rejection<E> {
    /// Reads the error's members from the response. Those that cannot be read stay unset: the code says already which
    /// error this is.
    fn from(failure: Failure) -> Self {
        let mut error = E::zero();
        failure.decode_error(&mut error);
        Self::new(error, failure)
    }
}

impl<E> Deref for Rejection<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.0.0
    }
}

impl<E: fmt::Debug> fmt::Debug for Rejection<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (error, failure) = &*self.0;
        f.debug_struct("Rejection").field("error", error).field("failure", failure).finish()
    }
}
