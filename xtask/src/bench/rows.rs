//! The rows, in the order in which they are shown.

use super::client::Client;
use super::row::Figure::{
    Allocations, Build, Cpu, CpuPerMegabyte, Crate, CrateMemory, Crates, Executable, Lines, Peak, Resident,
    Throughput,
};
use super::row::Goal::{Below, Times, Within};
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

const SSOOIDC_CLIENT: Client = Client {
    name: "sso-oidc",
    operations: "",
    module: "sso_oidc",
    ours: "sso-oidc-2019-06-10",
    theirs: "aws-sdk-ssooidc",
    method: "register_client",
    input: (
        "RegisterClientInput::new(\"a program\", \"public\")",
        ".client_name(\"a program\").client_type(\"public\")",
    ),
};

const SQS_CLIENT: Client = Client {
    name: "sqs",
    operations: "",
    module: "sqs",
    ours: "sqs-2012-11-05",
    theirs: "aws-sdk-sqs",
    method: "list_queues",
    input: ("ListQueuesInput::new()", ""),
};

const DYNAMODB_CLIENT: Client = Client {
    name: "dynamodb",
    operations: "",
    module: "dynamodb",
    ours: "dynamodb-2012-08-10",
    theirs: "aws-sdk-dynamodb",
    method: "list_tables",
    input: ("ListTablesInput::new()", ""),
};

/// Three operations, of which the peer has no way to have fewer than all.
const SELECTED_CLIENT: Client = Client { operations: "ListTables,PutItem,Query", ..DYNAMODB_CLIENT };

const S3_CLIENT: Client = Client {
    name: "s3",
    operations: "",
    module: "s3",
    ours: "s3-2006-03-01",
    theirs: "aws-sdk-s3",
    method: "list_buckets",
    input: ("ListBucketsInput::new()", ""),
};

const EC2_CLIENT: Client = Client {
    name: "ec2",
    operations: "",
    module: "ec2",
    ours: "ec2-2016-11-15",
    theirs: "aws-sdk-ec2",
    method: "describe_regions",
    input: ("DescribeRegionsInput::new()", ""),
};

