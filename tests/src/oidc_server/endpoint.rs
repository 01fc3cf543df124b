//! The operations that the server has.

/// An operation of AWS SSO OIDC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// `RegisterClient`
    Register,
    /// `StartDeviceAuthorization`
    Start,
    /// `CreateToken`
    Token,
}

impl Endpoint {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Register, Self::Start, Self::Token];

    /// The path of its requests.
    pub fn path(self) -> &'static str {
        match self {
            Self::Register => "/client/register",
            Self::Start => "/device_authorization",
            Self::Token => "/token",
        }
    }

    /// The endpoint that a request is for.
    pub(super) fn of(method: &http::Method, path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|endpoint| method == http::Method::POST && endpoint.path() == path)
    }
}
