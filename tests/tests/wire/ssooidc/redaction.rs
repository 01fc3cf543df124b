//! What text for people shows, and what it does not.

use sdk::ssooidc::operation::CreateTokenOutput;

use super::*;

#[test]
fn inputs_and_requests_hide_their_secrets() {
    let client = Client::new(&Config::new());
    let input = poll().with_code("SECRET-code").with_refresh_token("SECRET-refresh").with_scope(["a"]);
    assert_eq!(
        format!("{input:?}"),
        "CreateTokenInput { client_id: \"client-1\", client_secret: <redacted>, grant_type: \
         \"urn:ietf:params:oauth:grant-type:device_code\", device_code: <redacted>, code: <redacted>, \
         refresh_token: <redacted>, scope: [\"a\"] }"
    );
    let request = format!("{:?}", client.create_token(input));
    assert!(request.contains("client-1"), "{request}");
    assert_redacted(&request);
    assert_redacted(&format!("{:#?}", client.start_device_authorization(start())));
}

#[test]
fn outputs_and_responses_hide_their_secrets() {
    run(async {
        let (server, client) = serve(Script::new());
        let registered = client.register_client(register()).send().await.unwrap();
        let started = client.start_device_authorization(start()).send().await.unwrap();
        let token = client.create_token(poll()).send().await.unwrap();
        assert_eq!(
            format!("{:?}", *token),
            "CreateTokenOutput { access_token: <redacted>, token_type: \"Bearer\", expires_in: 28800, \
             refresh_token: <redacted> }"
        );
        assert_eq!(
            format!("{registered:?}"),
            "Response { output: RegisterClientOutput { client_id: \"client-1\", client_secret: <redacted>, \
             client_id_issued_at: 1700000000, client_secret_expires_at: 1707776000 }, status: 200, request_id: \
             Some(\"00000000-0000-4000-8000-000000000001\"), attempts: 1 }"
        );
        assert_redacted(&format!("{token:?} {token:#?}"));
        let mut started = started.into_output();
        // It has the user code in it, and the model does not call it sensitive.
        started.verification_uri_complete = None;
        assert_eq!(
            format!("{started:?}"),
            format!(
                "StartDeviceAuthorizationOutput {{ device_code: <redacted>, user_code: <redacted>, \
                 verification_uri: \"{}/device\", expires_in: 600, interval: 1 }}",
                server.url()
            )
        );
        assert_eq!(format!("{:?}", CreateTokenOutput::default()), "CreateTokenOutput");
    });
}

#[test]
fn errors_hide_what_the_response_holds() {
    run(async {
        let echo = Reply::json(http::StatusCode::FORBIDDEN, r#"{"token":"SECRET-echo"}"#)
            .with_header("x-token", "SECRET-header");
        let (_server, client) = polled([Step::Send(echo)]);
        let error = client.create_token(poll()).send().await.unwrap_err();
        assert_redacted(&format!("{error} {error:?} {error:#?}"));
    });
}
