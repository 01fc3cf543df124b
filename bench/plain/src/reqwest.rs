//! reqwest, with its own JSON.

use anyhow::{Result, ensure};
use bench_harness::{Bench, Figures};
use reqwest::Client;

use crate::calls::{Register, Registered};

pub fn call(bench: &Bench) -> Result<Figures> {
    let url = format!("{}/client/register", bench.url()?);
    bench.calls(
        async || Ok(Client::new()),
        async |client| {
            let output: Registered = client.post(&url).json(&Register::new()).send().await?.json().await?;
            ensure!(output.client_id.is_some(), "the client has no id");
            Ok(())
        },
    )
}
