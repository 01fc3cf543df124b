//! The files beside a model.

use super::endpoint::RuleSet;
use super::{Paginators, Waiters};

/// What lies beside a model, as far as it does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Companions {
    /// `endpoint-rule-set-1.json`.
    pub endpoint_rules: Option<RuleSet>,
    /// `paginators-1.json`.
    pub paginators: Option<Paginators>,
    /// `waiters-2.json`.
    pub waiters: Option<Waiters>,
}
