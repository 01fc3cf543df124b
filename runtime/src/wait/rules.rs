//! What a waiter waits for: the facts of `waiters-2.json`.

use super::failure;
use crate::operation::Operation;
use crate::request::Response;

/// A waiter for an operation whose output is `O`.
#[derive(Debug)]
pub struct Waiter<O: 'static> {
    /// The name in the model.
    pub name: &'static str,
    /// `delay`: the shortest pause between two calls, in seconds.
    pub delay: u64,
    /// `acceptors`: the first that matches a response decides. Where none does, an error ends the wait, and after any
    /// other response it goes on.
    pub acceptors: &'static [Acceptor<O>],
}

/// What a kind of response means.
#[derive(Debug)]
pub struct Acceptor<O> {
    /// Where it leads to.
    pub state: State,
    /// What a response has to be like, in words: `Table.TableStatus is "ACTIVE"`.
    pub when: &'static str,
    /// The same, to be asked.
    pub matcher: Matcher<O>,
}

/// Where an acceptor leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// What was waited for has come.
    Success,
    /// It will not come any more.
    Failure,
    /// It may still come.
    Retry,
}

/// Which responses an acceptor matches.
#[derive(Debug)]
pub enum Matcher<O> {
    /// `path`, `pathAll`, `pathAny`: successful ones with such an output.
    Output(fn(&O) -> bool),
    /// `status`: any with this HTTP status.
    Status(u16),
    /// `error`: errors with this code.
    Error(&'static str),
    /// `error` with `true`: errors that a service reports.
    AnyError,
    /// `error` with `false`: successful ones.
    NoError,
}

impl<O> Acceptor<O> {
    pub(super) fn matches<I: Operation<Output = O>>(&self, result: &Result<Response<O>, I::Error>) -> bool {
        match (&self.matcher, result) {
            (Matcher::Output(matches), Ok(response)) => matches(response),
            (Matcher::Status(status), Ok(response)) => response.metadata().status == *status,
            (Matcher::Status(status), Err(error)) => {
                failure(error).status().is_some_and(|found| found == *status)
            }
            (Matcher::Error(code), Err(error)) => {
                let failure = failure(error);
                failure.code() == Some(code) || failure.modelled().is_some_and(|error| error.name == *code)
            }
            (Matcher::AnyError, Err(error)) => failure(error).code().is_some(),
            (Matcher::NoError, Ok(_)) => true,
            (Matcher::Output(_), Err(_)) | (Matcher::NoError, Err(_)) => false,
            (Matcher::Error(_) | Matcher::AnyError, Ok(_)) => false,
        }
    }
}

/// `pathAll`: whether there are values, and all of them are `expected`.
pub fn all<T: PartialEq>(values: impl IntoIterator<Item = T>, expected: T) -> bool {
    let mut values = values.into_iter().peekable();
    values.peek().is_some() && values.all(|value| value == expected)
}

/// `pathAny`: whether one of the values is `expected`.
pub fn any<T: PartialEq>(values: impl IntoIterator<Item = T>, expected: T) -> bool {
    values.into_iter().any(|value| value == expected)
}
