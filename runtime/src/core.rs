//! The part of a client that is the same for every service and every operation, and not generic.
//!
//! A call is three steps that do no I/O, with one that does between the last two: `Core::prepare` validates and encodes
//! the input; `Call::request` gives the HTTP request of an attempt; a [`Transport`](crate::Transport) sends it;
//! `judge` reads the response. [`Request::to_http`](crate::Request::to_http) and
//! [`Request::read`](crate::Request::read) are the same steps for those who send by other means.

mod presign;
#[cfg(test)]
mod tests;

use std::pin::pin;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderName, USER_AGENT};
use http::uri::Scheme;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use http_body::Body as _;

pub use self::presign::PresignedRequest;
use crate::auth;
use crate::aws_chunked::Chunks;
use crate::body::{Body, BoxError};
use crate::checksum::{self, Algorithm};
use crate::clock::{Clock, within};
use crate::codec::EncodeError;
use crate::config::{Config, Timeouts};
use crate::endpoint::{AuthOption, Destination, Parameters, Resolver};
use crate::event_stream;
use crate::failure::{Cause, ConfigError, Failure, RawResponse, TimeoutKind};
use crate::mock;
use crate::operation::{AuthScheme, OperationMeta, ServiceMeta};
use crate::protocol::{self, EncodedRequest, Protocol};
#[cfg(feature = "recording")]
use crate::recording::{Tape, Types};
use crate::request::Overrides;
use crate::retry::{Classification, Lessons, Retry, RetryMode, WantedPause};
use crate::schema::Schema;
use crate::trace;
use crate::transport::{TimeLimit, TransportError};
use crate::user_agent::user_agent;
use crate::validate::validate;
use crate::value::Shape;

/// The longest response that is held in memory: no service answers with more than some megabytes unless it streams.
pub(crate) const MAX_RESPONSE: usize = 256 << 20;

const INVOCATION_ID: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
const REQUEST: HeaderName = HeaderName::from_static("amz-sdk-request");

/// What every generated client holds: a service and a configuration. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Core {
    shared: Arc<Shared>,
    /// What the client chose among the service's protocols.
    protocol: Option<Protocol>,
}

#[derive(Debug)]
struct Shared {
    service: &'static ServiceMeta,
    config: Config,
    lessons: Arc<Lessons>,
    user_agent: HeaderValue,
    resolver: Resolver,
}

impl Core {
    /// A client of `service`. Never fails: a call reports what the configuration lacks.
    pub fn new(service: &'static ServiceMeta, config: &Config) -> Self {
        let (config, lessons) = (config.clone(), config.lessons(service.id));
        let user_agent = user_agent(&config, service);
        let resolver = Resolver::default();
        Self { shared: Arc::new(Shared { service, config, lessons, user_agent, resolver }), protocol: None }
    }

    /// The same client, speaking `protocol`. If the service does not know it, every call fails.
    #[must_use]
    pub fn with_protocol(self, protocol: Protocol) -> Self {
        Self { protocol: Some(protocol), ..self }
    }

