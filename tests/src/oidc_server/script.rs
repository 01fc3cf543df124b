//! What the server does out of the ordinary.

use std::collections::{BTreeMap, VecDeque};

use super::{Endpoint, Refusal, Reply};

/// What the server does with one request.
#[derive(Clone, Debug)]
pub enum Step {
    /// Answers as the service would.
    Serve,
    /// Reports this error, whatever the request.
    Refuse(Refusal),
    /// Sends this, whatever the request.
    Send(Reply),
    /// Promises all of this in `Content-Length`, sends the first half of the body and closes the connection.
    CutOff(Reply),
    /// Closes the connection without a word.
    HangUp,
    /// Keeps the connection open and says nothing.
    Silence,
}

/// What the server does, endpoint by endpoint: the steps in their order, one for each request that is well-formed, and
/// from then on what the service would do.
#[derive(Clone, Debug, Default)]
pub struct Script {
    steps: BTreeMap<Endpoint, VecDeque<Step>>,
    pub(super) polls_before_approval: u32,
}

impl Script {
    /// The service as it should be. The user has approved every request before the first poll.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what happens to the next requests of `endpoint`.
    #[must_use]
    pub fn then(mut self, endpoint: Endpoint, steps: impl IntoIterator<Item = Step>) -> Self {
        self.steps.entry(endpoint).or_default().extend(steps);
        self
    }

    /// Lets the user approve each device only after it has polled this often.
    #[must_use]
    pub fn polls_before_approval(mut self, polls: u32) -> Self {
        self.polls_before_approval = polls;
        self
    }

    pub(super) fn next(&mut self, endpoint: Endpoint) -> Step {
        self.steps.get_mut(&endpoint).and_then(VecDeque::pop_front).unwrap_or(Step::Serve)
    }
}
