//! How a wait ends that does not end well.

use std::fmt;
use std::time::Duration;

use super::failure;
use crate::operation::Operation;
use crate::request::Response;

/// A wait that did not end with what was waited for. One pointer wide.
pub struct WaitError<I: Operation>(Box<Inner<I>>);

struct Inner<I: Operation> {
    waiter: &'static str,
    attempts: u32,
    reason: Unfinished,
    last: Option<Result<Response<I::Output>, I::Error>>,
}

/// Why a wait did not end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unfinished {
    /// A response says that it will not come any more.
    Failure {
        /// What that response is like: the acceptor, in words.
        when: &'static str,
    },
    /// A call failed in a way that the waiter says nothing about.
    Error,
    /// It did not come in time.
    Timeout {
        /// The time there was.
        max_wait: Duration,
    },
}

impl<I: Operation> WaitError<I> {
    pub(super) fn new(
        waiter: &'static str,
        attempts: u32,
        reason: Unfinished,
        last: Option<Result<Response<I::Output>, I::Error>>,
    ) -> Self {
        Self(Box::new(Inner { waiter, attempts, reason, last }))
    }

    /// The name of the waiter.
    pub fn waiter(&self) -> &'static str {
        self.0.waiter
    }

    /// Why it did not end well.
    pub fn reason(&self) -> Unfinished {
        self.0.reason
    }

    /// How many times the operation was called.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether there was not enough time.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.reason, Unfinished::Timeout { .. })
    }

    /// The last response; `None` where there was no time for one.
    pub fn last(&self) -> Option<Result<&Response<I::Output>, &I::Error>> {
        self.0.last.as_ref().map(Result::as_ref)
    }

    /// The last response, where it is an error.
    pub fn last_error(&self) -> Option<&I::Error> {
        self.last()?.err()
    }
}

impl<I: Operation> fmt::Display for WaitError<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { waiter, attempts, reason, last } = &*self.0;
        let times = if *attempts == 1 { "attempt" } else { "attempts" };
        write!(f, "waiting for {waiter} ended after {attempts} {times}: ")?;
        match reason {
            Unfinished::Failure { when } => f.write_str(when)?,
            Unfinished::Error => f.write_str("the call failed")?,
            Unfinished::Timeout { max_wait } => write!(f, "{max_wait:?} were not enough")?,
        }
        match last {
            Some(Err(error)) => write!(f, ": {}", failure(error)),
            Some(Ok(response)) => match response.metadata().request_id() {
                Some(id) => write!(f, " (request id {id})"),
                None => Ok(()),
            },
            None => Ok(()),
        }
    }
}

impl<I: Operation> fmt::Debug for WaitError<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { waiter, attempts, reason, last } = &*self.0;
        f.debug_struct("WaitError")
            .field("waiter", waiter)
            .field("attempts", attempts)
            .field("reason", reason)
            .field("last", last)
            .finish()
    }
}

impl<I: Operation> std::error::Error for WaitError<I> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.last {
            Some(Err(error)) => Some(error),
            _ => None,
        }
    }
}
