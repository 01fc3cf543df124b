//! Mistakes that the generated types turn into compile errors.
//!
//! Each is shown next to what differs from it in one thing and compiles: a stable compiler does not check the error
//! codes that are given here, so the twin is what shows that the mistake is the reason.
//!
//! # A required member left out
//!
//! ```
//! use sdk::ssooidc::operation::StartDeviceAuthorizationInput;
//! StartDeviceAuthorizationInput::new("id", "secret", "https://example.com/start");
//! ```
//!
//! ```compile_fail,E0061
//! use sdk::ssooidc::operation::StartDeviceAuthorizationInput;
//! StartDeviceAuthorizationInput::new("id", "secret");
//! ```
//!
//! There is no value to start from that has none of them, neither by itself nor after `..`:
//!
//! ```
//! use sdk::ssooidc::operation::CreateTokenOutput;
//! fn defaults<T: Default>() {}
//! defaults::<CreateTokenOutput>();
//! ```
//!
//! ```compile_fail,E0277
//! use sdk::ssooidc::operation::CreateTokenInput;
//! fn defaults<T: Default>() {}
//! defaults::<CreateTokenInput>();
//! ```
//!
//! # A required member set to nothing
//!
//! ```
//! use sdk::ssooidc::operation::RegisterClientInput;
//! let mut input = RegisterClientInput::new("name", "public");
//! input.scopes = None;
//! ```
//!
//! ```compile_fail,E0308
//! use sdk::ssooidc::operation::RegisterClientInput;
//! let mut input = RegisterClientInput::new("name", "public");
//! input.client_name = None;
//! ```
//!
//! # Members of today taken for all there will ever be
//!
//! A structure cannot be written, or taken apart, member by member without room for those to come:
//!
//! ```
//! use sdk::ssooidc::operation::RegisterClientInput;
//! let input = RegisterClientInput::new("name", "public").with_scopes(["scope"]);
//! let RegisterClientInput { client_name, client_type, scopes, .. } = input;
//! ```
//!
//! ```compile_fail,E0638
//! use sdk::ssooidc::operation::RegisterClientInput;
//! let input = RegisterClientInput::new("name", "public").with_scopes(["scope"]);
//! let RegisterClientInput { client_name, client_type, scopes } = input;
//! ```
//!
//! ```compile_fail,E0639
//! use sdk::ssooidc::operation::RegisterClientInput;
//! let input = RegisterClientInput { client_name: "name".into(), client_type: "public".into(), scopes: None };
//! ```
//!
//! Nor can the errors of an operation be matched without a last arm:
//!
//! ```
//! use sdk::ssooidc::error::RegisterClientError;
//! fn is_known(error: RegisterClientError) -> bool {
//!     match error {
//!         RegisterClientError::InternalServerException(_) => true,
//!         RegisterClientError::InvalidClientMetadataException(_) => true,
//!         RegisterClientError::InvalidRequestException(_) => true,
//!         RegisterClientError::InvalidScopeException(_) => true,
//!         RegisterClientError::Other(_) => false,
//!         _ => false,
//!     }
//! }
//! ```
//!
//! ```compile_fail,E0004
//! use sdk::ssooidc::error::RegisterClientError;
//! fn is_known(error: RegisterClientError) -> bool {
//!     match error {
//!         RegisterClientError::InternalServerException(_) => true,
//!         RegisterClientError::InvalidClientMetadataException(_) => true,
//!         RegisterClientError::InvalidRequestException(_) => true,
//!         RegisterClientError::InvalidScopeException(_) => true,
//!         RegisterClientError::Other(_) => false,
//!     }
//! }
//! ```
