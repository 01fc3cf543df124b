//! Code that calls the service, tested without it.

use sdk::Response;
use sdk::ssooidc::api::ClientApi;
use sdk::ssooidc::error::CreateTokenError;
use sdk::ssooidc::operation::{CreateTokenOutput, CreateTokenResponse};
use sdk_runtime::mock::BoxFuture;

use super::*;

/// Answers polls, and nothing else.
struct Tokens;

impl ClientApi for Tokens {
    fn create_token(
        &self,
        input: CreateTokenInput,
    ) -> BoxFuture<'_, Result<CreateTokenResponse, CreateTokenError>> {
        let mut output = CreateTokenOutput::default();
        output.access_token = Some(format!("token for {}", input.device_code));
        Box::pin(std::future::ready(Ok(Response::new(output))))
    }
}

/// Answers polls, and has a client send the rest.
struct TokensBefore(Client);

impl ClientApi for TokensBefore {
    fn client(&self) -> Option<&Client> {
        Some(&self.0)
    }

    fn create_token(
        &self,
        input: CreateTokenInput,
    ) -> BoxFuture<'_, Result<CreateTokenResponse, CreateTokenError>> {
        Tokens.create_token(input)
    }
}

async fn access_token(client: &dyn ClientApi) -> Option<String> {
    client.create_token(poll()).await.unwrap().into_output().access_token
}

#[test]
fn a_mock_and_the_client_stand_in_the_same_place() {
    run(async {
        let (_server, client) = polled([Step::Send(token())]);
        assert_eq!(access_token(&client).await.as_deref(), Some("SECRET-access-token-0"));
        assert_eq!(access_token(&Tokens).await.as_deref(), Some("token for SECRET-device-1"));
    });
}

#[test]
fn what_a_mock_leaves_out_is_sent_by_its_client() {
    run(async {
        let (server, client) = serve(Script::new());
        let mock = TokensBefore(client);
        assert!(mock.register_client(register()).await.unwrap().client_id.is_some());
        assert_eq!(access_token(&mock).await.as_deref(), Some("token for SECRET-device-1"));
        assert_eq!(server.log().paths(), ["/client/register"]);
    });
}

#[test]
fn what_a_mock_leaves_out_fails_by_name() {
    run(async {
        let error = Tokens.register_client(register()).await.unwrap_err();
        assert_eq!(error.to_string(), "RegisterClient: the mock does not implement RegisterClient");
        assert_eq!(error.attempts(), 0);
    });
}
