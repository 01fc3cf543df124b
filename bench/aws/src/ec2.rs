//! EC2.

use anyhow::Result;
use aws_sdk_ec2::operation::describe_instances::DescribeInstances;
use bench_harness::{Bench, Figures, bodies};

pub fn describe_instances(bench: &Bench) -> Result<Figures> {
    crate::codec::decode(bench, &DescribeInstances::new(), bodies::describe_instances())
}
