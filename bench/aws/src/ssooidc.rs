//! SSO OIDC.

use anyhow::{Result, ensure};
use aws_sdk_ssooidc::config::{BehaviorVersion, Region};
use aws_sdk_ssooidc::{Client, Config};
use bench_harness::{Bench, Figures};

fn connect(bench: &Bench) -> Result<Client> {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .endpoint_url(bench.url()?);
    Ok(Client::from_conf(config.build()))
}

async fn register(client: &Client) -> Result<()> {
    let output = client.register_client().client_name("my tool").client_type("public").send().await?;
    ensure!(output.client_id().is_some(), "the client has no id");
    Ok(())
}

pub fn call(bench: &Bench) -> Result<Figures> {
    bench.calls(async || connect(bench), register)
}

pub fn throughput<const CONCURRENT: usize>(bench: &Bench) -> Result<Figures> {
    bench.throughput(CONCURRENT, connect(bench)?, |client| async move { register(&client).await })
}

pub fn idle(bench: &Bench) -> Result<Figures> {
    bench.idle(async || connect(bench), register)
}
