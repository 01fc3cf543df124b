//! CloudWatch.

use anyhow::Result;
use aws_sdk_cloudwatch::operation::put_metric_data::{PutMetricData, PutMetricDataInput};
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, MetricDatum, StandardUnit};
use bench_harness::bodies::{METRICS, NAMESPACE, TAKEN_AT};
use bench_harness::{Bench, Figures};

pub fn put_metric_data(bench: &Bench) -> Result<Figures> {
    let data = METRICS.map(|(name, value)| {
        MetricDatum::builder()
            .metric_name(name)
            .dimensions(Dimension::builder().name("stage").value("production").build())
            .timestamp(DateTime::from_secs(TAKEN_AT))
            .value(value)
            .unit(StandardUnit::Count)
            .build()
    });
    let input = PutMetricDataInput::builder().namespace(NAMESPACE).set_metric_data(Some(data.into()));
    crate::codec::encode(bench, &PutMetricData::new(), &input.build()?)
}