    /// The service.
    pub fn service(&self) -> &'static ServiceMeta {
        self.shared.service
    }

    /// The same client with a changed configuration.
    pub(crate) fn with_config(&self, change: impl FnOnce(Config) -> Config) -> Self {
        let changed = Self::new(self.shared.service, &change(self.config().clone()));
        Self { protocol: self.protocol, ..changed }
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// Validates `input` and encodes it. Its `parameters` say where it goes. What the output is decides how the response is
    /// read.
    ///
    /// # Errors
    /// When the input breaks a constraint that is checked, or cannot be written; and when the configuration does not
    /// say where to send it.
    pub(crate) fn prepare(
        &self,
        meta: &'static OperationMeta,
        input: &dyn Shape,
        parameters: &dyn Parameters,
        output: &'static Schema,
        overrides: &Overrides,
    ) -> Result<Box<Call>, Failure> {
        let fail = |cause: Cause| Failure::new(meta, cause);
        let config = self.config();
        validate(input, overrides.validation.unwrap_or(config.validation))
            .map_err(|error| fail(error.into()))?;
        let protocol = self.protocol().map_err(|error| fail(error.into()))?;
        let endpoint =
            self.shared.resolver.resolve(config, meta, parameters).map_err(|error| fail(error.into()))?;
        let auth = auth::choose(config, meta, &endpoint.auth).map_err(|error| fail(error.into()))?;
        let random = || config.random();
        let mut encoded =
            protocol::encode(protocol, meta, input, &random).map_err(|error| fail(error.into()))?;
        if protocol::is_streaming(output) {
            protocol::ask_for_stream(protocol, &mut encoded.headers);
        }
        let invocation = protocol::uuid_v4(&random);
        Ok(Box::new(Call {
            core: self.clone(),
            meta,
            protocol,
            overrides: *overrides,
            endpoint,
            auth,
            encoded,
            trailer: None,
            invocation,
            started: 0,
            output,
            stubbed: None,
            #[cfg(feature = "recording")]
            tape: None,
            end: None,
        }))
    }

    /// Whether `response`, to the one attempt of a call, reports success; if not, what it reports.
    ///
    /// # Errors
    /// The latter, or that it is not known what language the response is in.
    pub(crate) fn read(
        &self,
        meta: &'static OperationMeta,
        response: RawResponse,
    ) -> Result<Answer, Failure> {
        let protocol = self.protocol().map_err(|error| Failure::new(meta, error))?;
        let response = judge(protocol, meta, response).map_err(|failure| failure.after(1, 1))?;
        if self.config().verifies_checksums(meta) {
            checksum::check(meta, &response.headers, &response.body)
                .map_err(|error| Failure::new(meta, TransportError::new(error)).after(1, 1))?;
        }
        Ok(Answer { protocol, response, stream: None, stubbed: None, attempts: 1, max_attempts: 1 })
    }

    fn protocol(&self) -> Result<Protocol, ConfigError> {
        let service = self.shared.service;
        match self.protocol {
            Some(chosen) if service.protocols.contains(&chosen) => Ok(chosen),
            Some(chosen) => Err(ConfigError::new(format!(
                "{} does not speak {chosen:?}: choose one of {:?}",
                service.name, service.protocols
            ))),
            None => service.protocols.first().copied().ok_or_else(|| {
                ConfigError::new(format!(
                    "the model of {} names no protocol that this client knows",
                    service.name
                ))
            }),
        }
    }
}

/// A call that is ready to be sent.
pub(crate) struct Call {
    core: Core,
    meta: &'static OperationMeta,
    protocol: Protocol,
    overrides: Overrides,
    endpoint: Arc<Destination>,
    /// How requests are authenticated; `None` for not at all.
    auth: Option<AuthOption>,
    /// What all attempts send.
    encoded: EncodedRequest,
    /// The checksum that follows the body.
    trailer: Option<Algorithm>,
    /// One id for all attempts, by which the service can tell that they are the same call.
    invocation: [u8; 36],
    /// How many attempts have been started.
    started: u32,
    /// What a response that reports success is read to.
    output: &'static Schema,
    /// The result, where it is not to be sent at all.
    pub(crate) stubbed: Option<mock::Answer>,
    /// What of the call may be written down, where it is recorded or replayed.
    #[cfg(feature = "recording")]
    tape: Option<Tape>,
    /// When the time limit for all attempts runs out.
    end: Option<SystemTime>,
}

/// The answer to a call, still to be decoded.
pub(crate) struct Answer {
    pub(crate) protocol: Protocol,
    /// The response; where its body streams, that holds only what was read of it.
    pub(crate) response: RawResponse,
    /// The body, where that streams.
    pub(crate) stream: Option<Body>,
    /// In place of all this, a result of the type that the request returns.
    pub(crate) stubbed: Option<mock::Answer>,
    pub(crate) attempts: u32,
    pub(crate) max_attempts: u32,
}

impl Answer {
    fn stubbed(protocol: Protocol, stubbed: mock::Answer) -> Self {
        let response = RawResponse { status: StatusCode::OK, headers: HeaderMap::new(), body: Bytes::new() };
        Self { protocol, response, stream: None, stubbed: Some(stubbed), attempts: 1, max_attempts: 1 }
    }
}

