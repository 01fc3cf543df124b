//! Calls over loopback: RegisterClient of SSO OIDC, which nobody signs, and PutItem of DynamoDB, which is signed.

use anyhow::{Result, ensure};
use bench_harness::{Bench, Figures};
use sdk_runtime::{Config, Credentials};
use ssooidc::sso_oidc::Client;
use ssooidc::sso_oidc::operation::RegisterClientInput;

use crate::dynamodb::order;

fn config(bench: &Bench) -> Result<Config> {
    let config = Config::new().with_region("eu-central-1").with_endpoint_url(bench.url()?);
    Ok(config.with_credentials(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG")))
}

async fn register(client: &Client) -> Result<()> {
    let output = client.register_client(RegisterClientInput::new("my tool", "public")).send().await?;
    ensure!(output.client_id.is_some(), "the client has no id");
    Ok(())
}

pub fn call(bench: &Bench) -> Result<Figures> {
    bench.calls(async || Ok(Client::new(&config(bench)?)), register)
}

pub fn signed_call(bench: &Bench) -> Result<Figures> {
    // A request keeps its input, so the order is made once.
    let connect = async || Ok(dynamodb::dynamodb::Client::new(&config(bench)?).put_item(order()));
    bench.calls(connect, async |request| {
        request.send().await?;
        Ok(())
    })
}

pub fn throughput<const CONCURRENT: usize>(bench: &Bench) -> Result<Figures> {
    let client = Client::new(&config(bench)?);
    bench.throughput(CONCURRENT, client, |client| async move { register(&client).await })
}

pub fn idle(bench: &Bench) -> Result<Figures> {
    bench.idle(async || Ok(Client::new(&config(bench)?)), register)
}
