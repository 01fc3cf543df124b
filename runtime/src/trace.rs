//! What is told to [`tracing`](https://docs.rs/tracing), with the feature of that name: a span for each call and one for
//! each attempt, and an event for what came of it. Without the feature, nothing is told and nothing of it is compiled.
//!
//! Told are names, numbers, codes and ids, and what the network's libraries say of a broken connection; never a part of
//! a request or a message of a service, which may repeat one.

use std::time::Duration;

use crate::failure::Failure;
use crate::operation::OperationMeta;

/// The span of a call: level `INFO`, with `service` and `operation`.
pub(crate) fn call<T>(
    meta: &'static OperationMeta,
    call: impl Future<Output = T>,
) -> impl Future<Output = T> {
    #[cfg(feature = "tracing")]
    let call = {
        let span = tracing::info_span!("call", service = meta.service.id, operation = meta.name);
        tracing::Instrument::instrument(call, span)
    };
    #[cfg(not(feature = "tracing"))]
    let _ = meta;
    // And no future around it: one that takes another by value is twice as large.
    call
}

/// The span of an attempt: level `DEBUG`, with `attempt`, counted from 1.
pub(crate) fn attempt<T>(attempt: u32, exchange: impl Future<Output = T>) -> impl Future<Output = T> {
    #[cfg(feature = "tracing")]
    let exchange = tracing::Instrument::instrument(exchange, tracing::debug_span!("attempt", attempt));
    #[cfg(not(feature = "tracing"))]
    let _ = attempt;
    exchange
}

/// The event that an attempt succeeded: level `DEBUG`.
pub(crate) fn succeeded(response: &crate::failure::RawResponse) {
    #[cfg(feature = "tracing")]
    tracing::debug!(status = response.status.as_u16(), request_id = response.request_id(), "answered");
    #[cfg(not(feature = "tracing"))]
    let _ = response;
}

/// The event that an attempt failed: level `DEBUG`, since the caller gets the last one.
pub(crate) fn failed(failure: &Failure) {
    #[cfg(feature = "tracing")]
    {
        use crate::failure::Cause;

        let (code, request_id) = (failure.code(), failure.request_id());
        let status = failure.status().map(|status| status.as_u16());
        let classification = failure.classification();
        match failure.cause() {
            Cause::Transport(error) => tracing::debug!(%error, ?classification, "no answer"),
            Cause::Timeout(kind) => tracing::debug!(error = %kind, ?classification, "no answer in time"),
            _ => tracing::debug!(status, code, request_id, ?classification, "refused"),
        }
    }
    #[cfg(not(feature = "tracing"))]
    let _ = failure;
}

/// The event that another attempt will be made: level `DEBUG`.
pub(crate) fn pausing(pause: Duration) {
    #[cfg(feature = "tracing")]
    tracing::debug!(?pause, "trying again");
    #[cfg(not(feature = "tracing"))]
    let _ = pause;
}

/// The event that there will be no other, although it might help: level `WARN`.
pub(crate) fn out_of_budget() {
    #[cfg(feature = "tracing")]
    tracing::warn!("not trying again: the budget for repetitions is spent, since too many calls failed");
}
