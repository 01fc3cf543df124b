//! The budget for repetitions.

use std::sync::Mutex;

use super::lock;
use crate::failure::Failure;

/// The budget for repetitions that all clients of a service with the same configuration share: when the service is down,
/// they soon stop asking twice.
#[derive(Debug)]
pub(crate) struct Budget(Mutex<u32>);

const CAPACITY: u32 = 500;
const REPETITION_COST: u32 = 5;
const TIMEOUT_COST: u32 = 10;
const SUCCESS_REFUND: u32 = 1;

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(CAPACITY))
    }
}

impl Budget {
    /// Takes what a repetition after `failure` costs; `None` if there is not enough.
    pub(crate) fn take(&self, failure: &Failure) -> Option<u32> {
        let cost = if failure.is_timeout() { TIMEOUT_COST } else { REPETITION_COST };
        let mut tokens = lock(&self.0);
        *tokens = tokens.checked_sub(cost)?;
        Some(cost)
    }

    /// Puts back what the repetition that led to a success has cost, or a little where the first attempt did.
    pub(crate) fn refund(&self, cost: Option<u32>) {
        let mut tokens = lock(&self.0);
        *tokens = (*tokens + cost.unwrap_or(SUCCESS_REFUND)).min(CAPACITY);
    }
}
