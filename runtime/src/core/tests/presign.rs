//! Presigned URLs.

use http::HeaderName;

use super::*;
use crate::credentials::Credentials;
use crate::operation::AuthScheme;

static FORMS: ServiceMeta =
    ServiceMeta { name: "Forms", signing_name: "forms", s3_signature: false, ..ServiceMeta::EMPTY };
static BUCKETS: ServiceMeta =
    ServiceMeta { name: "Buckets", signing_name: "s3", s3_signature: true, ..ServiceMeta::EMPTY };
static FORM: OperationMeta =
    OperationMeta { service: &FORMS, name: "Fill", auth: &[AuthScheme::SigV4], ..OperationMeta::EMPTY };
static OBJECT: OperationMeta = OperationMeta { service: &BUCKETS, name: "Put", ..FORM_COPY };
const FORM_COPY: OperationMeta = OperationMeta { auth: &[AuthScheme::SigV4], ..OperationMeta::EMPTY };

fn presign(
    meta: &'static OperationMeta,
    encoded: EncodedRequest,
    lifetime: u64,
) -> Result<PresignedRequest, String> {
    let config = config(&Stage::default())
        .with_region("eu-north-1")
        .with_credentials(Credentials::new("AKID", "secret").with_session_token("a/b"));
    let core = Core::new(meta.service, &config);
    let auth = auth::choose(&config, meta, &[]).unwrap();
    let mut call = Call { meta, auth, ..super::prepared(&core, encoded, false).unwrap() };
    block_on(call.presign(Duration::from_secs(lifetime)))
        .map_err(|cause| Failure::new(meta, cause).to_string())
}

fn request(
    method: Method,
    path: &str,
    headers: &[(&'static str, &str)],
    body: &'static str,
) -> EncodedRequest {
    let headers = headers
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()));
    EncodedRequest {
        path_and_query: path.to_owned().into(),
        headers: headers.collect(),
        ..encoded(method, body.into())
    }
}

const SIGNED_BY: &str = "X-Amz-Algorithm=AWS4-HMAC-SHA256\
    &X-Amz-Credential=AKID%2F19860926%2Feu-north-1%2Fs3%2Faws4_request\
    &X-Amz-Date=19860926T014640Z&X-Amz-Expires=900";

#[test]
fn a_url_holds_the_signature_and_headers_are_left_to_be_sent() {
    let put = request(Method::PUT, "/b/k?x-id=Put", &[("x-amz-acl", "private"), ("content-length", "0")], "");
    let presigned = presign(&OBJECT, put, 900).unwrap();
    assert_eq!(presigned.method(), Method::PUT);
    let url = presigned.url();
    let start = format!(
        "http://test.local/base/b/k?x-id=Put&{SIGNED_BY}&X-Amz-SignedHeaders=host%3Bx-amz-acl\
         &X-Amz-Security-Token=a%2Fb&X-Amz-Signature="
    );
    assert!(url.starts_with(&start), "{url}");
    assert_eq!(url.len(), start.len() + 64);
    let names: Vec<_> = presigned.headers().keys().map(HeaderName::as_str).collect();
    assert_eq!(names, ["x-amz-acl"]);
    assert!(!format!("{presigned:?}").contains("Amz"));
}

#[test]
fn a_form_becomes_a_query() {
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    let presigned = presign(&FORM, request(Method::POST, "/", &kind, "Action=Fill&Version=1"), 900).unwrap();
    assert_eq!((presigned.method(), presigned.headers().len()), (&Method::GET, 0));
    let url = presigned.url();
    assert!(url.starts_with("http://test.local/base/?Action=Fill&Version=1&X-Amz-Algorithm="), "{url}");
    assert!(presigned.body().is_empty());
}

#[test]
fn the_body_of_other_requests_is_signed() {
    let kind = [("content-type", "application/x-amz-json-1.0")];
    let of = |body| presign(&FORM, request(Method::POST, "/", &kind, body), 60).unwrap();
    assert_eq!(of("{}").body(), "{}");
    assert_ne!(of("{}").url(), of("[]").url());
}

#[test]
fn what_cannot_be_presigned() {
    let get = || request(Method::GET, "/", &[], "");
    for (lifetime, text) in [(0, "0ns"), (604_801, "604801s")] {
        let error = presign(&OBJECT, get(), lifetime).unwrap_err();
        assert_eq!(
            error,
            format!("Put: a presigned URL cannot be valid for {text}: expected one second to seven days")
        );
    }
    assert_eq!(
        presign(&OPERATION, get(), 1).unwrap_err(),
        "Try: Try needs no signature, or one that a URL cannot hold: there is nothing to presign"
    );
}
