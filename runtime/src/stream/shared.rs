//! What clones share and one of them can have.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Something that can be taken once, by one of those who share it.
pub(crate) struct Shared<T>(Arc<Mutex<Option<T>>>);

impl<T> Shared<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Arc::new(Mutex::new(Some(value))))
    }

    fn lock(&self) -> MutexGuard<'_, Option<T>> {
        // Whoever panicked has taken the value or has not: there is no state in between.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value, if nobody has it.
    pub(crate) fn take(&self) -> Option<T> {
        self.lock().take()
    }

    /// What `look` sees, if the value is still there.
    pub(crate) fn look<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.lock().as_ref().map(look)
    }

    /// Changes the value, if it is still there, for all who share it.
    pub(crate) fn change(&self, change: impl FnOnce(T) -> T) {
        let mut value = self.lock();
        *value = value.take().map(change);
    }

    /// Makes this the only one that holds the value, and gives it out; `None` if somebody else has it.
    pub(crate) fn claim(&mut self) -> Option<&mut T> {
        if Arc::get_mut(&mut self.0).is_none() {
            *self = Self(Arc::new(Mutex::new(self.take())));
        }
        let value = Arc::get_mut(&mut self.0)?.get_mut().unwrap_or_else(PoisonError::into_inner);
        value.as_mut()
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Equal are those that share.
impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
