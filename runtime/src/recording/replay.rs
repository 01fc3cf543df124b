//! Answering with what was recorded.

use std::fmt;
use std::future::ready;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use super::differences::{self, Listed};
use super::tape::{Tape, Taping};
use super::{Exchange, Recording, lock};
use crate::body::Body;
use crate::clock::Clock;
use crate::mock::BoxFuture;
use crate::transport::{Transport, TransportError};

/// Answers calls of clients whose configuration [has it](crate::Config::with_replay) with what was recorded, provided that
/// they send what was recorded, but for secrets. Clones are the same replay.
///
/// A request that differs from the recorded one fails its call, which is not retried, and says how it differs; so does one
/// that nothing was recorded of. Time passes as fast as it is waited for: retries and waiters pause for nothing.
#[derive(Clone, Debug)]
pub struct Replay(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    recording: Recording,
    in_any_order: bool,
    state: Mutex<State>,
    clock: Ahead,
}

#[derive(Debug)]
struct State {
    /// The numbers of the exchanges that have not been asked for.
    left: Vec<usize>,
    complaints: Vec<String>,
}

impl Replay {
    /// Expects the requests of `recording` in their order.
    pub fn new(recording: Recording) -> Self {
        Self::with_order(recording, false)
    }

    /// Expects each request once, in whatever order: of code that makes calls at the same time.
    pub fn in_any_order(recording: Recording) -> Self {
        Self::with_order(recording, true)
    }

    fn with_order(recording: Recording, in_any_order: bool) -> Self {
        let left = (0..recording.exchanges.len()).collect();
        let state = Mutex::new(State { left, complaints: Vec::new() });
        Self(Arc::new(Inner { recording, in_any_order, state, clock: Ahead::default() }))
    }

    /// Whether everything went as recorded: for the end of a test.
    ///
    /// # Errors
    /// With each request that differed or was not expected, even if the code under test kept the error to itself, and with
    /// each recorded request that was not made.
    pub fn finish(&self) -> Result<(), ReplayError> {
        let state = lock(&self.0.state);
        let mut lines = state.complaints.clone();
        lines.extend(state.left.iter().filter_map(|number| {
            let exchange = self.0.recording.exchanges.get(*number)?;
            Some(format!("{} was not asked for", self.title(*number, exchange)))
        }));
        if lines.is_empty() { Ok(()) } else { Err(ReplayError(lines)) }
    }

    pub(crate) fn taping(&self) -> Taping {
        Taping::hiding(&self.0.recording.hidden)
    }

    pub(crate) fn transport(&self) -> Arc<dyn Transport> {
        Arc::new(Replayed(self.clone()))
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::new(self.0.clock.clone())
    }

    fn title(&self, number: usize, exchange: &Exchange) -> String {
        format!("exchange {} of {}, {},", number + 1, self.0.recording.exchanges.len(), exchange.operation)
    }

    /// The answer to a request.
    ///
    /// # Errors
    /// Why there is none.
    fn answer(&self, tape: Option<&Tape>) -> Result<http::Response<Body>, String> {
        let mut state = lock(&self.0.state);
        let result = self.find(&state, tape).and_then(|number| {
            state.left.retain(|left| *left != number);
            let exchange = self.0.recording.exchanges.get(number);
            exchange.map_or_else(|| Err(String::new()), |exchange| exchange.response.to_http())
        });
        result.inspect_err(|complaint| state.complaints.push(complaint.clone()))
    }

    /// The number of the exchange that a request is of.
    fn find(&self, state: &State, tape: Option<&Tape>) -> Result<usize, String> {
        let tape = tape.ok_or("a request that is no client's cannot be replayed")?;
        let (operation, request) = (tape.operation(), tape.request()?);
        let left = || {
            let left = state.left.iter();
            left.filter_map(|number| Some((*number, self.0.recording.exchanges.get(*number)?)))
        };
        let fits = |exchange: &Exchange| {
            exchange.operation == operation && differences::between(&exchange.request, request).is_empty()
        };
        if self.0.in_any_order
            && let Some((number, _)) = left().find(|(_, exchange)| fits(exchange))
        {
            return Ok(number);
        }
        // The one that was meant, as far as can be guessed.
        let same = left().find(|(_, exchange)| self.0.in_any_order && exchange.operation == operation);
        let Some((number, exchange)) = same.or_else(|| left().next()) else {
            let count = self.0.recording.exchanges.len();
            return Err(format!("{operation} came after all {count} recorded exchanges"));
        };
        if exchange.operation != operation {
            return Err(format!("{} was expected, and {operation} came", self.title(number, exchange)));
        }
        let differences = differences::between(&exchange.request, request);
        if differences.is_empty() {
            return Ok(number);
        }
        let title = format!("{} is not what was recorded:", self.title(number, exchange));
        Err(Listed(&title, &differences).to_string())
    }
}

/// What did not go as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayError(Vec<String>);

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Listed("not everything went as recorded:", &self.0).fmt(f)
    }
}

impl std::error::Error for ReplayError {}

/// A request that has no recorded answer: it is as good as not sent, and will not have one the next time.
#[derive(Debug)]
pub(crate) struct Mismatch(String);

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Mismatch {}

/// A transport that a replay answers.
#[derive(Debug)]
struct Replayed(Replay);

impl Transport for Replayed {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let answer = self.0.answer(request.extensions().get::<Tape>());
        Box::pin(ready(answer.map_err(|complaint| TransportError::new(Mismatch(complaint)))))
    }
}

/// A clock that goes ahead instead of waiting.
#[derive(Clone, Debug, Default)]
struct Ahead(Arc<Mutex<Duration>>);

impl Clock for Ahead {
    fn now(&self) -> SystemTime {
        // The first second of 2020, or any other: every run is to be the same.
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_577_836_800) + *lock(&self.0)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let passed = Arc::clone(&self.0);
        // Not before it is waited for: a time limit is not, where the answer is there already.
        Box::pin(async move {
            let mut passed = lock(&passed);
            *passed = passed.saturating_add(duration);
        })
    }
}
