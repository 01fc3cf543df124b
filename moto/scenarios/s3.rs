//! Pages of objects, and buckets that are waited for.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use sdk_moto::Case;
use sdk_runtime::Config;

use crate::s3::Client;
use crate::s3::operation::{
    CreateBucketInput, DeleteBucketInput, HeadBucketInput, ListObjectsV2Input, PutObjectInput,
};

pub const CASES: &[Case] = &[
    Case { name: "pages of 3,000 objects", run: |config| Box::pin(pages(config)) },
    Case { name: "waits for a bucket", run: |config| Box::pin(waits(config)) },
];

async fn pages(config: Config) -> Result<()> {
    let client = Client::new(&config);
    client.create_bucket(CreateBucketInput::new("many")).send().await?;
    let keys: Vec<String> = (0..3_000).map(|number| format!("object/{number:04}")).collect();
    for key in &keys {
        client.put_object(PutObjectInput::new("many", key)).send().await?;
    }
    let mut pages = client.list_objects_v2(ListObjectsV2Input::new("many")).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page?.contents.as_ref().map_or(0, Vec::len));
    }
    ensure!(sizes == [1_000, 1_000, 1_000], "pages of {sizes:?}");

    let items = client.list_objects_v2(ListObjectsV2Input::new("many")).items().with_limit(900);
    let listed: Vec<String> = items.all().await?.into_iter().filter_map(|object| object.key).collect();
    ensure!(listed == keys, "{} objects were listed", listed.len());
    Ok(())
}

async fn waits(config: Config) -> Result<()> {
    let client = Client::new(&config);
    let (pause, patience) = (Duration::from_millis(50), Duration::from_secs(20));

    let wait = client.wait_until_bucket_exists(HeadBucketInput::new("soon"), Duration::from_millis(200));
    let error = wait.with_min_delay(pause).await.err().context("the bucket is not there yet")?;
    ensure!(error.attempts() > 1, "{error}");

    let created = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        client.create_bucket(CreateBucketInput::new("soon")).send().await
    };
    let wait = client.wait_until_bucket_exists(HeadBucketInput::new("soon"), patience).with_min_delay(pause);
    let (waited, created) = tokio::join!(wait.into_future(), created);
    created?;
    ensure!(waited?.attempts > 1, "the bucket was there at once");

    let deleted = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        client.delete_bucket(DeleteBucketInput::new("soon")).send().await
    };
    let wait = client.wait_until_bucket_not_exists(HeadBucketInput::new("soon"), patience);
    let (waited, deleted) = tokio::join!(wait.with_min_delay(pause).into_future(), deleted);
    deleted?;
    ensure!(waited?.attempts > 1, "the bucket was gone at once");
    Ok(())
}
