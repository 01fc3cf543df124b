//! The time, and waiting for some of it to pass.

mod skew;

use std::fmt;
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, SystemTime};

pub(crate) use self::skew::Skew;
use crate::mock::BoxFuture;

/// A clock and timer. Everything in this crate that looks at the time or waits does it through one.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The time now.
    fn now(&self) -> SystemTime;

    /// Is ready when `duration` has passed.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The system's clock, and tokio's timer.
#[cfg(feature = "client")]
#[derive(Clone, Copy, Debug)]
pub struct TokioClock;

#[cfg(feature = "client")]
impl Clock for TokioClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// Gives `future` until `limit` has passed; `None` if that was not enough. It is up to the caller to drop the future then,
/// and with it all that it has under way: what owned it here would have to hold it twice, where it was and where it is.
pub(crate) async fn within<F: Future>(
    clock: &dyn Clock,
    limit: Option<Duration>,
    mut future: Pin<&mut F>,
) -> Option<F::Output> {
    let Some(limit) = limit else { return Some(future.await) };
    let mut timer = clock.sleep(limit);
    std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => timer.as_mut().poll(cx).map(|()| None),
    })
    .await
}
