//! What clients are made from: [`Config`], shared by all services.

use crate::validate::Validation;

/// Where requests go and how they are sent. One value serves any number of clients of any services; a clone shares its
/// connections.
///
/// Making a client from it never fails: what is missing or wrong is reported by the first call that needs it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Config {
    /// The AWS region, such as `eu-central-1`.
    pub region: Option<String>,
    /// The endpoint of every service, such as `http://localhost:5000`, in place of AWS's own.
    pub endpoint_url: Option<String>,
    /// How much of an input is checked before it is sent.
    pub validation: Validation,
}
