//! The errors of the service, as it sends them.

use http::StatusCode;
use serde_json::json;

use super::Reply;

/// A modelled error of AWS SSO OIDC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the service's, which documents them")]
pub enum Refusal {
    AccessDenied,
    AuthorizationPending,
    ExpiredToken,
    InternalServer,
    InvalidClient,
    InvalidClientMetadata,
    InvalidGrant,
    InvalidRequest,
    InvalidScope,
    SlowDown,
    UnauthorizedClient,
    UnsupportedGrantType,
}

impl Refusal {
    /// The name of the shape in the model.
    pub fn code(self) -> String {
        format!("{self:?}Exception")
    }

    /// The HTTP status of the model.
    pub fn status(self) -> StatusCode {
        match self {
            Self::InvalidClient => StatusCode::UNAUTHORIZED,
            Self::InternalServer => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The member `error`: the code of OAuth 2.0.
    pub fn error(self) -> &'static str {
        match self {
            Self::AccessDenied => "access_denied",
            Self::AuthorizationPending => "authorization_pending",
            Self::ExpiredToken => "expired_token",
            Self::InternalServer => "server_error",
            Self::InvalidClient => "invalid_client",
            Self::InvalidClientMetadata => "invalid_client_metadata",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidRequest => "invalid_request",
            Self::InvalidScope => "invalid_scope",
            Self::SlowDown => "slow_down",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
        }
    }

    /// The member `error_description` of a refusal that a script asks for.
    pub fn description(self) -> String {
        format!("The script says {}", self.error())
    }

    /// The response that reports this error and gives `description` as the reason.
    pub(super) fn reply(self, description: &str) -> Reply {
        let body = json!({ "error": self.error(), "error_description": description });
        let namespace = "http://internal.amazon.com/coral/com.amazonaws.sso.oidc/";
        Reply::json(self.status(), body.to_string())
            .with_header("x-amzn-errortype", &format!("{}:{namespace}", self.code()))
    }
}
