//! A call that is ready to be made, and what it returns.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::body::Body;
use crate::config::{Config, Timeouts};
use crate::core::{Answer, Call, Core, PresignedRequest};
use crate::endpoint::{Parameter, Parameters};
use crate::failure::{Cause, ConfigError, Failure, RawResponse};
use crate::operation::{Operation, OperationMeta};
use crate::protocol;
use crate::retry::Retry;
use crate::validate::Validation;
use crate::value::{Shape, Value};

/// A request of the operation whose input is `I`: can be edited, sent, and sent again.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct Request<I> {
    /// The input, which may be changed until the request is sent, and between two sends.
    pub input: I,
    core: Core,
    overrides: Overrides,
}

/// What a request does differently from its client's configuration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Overrides {
    pub(crate) validation: Option<Validation>,
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: Option<Retry>,
}

impl<I: Operation> Request<I> {
    /// A request that `core` will send.
    pub fn new(core: &Core, input: I) -> Self {
        Self {
            input,
            core: core.clone(),
            overrides: Overrides { validation: None, timeouts: Timeouts::NONE, retry: None },
        }
    }

    /// Changes the configuration for this request alone: another region, endpoint, identity, or whatever else.
    ///
    /// ```
    /// # use sdk_runtime::{Operation, Request};
    /// # fn elsewhere<I: Operation>(request: Request<I>) -> Request<I> {
    /// request.with_config(|config| config.with_region("eu-north-1"))
    /// # }
    /// ```
    pub fn with_config(mut self, change: impl FnOnce(Config) -> Config) -> Self {
        self.core = self.core.with_config(change);
        self
    }

    /// Checks this much of the input, whatever the client's configuration says.
    pub fn with_validation(mut self, validation: Validation) -> Self {
        self.overrides.validation = Some(validation);
        self
    }

    /// Sends this often, and this far apart, whatever the client's configuration says.
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.overrides.retry = Some(retry);
        self
    }

    /// Gives one attempt this much time, whatever the client's configuration says.
    pub fn with_attempt_timeout(mut self, limit: Duration) -> Self {
        self.overrides.timeouts.attempt = Some(limit);
        self
    }

    /// Gives the whole call this much time, whatever the client's configuration says.
    pub fn with_operation_timeout(mut self, limit: Duration) -> Self {
        self.overrides.timeouts.operation = Some(limit);
        self
    }

    /// Lets an answer pause for this long, whatever the client's configuration says.
    pub fn with_idle_timeout(mut self, limit: Duration) -> Self {
        self.overrides.timeouts.idle = Some(limit);
        self
    }

    /// The HTTP request that a first attempt would send, validated and signed like one: to look at, or for another way to
    /// send it, such as a blocking client. [`read`](Self::read) makes a response of what comes back. Where the input
    /// holds a stream, the request takes it.
    ///
    /// # Errors
    /// The operation's error type, for all that can be wrong before something is sent; and that the credentials are not
    /// at hand and have to be fetched, which [`to_signed_http`](Self::to_signed_http) does.
    pub fn to_http(&self) -> Result<http::Request<Body>, I::Error> {
        let mut call = self.prepare()?;
        let request = match pin!(call.request(1, 1)).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(request) => request,
            Poll::Pending => Err(ConfigError::new(
                "the credentials have to be fetched, which `to_http` does not wait for: use `to_signed_http`",
            )
            .into()),
        };
        Ok(request.map_err(|cause| Failure::new(I::META, cause))?)
    }

    /// The same as [`to_http`](Self::to_http), after fetching what signing it takes: credentials that are not at hand.
    /// The input is encoded before this returns.
    ///
    /// # Errors
    /// The operation's error type, for all that can be wrong before something is sent.
    pub fn to_signed_http(
        &self,
    ) -> impl Future<Output = Result<http::Request<Body>, I::Error>> + Send + use<I> {
        let call = self.prepare();
        async move { Ok(call?.request(1, 1).await.map_err(|cause| Failure::new(I::META, cause))?) }
    }

    /// A URL with which anybody can make this call in the next `lifetime`, one second to seven days; not longer than the
    /// credentials are valid. Nothing is sent. An input member that is the body can be left out: with S3, whoever has
    /// the URL brings it.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use sdk_runtime::{Operation, Request};
    /// # async fn share<I: Operation>(request: Request<I>) -> Result<(), I::Error> {
    /// let presigned = request.presign(Duration::from_secs(900)).await?;
    /// println!("{} {}", presigned.method(), presigned.url());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The operation's error type: what is wrong with the input or the configuration, or that the operation takes no
    /// signature.
    pub fn presign(
        &self,
        lifetime: Duration,
    ) -> impl Future<Output = Result<PresignedRequest, I::Error>> + Send + use<I> {
        let call = self.prepare();
        async move { Ok(call?.presign(lifetime).await.map_err(|cause| Failure::new(I::META, cause))?) }
    }

    /// Reads the answer to [`to_http`](Self::to_http), as it came from elsewhere: another HTTP client, a recording, a
    /// test. Like `to_http`, this does no I/O; whether to try again is up to the caller, whom
    /// [`Failure::is_retryable`] tells if that may help.
    ///
    /// ```
    /// # use sdk_runtime::{Body, Bytes, Operation, Request, Response};
    /// /// Makes one attempt by whatever `exchange` is.
    /// fn call<I: Operation>(
    ///     request: &Request<I>,
    ///     exchange: impl FnOnce(http::Request<Body>) -> http::Response<Bytes>,
    /// ) -> Result<Response<I::Output>, I::Error> {
    ///     request.read(exchange(request.to_http()?))
    /// }
    /// ```
    ///
    /// # Errors
    /// The operation's error type: what the service reports, or that its answer makes no sense.
    pub fn read(&self, response: http::Response<Bytes>) -> Result<Response<I::Output>, I::Error> {
        let (head, body) = response.into_parts();
        let response = RawResponse { status: head.status, headers: head.headers, body };
        Ok(Response::decode(I::META, self.core.read(I::META, response)?)?)
    }

    fn prepare(&self) -> Result<Box<Call>, Failure> {
        let (core, input) = (&self.core, &self.input);
        let mut call = core.prepare(
            I::META,
            input,
            &InputParameters(input),
            I::Output::zero().schema(),
            &self.overrides,
        )?;
        if let Some(stub) = core.config().stub() {
            call.stubbed = Some(stub.answer(I::META, input, input)?);
        }
        #[cfg(feature = "recording")]
        call.tape(input, &InputParameters(input), crate::recording::Types::of::<I>());
        Ok(call)
    }

    /// Like [`send`](Self::send), but blocks the thread until there is an answer. The client's configuration must be one
    /// that needs no async runtime, such as [`blocking::config`](crate::blocking::config). With the feature `blocking`.
    ///
    /// # Errors
    /// The operation's error type, which derefs to [`Failure`].
    #[cfg(feature = "blocking")]
    pub fn send_blocking(&self) -> Result<Response<I::Output>, I::Error> {
        crate::blocking::wait(self.send())
    }

    /// Validates the input, sends it, and reads the answer. Dropping the future abandons the call.
    ///
    /// The input is encoded before this returns, so the future borrows nothing, and the request can be sent again.
    ///
    /// # Errors
    /// The operation's error type, which derefs to [`Failure`].
    pub fn send(&self) -> impl Future<Output = Result<Response<I::Output>, I::Error>> + Send + use<I> {
        let call = self.prepare();
        async move {
            let answer = match call {
                Ok(mut call) => call.send().await,
                Err(failure) => Err(failure),
            };
            let mut answer = answer?;
            if let Some(Ok(result)) = answer.stubbed.take().map(|stubbed| stubbed.downcast()) {
                let result: Result<I::Output, I::Error> = *result;
                return result.map(Response::new);
            }
            Ok(Response::decode(I::META, answer)?)
        }
    }
}

