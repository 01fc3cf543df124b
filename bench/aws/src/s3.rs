//! S3.

use anyhow::Result;
use aws_sdk_s3::operation::list_objects_v2::ListObjectsV2;
use bench_harness::{Bench, Figures, bodies};

pub fn list_objects(bench: &Bench) -> Result<Figures> {
    crate::codec::decode(bench, &ListObjectsV2::new(), bodies::list_objects())
}