impl Call {
    /// Has each exchange recorded, or replayed, if that is how the client is configured.
    #[cfg(feature = "recording")]
    pub(crate) fn tape(&mut self, input: &dyn Shape, parameters: &dyn Parameters, types: Types) {
        if let Some(taping) = self.core.config().taping() {
            let call = (self.meta, self.protocol, &*self.endpoint);
            self.tape = Some(Tape::new(taping, call, input, parameters, types));
        }
    }

    /// Sends, and sends again where that may help, until there is an answer that reports success. Time limits end with
    /// the body, or if that streams, with the head.
    pub(crate) async fn send(&mut self) -> Result<Answer, Failure> {
        let meta = self.meta;
        if let Some(stubbed) = self.stubbed.take() {
            return Ok(Answer::stubbed(self.protocol, stubbed));
        }
        let clock = match self.core.config().clock() {
            Ok(clock) => clock.clone(),
            Err(error) => return Err(Failure::new(meta, error)),
        };
        let limit = self.timeouts().operation;
        self.end = limit.and_then(|limit| clock.now().checked_add(limit));
        let max_attempts = self.max_attempts();
        let answer = {
            let attempts = pin!(self.attempts(&*clock, max_attempts));
            trace::call(meta, within(&*clock, limit, attempts)).await
        };
        match answer {
            Some(result) => result,
            None => {
                let failure = Failure::new(meta, TimeoutKind::Operation(limit.unwrap_or_default()));
                Err(failure.after(self.started, max_attempts))
            }
        }
    }

    async fn attempts(&mut self, clock: &dyn Clock, max_attempts: u32) -> Result<Answer, Failure> {
        let lessons = Arc::clone(&self.core.shared.lessons);
        let retry = self.retry();
        let is_adaptive = retry.mode == RetryMode::Adaptive;
        let mut cost = None;
        loop {
            if is_adaptive {
                let wait = lessons.rate.book(clock.now());
                if !wait.is_zero() {
                    clock.sleep(wait).await;
                }
            }
            let attempt = self.started + 1;
            let result = trace::attempt(attempt, self.attempt(attempt, max_attempts)).await;
            let result = result.map_err(|failure| self.judge(failure, clock));
            match &result {
                Ok((response, _)) => trace::succeeded(response),
                Err(failure) => trace::failed(failure),
            }
            if is_adaptive {
                lessons.rate.learn(clock.now(), result.as_ref().is_err_and(Failure::is_throttling));
            }
            let failure = match result {
                Ok((response, stream)) => {
                    lessons.budget.refund(cost);
                    let protocol = self.protocol;
                    return Ok(Answer {
                        protocol,
                        response,
                        stream,
                        stubbed: None,
                        attempts: attempt,
                        max_attempts,
                    });
                }
                // Nothing was sent: the count of attempts stays at what was.
                Err(failure)
                    if matches!(
                        failure.cause(),
                        Cause::Encode(_) | Cause::Config(_) | Cause::Credentials(_)
                    ) =>
                {
                    return Err(failure);
                }
                Err(failure) => failure.after(attempt, max_attempts),
            };
            if attempt >= max_attempts || !failure.is_retryable() {
                return Err(failure);
            }
            cost = lessons.budget.take(&failure);
            if cost.is_none() {
                trace::out_of_budget();
                return Err(failure);
            }
            let wanted = WantedPause::of(&failure, clock.now());
            let pause = retry.pause(attempt, self.core.config().random(), wanted);
            trace::pausing(pause);
            clock.sleep(pause).await;
        }
    }

    /// Decides whether another attempt may help. A clock that is off has been put right when it does.
    fn judge(&self, failure: Failure, clock: &dyn Clock) -> Failure {
        let config = self.core.config();
        let classification = match config.skew().learn(&failure, clock.now()) {
            true => Classification::Transient,
            false => config.classifier().classify(&failure),
        };
        failure.classified(classification)
    }