/// What the endpoint depends on of an input.
struct InputParameters<'i, I>(&'i I);

impl<I: Operation> Parameters for InputParameters<'_, I> {
    fn each<'a>(&'a self, set: &mut dyn FnMut(&str, Parameter<'a>)) {
        self.0.endpoint_parameters(set);
    }
}

/// An output, with what came beside it. Derefs to the output.
#[derive(Clone)]
pub struct Response<O> {
    output: O,
    metadata: ResponseMetadata,
}

/// What a response says besides its output.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ResponseMetadata {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// How many attempts it took.
    pub attempts: u32,
}

impl ResponseMetadata {
    /// The id that the service gave the request, by which its support finds it.
    pub fn request_id(&self) -> Option<&str> {
        crate::failure::request_id(&self.headers)
    }
}

impl<O> Response<O> {
    /// A response as a service would send it, for mocks: status 200, no headers, one attempt.
    pub fn new(output: O) -> Self {
        let metadata = ResponseMetadata { status: StatusCode::OK, headers: HeaderMap::new(), attempts: 1 };
        Self { output, metadata }
    }

    /// Status, headers, request id, attempts.
    pub fn metadata(&self) -> &ResponseMetadata {
        &self.metadata
    }

    /// The output alone.
    pub fn into_output(self) -> O {
        self.output
    }
}

impl<O: Shape + Value> Response<O> {
    fn decode(meta: &'static OperationMeta, answer: Answer) -> Result<Self, Failure> {
        let Answer { protocol, response, stream, attempts, max_attempts, stubbed: _ } = answer;
        let mut output = O::zero();
        let decoded = match stream {
            Some(body) => protocol::decode_streaming(protocol, &response, body, &mut output),
            None => protocol::decode(protocol, meta, &response, &mut output),
        };
        if let Err(error) = decoded {
            return Err(Failure::new(meta, Cause::Decode(error, response)).after(attempts, max_attempts));
        }
        let metadata = ResponseMetadata { status: response.status, headers: response.headers, attempts };
        Ok(Self { output, metadata })
    }
}

impl<O> Deref for Response<O> {
    type Target = O;

    fn deref(&self) -> &O {
        &self.output
    }
}

impl<O> DerefMut for Response<O> {
    fn deref_mut(&mut self) -> &mut O {
        &mut self.output
    }
}

/// Shows the output and the request id; headers may hold secrets.
impl<O: fmt::Debug> fmt::Debug for Response<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("output", &self.output)
            .field("status", &self.metadata.status)
            .field("request_id", &self.metadata.request_id())
            .field("attempts", &self.metadata.attempts)
            .finish()
    }
}
