//! The fake server itself, byte by byte: a test that trusts it must be able to.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use http::StatusCode;
use sdk_tests::oidc_server::{DEVICE_CODE_GRANT, Endpoint, Refusal, Reply, SECRETS, Script, Server, Step};
use serde_json::{Value, json};

const CLIENT: &str = r#"{"clientName":"n","clientType":"public"}"#;

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.url().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

fn request(path: &str, headers: &str, body: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nhost: x\r\n{headers}content-length: {}\r\n\r\n{body}", body.len())
}

/// What comes back by a connection of its own.
fn exchange(server: &Server, request: &str) -> String {
    let mut stream = connect(server);
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

fn post(server: &Server, endpoint: Endpoint, body: &str) -> String {
    let headers = "connection: close\r\ncontent-type: application/json\r\n";
    exchange(server, &request(endpoint.path(), headers, body))
}

fn body(response: &str) -> Value {
    serde_json::from_str(response.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[track_caller]
fn has(response: &str, line: &str) {
    assert!(response.lines().any(|found| found == line), "no line {line:?} in {response}");
}

#[test]
fn serves_the_flow_from_registration_to_token() {
    let server = Server::start(Script::new().polls_before_approval(1)).unwrap();

    let registered = post(&server, Endpoint::Register, CLIENT);
    has(&registered, "HTTP/1.1 200 OK");
    has(&registered, "content-type: application/json");
    has(&registered, "x-amzn-requestid: 00000000-0000-4000-8000-000000000001");
    assert_eq!(
        body(&registered),
        json!({
            "clientId": "client-1",
            "clientSecret": "SECRET-client-1",
            "clientIdIssuedAt": 1_700_000_000,
            "clientSecretExpiresAt": 1_707_776_000,
            "authorizationEndpoint": null,
            "tokenEndpoint": null,
        })
    );

    let credentials = json!({ "clientId": "client-1", "clientSecret": "SECRET-client-1" });
    let with = |more: Value| {
        let mut members = credentials.as_object().unwrap().clone();
        members.extend(more.as_object().unwrap().clone());
        Value::Object(members).to_string()
    };
    let started = post(&server, Endpoint::Start, &with(json!({ "startUrl": "https://example.com" })));
    let page = format!("{}/device", server.url());
    assert_eq!(
        body(&started),
        json!({
            "deviceCode": "SECRET-device-1",
            "userCode": "WDJB-0001",
            "verificationUri": page,
            "verificationUriComplete": format!("{page}?user_code=WDJB-0001"),
            "expiresIn": 600,
            "interval": 1,
        })
    );

    let poll = with(json!({ "grantType": DEVICE_CODE_GRANT, "deviceCode": "SECRET-device-1" }));
    let pending = post(&server, Endpoint::Token, &poll);
    has(&pending, "HTTP/1.1 400 Bad Request");
    has(
        &pending,
        "x-amzn-errortype: AuthorizationPendingException:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/",
    );
    assert_eq!(body(&pending)["error"], "authorization_pending");
    assert_eq!(body(&pending)["error_description"], "the user has not decided yet");

    let token = post(&server, Endpoint::Token, &poll);
    assert_eq!(
        body(&token),
        json!({
            "accessToken": "SECRET-access-token-1",
            "tokenType": "Bearer",
            "expiresIn": 28800,
            "refreshToken": "SECRET-refresh-token-1",
            "idToken": null,
        })
    );
    for secret in [&registered, &started, &token] {
        assert!(secret.contains(SECRETS));
    }

    let again = post(&server, Endpoint::Token, &poll);
    assert_eq!(body(&again)["error"], "invalid_grant", "a device code holds for one token");
    assert_eq!(
        server.log().paths(),
        ["/client/register", "/device_authorization", "/token", "/token", "/token"]
    );
}

#[test]
fn refuses_what_the_service_would_refuse() {
    let token = |secret: &str, grant: &str, device: &str| {
        json!({ "clientId": "client-1", "clientSecret": secret, "grantType": grant, "deviceCode": device })
            .to_string()
    };
    let server = Server::start(Script::new()).unwrap();
    post(&server, Endpoint::Register, CLIENT);
    for (endpoint, request, status, code, error) in [
        (
            Endpoint::Register,
            CLIENT.replace("public", "confidential"),
            "400 Bad Request",
            "InvalidClientMetadataException",
            "invalid_client_metadata",
        ),
        (
            Endpoint::Start,
            json!({ "clientId": "client-2", "clientSecret": "SECRET-client-2", "startUrl": "u" }).to_string(),
            "401 Unauthorized",
            "InvalidClientException",
            "invalid_client",
        ),
        (
            Endpoint::Token,
            token("SECRET-client-2", DEVICE_CODE_GRANT, "SECRET-device-1"),
            "401 Unauthorized",
            "InvalidClientException",
            "invalid_client",
        ),
        (
            Endpoint::Token,
            token("SECRET-client-1", "password", "SECRET-device-1"),
            "400 Bad Request",
            "UnsupportedGrantTypeException",
            "unsupported_grant_type",
        ),
        (
            Endpoint::Token,
            token("SECRET-client-1", DEVICE_CODE_GRANT, "SECRET-device-1"),
            "400 Bad Request",
            "InvalidGrantException",
            "invalid_grant",
        ),
    ] {
        let response = post(&server, endpoint, &request);
        has(&response, &format!("HTTP/1.1 {status}"));
        assert!(response.contains(&format!("x-amzn-errortype: {code}:")), "{response}");
        assert_eq!(body(&response)["error"], error, "{request}");
    }
}

#[test]
fn refuses_requests_that_are_not_well_formed_and_keeps_the_step_for_the_next() {
    let server =
        Server::start(Script::new().then(Endpoint::Register, [Step::Refuse(Refusal::SlowDown)])).unwrap();
    let json = "content-type: application/json\r\n";
    for (headers, request_body, problem) in [
        ("", CLIENT, "the Content-Type is not application/json"),
        ("content-type: text/json\r\n", CLIENT, "the Content-Type is not application/json"),
        (json, "", "the body is no JSON object: EOF while parsing a value at line 1 column 0"),
        (json, "{", "the body is no JSON object: EOF while parsing an object at line 1 column 1"),
        (json, r#"{"clientName":"n"}"#, "clientType is missing"),
        (json, r#"{"clientName":1,"clientType":"public"}"#, "clientName is no string"),
        (json, r#"{"clientName":null,"clientType":"public"}"#, "clientName is no string"),
        (json, r#"{"clientName":"n","clientType":"public","scopes":[1]}"#, "scopes is no list of strings"),
        (json, r#"{"clientName":"n","clientType":"public","scope":[]}"#, "scope is unknown"),
    ] {
        let headers = format!("connection: close\r\n{headers}");
        let response = exchange(&server, &request("/client/register", &headers, request_body));
        assert!(response.contains("x-amzn-errortype: InvalidRequestException:"), "{response}");
        assert_eq!(body(&response)["error_description"], problem);
    }
    let response = post(&server, Endpoint::Register, CLIENT);
    assert_eq!(
        body(&response),
        json!({ "error": "slow_down", "error_description": "The script says slow_down" })
    );
    assert_eq!(server.log().requests.len(), 10, "what is not well-formed is recorded, too");
}

#[test]
fn knows_no_other_operation() {
    let server = Server::start(Script::new()).unwrap();
    for request in [
        "GET /token HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(),
        request("/tokens", "connection: close\r\n", "{}"),
        request("/token?aws_iam=t", "connection: close\r\n", "{}"),
    ] {
        let response = exchange(&server, &request);
        has(&response, "HTTP/1.1 404 Not Found");
        has(&response, "x-amzn-errortype: UnknownOperationException");
    }
}

#[test]
fn sends_what_the_script_says() {
    let server = Server::start(Script::new().then(
        Endpoint::Token,
        [Step::Send(Reply::new(StatusCode::BAD_GATEWAY, "text/html", "<p>").with_header("x-more", "1"))],
    ))
    .unwrap();
    let request_body = r#"{"clientId":"c","clientSecret":"s","grantType":"g","deviceCode":"d"}"#;
    let response = post(&server, Endpoint::Token, request_body);
    for line in
        ["HTTP/1.1 502 Bad Gateway", "content-type: text/html", "x-more: 1", "content-length: 3", "<p>"]
    {
        has(&response, line);
    }
}

#[test]
fn breaks_off_half_way() {
    let reply = Reply::json(StatusCode::OK, r#"{"clientId":1}"#);
    let server =
        Server::start(Script::new().then(Endpoint::Register, [Step::CutOff(reply), Step::HangUp])).unwrap();
    let headers = "content-type: application/json\r\n";
    let response = exchange(&server, &request("/client/register", headers, CLIENT));
    has(&response, "content-length: 14");
    assert_eq!(response.split_once("\r\n\r\n").unwrap().1, r#"{"clien"#);

    assert_eq!(exchange(&server, &request("/client/register", headers, CLIENT)), "");
}

#[test]
fn notices_that_a_client_stops_waiting() {
    let server = Server::start(Script::new().then(Endpoint::Register, [Step::Silence])).unwrap();
    let mut stream = connect(&server);
    stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
    let text = request("/client/register", "content-type: application/json\r\n", CLIENT);
    stream.write_all(text.as_bytes()).unwrap();
    assert!(stream.read(&mut [0]).is_err(), "the server says nothing, and keeps the connection open");
    assert_eq!((server.log().requests.len(), server.log().closed, server.log().abandoned), (1, 0, 0));

    drop(stream);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let log = runtime.block_on(async { server.wait_for(|log| log.closed == 1).await.unwrap() });
    assert_eq!(log.abandoned, 1);
}

#[test]
fn tells_which_connection_a_request_came_by() {
    let server = Server::start(Script::new()).unwrap();
    let mut stream = connect(&server);
    let text = request("/client/register", "content-type: application/json\r\nx-a: 1\r\nx-a: 2\r\n", CLIENT);
    for _ in 0..2 {
        stream.write_all(text.as_bytes()).unwrap();
        let mut response = String::new();
        while !response.ends_with('}') {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            response.push(char::from(byte[0]));
        }
    }
    exchange(&server, &text.replace("host: x", "connection: close\r\nhost: x"));
    let log = server.log();
    assert_eq!(log.requests.iter().map(|request| request.connection).collect::<Vec<_>>(), [0, 0, 1]);
    assert_eq!(log.connections, 2);
    let first = &log.requests[0];
    assert_eq!((first.header("x-a").as_str(), first.header("x-b").as_str()), ("1,2", ""));
    assert_eq!(first.text(), CLIENT);
}

#[test]
fn closes_its_port_and_its_connections_when_dropped() {
    let server = Server::start(Script::new()).unwrap();
    let mut stream = connect(&server);
    let address = stream.peer_addr().unwrap();
    drop(server);
    assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0);
    assert!(TcpStream::connect(address).is_err());
}
