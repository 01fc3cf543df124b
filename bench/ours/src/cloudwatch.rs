//! CloudWatch: the same metrics in two formats.

use ::cloudwatch::cloudwatch::operation::PutMetricDataInput;
use ::cloudwatch::cloudwatch::types::{Dimension, MetricDatum, StandardUnit};
use anyhow::Result;
use bench_harness::bodies::{METRICS, NAMESPACE, TAKEN_AT};
use bench_harness::{Bench, Figures};
use sdk_runtime::{Protocol, Timestamp};

use crate::encode;

pub fn put_metric_data_json(bench: &Bench) -> Result<Figures> {
    put_metric_data(bench, Protocol::Json10)
}

pub fn put_metric_data_cbor(bench: &Bench) -> Result<Figures> {
    put_metric_data(bench, Protocol::Cbor)
}

fn put_metric_data(bench: &Bench, protocol: Protocol) -> Result<Figures> {
    let data = METRICS.map(|(name, value)| {
        MetricDatum::new(name)
            .with_dimensions([Dimension::new("stage", "production")])
            .with_timestamp(Timestamp::from_epoch_seconds(TAKEN_AT))
            .with_value(value)
            .with_unit(StandardUnit::Count)
    });
    encode(bench, protocol, &PutMetricDataInput::new(NAMESPACE).with_metric_data(data))
}
