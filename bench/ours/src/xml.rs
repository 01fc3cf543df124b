//! S3 and EC2: XML.

use anyhow::Result;
use bench_harness::{Bench, Figures, bodies};
use ec2::ec2::operation::DescribeInstancesInput;
use s3::s3::operation::ListObjectsV2Input;

use crate::{config, decode};

pub fn list_objects(bench: &Bench) -> Result<Figures> {
    let request = s3::s3::Client::new(&config()).list_objects_v2(ListObjectsV2Input::new("photos"));
    decode(bench, &request, bodies::list_objects())
}

pub fn describe_instances(bench: &Bench) -> Result<Figures> {
    let request = ec2::ec2::Client::new(&config()).describe_instances(DescribeInstancesInput::new());
    decode(bench, &request, bodies::describe_instances())
}
