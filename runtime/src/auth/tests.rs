use std::time::Duration;

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::*;
use crate::credentials::{Credentials, Token};
use crate::mock::BoxFuture;
use crate::operation::ServiceMeta;
use crate::sample::block_on;

static SERVICE: ServiceMeta = ServiceMeta { name: "Test", signing_name: "test", ..ServiceMeta::EMPTY };
static SIGNED: OperationMeta =
    OperationMeta { service: &SERVICE, auth: &[AuthScheme::SigV4], ..OperationMeta::EMPTY };
static EITHER: OperationMeta =
    OperationMeta { auth: &[AuthScheme::SigV4, AuthScheme::Bearer], ..copy(&SIGNED) };
static NEITHER: OperationMeta = OperationMeta { auth: &[AuthScheme::None], ..copy(&SIGNED) };
static UNSIGNED_BODY: OperationMeta = OperationMeta { unsigned_payload: true, ..copy(&SIGNED) };
static S3: ServiceMeta = ServiceMeta { s3_signature: true, ..service() };
static OBJECT: OperationMeta = OperationMeta { service: &S3, ..copy(&SIGNED) };

const fn copy(meta: &OperationMeta) -> OperationMeta {
    OperationMeta { service: meta.service, auth: meta.auth, ..OperationMeta::EMPTY }
}

const fn service() -> ServiceMeta {
    ServiceMeta { name: "Test", signing_name: "test", ..ServiceMeta::EMPTY }
}

fn config() -> Config {
    Config::new().with_endpoint_url("https://test.local").with_region("eu-north-1")
}

fn key() -> Credentials {
    Credentials::new("AKID", "secret").with_session_token("session")
}

/// The headers of a request with this body, or what is wrong.
fn try_headers(config: &Config, meta: &'static OperationMeta, body: Body) -> Result<HeaderMap, String> {
    let mut request = http::Request::post("https://test.local/a/%2E%2E").body(body).unwrap();
    let option = choose(config, meta, &[]).map_err(|error| error.to_string())?;
    if let Some(option) = option {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160);
        let done = block_on(authenticate(config, meta, &option, &mut request, None, now));
        done.map_err(|cause| crate::Failure::new(meta, cause).to_string())?;
    }
    Ok(request.headers().clone())
}

fn headers(config: &Config, meta: &'static OperationMeta, body: Body) -> Vec<(String, String)> {
    let headers = try_headers(config, meta, body).unwrap();
    let text = |value: &HeaderValue| {
        let text = value.to_str().unwrap();
        let (text, signature) = text.split_once("Signature=").unwrap_or((text, ""));
        assert!(signature.is_empty() || signature.len() == 64);
        text.to_owned()
    };
    let mut headers: Vec<_> = headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    headers.sort();
    headers
}

const BODY_HASH: &str = "230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5";

#[test]
fn what_each_way_adds() {
    let signed = |names: &str| {
        let names = format!("SignedHeaders={names};x-amz-date;x-amz-security-token, ");
        let scope = "AKID/20150830/eu-north-1/test/aws4_request";
        ("authorization", format!("AWS4-HMAC-SHA256 Credential={scope}, {names}"))
    };
    let date = ("x-amz-date", "20150830T123600Z".to_owned());
    let session = ("x-amz-security-token", "session".to_owned());
    let hash = |text: &str| ("x-amz-content-sha256", text.to_owned());
    let stream = || Body::stream(Body::from("body"));
    let key = config().with_credentials(key());
    let token = config().with_token(Token::new("t0ken"));
    let hashed = "host;x-amz-content-sha256";
    for (what, config, meta, body, expected) in [
        ("a body", &key, &SIGNED, Body::from("body"), vec![signed("host"), date.clone(), session.clone()]),
        (
            "an unsigned body",
            &key,
            &UNSIGNED_BODY,
            Body::from("body"),
            vec![signed(hashed), hash("UNSIGNED-PAYLOAD"), date.clone(), session.clone()],
        ),
        (
            "S3",
            &key,
            &OBJECT,
            Body::from("body"),
            vec![signed(hashed), hash(BODY_HASH), date.clone(), session.clone()],
        ),
        (
            "a stream to S3",
            &key,
            &OBJECT,
            stream(),
            vec![signed(hashed), hash("UNSIGNED-PAYLOAD"), date.clone(), session.clone()],
        ),
        ("no signature", &config(), &NEITHER, Body::from("body"), vec![]),
        ("a token", &token, &EITHER, Body::from("body"), vec![("authorization", "Bearer t0ken".to_owned())]),
        (
            "the best way",
            &token.clone().with_credentials(self::key()),
            &EITHER,
            Body::from("body"),
            vec![signed("host"), date.clone(), session.clone()],
        ),
        ("anonymous", &key.clone().with_anonymous_access(), &SIGNED, Body::from("body"), vec![]),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(headers(config, meta, body), expected, "{what}");
    }
}

