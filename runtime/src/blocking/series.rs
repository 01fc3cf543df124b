//! Calls in series: pages as iterators, and waits.

use std::future::{IntoFuture, poll_fn};
use std::pin::Pin;

use futures_core::Stream;

use super::wait;
use crate::operation::Operation;
use crate::paginate::{Items, Pages, Paginated};
use crate::wait::{Wait, WaitError, Waited};

/// A stream as an iterator: each step blocks the thread until there is an item. Made by [`Pages::blocking`] and
/// [`Items::blocking`].
#[derive(Debug)]
#[must_use = "nothing is asked for before the first step"]
pub struct Blocking<S>(S);

impl<S> Blocking<S> {
    /// The stream, which knows the [`token`](Pages::token) of the next page, for instance.
    pub fn get_ref(&self) -> &S {
        &self.0
    }

    /// The stream, at the place that the iterator has come to.
    pub fn into_inner(self) -> S {
        self.0
    }
}

impl<S: Stream + Unpin> Iterator for Blocking<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        wait(poll_fn(|cx| Pin::new(&mut self.0).poll_next(cx)))
    }
}

impl<I: Paginated> Pages<I> {
    /// The pages as an iterator, which blocks the thread. The client's configuration must be one that needs no async
    /// runtime, such as [`config`](super::config). With the feature `blocking`.
    pub fn blocking(self) -> Blocking<Self> {
        Blocking(self)
    }
}

impl<I: Paginated, T> Items<I, T> {
    /// The items as an iterator, as with [`Pages::blocking`].
    pub fn blocking(self) -> Blocking<Self> {
        Blocking(self)
    }
}

impl<I: Operation> Wait<I> {
    /// Waits, and blocks the thread meanwhile. The client's configuration must be one that needs no async runtime, such as
    /// [`config`](super::config). With the feature `blocking`.
    ///
    /// # Errors
    /// Why there was nothing to wait for any longer.
    pub fn wait_blocking(self) -> Result<Waited<I>, WaitError<I>> {
        wait(self.into_future())
    }
}
