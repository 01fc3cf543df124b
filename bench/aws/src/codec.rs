//! An operation's serializer and deserializer, as it registers them with the SDK's orchestrator.

#![allow(dead_code, reason = "each service takes one of them")]

use anyhow::{Context as _, Result, anyhow};
use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin;
use aws_smithy_runtime_api::client::ser_de::{
    DeserializeResponse as _, SerializeRequest as _, SharedRequestSerializer, SharedResponseDeserializer,
};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use bench_harness::{Bench, Figures};

/// From an input to an HTTP request.
pub fn encode<I: Clone + std::fmt::Debug + Send + Sync + 'static>(
    bench: &Bench,
    operation: &impl RuntimePlugin,
    input: &I,
) -> Result<Figures> {
    let config = operation.config().context("the operation has no configuration")?;
    let serializer = config.load::<SharedRequestSerializer>().context("no serializer")?;
    let mut bag = ConfigBag::base();
    bench.repeat_with(
        || Input::erase(input.clone()),
        |input| serializer.serialize_input(input, &mut bag).map_err(|error| anyhow!("{error}")),
    )
}

/// From an HTTP response to an output.
pub fn decode(bench: &Bench, operation: &impl RuntimePlugin, body: String) -> Result<Figures> {
    let config = operation.config().context("the operation has no configuration")?;
    let deserializer = config.load::<SharedResponseDeserializer>().context("no deserializer")?;
    let bag = ConfigBag::base();
    let response: HttpResponse = http::Response::new(SdkBody::from(body)).try_into()?;
    bench.repeat(|| {
        let output = deserializer.deserialize_nonstreaming_with_config(&response, &bag);
        output.map_err(|error| anyhow!("{error:?}"))
    })
}
