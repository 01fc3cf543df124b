//! Credentials that are kept while they are valid, and fetched by one caller at a time.

use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use super::{Credentials, CredentialsError, ProvideCredentials};
use crate::clock::Clock;
use crate::mock::BoxFuture;

/// How long before they expire credentials are fetched anew: more than a call with all its attempts takes.
const EARLY: Duration = Duration::from_secs(5 * 60);

/// Keeps what another provider gives until five minutes before it expires. While one caller fetches, the others wait for
/// it. Where fetching fails and what is kept has not expired, that is given once more.
///
/// ```
/// use sdk_runtime::clock::TokioClock;
/// use sdk_runtime::credentials::{Cached, ProvideCredentials};
/// use sdk_runtime::Config;
///
/// fn configured(vault: impl ProvideCredentials + 'static) -> Config {
///     Config::new().with_credentials(Cached::new(vault, TokioClock))
/// }
/// ```
pub struct Cached<P> {
    provider: P,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    kept: Option<Credentials>,
    /// Whether somebody is fetching.
    is_busy: bool,
    waiting: Vec<Waker>,
}

impl<P: ProvideCredentials> Cached<P> {
    /// Keeps what `provider` gives. The time is that of `clock`.
    pub fn new(provider: P, clock: impl Clock + 'static) -> Self {
        Self::shared(provider, Arc::new(clock))
    }

    pub(crate) fn shared(provider: P, clock: Arc<dyn Clock>) -> Self {
        Self { provider, clock, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole whatever happened to a thread that held the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept, if it is valid for longer than `margin`.
    fn kept(&self, state: &State, margin: Duration) -> Option<Credentials> {
        let now = self.clock.now();
        state.kept.clone().filter(|kept| kept.expires().is_none_or(|expires| expires > now + margin))
    }

    /// What is kept, or the right to fetch, for which this waits.
    async fn kept_or_turn(&self) -> Result<Credentials, Turn<'_, P>> {
        poll_fn(|cx| {
            let mut state = self.state();
            if let Some(kept) = self.kept(&state, EARLY) {
                return Poll::Ready(Ok(kept));
            }
            if state.is_busy {
                state.waiting.push(cx.waker().clone());
                return Poll::Pending;
            }
            state.is_busy = true;
            Poll::Ready(Err(Turn(self)))
        })
        .await
    }
}

/// The right to fetch, which is passed on when this is dropped: also where the caller gives up.
struct Turn<'a, P: ProvideCredentials>(&'a Cached<P>);

impl<P: ProvideCredentials> Drop for Turn<'_, P> {
    fn drop(&mut self) {
        let waiting = {
            let mut state = self.0.state();
            state.is_busy = false;
            std::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl<P: ProvideCredentials> ProvideCredentials for Cached<P> {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async move {
            let _turn = match self.kept_or_turn().await {
                Ok(kept) => return Ok(kept),
                Err(turn) => turn,
            };
            let fetched = self.provider.credentials().await;
            let mut state = self.state();
            match fetched {
                Ok(fetched) => {
                    state.kept = Some(fetched.clone());
                    Ok(fetched)
                }
                Err(error) => self.kept(&state, Duration::ZERO).ok_or(error),
            }
        })
    }
}

impl<P: fmt::Debug> fmt::Debug for Cached<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cached").field("provider", &self.provider).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::task::Context;
    use std::time::SystemTime;

    use super::*;
    use crate::sample::block_on;

    /// A clock and a provider in one: what it gives is valid for an hour, unless it is out of order.
    #[derive(Clone, Debug, Default)]
    struct Vault(Arc<Inner>);

    #[derive(Debug, Default)]
    struct Inner {
        seconds: AtomicU64,
        fetched: AtomicU64,
        is_broken: AtomicU64,
        slow: AtomicU64,
    }

    impl Clock for Vault {
        fn now(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH + Duration::from_secs(self.0.seconds.load(Ordering::SeqCst))
        }

        fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
            Box::pin(std::future::ready(()))
        }
    }

    impl ProvideCredentials for Vault {
        fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
            let number = self.0.fetched.fetch_add(1, Ordering::SeqCst) + 1;
            let mut polls = self.0.slow.load(Ordering::SeqCst);
            Box::pin(async move {
                poll_fn(|_| {
                    polls = polls.saturating_sub(1);
                    if polls == 0 { Poll::Ready(()) } else { Poll::Pending }
                })
                .await;
                if self.0.is_broken.load(Ordering::SeqCst) > 0 {
                    return Err(CredentialsError::new("the vault is shut"));
                }
                let expires = self.now() + Duration::from_secs(3600);
                Ok(Credentials::new(number.to_string(), "secret").with_expiry(expires))
            })
        }
    }

    fn id(cached: &Cached<Vault>) -> Result<String, String> {
        let credentials = block_on(cached.credentials()).map_err(|error| error.to_string())?;
        Ok(credentials.access_key_id().to_owned())
    }

    #[test]
    fn fetches_anew_before_they_expire_and_not_before_that() {
        let vault = Vault::default();
        let cached = Cached::new(vault.clone(), vault.clone());
        for (seconds, is_broken, expected) in [
            (0, 0, Ok("1")),
            (3299, 0, Ok("1")),
            (3300, 0, Ok("2")),
            // What fails is tried again, and what is there is used for as long as it is valid.
            (3300 + 3300, 1, Ok("2")),
            (3300 + 3599, 1, Ok("2")),
            (3300 + 3600, 1, Err("the vault is shut")),
            (3300 + 3600, 0, Ok("6")),
        ] {
            vault.0.seconds.store(seconds, Ordering::SeqCst);
            vault.0.is_broken.store(is_broken, Ordering::SeqCst);
            let found = id(&cached);
            assert_eq!(found.as_deref().map_err(String::as_str), expected, "at {seconds}");
        }
    }

    #[test]
    fn one_fetches_and_all_get_it() {
        let vault = Vault::default();
        vault.0.slow.store(3, Ordering::SeqCst);
        let cached = Cached::new(vault.clone(), vault.clone());
        let mut cx = Context::from_waker(Waker::noop());
        let mut calls: Vec<_> = (0..100).map(|_| cached.credentials()).collect();
        let mut done = vec![0; calls.len()];
        for _ in 0..3 {
            for (call, done) in calls.iter_mut().zip(&mut done) {
                if *done == 0
                    && let Poll::Ready(found) = call.as_mut().poll(&mut cx)
                {
                    assert_eq!(found.unwrap().access_key_id(), "1");
                    *done += 1;
                }
            }
        }
        assert_eq!(done, [1; 100]);
        assert_eq!(vault.0.fetched.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn who_gives_up_leaves_it_to_the_next() {
        let vault = Vault::default();
        vault.0.slow.store(2, Ordering::SeqCst);
        let cached = Cached::new(vault.clone(), vault.clone());
        let mut cx = Context::from_waker(Waker::noop());
        let mut waiting = pin!(cached.credentials());
        {
            let mut first = pin!(cached.credentials());
            assert!(first.as_mut().poll(&mut cx).is_pending());
            assert!(waiting.as_mut().poll(&mut cx).is_pending());
            assert_eq!(vault.0.fetched.load(Ordering::SeqCst), 1);
        }
        vault.0.slow.store(0, Ordering::SeqCst);
        let Poll::Ready(Ok(found)) = waiting.as_mut().poll(&mut cx) else { panic!("it waits for nobody") };
        assert_eq!(found.access_key_id(), "2");
    }
}
