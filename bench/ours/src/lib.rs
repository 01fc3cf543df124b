//! What is measured of ours. Each service is its crate as `cargo xtask codegen` would make it, with the operations that
//! are called here.

mod calls;
mod cloudwatch;
mod dynamodb;
mod endpoint;
mod sign;
mod xml;

use anyhow::Result;
use bench_harness::{Bench, Figures, Task};
use sdk_runtime::{Bytes, Config, Operation, Protocol, Request};

/// By name.
pub const TASKS: &[(&str, Task)] = &[
    ("put-item", dynamodb::put_item),
    ("put-item-codec", dynamodb::put_item_codec),
    ("query", dynamodb::query),
    ("query-codec", dynamodb::query_codec),
    ("batch-get-item", dynamodb::batch_get_item),
    ("batch-get-item-codec", dynamodb::batch_get_item_codec),
    ("list-objects", xml::list_objects),
    ("describe-instances", xml::describe_instances),
    ("put-metric-data-json", cloudwatch::put_metric_data_json),
    ("put-metric-data-cbor", cloudwatch::put_metric_data_cbor),
    ("endpoint", endpoint::resolve),
    ("endpoint-another", endpoint::another),
    ("endpoint-again", endpoint::again),
    ("sign", sign::sign),
    ("call", calls::call),
    ("signed-call", calls::signed_call),
    ("throughput-1", calls::throughput::<1>),
    ("throughput-16", calls::throughput::<16>),
    ("throughput-256", calls::throughput::<256>),
    ("idle", calls::idle),
];

/// A configuration for requests that are not sent.
fn config() -> Config {
    Config::new().with_region("eu-central-1").with_anonymous_access()
}

/// From an input to an HTTP request, as far as the peer's serializer goes: neither validated nor signed, nor with an
/// endpoint.
fn encode<I: Operation>(bench: &Bench, protocol: Protocol, input: &I) -> Result<Figures> {
    bench.repeat(|| Ok(sdk_runtime::protocol::encode(protocol, I::META, input, &|| 0)?))
}

/// From an HTTP response to an output.
fn decode<I: Operation>(bench: &Bench, request: &Request<I>, body: String) -> Result<Figures>
where
    I::Error: std::error::Error + Send + Sync + 'static,
{
    let body = Bytes::from(body);
    bench.repeat(|| Ok(request.read(http::Response::new(body.clone()))?))
}
