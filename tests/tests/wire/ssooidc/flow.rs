//! The flow as it should be, from registration to token.

use std::collections::BTreeSet;

use sdk::ssooidc::error::CreateTokenError;
use sdk::ssooidc::{self, Client};

use super::*;

#[test]
fn signs_in() {
    run(async {
        let (server, client) = serve(Script::new().polls_before_approval(2));

        let registered =
            client.register_client(register().with_scopes(["sso:account:access"])).send().await.unwrap();
        assert_eq!(registered.client_id.as_deref(), Some("client-1"));
        assert_eq!(registered.client_secret.as_deref(), Some("SECRET-client-1"));
        assert_eq!(registered.client_id_issued_at, Some(1_700_000_000));
        assert_eq!(registered.client_secret_expires_at, Some(1_707_776_000));
        assert_eq!(registered.token_endpoint, None, "the service says null");
        assert_eq!(registered.metadata().status, 200);
        assert_eq!(registered.metadata().attempts, 1);
        assert_eq!(registered.metadata().request_id(), Some("00000000-0000-4000-8000-000000000001"));
        assert_eq!(registered.metadata().headers["content-type"], "application/json");

        let started = client.start_device_authorization(start()).send().await.unwrap().into_output();
        assert_eq!(started.device_code.as_deref(), Some("SECRET-device-1"));
        assert_eq!(started.user_code.as_deref(), Some("WDJB-0001"));
        assert_eq!(started.verification_uri, Some(format!("{}/device", server.url())));
        assert_eq!(
            started.verification_uri_complete,
            Some(format!("{}/device?user_code=WDJB-0001", server.url()))
        );
        assert_eq!((started.expires_in, started.interval), (Some(600), Some(1)));

        let request = client.create_token(poll());
        for _ in 0..2 {
            let error = request.send().await.unwrap_err();
            assert!(matches!(error, CreateTokenError::AuthorizationPendingException(_)), "{error}");
        }
        let token = request.send().await.unwrap();
        assert_eq!(token.access_token.as_deref(), Some("SECRET-access-token-1"));
        assert_eq!(token.token_type.as_deref(), Some("Bearer"));
        assert_eq!(token.expires_in, Some(28800));
        assert_eq!(token.refresh_token.as_deref(), Some("SECRET-refresh-token-1"));
        assert_eq!(token.id_token, None);

        assert_eq!(
            server.log().paths(),
            ["/client/register", "/device_authorization", "/token", "/token", "/token"]
        );
    });
}

#[test]
fn writes_what_the_service_reads_and_nothing_else() {
    run(async {
        let (server, client) = serve(Script::new());
        client.register_client(register().with_scopes(["a", "b"])).send().await.unwrap();
        client.start_device_authorization(start()).send().await.unwrap();
        client.create_token(poll()).send().await.unwrap();
        let log = server.log();
        let bodies: Vec<String> = log.requests.iter().map(Recorded::text).collect();
        assert_eq!(
            bodies,
            [
                r#"{"clientName":"a device","clientType":"public","scopes":["a","b"]}"#,
                r#"{"clientId":"client-1","clientSecret":"SECRET-client-1","startUrl":"https://example.com/start"}"#,
                concat!(
                    r#"{"clientId":"client-1","clientSecret":"SECRET-client-1","#,
                    r#""grantType":"urn:ietf:params:oauth:grant-type:device_code","deviceCode":"SECRET-device-1"}"#
                ),
            ]
        );
        for request in &log.requests {
            assert_eq!(request.method, "POST");
            assert_eq!(request.header("content-type"), "application/json");
            assert_eq!(request.header("content-length"), request.body.len().to_string());
            assert_eq!(request.header("host"), server.url().trim_start_matches("http://"));
            assert_eq!(request.header("amz-sdk-request"), "attempt=1; max=3");
            for absent in ["authorization", "x-amz-date", "transfer-encoding", "x-amz-target"] {
                assert_eq!(request.header(absent), "", "{absent}");
            }
        }
        let invocations = headers(&log.requests, "amz-sdk-invocation-id");
        assert!(invocations.iter().all(|id| is_uuid(id)), "{invocations:?}");
        assert_eq!(BTreeSet::from_iter(&invocations).len(), 3, "each call has its own: {invocations:?}");
    });
}

