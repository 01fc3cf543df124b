//! Signatures: Version 4, in headers.

use std::time::{Duration, UNIX_EPOCH};

use anyhow::Result;
use bench_harness::{Bench, Figures, bodies};
use http::header::AUTHORIZATION;
use sdk_runtime::Credentials;
use sdk_runtime::sign::{KeyCache, Message, PathRule, Payload, Signer, Stamp};

/// Hashes the body and puts the headers of a signature on a request. The key of the day is derived once, as in a client.
pub fn sign(bench: &Bench) -> Result<Figures> {
    let body = bodies::kilobyte();
    let (credentials, keys) = (Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG"), KeyCache::default());
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
        let signer = Signer {
            credentials: &credentials,
            region: "eu-central-1",
            service: "dynamodb",
            stamp: Stamp::new(time),
            path: PathRule::Normalized,
            keys: &keys,
        };
        signer.prepare(request.headers_mut());
        let (value, _) = signer.authorization(&Message::new(&request, Payload::Bytes(&body)));
        request.headers_mut().insert(AUTHORIZATION, value);
        Ok(request)
    })
}
