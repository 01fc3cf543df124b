//! Writing down what goes to services and comes back.

use std::fmt;
use std::sync::{Arc, Mutex};

use super::differences::Listed;
use super::tape::{Tape, Taping};
use super::{Exchange, Recording, lock};
use crate::body::Body;
use crate::core::MAX_RESPONSE;
use crate::failure::RawResponse;
use crate::mock::BoxFuture;
use crate::transport::{Transport, TransportError};

/// Records the calls of clients whose configuration [has it](crate::Config::with_recorder), without secrets: see the
/// [module](super). Clones are the same recorder.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    hidden: Vec<String>,
    /// By the order of requests; `None` where there is no answer yet, or never will be.
    exchanges: Mutex<Vec<Option<Result<Exchange, String>>>>,
}

impl Recorder {
    /// A recorder that has recorded nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// One that hides members with these names of the model too, whatever their letters' case: account ids, say, or names
    /// of people. A replay hides the same.
    ///
    /// ```
    /// let recorder = sdk_runtime::recording::Recorder::hiding(["AccountId", "Email"]);
    /// ```
    pub fn hiding(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let hidden = names.into_iter().map(Into::into).collect();
        Self(Arc::new(Inner { hidden, ..Inner::default() }))
    }

    /// What has been recorded so far.
    ///
    /// # Errors
    /// When there were exchanges that cannot be recorded: which, and why. A recording without them would not be what
    /// happened.
    pub fn recording(&self) -> Result<Recording, RecordingError> {
        let exchanges = lock(&self.0.exchanges);
        let answered = || exchanges.iter().flatten();
        let problems: Vec<String> = answered().filter_map(|exchange| exchange.clone().err()).collect();
        if !problems.is_empty() {
            return Err(RecordingError(problems));
        }
        let exchanges = answered().filter_map(|exchange| exchange.clone().ok()).collect();
        Ok(Recording { hidden: self.0.hidden.clone(), exchanges })
    }

    pub(crate) fn taping(&self) -> Taping {
        Taping::hiding(&self.0.hidden)
    }

    pub(crate) fn before(&self, transport: Arc<dyn Transport>) -> Arc<dyn Transport> {
        Arc::new(Recorded { transport, recorder: self.clone() })
    }

    /// A place for the exchange whose request is about to be sent.
    fn begin(&self) -> usize {
        let mut exchanges = lock(&self.0.exchanges);
        exchanges.push(None);
        exchanges.len() - 1
    }

    fn end(&self, place: usize, exchange: Result<Exchange, String>) {
        if let Some(place) = lock(&self.0.exchanges).get_mut(place) {
            *place = Some(exchange);
        }
    }
}

/// Exchanges that cannot be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingError(Vec<String>);

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Listed("not all that happened can be recorded:", &self.0).fmt(f)
    }
}

impl std::error::Error for RecordingError {}

/// A transport that tells a recorder of its exchanges.
#[derive(Debug)]
struct Recorded {
    transport: Arc<dyn Transport>,
    recorder: Recorder,
}

impl Transport for Recorded {
    fn send(
        &self,
        mut request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let tape = request.extensions_mut().remove::<Tape>();
        let place = tape.map(|tape| (self.recorder.begin(), tape));
        let (sent, recorder) = (self.transport.send(request), self.recorder.clone());
        Box::pin(async move {
            let response = sent.await?;
            // What no client has sent is somebody's business that nothing is known of.
            let Some((place, tape)) = place else { return Ok(response) };
            if let Some(problem) = tape.problem() {
                recorder.end(place, Err(problem));
                return Ok(response);
            }
            let (head, body) = response.into_parts();
            let body = body.collect(MAX_RESPONSE).await.map_err(TransportError::new)?;
            let answer =
                RawResponse { status: head.status, headers: head.headers.clone(), body: body.clone() };
            recorder.end(place, tape.exchange(answer));
            Ok(http::Response::from_parts(head, body.into()))
        })
    }
}