/// All of them.
pub const SECTIONS: &[Section] = &[
    Section {
        title: "Building",
        note: "A program of ten lines that makes a client and calls it once, in a directory of its own, with the default \
               features of the crate, its dependencies downloaded and nothing compiled; they are compiled as those from \
               the registry always are, not incrementally. A crate alone is one run of the compiler, with nothing beside it.",
        rows: &[
            Row::build(
                "build-ssooidc",
                "ssooidc: a program, clean debug build",
                Build,
                SSOOIDC_CLIENT,
                false,
                Times(4.0),
            )
            .charted(),
            Row::build(
                "build-sqs",
                "sqs: a program, clean debug build",
                Build,
                SQS_CLIENT,
                false,
                Times(5.0),
            ),
            Row::build(
                "build-dynamodb",
                "dynamodb: a program, clean debug build",
                Build,
                DYNAMODB_CLIENT,
                false,
                Times(5.0),
            )
            .charted(),
            Row::build("build-s3", "s3: a program, clean debug build", Build, S3_CLIENT, false, Times(6.0))
                .charted(),
            Row::build("crate-sqs", "sqs: the crate alone, debug", Crate, SQS_CLIENT, false, Times(12.0)),
            Row::build(
                "crate-sqs-memory",
                "sqs: the crate alone, debug, peak memory",
                CrateMemory,
                SQS_CLIENT,
                false,
                Times(6.0),
            ),
            Row::build(
                "crate-sqs-release",
                "sqs: the crate alone, release",
                Crate,
                SQS_CLIENT,
                true,
                Times(12.0),
            ),
            Row::build(
                "crate-sqs-release-memory",
                "sqs: the crate alone, release, peak memory",
                CrateMemory,
                SQS_CLIENT,
                true,
                Times(6.0),
            ),
            Row::build(
                "crate-dynamodb",
                "dynamodb: the crate alone, debug",
                Crate,
                DYNAMODB_CLIENT,
                false,
                Times(12.0),
            )
            .charted(),
            Row::build(
                "crate-dynamodb-memory",
                "dynamodb: the crate alone, debug, peak memory",
                CrateMemory,
                DYNAMODB_CLIENT,
                false,
                Times(6.0),
            ),
            Row::build(
                "crate-dynamodb-release",
                "dynamodb: the crate alone, release",
                Crate,
                DYNAMODB_CLIENT,
                true,
                Times(12.0),
            ),
            Row::build(
                "crate-dynamodb-release-memory",
                "dynamodb: the crate alone, release, peak memory",
                CrateMemory,
                DYNAMODB_CLIENT,
                true,
                Times(6.0),
            ),
            Row::build("crate-s3", "s3: the crate alone, debug", Crate, S3_CLIENT, false, Times(12.0)),
            Row::build(
                "crate-s3-memory",
                "s3: the crate alone, debug, peak memory",
                CrateMemory,
                S3_CLIENT,
                false,
                Times(6.0),
            ),
            Row::build(
                "crate-s3-release",
                "s3: the crate alone, release",
                Crate,
                S3_CLIENT,
                true,
                Times(12.0),
            ),
            Row::build(
                "crate-s3-release-memory",
                "s3: the crate alone, release, peak memory",
                CrateMemory,
                S3_CLIENT,
                true,
                Times(6.0),
            ),
            Row::build("crate-ec2", "ec2: the crate alone, debug", Crate, EC2_CLIENT, false, Times(20.0)),
            Row::build(
                "crate-ec2-memory",
                "ec2: the crate alone, debug, peak memory",
                CrateMemory,
                EC2_CLIENT,
                false,
                Times(6.0),
            ),
            Row::build(
                "crate-ec2-release",
                "ec2: the crate alone, release",
                Crate,
                EC2_CLIENT,
                true,
                Times(20.0),
            ),
            Row::build(
                "crate-ec2-release-memory",
                "ec2: the crate alone, release, peak memory",
                CrateMemory,
                EC2_CLIENT,
                true,
                Times(6.0),
            ),
            Row::build(
                "crate-selected",
                "dynamodb: three operations against all, the crate alone, debug",
                Crate,
                SELECTED_CLIENT,
                false,
                Times(50.0),
            ),
            Row::count("lines-sqs", "sqs: lines of source, all operations", Lines, SQS_CLIENT, Times(10.0)),
            Row::count(
                "lines-dynamodb",
                "dynamodb: lines of source, all operations",
                Lines,
                DYNAMODB_CLIENT,
                Times(10.0),
            ),
            Row::count("lines-s3", "s3: lines of source, all operations", Lines, S3_CLIENT, Times(10.0)),
            Row::count("lines-ec2", "ec2: lines of source, all operations", Lines, EC2_CLIENT, Times(10.0)),
            Row::count("crates", "crates in the lock file of a program", Crates, SSOOIDC_CLIENT, Below(80.0)),
            Row::build(
                "executable",
                "ssooidc: a program with TLS, release, stripped",
                Executable,
                SSOOIDC_CLIENT,
                true,
                Times(3.0),
            )
            .charted(),
        ],
    },
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
            .gate(1.0),
            Row::compute("query-codec", "Query, the codec alone", SERDE_JSON, "query-codec", Times(1.0))
                .gate(1.0),
            Row::compute(
                "batch-get-item-codec",
                "BatchGetItem, the codec alone",
                SERDE_JSON,
                "batch-get-item-codec",
                Times(1.0),
            )
            .gate(1.0),
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
            Row::compute(
                "endpoint",
                "S3, the endpoint for each of seven sets of parameters",
                S3,
                "endpoint",
                Times(5.0),
            ),
            Row::compute(
                "endpoint-another",
                "S3, the endpoint of a bucket other than the last, with its URL",
                S3,
                "endpoint-another",
                Below(500.0),
            ),
            Row::compute(
                "endpoint-again",
                "S3, the endpoint of the bucket of the request before",
                S3,
                "endpoint-again",
                Below(30.0),
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
               was made before, so that it shows what signing costs. An input is made once where sending it does not take it \
               away, as with hyper and with ours. Throughput is on as many threads as there are \
               processors, which the server shares. Memory is what one of 200 clients of its own configuration keeps, \
               connection included.",
        rows: &[
            Row::compute("call-sdk", "a call, CPU", SSOOIDC, "call", Times(3.0)).charted(),
            Row::compute("call-hyper", "a call, CPU", HYPER, "call", Within(1.3)).gate(1.7),
            Row::task("call-reqwest", "a call, CPU", Cpu, "call", REQWEST, "call-reqwest", Times(1.0)),
            Row::compute("signed-call-sdk", "a signed call, CPU", DYNAMODB, "signed-call", Times(3.0)),
            Row::compute("signed-call-hyper", "a signed call, CPU", HYPER, "signed-call", Within(1.3))
                .gate(2.1),
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
    Section {
        title: "Generating",
        note: "From the text of a model to the text of a client: CPU of one thread for a megabyte of the model, and the most \
               memory that the process had. Ours is documented in Markdown and formatted; rusoto's has the documentation \
               as it is, and is not formatted. Neither reads what lies beside the model. rusoto's generator, in the last \
               version that was published as a crate, panics on some models, that of sso-oidc among them.",
        rows: &[
            Row::generation(
                "generate-sqs",
                "sqs: a client, of a megabyte of its model",
                CpuPerMegabyte,
                "sqs",
                "rusoto-sqs",
            ),
            Row::generation("generate-sqs-memory", "sqs: a client, peak memory", Peak, "sqs", "rusoto-sqs"),
            Row::generation(
                "generate-dynamodb",
                "dynamodb: a client, of a megabyte of its model",
                CpuPerMegabyte,
                "dynamodb",
                "rusoto-dynamodb",
            ),
            Row::generation(
                "generate-dynamodb-memory",
                "dynamodb: a client, peak memory",
                Peak,
                "dynamodb",
                "rusoto-dynamodb",
            ),
            Row::generation(
                "generate-lambda",
                "lambda: a client, of a megabyte of its model",
                CpuPerMegabyte,
                "lambda",
                "rusoto-lambda",
            ),
            Row::generation(
                "generate-lambda-memory",
                "lambda: a client, peak memory",
                Peak,
                "lambda",
                "rusoto-lambda",
            ),
            Row::generation(
                "generate-ec2",
                "ec2: a client, of a megabyte of its model",
                CpuPerMegabyte,
                "ec2",
                "rusoto-ec2",
            ),
            Row::generation("generate-ec2-memory", "ec2: a client, peak memory", Peak, "ec2", "rusoto-ec2"),
        ],
    },
];

/// All of them, section by section.
pub fn all() -> impl Iterator<Item = &'static Row> {
    SECTIONS.iter().flat_map(|section| section.rows)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::row::{Measure, Program};
    use super::*;

    #[test]
    fn every_row_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = all().map(|row| row.name).collect();
        assert_eq!(names.len(), all().count());
    }

    /// It would take minutes to build.
    #[test]
    fn what_the_gate_runs_takes_no_sdk() {
        let gated: Vec<&Row> = all().filter(|row| row.gate.is_some()).collect();
        assert!(gated.len() > 3);
        for row in gated {
            assert!(matches!(row.theirs, Measure::Task { program: Program::Plain, .. }), "{}", row.name);
            assert_eq!(row.peer.feature, None, "{}", row.name);
        }
    }
}
