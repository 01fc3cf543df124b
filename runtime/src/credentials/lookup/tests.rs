use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::body::Body;
use crate::config::{Config, Environment};
use crate::credentials::Credentials;
use crate::mock::BoxFuture;
use crate::transport::{Transport, TransportError};

/// All that is asked for credentials, as one: the answers to requests whose URI and body begin so.
#[derive(Clone, Debug)]
struct World {
    answers: Vec<(&'static str, &'static str)>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Transport for World {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let this = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect(1 << 20).await.unwrap();
            let header = |name: &str| head.headers.get(name).map_or("", |value| value.to_str().unwrap());
            let tokens = ["x-amz-sso_bearer_token", "x-aws-ec2-metadata-token", "authorization"].map(header);
            let tokens = tokens.concat();
            let key = tokens
                .split_once("Credential=")
                .map_or(&*tokens, |(_, scope)| &scope[..scope.find(',').unwrap()]);
            let line = format!("{} {} {} {key}", head.method, head.uri, String::from_utf8_lossy(&body));
            this.asked.lock().unwrap().push(line.split_whitespace().collect::<Vec<_>>().join(" "));
            let answer = this.answers.iter().find(|(start, _)| head.uri.to_string().starts_with(start));
            match answer {
                Some((_, answer)) => Ok(http::Response::new(Body::from(*answer))),
                None => Err(TransportError::new("nobody is there")),
            }
        })
    }
}

const STS: (&str, &str) = (
    "https://sts.eu-north-1.amazonaws.com/",
    "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLEROLEROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
     <SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>\
     </AssumeRoleResponse>",
);
const WEB: (&str, &str) = (
    STS.0,
    "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAWEBWEBWEBWEB</AccessKeyId>\
     <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>\
     </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>",
);
const CONTAINER: &str =
    r#"{"AccessKeyId":"ASIABOX","SecretAccessKey":"s","Token":"t","Expiration":"2999-01-01T00:00:00Z"}"#;
const INSTANCE: &str = r#"{"Code":"Success","LastUpdated":"2026-01-01T00:00:00Z","Type":"AWS-HMAC","AccessKeyId":"ASIAEC2","SecretAccessKey":"s","Token":"t","Expiration":"2999-01-01T00:00:00Z"}"#;

/// The configuration of somebody whose home has these files, in which it is called `HOME`.
fn config(home: &Path, files: &[(&str, &str)], variables: &[(&str, &str)]) -> Result<Config, String> {
    for (name, text) in files {
        let path = home.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text.replace("HOME", home.to_str().unwrap())).unwrap();
    }
    let environment = Environment::empty().with_home(home).with("AWS_REGION", "eu-north-1");
    let environment = variables.iter().fold(environment, |all, (name, value)| {
        all.with(*name, value.replace("HOME", home.to_str().unwrap()))
    });
    Config::from_environment(&environment).map_err(|error| error.to_string())
}

