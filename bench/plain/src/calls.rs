//! hyper with a pool of connections and serde_json: the least that a call can cost.

use anyhow::{Result, ensure};
use bench_harness::{Bench, Figures};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::{Deserialize, Serialize};

use crate::json::order;

/// The input of `RegisterClient`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Register {
    pub client_name: String,
    pub client_type: String,
}

impl Register {
    pub fn new() -> Self {
        Self { client_name: "my tool".to_owned(), client_type: "public".to_owned() }
    }
}

/// Its output.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "read and dropped, as in the other programs")]
pub struct Registered {
    pub client_id: Option<String>,
    client_secret: Option<String>,
    client_id_issued_at: Option<i64>,
    client_secret_expires_at: Option<i64>,
}

async fn connect() -> Result<Client<HttpConnector, Full<Bytes>>> {
    Ok(Client::builder(TokioExecutor::new()).build_http())
}

pub fn call(bench: &Bench) -> Result<Figures> {
    let url: Uri = format!("{}/client/register", bench.url()?).parse()?;
    bench.calls(connect, async |client| {
        let request = Request::post(url.clone()).header("content-type", "application/json");
        let request = request.body(Full::from(serde_json::to_vec(&Register::new())?))?;
        let answer = client.request(request).await?.into_body().collect().await?.to_bytes();
        let output: Registered = serde_json::from_slice(&answer)?;
        ensure!(output.client_id.is_some(), "the client has no id");
        Ok(())
    })
}

/// With the headers that a signature has, made once: what is compared is the cost of signing.
pub fn signed_call(bench: &Bench) -> Result<Figures> {
    const SIGNATURE: &str = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261124/eu-central-1/dynamodb/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date;x-amz-target, \
         Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
    let headers: [(HeaderName, HeaderValue); 4] = [
        (http::header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.0")),
        (HeaderName::from_static("x-amz-target"), HeaderValue::from_static("DynamoDB_20120810.PutItem")),
        (HeaderName::from_static("x-amz-date"), HeaderValue::from_static("20261124T120000Z")),
        (http::header::AUTHORIZATION, HeaderValue::from_static(SIGNATURE)),
    ];
    let url: Uri = format!("{}/", bench.url()?).parse()?;
    let order = order();
    bench.calls(connect, async |client| {
        let mut request = Request::post(url.clone()).body(Full::from(serde_json::to_vec(&order)?))?;
        request.headers_mut().extend(headers.clone());
        let answer = client.request(request).await?.into_body().collect().await?.to_bytes();
        let _: serde_json::Value = serde_json::from_slice(&answer)?;
        Ok(())
    })
}
