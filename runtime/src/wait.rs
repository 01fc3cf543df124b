//! Waiting until a resource is in a state: an operation is called until its answers satisfy a [`Waiter`].
//!
//! The pauses between the calls grow from what the waiter says to two minutes. Each is a random part of that, but never
//! shorter than what the waiter says, so that those who began together do not go on together. The last call is made when
//! there is as much time left as the shortest pause takes. Nothing waits longer than it was told to: a call that is under
//! way then is given up.

mod error;
mod rules;

use std::fmt;
use std::future::IntoFuture;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

pub use self::error::{Unfinished, WaitError};
pub use self::rules::{Acceptor, Matcher, State, Waiter, all, any};
use crate::clock::{Clock, within};
use crate::core::Core;
use crate::failure::Failure;
use crate::mock::BoxFuture;
use crate::operation::{Operation, OperationError};
use crate::request::{Request, Response};

/// The longest pause between two calls, unless the waiter has longer ones from the start.
const LONGEST_PAUSE: Duration = Duration::from_secs(120);

/// A wait that is ready to begin: `.await` it.
///
/// The operation is called with its client's configuration: a call that fails in a way that may pass is repeated as any
/// other call is, before the waiter sees it.
#[must_use = "waiting begins with `.await`"]
pub struct Wait<I: Operation> {
    request: Request<I>,
    core: Core,
    waiter: &'static Waiter<I::Output>,
    max_wait: Duration,
    min_delay: Duration,
    max_delay: Duration,
}

/// How a wait ended well.
#[derive(Debug)]
pub struct Waited<I: Operation> {
    /// How many times the operation was called.
    pub attempts: u32,
    /// The final response. Where a waiter waits for something to be gone, that is usually an error, which says so.
    pub result: Result<Response<I::Output>, I::Error>,
}

impl<I: Operation> Waited<I> {
    /// The final response.
    ///
    /// # Errors
    /// The error that ended the wait instead, as what was waited for.
    pub fn into_response(self) -> Result<Response<I::Output>, I::Error> {
        self.result
    }
}

impl<I: Operation> Wait<I> {
    /// Waits with requests that `core` sends, for at most `max_wait`.
    pub fn new(core: &Core, input: I, waiter: &'static Waiter<I::Output>, max_wait: Duration) -> Self {
        let min_delay = Duration::from_secs(waiter.delay);
        Self {
            request: Request::new(core, input),
            core: core.clone(),
            waiter,
            max_wait,
            min_delay,
            max_delay: LONGEST_PAUSE.max(min_delay),
        }
    }

    /// With pauses of at least this, in place of what the model says.
    pub fn with_min_delay(mut self, delay: Duration) -> Self {
        self.min_delay = delay;
        self.max_delay = self.max_delay.max(delay);
        self
    }

    /// With pauses of at most this, but not shorter than the shortest.
    pub fn with_max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay.max(self.min_delay);
        self
    }

    async fn run(self) -> Result<Waited<I>, WaitError<I>> {
        let clock = match self.core.config().clock() {
            Ok(clock) => clock.clone(),
            Err(error) => {
                let error = Failure::new(I::META, error).into();
                return Err(WaitError::new(self.waiter.name, 0, Unfinished::Error, Some(Err(error))));
            }
        };
        let mut time = Time::start(clock);
        let mut attempts = 0;
        let mut last = None;
        loop {
            let left = self.max_wait.saturating_sub(time.passed());
            let answer = within(&*time.clock, Some(left), pin!(self.request.send())).await;
            let Some(result) = answer else {
                return Err(self.timeout(attempts, last));
            };
            attempts += 1;
            let found = self.waiter.acceptors.iter().find(|acceptor| acceptor.matches::<I>(&result));
            match (found, result) {
                (Some(Acceptor { state: State::Success, .. }), result) => {
                    return Ok(Waited { attempts, result });
                }
                (Some(Acceptor { state: State::Failure, when, .. }), result) => {
                    let reason = Unfinished::Failure { when };
                    return Err(WaitError::new(self.waiter.name, attempts, reason, Some(result)));
                }
                (None, Err(error)) => {
                    return Err(WaitError::new(
                        self.waiter.name,
                        attempts,
                        Unfinished::Error,
                        Some(Err(error)),
                    ));
                }
                (Some(Acceptor { state: State::Retry, .. }) | None, result) => last = Some(result),
            }
            let left = self.max_wait.saturating_sub(time.passed());
            match self.pause(attempts, left) {
                Some(pause) => time.sleep(pause).await,
                None => return Err(self.timeout(attempts, last)),
            }
        }
    }

    /// The pause after so many calls, with so much time left; `None` where another call would be no use.
    fn pause(&self, attempts: u32, left: Duration) -> Option<Duration> {
        if left <= self.min_delay {
            return None;
        }
        let growth = 1u32 << attempts.saturating_sub(1).min(20);
        let most = self.min_delay.saturating_mul(growth).min(self.max_delay);
        // The upper 53 bits are a fraction that a double holds exactly.
        let fraction = (self.core.config().random() >> 11) as f64 / (1u64 << 53) as f64;
        let pause = self.min_delay + most.saturating_sub(self.min_delay).mul_f64(fraction);
        // Where no other would fit after it, the next call is the last: it is made as late as possible.
        Some(if left.saturating_sub(pause) <= self.min_delay { left - self.min_delay } else { pause })
    }

    fn timeout(&self, attempts: u32, last: Option<Result<Response<I::Output>, I::Error>>) -> WaitError<I> {
        WaitError::new(self.waiter.name, attempts, Unfinished::Timeout { max_wait: self.max_wait }, last)
    }
}

/// The time that has passed. It goes on with every pause, also where a clock stands still or is set back.
struct Time {
    clock: Arc<dyn Clock>,
    start: SystemTime,
    slept: Duration,
}

impl Time {
    fn start(clock: Arc<dyn Clock>) -> Self {
        Self { start: clock.now(), clock, slept: Duration::ZERO }
    }

    fn passed(&self) -> Duration {
        self.clock.now().duration_since(self.start).unwrap_or_default().max(self.slept)
    }

    async fn sleep(&mut self, pause: Duration) {
        self.clock.sleep(pause).await;
        self.slept += pause;
    }
}

impl<I: Operation> IntoFuture for Wait<I> {
    type Output = Result<Waited<I>, WaitError<I>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<I: Operation> fmt::Debug for Wait<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("waiter", &self.waiter.name)
            .field("input", &self.request.input)
            .field("max_wait", &self.max_wait)
            .finish_non_exhaustive()
    }
}

/// What an error says that a waiter asks of it.
fn failure<E: OperationError>(error: &E) -> &Failure {
    error.failure()
}
