//! Configuration from the environment and files.

use std::path::Path;

use super::*;
use crate::retry::RetryMode;
use crate::sample::block_on;

/// An environment with these files in its home.
fn environment(home: &Path, config: &str, credentials: &str) -> Environment {
    std::fs::create_dir_all(home.join(".aws")).unwrap();
    std::fs::write(home.join(".aws/config"), config).unwrap();
    std::fs::write(home.join(".aws/credentials"), credentials).unwrap();
    Environment::empty().with_home(home)
}

const CONFIG: &str = "[default]\nregion = eu-north-1\nretry_mode = adaptive\nmax_attempts = 7\nsdk_ua_app_id = shop\n\
    endpoint_url = http://all.profile\nservices = mine\n\
    [profile other]\nregion = us-west-2\nmax_attempts = none\n\
    [profile half]\naws_access_key_id = AKID\n[profile lost]\nservices = none\n\
    [services mine]\ndynamodb =\n  endpoint_url = http://dynamodb.profile\n\
    api_gateway =\n  endpoint_url = http://api.profile\n";
const CREDENTIALS: &str = "[default]\naws_access_key_id = PROFILE\naws_secret_access_key = s3cr3t\n\
    aws_session_token = t0ken\n";

fn key_of(config: &Config) -> Option<String> {
    let provider = config.identity.credentials.as_ref()?;
    Some(block_on(provider.credentials()).unwrap().access_key_id().to_owned())
}

#[test]
fn a_profile_is_read_and_variables_go_before_it() {
    let home = tempfile::tempdir().unwrap();
    let files = environment(home.path(), CONFIG, CREDENTIALS);
    let config = Config::from_environment(&files).unwrap();
    assert_eq!(config.region.as_deref(), Some("eu-north-1"));
    assert_eq!(config.app_name.as_deref(), Some("shop"));
    assert_eq!((config.retry.mode, config.retry.max_attempts), (RetryMode::Adaptive, 7));
    assert_eq!(key_of(&config).as_deref(), Some("PROFILE"));
    assert!(!format!("{config:?}{files:?}").contains("s3cr3t"));

    let variables = files
        .with("AWS_REGION", "eu-west-1")
        .with("AWS_DEFAULT_REGION", "eu-west-2")
        .with("AWS_MAX_ATTEMPTS", "2")
        .with("AWS_RETRY_MODE", "standard")
        .with("AWS_ACCESS_KEY_ID", "VARIABLE")
        .with("AWS_SECRET_ACCESS_KEY", "s3cr3t");
    let config = Config::from_environment(&variables).unwrap();
    assert_eq!(config.region.as_deref(), Some("eu-west-1"));
    assert_eq!((config.retry.mode, config.retry.max_attempts), (RetryMode::Standard, 2));
    assert_eq!(key_of(&config).as_deref(), Some("VARIABLE"));
    assert!(!format!("{config:?}{variables:?}").contains("s3cr3t"));
    // A profile that the program names goes before keys that happen to be in the environment.
    let config = Config::from_environment(&variables.with_profile("default")).unwrap();
    assert_eq!(key_of(&config).as_deref(), Some("PROFILE"));

    let nothing = Environment::empty().with("AWS_EC2_METADATA_DISABLED", "true");
    let config = Config::from_environment(&nothing).unwrap();
    assert_eq!((&config.region, key_of(&config)), (&None, None));
}

