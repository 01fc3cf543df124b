//! Driving a future on one thread.

use std::cell::Cell;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant, SystemTime};

use crate::clock::Clock;
use crate::mock::BoxFuture;

thread_local! {
    /// When the first of the timers that this thread waits for is due.
    static DUE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Runs `future` on this thread until it is ready.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        DUE.set(None);
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        match DUE.get() {
            Some(due) => thread::park_timeout(due.saturating_duration_since(Instant::now())),
            None => thread::park(),
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// The system's clock, and a timer for futures that [`wait`] runs.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(Sleep(Instant::now().checked_add(duration)))
    }
}

/// Until when; without an end where the clock does not reach that far.
struct Sleep(Option<Instant>);

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let Some(end) = self.0 else { return Poll::Pending };
        if end <= Instant::now() {
            return Poll::Ready(());
        }
        // `wait` polls again then, so nothing needs the waker.
        DUE.set(Some(DUE.get().map_or(end, |due| due.min(end))));
        Poll::Pending
    }
}
