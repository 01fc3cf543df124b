//! Calls by name, with JSON for input and output: for tools that learn at run time what to call.

use std::fmt;

use crate::client::ServiceClient;
use crate::core::Core;
use crate::failure::Failure;
use crate::json;
use crate::mock::BoxFuture;
use crate::operation::{Operation, OperationError, OperationMeta};
use crate::request::Request;

/// Implemented by every generated client. Object-safe. A program that does not use it does not compile it.
///
/// Inputs and outputs have the form that [`json`] describes; an input may leave out what has no value, as in
/// `{"clientName": "my tool", "clientType": "public"}`.
pub trait DynamicClient: Send + Sync {
    /// The operations, by name.
    fn operations(&self) -> Vec<&'static OperationMeta>;

    /// Calls the operation of this name. The input is read and encoded before this returns.
    ///
    /// # Errors
    /// When there is no such operation, when `input` is not an input of it, when the call fails, and when the output is
    /// one that JSON cannot hold, such as a stream.
    fn call(&self, operation: &str, input: &str) -> BoxFuture<'static, Result<String, CallError>>;
}

/// Why there is no output.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError {
    /// The service has no operation of this name, or the client was generated without it.
    UnknownOperation {
        /// The name asked for.
        name: String,
        /// The service.
        service: &'static str,
    },
    /// The input is not JSON, or not of the operation's form; all required members that are missing are listed.
    Input(json::Error),
    /// The call failed.
    Failure(Failure),
    /// The output cannot be written as JSON.
    Output(crate::EncodeError),
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOperation { name, service } => {
                write!(
                    f,
                    "this client of {service} has no operation {name:?}: operations() lists those it has"
                )
            }
            Self::Input(error) => error.fmt(f),
            Self::Failure(failure) => failure.fmt(f),
            Self::Output(error) => write!(f, "the output cannot be written as JSON: {error}"),
        }
    }
}

// `Display` has said what these say.
impl std::error::Error for CallError {}

/// What a generated client does where the name is that of `I`.
pub fn call<I: Operation>(
    client: &impl ServiceClient,
    input: &str,
) -> BoxFuture<'static, Result<String, CallError>> {
    let sent = json::from_str::<I>(input).map(|input| Request::new(client.core(), input).send());
    Box::pin(async {
        let result = sent.map_err(CallError::Input)?.await;
        let response = result.map_err(|error| CallError::Failure(error.into_failure()))?;
        json::to_string(&*response).map_err(CallError::Output)
    })
}

/// What a generated client does where no operation has the name.
pub fn unknown(core: &Core, name: &str) -> BoxFuture<'static, Result<String, CallError>> {
    let error = CallError::UnknownOperation { name: name.to_owned(), service: core.service().name };
    Box::pin(std::future::ready(Err(error)))
}
