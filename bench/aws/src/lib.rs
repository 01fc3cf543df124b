//! What is measured of AWS's SDK for Rust. Each service is a feature.

#[cfg(feature = "cloudwatch")]
mod cloudwatch;
mod codec;
#[cfg(feature = "dynamodb")]
mod dynamodb;
#[cfg(feature = "ec2")]
mod ec2;
#[cfg(feature = "s3")]
mod s3;
#[cfg(feature = "ssooidc")]
mod ssooidc;

use bench_harness::Task;

/// By name.
pub const TASKS: &[(&str, Task)] = &[
    #[cfg(feature = "dynamodb")]
    ("put-item", dynamodb::put_item),
    #[cfg(feature = "dynamodb")]
    ("query", dynamodb::query),
    #[cfg(feature = "dynamodb")]
    ("batch-get-item", dynamodb::batch_get_item),
    #[cfg(feature = "dynamodb")]
    ("signed-call", dynamodb::signed_call),
    #[cfg(feature = "s3")]
    ("list-objects", s3::list_objects),
    #[cfg(feature = "s3")]
    ("endpoint", s3::resolve),
    #[cfg(feature = "s3")]
    ("endpoint-another", s3::another),
    #[cfg(feature = "s3")]
    ("endpoint-again", s3::again),
    #[cfg(feature = "ec2")]
    ("describe-instances", ec2::describe_instances),
    #[cfg(feature = "cloudwatch")]
    ("put-metric-data", cloudwatch::put_metric_data),
    #[cfg(feature = "ssooidc")]
    ("call", ssooidc::call),
    #[cfg(feature = "ssooidc")]
    ("throughput-1", ssooidc::throughput::<1>),
    #[cfg(feature = "ssooidc")]
    ("throughput-16", ssooidc::throughput::<16>),
    #[cfg(feature = "ssooidc")]
    ("throughput-256", ssooidc::throughput::<256>),
    #[cfg(feature = "ssooidc")]
    ("idle", ssooidc::idle),
];
