//! The faults.

mod calls;
mod connections;
mod events;
mod files;
mod routes;
mod tls;

use std::pin::Pin;

use anyhow::Result;

use crate::{load, watch};

/// What happened, or why that is wrong.
type Outcome = Pin<Box<dyn Future<Output = Result<String>>>>;

macro_rules! cases {
    ($($name:literal => $case:path,)*) => {
        /// All of them, by name.
        pub const ALL: &[(&str, fn() -> Outcome)] = &[$(($name, || Box::pin($case()))),*];
    };
}

cases! {
    "reset before the response" => connections::reset_before,
    "reset within the response" => connections::reset_within,
    "reset after the response" => connections::reset_after,
    "half a body" => connections::half_a_body,
    "bytes that trickle" => connections::trickle,
    "a body that stops" => connections::stall,
    "no answer at all" => connections::silence,
    "headers without end" => connections::header_flood,
    "no HTTP" => connections::nonsense,
    "nobody listens" => routes::nobody_listens,
    "a name that does not exist" => routes::no_such_name,
    "a connection that is not accepted" => routes::no_connection,
    "a redirect to another host" => routes::redirect,
    "a proxy" => routes::proxy,
    "a tunnel" => routes::tunnel,
    "a future that is dropped" => calls::dropped,
    "a stream that cannot be sent twice" => calls::stream_once,
    "a storm of 503" => calls::storm,
    "a clock 20 minutes off" => calls::clock,
    "another HTTP stack, as a tower service" => calls::tower,
    "TLS with a certificate that is trusted" => tls::trusted,
    "TLS with HTTP/2" => tls::http2,
    "HTTP/2 without TLS" => tls::http2_only,
    "events in both directions over HTTP/2" => events::both_ways,
    "a certificate of another host" => tls::wrong_host,
    "a certificate that has expired" => tls::expired,
    "a certificate that nobody has signed" => tls::self_signed,
    "a configuration that is not UTF-8" => files::not_utf8,
    "a configuration that is a directory" => files::directory,
    "a configuration that cannot be read" => files::unreadable,
    "a configuration of 10 MiB of nonsense" => files::nonsense,
    "1 GiB streamed to the service" => load::upload,
    "1 GiB streamed from the service" => load::download,
    "10,000 calls at once" => load::crowd,
    "secrets in logs, errors and Debug" => secrets,
    "CPU per call, against hyper alone" => load::overhead,
}

async fn secrets() -> Result<String> {
    let lines = watch::lines_without_secrets()?;
    for parts in [
        &["INFO", "call", "service=\"SSO OIDC\"", "operation=\"CreateToken\""][..],
        &["DEBUG", "attempt attempt=2"],
        &["DEBUG", "answered status=200 request_id=\"1\""],
        &["DEBUG", "refused status=503", "classification=Transient"],
        &["DEBUG", "trying again"],
        &["WARN", "the budget for repetitions is spent"],
    ] {
        anyhow::ensure!(watch::was_said(parts), "tracing did not say {parts:?}");
    }
    Ok(format!("{lines} lines at all levels, none with one"))
}