    /// Sends once.
    async fn attempt(
        &mut self,
        attempt: u32,
        max_attempts: u32,
    ) -> Result<(RawResponse, Option<Body>), Failure> {
        let meta = self.meta;
        let fail = |cause: Cause| Failure::new(meta, cause);
        let mut request = self.request(attempt, max_attempts).await.map_err(fail)?;
        let config = self.core.config();
        let transport = config.transport().map_err(|error| fail(error.into()))?;
        let clock = config.clock().map_err(|error| fail(error.into()))?;
        let Timeouts { attempt: limit, idle, .. } = self.timeouts();
        self.started = attempt;
        let left = self.end.map(|end| end.duration_since(clock.now()).unwrap_or_default());
        if let Some(limit) = limit.into_iter().chain(left).min() {
            request.extensions_mut().insert(TimeLimit(limit));
        }
        #[cfg(feature = "recording")]
        if let Some(tape) = &self.tape {
            request.extensions_mut().insert(tape.clone());
        }
        let (protocol, output) = (self.protocol, self.output);
        let asks_for_checksum =
            meta.checksum.is_some_and(|traits| request.headers().contains_key(traits.mode));
        let exchange = async {
            let (head, body) = transport.send(request).await?.into_parts();
            let output = Some(output).filter(|_| head.status.is_success());
            let body = body.with_idle_limit(clock, idle);
            let body = match asks_for_checksum && output.is_some() {
                true => checksum::verified(meta, &head.headers, body),
                false => body,
            };
            let receiving = receive(protocol, output, body);
            let (body, stream) = receiving.await.map_err(TransportError::new)?;
            let response = RawResponse { status: head.status, headers: head.headers, body };
            Ok::<_, TransportError>((response, stream))
        };
        match within(&**clock, limit, pin!(exchange)).await {
            Some(Ok((response, stream))) => Ok((judge(protocol, meta, response)?, stream)),
            Some(Err(error)) => Err(fail(error.at(&self.endpoint.base).into())),
            None => Err(fail(TimeoutKind::Attempt(limit.unwrap_or_default()).into())),
        }
    }

    /// The HTTP request of an attempt, signed. A body that cannot be sent twice goes with the first one that asks. Waits
    /// for nothing but credentials, if they have to be fetched.
    pub(crate) async fn request(
        &mut self,
        attempt: u32,
        max_attempts: u32,
    ) -> Result<http::Request<Body>, Cause> {
        let config = self.core.config();
        if attempt == 1 {
            self.trailer = checksum::add(config, self.meta, &mut self.encoded)?;
        }
        let mut request = self.unsigned_request(attempt, max_attempts)?;
        let mut chunks = self.chunks(&mut request)?;
        if let Some(option) = &self.auth {
            let config = self.core.config();
            let now = config.service_time()?;
            auth::authenticate(config, self.meta, option, &mut request, chunks.as_mut(), now).await?;
        }
        Ok(match chunks {
            Some(chunks) => request.map(|body| chunks.encode(body)),
            None => request,
        })
    }

    /// How a body that is not in memory is sent in pieces: where a checksum is to follow it; and where S3 wants it signed,
    /// since nothing else protects it on the way.
    fn chunks(&self, request: &mut http::Request<Body>) -> Result<Option<Chunks>, EncodeError> {
        let is_signed = self.auth.as_ref().is_some_and(|option| option.scheme == AuthScheme::SigV4)
            && self.meta.service.s3_signature
            && !self.meta.unsigned_payload
            && request.uri().scheme() == Some(&Scheme::HTTP);
        if request.body().as_bytes().is_some() || (self.trailer.is_none() && !is_signed) {
            return Ok(None);
        }
        let chunks = match (request.body().size_hint().exact(), self.trailer) {
            (Some(length), trailer) => Chunks::new(length, trailer, is_signed),
            // A server that takes a body without its length is not S3.
            (None, None) => return Ok(None),
            (None, Some(_)) => {
                let problem = "has a stream whose length must be known to send its checksum: say it with \
                               `ByteStream::with_length`, or choose another time for checksums with \
                               `Config::with_request_checksums`";
                return Err(EncodeError::new(self.meta.name, problem));
            }
        };
        chunks.announce(request.headers_mut());
        Ok(Some(chunks))
    }

