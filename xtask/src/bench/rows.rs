//! The rows, in the order in which they are shown.

use super::row::Figure::{Allocations, Cpu, Resident, Throughput};
use super::row::Goal::{Times, Within};
use super::row::{Peer, Program, Row};

/// Rows that have something in common.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// What is compared, and what is not.
    pub note: &'static str,
    /// The rows.
    pub rows: &'static [Row],
}

const fn aws(name: &'static str, feature: &'static str) -> Peer {
    Peer { name, program: Program::Aws, feature: Some(feature) }
}

const DYNAMODB: Peer = aws("aws-sdk-dynamodb", "dynamodb");
const S3: Peer = aws("aws-sdk-s3", "s3");
const EC2: Peer = aws("aws-sdk-ec2", "ec2");
const CLOUDWATCH: Peer = aws("aws-sdk-cloudwatch", "cloudwatch");
const SSOOIDC: Peer = aws("aws-sdk-ssooidc", "ssooidc");
const SERDE_JSON: Peer = Peer { name: "serde_json", program: Program::Plain, feature: None };
const HYPER: Peer = Peer { name: "hyper-util", program: Program::Plain, feature: None };
const REQWEST: Peer = Peer { name: "reqwest", program: Program::Plain, feature: Some("reqwest") };
const SIGV4: Peer = Peer { name: "aws-sigv4", program: Program::Plain, feature: Some("sigv4") };

/// All of them.
pub const SECTIONS: &[Section] = &[
    Section {
        title: "Encoding and decoding",
        note: "CPU time of one thread. Against AWS's SDK: from an input to an HTTP request without endpoint and signature, \
               and from an HTTP response to an output, by what is public of both: there the serializers and deserializers \
               that an operation registers, here `protocol::encode` and `Request::read`. Dropping the result is part of it, \
               and there dropping the input too, which serializing consumes. Against serde_json, with derives for the same \
               types: the codec alone.",
        rows: &[
            Row::compute("put-item", "DynamoDB PutItem (0.7 KB), encode", DYNAMODB, "put-item", Times(5.0))
                .charted(),
            Row::compute("query", "DynamoDB Query (1.5 KB), decode", DYNAMODB, "query", Times(3.0)),
            Row::compute(
                "batch-get-item",
                "DynamoDB BatchGetItem (100 items), decode",
                DYNAMODB,
                "batch-get-item",
                Times(2.0),
            )
            .charted(),
            Row::compute(
                "put-item-codec",
                "PutItem, the codec alone",
                SERDE_JSON,
                "put-item-codec",
                Times(1.0),
            )
            .gate(2.8),
            Row::compute("query-codec", "Query, the codec alone", SERDE_JSON, "query-codec", Times(1.0))
                .gate(0.85),
            Row::compute(
                "batch-get-item-codec",
                "BatchGetItem, the codec alone",
                SERDE_JSON,
                "batch-get-item-codec",
                Times(1.0),
            )
            .gate(0.85),
            Row::task(
                "batch-get-item-allocations",
                "BatchGetItem, allocations",
                Allocations,
                "batch-get-item",
                DYNAMODB,
                "batch-get-item",
                Times(1.0),
            ),
            Row::task(
                "batch-get-item-codec-allocations",
                "BatchGetItem, allocations, the codec alone",
                Allocations,
                "batch-get-item-codec",
                SERDE_JSON,
                "batch-get-item-codec",
                Times(1.0),
            )
            .gate(1.1),
            Row::compute(
                "list-objects",
                "S3 ListObjectsV2 (1,000 keys), decode",
                S3,
                "list-objects",
                Times(3.0),
            )
            .charted(),
            Row::compute(
                "describe-instances",
                "EC2 DescribeInstances (50 instances), decode",
                EC2,
                "describe-instances",
                Times(3.0),
            ),
            Row::task(
                "put-metric-data-json",
                "CloudWatch PutMetricData (20 metrics) in JSON, encode; the SDK's is CBOR, which is all it has",
                Cpu,
                "put-metric-data-json",
                CLOUDWATCH,
                "put-metric-data",
                Times(3.0),
            ),
            Row::task(
                "put-metric-data-cbor",
                "CloudWatch PutMetricData (20 metrics) in CBOR, encode",
                Cpu,
                "put-metric-data-cbor",
                CLOUDWATCH,
                "put-metric-data",
                Times(3.0),
            ),
            Row::compute("sign", "Signature Version 4 of a POST of 1 KB", SIGV4, "sign", Times(3.0))
                .charted(),
        ],
    },
    Section {
        title: "Calls",
        note: "RegisterClient of SSO OIDC, and PutItem of DynamoDB where it is signed, to a server on this machine over \
               HTTP/1.1 without TLS. CPU is that of the client's process, with one call after the other on one thread. \
               hyper is its pooled client with serde_json around it; the signed row sends the headers of a signature that \
               was made before, so that it shows what signing costs. Throughput is on as many threads as there are \
               processors, which the server shares. Memory is what one of 200 clients of its own configuration keeps, \
               connection included.",
        rows: &[
            Row::compute("call-sdk", "a call, CPU", SSOOIDC, "call", Times(3.0)).charted(),
            Row::compute("call-hyper", "a call, CPU", HYPER, "call", Within(1.3)).gate(1.7),
            Row::task("call-reqwest", "a call, CPU", Cpu, "call", REQWEST, "call-reqwest", Times(1.0)),
            Row::compute("signed-call-sdk", "a signed call, CPU", DYNAMODB, "signed-call", Times(3.0)),
            Row::compute("signed-call-hyper", "a signed call, CPU", HYPER, "signed-call", Within(1.3))
                .gate(2.4),
            Row::task(
                "throughput-1",
                "throughput, 1 at a time",
                Throughput,
                "throughput-1",
                SSOOIDC,
                "throughput-1",
                Times(1.0),
            ),
            Row::task(
                "throughput-16",
                "throughput, 16 at a time",
                Throughput,
                "throughput-16",
                SSOOIDC,
                "throughput-16",
                Times(1.0),
            ),
            Row::task(
                "throughput-256",
                "throughput, 256 at a time",
                Throughput,
                "throughput-256",
                SSOOIDC,
                "throughput-256",
                Times(1.0),
            ),
            Row::task("idle", "memory of an idle client", Resident, "idle", SSOOIDC, "idle", Times(1.0)),
        ],
    },
];

/// All of them, section by section.
pub fn all() -> impl Iterator<Item = &'static Row> {
    SECTIONS.iter().flat_map(|section| section.rows)
}
