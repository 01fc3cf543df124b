//! Calls of operations whose names are known at run time only, with JSON.

#[test]
fn an_operation_is_called_by_its_name() {
    use sdk::ssooidc::Client;
    use sdk::ssooidc::operation::{RegisterClientInput, RegisterClientOutput};
    use sdk_runtime::DynamicClient;

    let stub = sdk_runtime::mock::Stub::new();
    stub.on(|_: RegisterClientInput| {
        let mut output = RegisterClientOutput::default();
        output.client_id = Some("id".to_owned());
        Ok(output)
    });
    let client: &dyn DynamicClient = &Client::new(&stub.config());
    let names: Vec<&str> = client.operations().iter().map(|operation| operation.name).collect();
    assert_eq!(names, ["CreateToken", "RegisterClient", "StartDeviceAuthorization"]);
    let call = |input| super::run(client.call("RegisterClient", input));
    assert_eq!(call(r#"{"clientName":"tool","clientType":"public"}"#).unwrap(), r#"{"clientId":"id"}"#);
    assert_eq!(
        call("{}").unwrap_err().to_string(),
        [
            "InvalidParameter: 2 validation error(s) found.",
            "- missing required field, RegisterClientInput.ClientName.",
            "- missing required field, RegisterClientInput.ClientType.",
        ]
        .join("\n")
    );
}
