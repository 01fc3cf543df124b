//! aws-sigv4.

use std::time::{Duration, UNIX_EPOCH};

use anyhow::Result;
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign as signature};
use aws_sigv4::sign::v4;
use bench_harness::{Bench, Figures, bodies};

/// Hashes the body and puts the headers of a signature on a request.
pub fn sign(bench: &Bench) -> Result<Figures> {
    let body = bodies::kilobyte();
    let identity = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG", None, None, "bench").into();
    let time = UNIX_EPOCH + Duration::from_secs(bodies::TAKEN_AT.try_into()?);
    let make = || {
        let request = http::Request::post("https://dynamodb.eu-central-1.amazonaws.com/");
        let request = request
            .header("host", "dynamodb.eu-central-1.amazonaws.com")
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", "DynamoDB_20120810.PutItem");
        request.body(()).unwrap_or_default()
    };
    bench.repeat_with(make, |mut request| {
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region("eu-central-1")
            .name("dynamodb")
            .time(time)
            .settings(SigningSettings::default())
            .build()?
            .into();
        let headers =
            request.headers().iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        let signable = SignableRequest::new(
            request.method().as_str(),
            request.uri().to_string(),
            headers,
            SignableBody::Bytes(&body),
        )?;
        let (instructions, _) = signature(signable, &parameters)?.into_parts();
        instructions.apply_to_request_http1x(&mut request);
        Ok(request)
    })
}
