//! Calls by generated clients.

use std::collections::BTreeMap;
use std::fmt;

use sdk_conformance::{params, result};
use sdk_runtime::dynamic::{self, CallError, DynamicClient};
use sdk_runtime::mock::BoxFuture;
use sdk_runtime::{
    Config, Core, Failure, Operation, OperationError, Protocol, ServiceClient, Shape, Value, json, protocol,
};
use serde_json::Value as Json;

/// The client of a service, and those of its operations that there are.
pub struct Service {
    pub(crate) name: &'static str,
    operations: BTreeMap<&'static str, Call>,
    pub(crate) cases: &'static [Case],
}

/// A scenario in Rust, on a server that is empty before it.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What it is about.
    pub name: &'static str,
    /// Makes the calls, by clients of the configuration. Fails where something is not as it should be.
    pub run: fn(Config) -> BoxFuture<'static, anyhow::Result<()>>,
}

/// Calls an operation with an input in the notation of the scenarios.
type Call = Box<dyn Fn(&Config, &Json) -> BoxFuture<'static, Outcome>>;

/// What came of a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// The output, with the names that members have in the model.
    Output(Json),
    /// What the service reported.
    Error {
        /// `None` where it gave none.
        code: Option<String>,
        message: Option<String>,
        status: u16,
    },
    /// There is no answer, or none that makes sense.
    Problem(String),
}

impl Service {
    /// The service that boto3 calls `name`, without operations.
    pub fn new(name: &'static str) -> Self {
        Self { name, operations: BTreeMap::new(), cases: &[] }
    }

    /// With an operation, of the client that `client` makes.
    #[must_use]
    pub fn with<I>(mut self, client: fn(&Config) -> I::Client) -> Self
    where
        I: Operation<Client: ServiceClient + DynamicClient>,
    {
        let call = move |config: &Config, input: &Json| -> BoxFuture<'static, Outcome> {
            let mut typed = I::zero();
            match params::fill(&mut typed, input) {
                Ok(()) => Box::pin(call(client(config), typed)),
                Err(error) => Box::pin(std::future::ready(Outcome::Problem(format!("the input: {error}")))),
            }
        };
        self.operations.insert(I::META.name, Box::new(call));
        self
    }

    /// With scenarios in Rust.
    #[must_use]
    pub fn with_cases(self, cases: &'static [Case]) -> Self {
        Self { cases, ..self }
    }

    /// Calls the operation `name`.
    pub(crate) async fn call(&self, config: &Config, name: &str, input: &Json) -> Outcome {
        match self.operations.get(name) {
            Some(call) => call(config, input).await,
            None => Outcome::Problem("the client was generated without this operation".to_owned()),
        }
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("name", &self.name)
            .field("operations", &self.operations.keys())
            .finish()
    }
}

/// A client that speaks the protocol which boto3 chooses: moto does not understand CBOR.
#[derive(Clone)]
struct WithoutCbor(Core);

impl ServiceClient for WithoutCbor {
    fn core(&self) -> &Core {
        &self.0
    }
}

/// Calls by name, so that input and output go through JSON too; where one of them is a stream, by type.
async fn call<I>(client: I::Client, input: I) -> Outcome
where
    I: Operation<Client: ServiceClient + DynamicClient>,
{
    if protocol::is_streaming(input.schema()) || protocol::is_streaming(I::Output::zero().schema()) {
        return match client.send(input).await {
            Ok(response) => Outcome::Output(result::to_json(&*response)),
            Err(error) => Outcome::of(&error.into_failure()),
        };
    }
    let text = match json::to_string(&input) {
        Ok(text) => text,
        Err(error) => return Outcome::Problem(format!("the input has no form in JSON: {error}")),
    };
    let result = match I::META.service.protocols {
        [Protocol::Cbor, other, ..] => {
            dynamic::call::<I>(&WithoutCbor(client.core().clone().with_protocol(*other)), &text).await
        }
        _ => client.call(I::META.name, &text).await,
    };
    match result {
        Ok(text) => match json::from_str::<I::Output>(&text) {
            Ok(output) => Outcome::Output(result::to_json(&output)),
            Err(error) => Outcome::Problem(format!("{text} is what the client made of the output: {error}")),
        },
        Err(CallError::Failure(failure)) => Outcome::of(&failure),
        Err(error) => Outcome::Problem(error.to_string()),
    }
}

impl Outcome {
    /// Whether a service has answered, and not a server that could not make out what to do.
    pub(crate) fn is_answer(&self) -> bool {
        match self {
            Self::Output(_) => true,
            // boto3 makes a code of the status where there is none.
            Self::Error { code, .. } => code.as_ref().is_some_and(|code| code.parse::<u16>().is_err()),
            Self::Problem(_) => false,
        }
    }

    fn of(failure: &Failure) -> Self {
        match failure.status() {
            Some(status) if !status.is_success() => Self::Error {
                code: failure.code().map(str::to_owned),
                message: failure.message().map(str::to_owned),
                status: status.as_u16(),
            },
            _ => Self::Problem(failure.to_string()),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Output(output) => write!(f, "{output}"),
            Self::Error { code, message, status } => {
                write!(f, "HTTP {status} {}", code.as_deref().unwrap_or("without a code"))?;
                message.iter().try_for_each(|message| write!(f, ": {message}"))
            }
            Self::Problem(problem) => f.write_str(problem),
        }
    }
}