/// What `config` signs with, and what was asked to find out.
fn fetch(
    config: Config,
    answers: &[(&'static str, &'static str)],
) -> (Result<Credentials, String>, Vec<String>) {
    let world = World { answers: answers.to_vec(), asked: Arc::default() };
    let config = config.with_transport(world.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let found = match &config.identity.credentials {
        Some(provider) => runtime.block_on(async {
            let found = provider.credentials().await;
            // Kept: nobody is asked twice.
            found.and(provider.credentials().await)
        }),
        None => return (Err("nobody to ask".to_owned()), Vec::new()),
    };
    let asked = world.asked.lock().unwrap().clone();
    (found.map_err(|error| error.to_string()), asked)
}

const ROLE: &str = "role_arn = arn:aws:iam::123456789012:role/r";
const KEY: &str = "aws_access_key_id = AKIAKEYKEYKEYKEY\naws_secret_access_key = s3cr3t";
const CACHED_SIGN_ON: &str = r#"{"startUrl":"https://corp","region":"eu-west-1","accessToken":"BEARER","expiresAt":"2999-01-01T00:00:00Z"}"#;

const SIGN_ON: (&str, &str) = (
    "https://portal.sso.eu-west-1.amazonaws.com/federation/credentials",
    r#"{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"s","sessionToken":"t","expiration":32503680000000}}"#,
);
const TOKEN: (&str, &str) = ("token", "JWT");
const METADATA: &str = "http://169.254.169.254/latest/meta-data/iam/security-credentials/";
const EC2: &[(&str, &str)] = &[
    ("http://169.254.169.254/latest/api/token", "IMDS"),
    ("http://169.254.169.254/latest/meta-data/iam/security-credentials/box", INSTANCE),
    (METADATA, "box"),
];

/// A row: what it is called, the profile, other files, variables, answers, the key that is found, and parts of what was
/// asked for it.
type Row<'a> = (
    &'a str,
    String,
    &'a [(&'a str, &'a str)],
    &'a [(&'a str, &'a str)],
    &'a [(&'static str, &'static str)],
    &'a str,
    &'a [&'a str],
);