#[test]
fn what_endpoints_depend_on() {
    let home = tempfile::tempdir().unwrap();
    let profile = "[default]\naws_access_key_id = AKID\naws_secret_access_key = s3cr3t\naws_account_id = 111122223333\n\
        use_fips_endpoint = true\nuse_dualstack_endpoint = True\naccount_id_endpoint_mode = required\n\
        s3_use_arn_region = false\ns3 =\n  addressing_style = path\n  use_accelerate_endpoint = true\n";
    let files = environment(home.path(), profile, "");
    let config = Config::from_environment(&files).unwrap();
    assert!(config.use_fips && config.use_dual_stack);
    assert_eq!(config.account_id_endpoint_mode, AccountIdEndpointMode::Required);
    assert_eq!(config.identity.account_id.as_deref(), Some("111122223333"));
    let flags =
        [("AWS::S3::Accelerate", true), ("AWS::S3::ForcePathStyle", true), ("AWS::S3::UseArnRegion", false)];
    let flags = flags.map(|(name, flag)| (name.to_owned(), ParameterValue::from(flag)));
    assert_eq!(config.endpoint_parameters, BTreeMap::from(flags));
    // Other credentials are of another account.
    let other = config.with_credentials(crate::Credentials::new("OTHER", "s3cr3t"));
    assert_eq!(other.identity.account_id, None);

    let variables = files
        .clone()
        .with("AWS_USE_FIPS_ENDPOINT", "false")
        .with("AWS_USE_DUALSTACK_ENDPOINT", "FALSE")
        .with("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")
        .with("AWS_S3_USE_ARN_REGION", "true")
        .with("AWS_ACCOUNT_ID", "444455556666");
    let config = Config::from_environment(&variables).unwrap();
    assert!(!config.use_fips && !config.use_dual_stack);
    assert_eq!(config.account_id_endpoint_mode, AccountIdEndpointMode::Disabled);
    assert_eq!(config.endpoint_parameters["AWS::S3::UseArnRegion"], ParameterValue::Flag(true));
    // The account is that of the keys, which are the profile's.
    assert_eq!(config.identity.account_id.as_deref(), Some("111122223333"));
    let keys = variables.with("AWS_ACCESS_KEY_ID", "AKID").with("AWS_SECRET_ACCESS_KEY", "s3cr3t");
    let config = Config::from_environment(&keys).unwrap();
    assert_eq!(config.identity.account_id.as_deref(), Some("444455556666"));

    for (variable, value, expected) in [
        ("AWS_USE_FIPS_ENDPOINT", "yes", "true or false"),
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "maybe", "preferred, disabled or required"),
    ] {
        let error = Config::from_environment(&files.clone().with(variable, value)).unwrap_err().to_string();
        assert_eq!(error, format!("{variable} is {value:?}: expected {expected}"));
    }
}

#[test]
fn endpoints_of_single_services() {
    let home = tempfile::tempdir().unwrap();
    let files = environment(home.path(), CONFIG, "");
    let all = files.clone().with("AWS_ENDPOINT_URL", "http://all.variable");
    let one = files.clone().with("AWS_ENDPOINT_URL_DYNAMODB", "http://dynamodb.variable");
    let none = one.clone().with("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    for (environment, dynamodb, api, other) in [
        (&files, "http://dynamodb.profile", "http://api.profile", "http://all.profile"),
        (&all, "http://all.variable", "http://all.variable", "http://all.variable"),
        (&one, "http://dynamodb.variable", "http://api.profile", "http://all.profile"),
        (&none, "", "", ""),
    ] {
        let config = Config::from_environment(environment).unwrap();
        let found =
            ["DynamoDB", "API Gateway", "SSO OIDC"].map(|id| config.endpoint_url_of(id).unwrap_or_default());
        assert_eq!(found, [dynamodb, api, other]);
        let code = config.with_endpoint_url("http://code");
        assert_eq!(code.endpoint_url_of("DynamoDB"), Some("http://code"));
    }
}

#[test]
fn what_makes_no_sense_is_named() {
    let home = tempfile::tempdir().unwrap();
    let files = environment(home.path(), CONFIG, CREDENTIALS);
    let [config, credentials] = ["config", "credentials"].map(|name| home.path().join(".aws").join(name));
    let both = format!("{} and {}", config.display(), credentials.display());
    for (environment, problem) in [
        (files.clone().with_profile("none"), format!("there is no profile \"none\" in {both}")),
        (files.clone().with("AWS_PROFILE", "none"), format!("there is no profile \"none\" in {both}")),
        (
            files.clone().with_profile("other"),
            format!(
                "the setting max_attempts of the profile \"other\" in {both} is \"none\": expected a number of \
                 attempts, at least 1"
            ),
        ),
        (
            files.clone().with_profile("half"),
            format!(
                "the profile \"half\" in {both} has aws_access_key_id, but aws_secret_access_key is missing"
            ),
        ),
        (
            files.clone().with_profile("lost"),
            format!("the profile \"lost\" names the section [services none], which is not in {both}"),
        ),
        (
            files.clone().with("AWS_RETRY_MODE", "often"),
            "AWS_RETRY_MODE is \"often\": expected standard or adaptive".to_owned(),
        ),
        (
            files.clone().with("AWS_SECRET_ACCESS_KEY", "x"),
            "the environment has AWS_SECRET_ACCESS_KEY, but AWS_ACCESS_KEY_ID is missing".to_owned(),
        ),
    ] {
        assert_eq!(Config::from_environment(&environment).unwrap_err().to_string(), problem);
    }
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_named() {
    use std::os::unix::ffi::OsStringExt;

    let environment = Environment::empty().with("AWS_REGION", std::ffi::OsString::from_vec(vec![0xff]));
    let error = Config::from_environment(&environment).unwrap_err();
    assert_eq!(error.to_string(), "the variable AWS_REGION is not UTF-8");
}