#[test]
fn a_file_is_signed_like_what_is_in_it() {
    use std::io::Write;

    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"body").unwrap();
    let file = || crate::ByteStream::from_path(file.path()).unwrap().to_body().unwrap();
    let config = config().with_credentials(key());
    let of = |meta, body| try_headers(&config, meta, body).unwrap();
    assert_eq!(of(&SIGNED, file()), of(&SIGNED, Body::from("body")));
    // S3 takes it without, which saves reading it twice.
    assert_eq!(of(&OBJECT, file())["x-amz-content-sha256"], "UNSIGNED-PAYLOAD");
}

#[test]
fn the_endpoint_decides() {
    let config = config().with_credentials(key());
    let wanted = [
        AuthOption::new(AuthScheme::Bearer),
        AuthOption {
            signing_name: Some("s3-outposts".into()),
            signing_region: Some("us-east-1".into()),
            disable_double_encoding: true,
            ..AuthOption::new(AuthScheme::SigV4)
        },
    ];
    let option = choose(&config, &SIGNED, &wanted).unwrap().unwrap();
    let mut request = http::Request::get("https://test.local/").body(Body::default()).unwrap();
    block_on(authenticate(&config, &SIGNED, &option, &mut request, None, SystemTime::UNIX_EPOCH)).unwrap();
    let headers = request.headers();
    let authorization = headers[AUTHORIZATION].to_str().unwrap();
    assert!(authorization.contains("AKID/19700101/us-east-1/s3-outposts/aws4_request"), "{authorization}");
    assert!(headers[AUTHORIZATION].is_sensitive());
    assert!(headers.contains_key("x-amz-content-sha256"));
    assert_eq!(choose(&config, &NEITHER, &wanted), Ok(None));
}

#[test]
fn a_signature_that_the_endpoint_does_not_take_is_not_made() {
    let config = config().with_credentials(key());
    let scheme = AuthScheme::S3Express;
    let error = choose(&config, &SIGNED, &[AuthOption::new(scheme)]).unwrap_err().to_string();
    assert!(error.contains("the endpoint of Test wants [S3Express], which"), "{error}");
    assert!(error.contains("the endpoint parameter `DisableS3ExpressSessionAuth`"), "{error}");
    let both = [AuthOption::new(scheme), AuthOption::new(AuthScheme::SigV4)];
    assert_eq!(choose(&config, &SIGNED, &both), Ok(Some(AuthOption::new(AuthScheme::SigV4))));
}

#[cfg(feature = "sigv4a")]
#[test]
fn a_signature_for_several_regions() {
    let config = config().with_credentials(key());
    let wanted = |regions: &[&'static str]| AuthOption {
        signing_region_set: regions.iter().map(|region| (*region).into()).collect::<Vec<_>>().into(),
        ..AuthOption::new(AuthScheme::SigV4a)
    };
    for (regions, expected) in [(&["*"][..], "*"), (&["a", "b"], "a,b"), (&[], "eu-north-1")] {
        let option = choose(&config, &SIGNED, &[wanted(regions)]).unwrap().unwrap();
        let mut request = http::Request::post("https://test.local/a").body(Body::from("body")).unwrap();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160);
        block_on(authenticate(&config, &SIGNED, &option, &mut request, None, now)).unwrap();
        assert_eq!(request.headers()["x-amz-region-set"], expected);
        let value = request.headers()[AUTHORIZATION].to_str().unwrap();
        let start = "AWS4-ECDSA-P256-SHA256 Credential=AKID/20150830/test/aws4_request, SignedHeaders=";
        assert!(value.starts_with(start), "{value}");
    }
    let mut events =
        http::Request::post("https://test.local/a").body(Body::stream(Body::from("body"))).unwrap();
    events.headers_mut().insert("content-type", HeaderValue::from_static(crate::event_stream::CONTENT_TYPE));
    let done =
        block_on(authenticate(&config, &SIGNED, &wanted(&["*"]), &mut events, None, SystemTime::UNIX_EPOCH));
    let error = crate::Failure::new(&SIGNED, done.unwrap_err()).to_string();
    assert!(error.contains("use an endpoint of a single region"), "{error}");
}

