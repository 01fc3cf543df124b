//! An instance that is waited for.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use sdk_moto::Case;
use sdk_runtime::Config;

use crate::ec2::Client;
use crate::ec2::operation::{DescribeInstancesInput, RunInstancesInput, TerminateInstancesInput};

pub const CASES: &[Case] = &[Case { name: "waits for an instance", run: |config| Box::pin(waits(config)) }];

async fn waits(config: Config) -> Result<()> {
    let client = Client::new(&config);
    let (pause, patience) = (Duration::from_millis(50), Duration::from_secs(20));
    let input = RunInstancesInput::new(1, 1).with_image_id("ami-12c6146b");
    let reservation = client.run_instances(input).send().await?;
    let instance = reservation.instances.as_ref().and_then(|instances| instances.first());
    let id = instance.and_then(|instance| instance.instance_id.clone()).context("no instance")?;
    let input = || DescribeInstancesInput::new().with_instance_ids([id.clone()]);

    let waited = client.wait_until_instance_running(input(), patience).with_min_delay(pause).await?;
    ensure!(waited.result.is_ok_and(|response| response.reservations.is_some()), "no reservation");
    client.terminate_instances(TerminateInstancesInput::new([id.clone()])).send().await?;
    client.wait_until_instance_terminated(input(), patience).with_min_delay(pause).await?;

    // What is terminated will not run again, and the waiter knows.
    let wait = client.wait_until_instance_running(input(), patience).with_min_delay(pause);
    let error = wait.await.err().context("a terminated instance runs")?;
    ensure!(error.attempts() == 1 && error.to_string().contains("terminated"), "{error}");
    Ok(())
}
