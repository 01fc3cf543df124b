//! What is wrong with an input is found before anything is sent.

use sdk::ssooidc::Client;
use sdk::ssooidc::error::CreateTokenError;
use sdk::ssooidc::operation::CreateTokenOutput;
use sdk::{Operation, Request, Validation};
use sdk_runtime::Core;
use sdk_runtime::operation::OperationMeta;
use sdk_runtime::schema::{Target, at_least, plain};

use super::*;

/// A poll by a stricter model: the model of SSO OIDC has no constraint that a value of the generated types can break.
struct StrictPoll {
    client_id: Option<String>,
    client_secret: Option<String>,
    grant_type: String,
}

impl Operation for StrictPoll {
    type Output = CreateTokenOutput;
    type Error = CreateTokenError;
    type Client = Client;
    const META: &'static OperationMeta = CreateTokenInput::META;
}

sdk_runtime::structure! {
    StrictPoll + Default {
        client_id @ 0 => row("clientId", REQUIRED),
        client_secret @ 1 => row("clientSecret", REQUIRED),
        grant_type @ 2 => row("grantType", NONE).target(&AT_LEAST_THREE),
    }
}

static AT_LEAST_THREE: Target = Target { length: at_least(3), ..plain() };

#[test]
fn sends_nothing_that_breaks_what_the_configuration_says() {
    let (both, short) = (
        "- missing required field, StrictPoll.ClientId.\n- missing required field, StrictPoll.ClientSecret.",
        "- minimum field size of 3, StrictPoll.GrantType.",
    );
    run(async {
        for (validation, input, found) in [
            (Validation::Required, StrictPoll::default(), Some((2, both.to_owned()))),
            (Validation::Full, StrictPoll::default(), Some((3, format!("{both}\n{short}")))),
            (Validation::PathOnly, StrictPoll::default(), None),
            (
                Validation::Required,
                StrictPoll {
                    client_id: Some(String::new()),
                    client_secret: Some(String::new()),
                    ..StrictPoll::default()
                },
                None,
            ),
        ] {
            let (server, _) = serve(Script::new());
            let core =
                Core::new(CreateTokenInput::META.service, &config(&server).with_validation(validation));
            let error = Request::new(&core, input).send().await.unwrap_err();
            match found {
                Some((count, lines)) => {
                    assert_eq!(
                        error.to_string(),
                        format!("CreateToken: InvalidParameter: {count} validation error(s) found.\n{lines}")
                    );
                    assert_eq!(error.validation().unwrap().violations().len(), count);
                    assert_eq!((error.attempts(), error.status()), (0, None));
                    assert!(!error.is_retryable());
                    assert_eq!(server.log().connections, 0);
                }
                // The server is stricter: it misses members that the strict model does not have.
                None => assert_eq!(error.code(), Some("InvalidRequestException"), "{error}"),
            }
        }
    });
}

#[test]
fn a_request_can_be_stricter_than_its_client() {
    run(async {
        let (server, _) = serve(Script::new());
        let core =
            Core::new(CreateTokenInput::META.service, &config(&server).with_validation(Validation::PathOnly));
        let request = Request::new(&core, StrictPoll::default());
        let error = request.clone().with_validation(Validation::Required).send().await.unwrap_err();
        assert!(error.validation().is_some(), "{error}");
        assert_eq!(server.log().connections, 0);
        assert!(request.send().await.unwrap_err().validation().is_none());
        assert_eq!(server.log().requests.len(), 1);
    });
}

#[test]
fn required_members_may_be_empty() {
    assert_eq!(CreateTokenInput::new("", "", "", "").validate(), Ok(()));
}

#[test]
fn reports_a_call_without_any_destination() {
    run(async {
        let error = Client::new(&Config::new()).create_token(poll()).send().await.unwrap_err();
        assert_eq!(error.attempts(), 0);
        assert!(matches!(error.cause(), sdk_runtime::failure::Cause::Config(_)), "{error:?}");
        assert!(error.to_string().contains("region"), "says what is missing: {error}");
    });
}
