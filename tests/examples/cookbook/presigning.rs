//! A URL that whoever has it may use, for some time.

#[test]
fn a_url_carries_its_signature() {
    use std::time::Duration;

    use sdk_fixtures::Config;
    use sdk_fixtures::traits::Client;
    use sdk_fixtures::traits::operation::DescribeThingsInput;
    use sdk_runtime::credentials::Credentials;

    let config =
        Config::new().with_region("eu-central-1").with_credentials(Credentials::new("AKID", "SECRET"));
    let client = Client::new(&config.with_endpoint_url("https://things.test"));
    let presigned =
        super::run(client.describe_things(DescribeThingsInput::new()).presign(Duration::from_secs(300)))
            .unwrap();
    let url = presigned.url();
    assert!(url.contains("X-Amz-Expires=300") && url.contains("X-Amz-Signature="), "{url}");
    assert!(!url.contains("SECRET"), "{url}");
}
