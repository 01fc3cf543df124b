//! Without an async runtime.

#[test]
fn a_call_blocks_its_thread() {
    use sdk::ssooidc::Client;
    use sdk::ssooidc::operation::RegisterClientInput;
    use sdk_tests::oidc_server::{Script, Server};

    let server = Server::start(Script::new()).unwrap();
    let config = sdk_runtime::blocking::config().with_endpoint_url(server.url());
    let response =
        Client::new(&config).register_client(RegisterClientInput::new("tool", "public")).send_blocking();
    assert!(response.unwrap().client_id.is_some());
}