    fn unsigned_request(
        &mut self,
        attempt: u32,
        max_attempts: u32,
    ) -> Result<http::Request<Body>, ConfigError> {
        let EncodedRequest { method, path_and_query, headers, body, host_prefix } = &mut self.encoded;
        let body = body.try_clone().unwrap_or_else(|| std::mem::take(body));
        if attempt == 1 && !self.endpoint.headers.is_empty() {
            headers.extend(self.endpoint.headers.clone());
        }
        // Most attempts are the last one, but nobody knows before. What is kept is the copy, which has no room to grow.
        let kept = if attempt < max_attempts { headers.clone() } else { HeaderMap::new() };
        let headers = std::mem::replace(headers, kept);
        let mut request = http::Request::new(body);
        *request.method_mut() = method.clone();
        *request.uri_mut() = self.endpoint.uri(host_prefix, path_and_query)?;
        *request.headers_mut() = headers;
        request.headers_mut().insert(USER_AGENT, self.core.shared.user_agent.clone());
        // Digits, letters and hyphens.
        if let Ok(id) = HeaderValue::from_bytes(&self.invocation) {
            request.headers_mut().insert(INVOCATION_ID, id);
        }
        request.headers_mut().insert(REQUEST, attempt_of(attempt, max_attempts));
        // RFC 9110, 8.6: an empty body is announced where the method gives one a meaning. Some servers answer 411 else.
        let has_meaning = [Method::POST, Method::PUT, Method::PATCH].contains(request.method());
        if has_meaning && request.body().size_hint().exact() == Some(0) {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        Ok(request)
    }

    fn timeouts(&self) -> Timeouts {
        let (own, general) = (self.overrides.timeouts, self.core.config().timeouts);
        Timeouts {
            attempt: own.attempt.or(general.attempt),
            operation: own.operation.or(general.operation),
            idle: own.idle.or(general.idle),
        }
    }

    fn retry(&self) -> Retry {
        self.overrides.retry.unwrap_or(self.core.config().retry)
    }

    /// How often the call may be sent. A body that cannot be replayed goes out once. To be asked before the first
    /// attempt, which takes such a body away.
    fn max_attempts(&self) -> u32 {
        if self.encoded.body.is_replayable() { self.retry().max_attempts.max(1) } else { 1 }
    }
}

/// Which attempt it is, of how many at most.
fn attempt_of(attempt: u32, max_attempts: u32) -> HeaderValue {
    // Most are these, which need not be written anew.
    if (attempt, max_attempts) == (1, 3) {
        return const { HeaderValue::from_static("attempt=1; max=3") };
    }
    let (mut number, mut most) = (itoa::Buffer::new(), itoa::Buffer::new());
    let text = ["attempt=", number.format(attempt), "; max=", most.format(max_attempts)].concat();
    // Digits, letters and punctuation.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

/// Whether a response reports success; if not, what it reports.
fn judge(
    protocol: Protocol,
    meta: &'static OperationMeta,
    response: RawResponse,
) -> Result<RawResponse, Failure> {
    if response.status.is_success() {
        return Ok(response);
    }
    Err(Failure::new(meta, protocol::service_error(protocol, meta, response)))
}

/// As much of a body as is read before the caller gets the answer, and the rest. Without an `output`, all of it is.
async fn receive(
    protocol: Protocol,
    output: Option<&'static Schema>,
    body: Body,
) -> Result<(Bytes, Option<Body>), BoxError> {
    let Some(output) = output.filter(|output| protocol::is_streaming(output)) else {
        return Ok((body.collect(MAX_RESPONSE).await?, None));
    };
    // A service may leave the initial response out. Who reads no member from it is not to wait for the first event,
    // which may be an answer to one that has not been sent yet.
    let (start, rest) = match protocol::has_initial_response(protocol, output) {
        true => event_stream::split_initial(body, protocol::is_initial_response).await?,
        false => (Bytes::new(), body),
    };
    Ok((start, Some(rest)))
}
