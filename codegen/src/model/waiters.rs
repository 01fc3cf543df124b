//! `waiters-2.json`: what can be waited for.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value as Json;

use super::unique;
use super::wire_enum::wire_enum;
use crate::diagnostic::{self, Source, parse_json};

/// The file as a whole.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiters {
    /// By their names, `waiters`.
    #[serde(deserialize_with = "unique::map")]
    pub waiters: IndexMap<String, Waiter>,
    /// The version of the format, `version`.
    pub version: Option<u32>,
}

/// One thing that can be waited for.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Waiter {
    /// The operation that is called until its responses say so, `operation`.
    pub operation: String,
    /// The seconds between two calls, `delay`.
    pub delay: u64,
    /// How many calls are to be enough, `maxAttempts`.
    pub max_attempts: u64,
    /// What the responses mean, the first that matches first, `acceptors`.
    pub acceptors: Vec<Acceptor>,
    /// What is waited for, `description`.
    pub description: Option<String>,
}

/// What a kind of response means.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptor {
    /// Where it leads to, `state`.
    pub state: WaiterState,
    /// What is looked at, `matcher`.
    pub matcher: Matcher,
    /// Where in the output it is, `argument`: JMESPath.
    pub argument: Option<String>,
    /// What is expected there, `expected`.
    pub expected: Json,
}

wire_enum! {
    /// Where a response leads to.
    pub enum WaiterState {
        /// What was waited for has come.
        Success = "success",
        /// It will not come.
        Failure = "failure",
        /// It may still come.
        Retry = "retry",
    }
}

wire_enum! {
    /// What of a response is looked at.
    pub enum Matcher {
        /// A value in the output.
        Path = "path",
        /// A list in the output, of which all values are to be the expected one.
        PathAll = "pathAll",
        /// A list in the output, of which one value is to be the expected one.
        PathAny = "pathAny",
        /// The HTTP status.
        Status = "status",
        /// The code of an error, or whether there is one.
        Error = "error",
    }
}

impl Waiters {
    /// Reads a `waiters-2.json`.
    ///
    /// # Errors
    /// Reports what is not JSON, unknown, repeated and missing keys, and values of the wrong type.
    pub fn parse(source: Source<'_>) -> Result<Self, diagnostic::Error> {
        parse_json(source)
    }
}