/// Whether this is a random UUID: RFC 9562, section 5.4.
fn is_uuid(text: &str) -> bool {
    let form = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
    text.len() == form.len()
        && text.chars().zip(form.chars()).all(|(found, expected)| match expected {
            'x' => matches!(found, '0'..='9' | 'a'..='f'),
            'y' => matches!(found, '8'..='9' | 'a'..='b'),
            _ => found == expected,
        })
}

#[test]
fn tells_an_empty_list_from_none() {
    run(async {
        let (server, client) = serve(Script::new());
        client.register_client(register()).send().await.unwrap();
        client.register_client(register().with_scopes(<[String; 0]>::default())).send().await.unwrap();
        let bodies: Vec<String> = server.log().requests.iter().map(Recorded::text).collect();
        assert_eq!(
            bodies,
            [
                r#"{"clientName":"a device","clientType":"public"}"#,
                r#"{"clientName":"a device","clientType":"public","scopes":[]}"#
            ]
        );
    });
}

#[test]
fn keeps_every_character() {
    run(async {
        let (server, client) = serve(Script::new());
        let name = "\"\\/\u{8}\u{c}\n\r\t\0\u{1f}\u{7f}\u{2028} é 日本 🦀 </script>";
        let mut input = register();
        input.client_name = name.into();
        client.register_client(input).send().await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&server.log().requests[0].body).unwrap();
        assert_eq!(body["clientName"], name);
    });
}

#[test]
fn sends_a_request_again_after_an_edit() {
    run(async {
        let (server, client) = polled([Step::Refuse(Refusal::AuthorizationPending), Step::Send(token())]);
        let mut request = client.create_token(poll());
        request.send().await.unwrap_err();
        request.input.scope = Some(vec!["sso:account:access".into()]);
        request.clone().send().await.unwrap();
        let log = server.log();
        let [first, second] = log.requests.as_slice() else { panic!("{log:?}") };
        assert_eq!(second.text(), first.text().replace('}', r#","scope":["sso:account:access"]}"#));
        assert_ne!(first.header("amz-sdk-invocation-id"), second.header("amz-sdk-invocation-id"));
    });
}

#[test]
fn serves_many_tasks_at_once() {
    const TASKS: usize = 16;

    async fn sign_in(client: Client) -> (String, String) {
        let registered = client.register_client(register()).send().await.unwrap().into_output();
        let (id, secret) = (registered.client_id.unwrap(), registered.client_secret.unwrap());
        let input = StartDeviceAuthorizationInput::new(&id, &secret, "https://example.com/start");
        let started = client.start_device_authorization(input).send().await.unwrap().into_output();
        let device_code = started.device_code.unwrap();
        let request =
            client.create_token(CreateTokenInput::new(&id, &secret, DEVICE_CODE_GRANT, &device_code));
        assert!(matches!(
            request.send().await.unwrap_err(),
            CreateTokenError::AuthorizationPendingException(_)
        ));
        let token = request.send().await.unwrap().into_output();
        (device_code, token.access_token.unwrap())
    }

    let (server, client) = serve(Script::new().polls_before_approval(1));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let tokens = runtime.block_on(async {
        let tasks: Vec<_> = (0..TASKS).map(|_| tokio::spawn(sign_in(client.clone()))).collect();
        let mut tokens = BTreeSet::new();
        for task in tasks {
            let (device_code, token) = task.await.unwrap();
            assert_eq!(
                device_code.replace("device", ""),
                token.replace("access-token", ""),
                "no task gets another's"
            );
            tokens.insert(token);
        }
        tokens
    });
    assert_eq!(tokens.len(), TASKS);
    let log = server.log();
    assert_eq!(log.requests.len(), TASKS * 4);
    // Not one for each task: the pool opens another where one is a moment late in coming back.
    assert!(log.connections < log.requests.len(), "{} connections", log.connections);
}

#[test]
fn is_safe_to_share_and_to_spawn() {
    fn shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    fn spawned<T: Send + 'static>(_: &T) {}
    let client = Client::new(&Config::new());
    shared(&client);
    shared(&client.create_token(poll()));
    spawned(&client.create_token(poll()).send());
}

#[test]
fn names_itself_as_the_model_does() {
    assert_eq!(ssooidc::SERVICE_NAME, "SSO OIDC");
    assert_eq!(ssooidc::SERVICE_ID, "SSOOIDC");
    assert_eq!(ssooidc::ENDPOINTS_ID, "oidc");
    assert_eq!(ssooidc::API_VERSION, "2019-06-10");
    assert_eq!(ssooidc::SIGNING_NAME, "awsssooidc");
}
