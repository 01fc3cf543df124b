//! To test code that uses a client, without the service.

use sdk::ssooidc::Client;
use sdk::ssooidc::error::CreateTokenError;
use sdk::ssooidc::operation::CreateTokenInput;

/// The code to be tested: asks until the user has decided.
async fn token(client: &Client, input: CreateTokenInput) -> Result<Option<String>, CreateTokenError> {
    loop {
        match client.create_token(input.clone()).send().await {
            Err(CreateTokenError::AuthorizationPendingException(_)) => {}
            result => return Ok(result?.into_output().access_token),
        }
    }
}

#[test]
fn it_asks_again_while_the_user_decides() {
    use sdk::ssooidc::error::AuthorizationPendingException;
    use sdk::ssooidc::operation::CreateTokenOutput;

    let stub = sdk_runtime::mock::Stub::new();
    let mut polls = 0;
    stub.on(move |input: CreateTokenInput| {
        polls += 1;
        if polls < 3 {
            return Err(CreateTokenError::AuthorizationPendingException(
                AuthorizationPendingException::default().into(),
            ));
        }
        let mut output = CreateTokenOutput::default();
        output.access_token = Some(format!("token for {}", input.client_id));
        Ok(output)
    });
    let client = Client::new(&stub.config());
    let input =
        CreateTokenInput::new("client", "secret", "urn:ietf:params:oauth:grant-type:device_code", "code");
    let token = super::run(token(&client, input)).unwrap();
    assert_eq!(token.as_deref(), Some("token for client"));
    assert_eq!(stub.calls(), ["CreateToken"; 3]);
}
