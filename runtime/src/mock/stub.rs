//! A typed stand-in for a service.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::config::Config;
use crate::failure::{Cause, ConfigError, Failure};
use crate::json;
use crate::operation::{Operation, OperationError, OperationMeta};
use crate::protocol;
use crate::validate::{Validation, validate};
use crate::value::{Shape, Value};

/// Answers calls in place of a service, from functions of the typed input, and holds both sides to the model: an input
/// that breaks any constraint of it fails the call, and so does an output that the service would not give.
///
/// A client of [`config`](Self::config) goes through all that a call does but the network: what uses it, waiters and
/// paginators too, is tested as it is. An answer is final: nothing is retried.
///
/// ```
/// use sdk_runtime::{Operation, mock::Stub};
///
/// /// A service that gives every call of one operation the same answer.
/// fn always<I: Operation<Output: Clone>>(output: I::Output) -> Stub {
///     let stub = Stub::new();
///     stub.on(move |_: I| Ok(output.clone()));
///     stub
/// }
/// ```
#[derive(Clone, Default)]
pub struct Stub(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// By input; of several for one, the last.
    handlers: Vec<(TypeId, Handler)>,
    calls: Vec<&'static OperationMeta>,
}

type Handler = Arc<Mutex<dyn FnMut(&dyn Any) -> Result<Answer, Failure> + Send>>;

/// The result that a handler gave, of the type that its operation's request returns.
pub(crate) type Answer = Box<dyn Any + Send>;

impl Stub {
    /// A service without operations.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers the operation whose input is `I` by `handler`, from now on. A modelled error is made by `into()` of a
    /// value of its type.
    pub fn on<I: Operation>(
        &self,
        mut handler: impl FnMut(I) -> Result<I::Output, I::Error> + Send + 'static,
    ) -> &Self {
        let handler = move |input: &dyn Any| {
            let Some(input) = input.downcast_ref::<I>() else {
                return Err(complaint(I::META, "was called with an input of another type"));
            };
            let mut result = handler(input.clone());
            match &mut result {
                Ok(output) => check(I::META, output)?,
                Err(error) => error.failure_mut().set_operation(I::META),
            }
            Ok(Box::new(result) as Answer)
        };
        self.state().handlers.push((TypeId::of::<I>(), Arc::new(Mutex::new(handler))));
        self
    }

    /// A configuration whose clients are answered by this, in the region `us-east-1`.
    pub fn config(&self) -> Config {
        Config::new().with_region("us-east-1").with_stub(self)
    }

    /// The names of the operations that were called, in order; calls with an invalid input are none.
    pub fn calls(&self) -> Vec<&'static str> {
        self.state().calls.iter().map(|meta| meta.name).collect()
    }

    /// Answers a call, of whose input it is given both views.
    pub(crate) fn answer(
        &self,
        meta: &'static OperationMeta,
        shape: &dyn Shape,
        input: &dyn Any,
    ) -> Result<Answer, Failure> {
        validate(shape, Validation::Full).map_err(|error| Failure::new(meta, error))?;
        let handler = {
            let mut state = self.state();
            state.calls.push(meta);
            let newest = state.handlers.iter().rfind(|(of, _)| *of == input.type_id());
            newest.map(|(_, handler)| Arc::clone(handler))
        };
        // The lock on the state is released: a handler may look at the calls so far.
        match handler {
            Some(handler) => (handler.lock().unwrap_or_else(PoisonError::into_inner))(input),
            None => Err(complaint(meta, "has no answer: tell the stub one, by `on`")),
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the service could answer with `output`.
fn check(meta: &'static OperationMeta, output: &(impl Shape + Value)) -> Result<(), Failure> {
    let wrong = |problem: String| complaint(meta, &format!("has an answer that no service gives: {problem}"));
    validate(output, Validation::Full).map_err(|error| wrong(error.to_string()))?;
    // A stream is what it is; all else must have a form on the wire.
    if !protocol::is_streaming(output.schema()) {
        json::to_string(output).map_err(|error| wrong(error.to_string()))?;
    }
    Ok(())
}

fn complaint(meta: &'static OperationMeta, problem: &str) -> Failure {
    Failure::new(meta, Cause::Config(ConfigError::new(format!("the stub of {} {problem}", meta.name))))
}

impl fmt::Debug for Stub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stub").field("calls", &self.calls()).finish_non_exhaustive()
    }
}
