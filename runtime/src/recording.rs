//! Calls recorded from a service once, without secrets, and replayed in tests ever after. With the feature `recording`.
//!
//! ```
//! use sdk_runtime::Config;
//! use sdk_runtime::recording::{Recorder, Recording, Replay};
//!
//! # fn example(file: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
//! // Once, against the service:
//! let recorder = Recorder::new();
//! let config = Config::new().with_region("eu-central-1").with_recorder(&recorder);
//! // … calls by clients of `config` …
//! recorder.recording()?.save(file)?;
//!
//! // In tests, without it:
//! let replay = Replay::new(Recording::load(file)?);
//! let config = Config::new().with_region("eu-central-1").with_replay(&replay);
//! // … the same calls by clients of `config` …
//! replay.finish()?;
//! # Ok(())
//! # }
//! ```
//!
//! Only tests need the feature, which is one of this crate and of no generated one: turn it on in the `dev-dependencies`.
//! Any client can be recorded and replayed, with any transport, blocking ones included.
//!
//! # What is in a recording
//!
//! Nothing that went over the wire, but inputs and outputs written anew, in the form of the protocol, with a placeholder in
//! place of each secret. So it holds neither signatures and credentials nor whatever the model does not know of a response.
//! Of the headers it has those that are members of the input or output, those that endpoint rules and protocols add, and of
//! a response the ones that say its id and when to try again.
//!
//! A secret is:
//! * what the model calls `sensitive`, with all that is in it,
//! * text and bytes that are called `…Password`, `…SessionToken` or the like, since many models forget to say so,
//! * the signature and credentials in a URL,
//! * what is called like one of [`Recorder::hiding`],
//! * any of these, if it has more than five letters, wherever other text holds it: the message of an error, say.
//!
//! Text becomes `REDACTED`, a number 0, a time 1970. What is recorded is read again to see that it is the same output but
//! for the secrets, and if it is not, [`Recorder::recording`] fails and says why: nothing is written down that was not
//! understood.
//!
//! # What is not recorded
//!
//! Content of a request that is a file or a stream: `LEFT OUT` stands in its place, and a replay takes any. The content of a
//! response is read to its end before the caller gets it. A response that is a stream of events is passed on, but cannot be
//! recorded. Attempts without an answer, calls that were not sent, and whatever it takes to get credentials, are no
//! exchanges.

mod content;
mod differences;
mod file;
mod recorder;
mod replay;
mod tape;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use self::content::Content;
pub use self::file::LoadError;
pub use self::recorder::{Recorder, RecordingError};
pub(crate) use self::replay::Mismatch;
pub use self::replay::{Replay, ReplayError};
pub(crate) use self::tape::{Tape, Taping, Types};

/// Exchanges with services, in the order of their requests. As text, JSON: see [`save`](Self::save).
pub struct Recording {
    /// The names of members that were hidden though the model does not ask for it: see [`Recorder::hiding`].
    pub hidden: Vec<String>,
    /// What was asked and answered.
    pub exchanges: Vec<Exchange>,
}

crate::structure! {
    Recording + Default {
        hidden @ 0 => row("hidden", NONE),
        exchanges @ 1 => row("exchanges", REQUIRED),
    }
}

/// One request, and the response to it.
pub struct Exchange {
    /// Service and operation, such as `DynamoDB.GetItem`.
    pub operation: String,
    /// What was asked.
    pub request: RecordedRequest,
    /// What was answered.
    pub response: RecordedResponse,
}

crate::structure! {
    Exchange + Default {
        operation @ 0 => row("operation", REQUIRED),
        request @ 1 => row("request", REQUIRED),
        response @ 2 => row("response", REQUIRED),
    }
}

/// A request, without signature and secrets.
pub struct RecordedRequest {
    /// The method.
    pub method: String,
    /// The whole URI.
    pub uri: String,
    /// The headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body; `None` for an empty one.
    pub body: Option<Content>,
}

crate::structure! {
    RecordedRequest + Default {
        method @ 0 => row("method", REQUIRED),
        uri @ 1 => row("uri", REQUIRED),
        headers @ 2 => row("headers", NONE),
        body @ 3 => row("body", NONE),
    }
}

/// A response, without secrets.
pub struct RecordedResponse {
    /// The status.
    pub status: i32,
    /// The headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body; `None` for an empty one.
    pub body: Option<Content>,
}

crate::structure! {
    RecordedResponse + Default {
        status @ 0 => row("status", REQUIRED),
        headers @ 1 => row("headers", NONE),
        body @ 2 => row("body", NONE),
    }
}

fn lock<T>(mutex: &std::sync::Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // What is kept is whole whatever happened to the thread that held it.
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