/// Provides what it was made with, or fails.
#[derive(Debug)]
struct Broken;

impl ProvideCredentials for Broken {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let source = std::io::Error::other("connection refused");
        let error = CredentialsError::new("no credentials from 169.254.169.254").with_source(source);
        Box::pin(std::future::ready(Err(error)))
    }
}

#[test]
fn what_is_missing_or_wrong() {
    let without_region = Config::new().with_endpoint_url("https://test.local").with_credentials(key());
    for (config, meta, expected) in [
        (
            config(),
            &SIGNED,
            "no identity for Test, which wants [SigV4]: set credentials with `Config::with_credentials`, or send \
             requests unsigned with `Config::with_anonymous_access`",
        ),
        (
            config(),
            &EITHER,
            "no identity for Test, which wants [SigV4, Bearer]: set credentials with `Config::with_credentials` or a \
             token with `Config::with_token`, or send requests unsigned with `Config::with_anonymous_access`",
        ),
        (
            without_region,
            &SIGNED,
            ": no region to sign requests of Test for: set one with `Config::with_region`",
        ),
        (
            config().with_credentials(Broken),
            &SIGNED,
            ": no credentials from 169.254.169.254: connection refused",
        ),
        (
            config().with_credentials(Credentials::new("AK\nID", "secret")),
            &SIGNED,
            ": the access key id has characters that a header cannot hold, such as a line end",
        ),
        (
            config().with_token(Token::new("a\nb")),
            &EITHER,
            ": the bearer token has characters that a header cannot hold, such as a line end",
        ),
    ] {
        assert_eq!(try_headers(&config, meta, Body::from("body")).unwrap_err(), expected);
    }
}

/// A stream of two events, signed: what is sent is messages that hold them, each signature made of the one before.
#[test]
fn events_are_signed_one_by_one() {
    use bytes::{Bytes, BytesMut};

    use crate::event_stream::Message;
    use crate::event_stream::message::HeaderValue as Value;

    struct Pieces(std::collections::VecDeque<Bytes>);

    impl http_body::Body for Pieces {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
            std::task::Poll::Ready(self.0.pop_front().map(|piece| Ok(http_body::Frame::data(piece))))
        }
    }

    #[derive(Debug)]
    struct Still;

    impl crate::Clock for Still {
        fn now(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160)
        }

        fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
            Box::pin(std::future::ready(()))
        }
    }

    let config = config().with_credentials(Credentials::new("AKID", "secret")).with_clock(Still);
    let events = ["first", "second"].map(|text| Message::new(text).encode().unwrap());
    let request = |events: Vec<Bytes>| {
        let mut request =
            http::Request::post("https://test.local/").body(Body::stream(Pieces(events.into()))).unwrap();
        let kind = HeaderValue::from_static(crate::event_stream::CONTENT_TYPE);
        request.headers_mut().insert(http::header::CONTENT_TYPE, kind);
        let option = AuthOption::new(AuthScheme::SigV4);
        block_on(authenticate(&config, &SIGNED, &option, &mut request, None, config.service_time().unwrap()))
            .unwrap();
        request
    };
    let signatures = |request: http::Request<Body>| {
        let mut bytes = BytesMut::from(&*block_on(request.into_body().collect(4096)).unwrap());
        let mut found = Vec::new();
        while let Some(message) = Message::decode(&mut bytes).unwrap() {
            let date = crate::Timestamp::from_epoch_seconds_and_nanos(1_440_938_160, 0);
            assert_eq!(message.header(":date"), Some(&Value::Timestamp(date)));
            let Some(Value::Bytes(signature)) = message.header(":chunk-signature") else { panic!() };
            found.push((message.payload.clone(), signature.clone()));
        }
        found
    };
    let both = request(events.to_vec());
    assert_eq!(both.headers()["x-amz-content-sha256"], "STREAMING-AWS4-HMAC-SHA256-EVENTS");
    let both = signatures(both);
    let payloads: Vec<Bytes> = both.iter().map(|(payload, _)| payload.clone()).collect();
    assert_eq!(payloads, [events[0].clone(), events[1].clone(), Bytes::new()]);
    // Without the first event, the second one and the end have other signatures.
    let second = signatures(request(events[1..].to_vec()));
    assert_eq!(second[0].0, both[1].0);
    assert_ne!(second[0].1, both[1].1);
    assert_ne!(second[1].1, both[2].1);
    assert_eq!(signatures(request(events.to_vec())), both);
}