#[test]
fn each_place_in_its_turn() {
    let metadata: &[&str] = &[METADATA, "security-credentials/box IMDS"];
    let web_variables: &[_] = &[
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "HOME/token"),
        ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/w"),
        // Which comes after.
        ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/creds"),
    ];
    let container: &[_] = &[
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:7/creds"),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "BOXED"),
    ];
    let rows: &[Row<'_>] = &[
        (
            "a role",
            format!(
                "{ROLE}\nsource_profile = base\nexternal_id = ext\nduration_seconds = 900\n[profile base]\n{KEY}"
            ),
            &[],
            &[],
            &[STS],
            "ASIAROLEROLEROLE",
            &["ExternalId=ext", "DurationSeconds=900", "AKIAKEYKEYKEYKEY/", "/eu-north-1/sts/aws4_request"],
        ),
        (
            "a role of one's own key",
            format!("{ROLE}\nsource_profile = default\n{KEY}"),
            &[],
            &[],
            &[STS],
            "ASIAROLEROLEROLE",
            &["AKIAKEYKEYKEYKEY/"],
        ),
        (
            "a role of a role",
            format!(
                "{ROLE}\nsource_profile = a\n[profile a]\n{ROLE}a\nsource_profile = b\n[profile b]\n{KEY}"
            ),
            &[],
            &[],
            &[STS],
            "ASIAROLEROLEROLE",
            &["role%2Fra", "AKIAKEYKEYKEYKEY/", "ASIAROLEROLEROLE/"],
        ),
        (
            "a role of an instance",
            format!("{ROLE}\ncredential_source = Ec2InstanceMetadata"),
            &[],
            &[],
            &[STS, EC2[0], EC2[1], EC2[2]],
            "ASIAROLEROLEROLE",
            metadata,
        ),
        (
            "a role of a token",
            format!("{ROLE}\nweb_identity_token_file = HOME/token"),
            &[TOKEN],
            &[],
            &[WEB],
            "ASIAWEBWEBWEBWEB",
            &["AssumeRoleWithWebIdentity", "JWT"],
        ),
        (
            "single sign-on",
            "sso_session = corp\nsso_account_id = 1\nsso_role_name = reader\n\
             [sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp"
                .to_owned(),
            // The SHA-1 of `corp`.
            &[(".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json", CACHED_SIGN_ON)],
            &[],
            &[SIGN_ON],
            "ASIASSO",
            &["role_name=reader&account_id=1 BEARER"],
        ),
        (
            "a program",
            "credential_process = cat 'HOME/key file'".to_owned(),
            &[("key file", r#"{"Version":1,"AccessKeyId":"ASIARUN","SecretAccessKey":"s"}"#)],
            &[],
            &[],
            "ASIARUN",
            &[],
        ),
        ("a token", String::new(), &[TOKEN], web_variables, &[WEB], "ASIAWEBWEBWEBWEB", &["role%2Fw", "JWT"]),
        (
            "a container",
            String::new(),
            &[],
            container,
            &[("http://127.0.0.1:7/creds", CONTAINER)],
            "ASIABOX",
            &["GET http://127.0.0.1:7/creds BOXED"],
        ),
        ("an instance", String::new(), &[], &[], EC2, "ASIAEC2", metadata),
        ("nobody", String::new(), &[], &[("AWS_EC2_METADATA_DISABLED", "true")], &[], "nobody to ask", &[]),
    ];
    for (name, profile, files, variables, answers, key, asked) in rows {
        let home = tempfile::tempdir().unwrap();
        let profile = format!("[default]\n{profile}");
        let files = [&[(".aws/config", profile.as_str())], *files].concat();
        let config = config(home.path(), &files, variables).unwrap();
        let shown = format!("{config:?}");
        assert!(!["s3cr3t", "BOXED", "JWT"].iter().any(|secret| shown.contains(secret)), "{name}: {shown}");
        let (found, lines) = fetch(config, answers);
        let found = found.map(|credentials| credentials.access_key_id().to_owned());
        assert_eq!(&found.unwrap_or_else(|error| error), key, "{name}");
        let text = lines.join("\n");
        for part in *asked {
            assert!(text.contains(part), "{name}: {part} is not in {text}");
        }
        let distinct: std::collections::BTreeSet<_> = lines.iter().collect();
        assert_eq!(distinct.len(), lines.len(), "{name}: nobody is asked twice: {text}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    for (profile, variables, expected) in [
        (
            ROLE.to_owned(),
            &[][..],
            "expected one of source_profile, credential_source and web_identity_token_file",
        ),
        (format!("{ROLE}\nsource_profile = x"), &[], "has the source_profile \"x\", which is not there"),
        (format!("{ROLE}\nsource_profile = default"), &[], "which has no key"),
        (
            format!("{ROLE}\nsource_profile = a\n[profile a]\n{ROLE}\nsource_profile = default"),
            &[],
            "which leads back to where it came from",
        ),
        (format!("{ROLE}\ncredential_source = Moon"), &[], "has the credential_source \"Moon\""),
        (format!("{ROLE}\nmfa_serial = m\nsource_profile = a"), &[], "wants a code of the device m"),
        ("sso_session = corp".to_owned(), &[], "[sso-session corp], which is not there"),
        ("sso_start_url = u\nsso_account_id = 1".to_owned(), &[], "has no sso_role_name"),
        (
            String::new(),
            &[("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.com/creds")],
            "expected one with https, or one of this host",
        ),
    ] {
        let home = tempfile::tempdir().unwrap();
        let profile = format!("[default]\n{profile}");
        let error = config(home.path(), &[(".aws/config", &profile)], variables).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn who_does_not_answer_is_named() {
    let home = tempfile::tempdir().unwrap();
    for (profile, variables, place) in [
        ("", &[][..], "the metadata service of EC2"),
        (
            "",
            &[("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/creds")],
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        ),
        ("credential_process = sh -c 'echo s3cr3t >&2; false'", &[], "the credential_process of the profile"),
    ] {
        let profile = format!("[default]\n{profile}");
        let config = config(home.path(), &[(".aws/config", &profile)], variables).unwrap();
        let error = fetch(config, &[]).0.unwrap_err();
        assert!(
            error.starts_with("the credentials cannot be fetched from ") && error.contains(place),
            "{error}"
        );
        assert!(!error.contains("s3cr3t"), "{error}");
    }
}

#[test]
fn what_the_program_gives_goes_first() {
    let home = tempfile::tempdir().unwrap();
    let found = config(home.path(), &[], &[]).unwrap().with_credentials(Credentials::new("MINE", "x"));
    let (found, asked) = fetch(found, EC2);
    assert_eq!(found.unwrap().access_key_id(), "MINE");
    assert!(asked.is_empty(), "{asked:?}");
}
