//! Which failures are worth another attempt, and when it is made.

use crate::failure::Failure;

/// What a failure means for the next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Classification {
    /// The same request will fail again.
    Permanent,
    /// Something broke that may work the next time.
    Transient,
    /// The service has too much to do.
    Throttling,
}

/// Classifies `failure` by the model's traits, the well-known codes, and the status.
pub fn classify(failure: &Failure) -> Classification {
    let _ = failure;
    todo!()
}
