//! Scans in pages, and a table that is waited for.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::{Result, ensure};
use sdk_moto::Case;
use sdk_runtime::Config;

use crate::dynamodb::Client;
use crate::dynamodb::operation::{
    CreateTableInput, DeleteTableInput, DescribeTableInput, PutItemInput, ScanInput,
};
use crate::dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};

pub const CASES: &[Case] =
    &[Case { name: "waits for a table, and scans it in pages", run: |config| Box::pin(scan(config)) }];

async fn scan(config: Config) -> Result<()> {
    let client = Client::new(&config);
    let (pause, patience) = (Duration::from_millis(50), Duration::from_secs(20));
    let created = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let key = KeySchemaElement::new("id", KeyType::Hash);
        let input = CreateTableInput::new("numbers")
            .with_attribute_definitions([AttributeDefinition::new("id", ScalarAttributeType::S)])
            .with_key_schema([key])
            .with_billing_mode(BillingMode::PayPerRequest);
        client.create_table(input).send().await
    };
    let wait = client.wait_until_table_exists(DescribeTableInput::new("numbers"), patience);
    let (waited, created) = tokio::join!(wait.with_min_delay(pause).into_future(), created);
    created?;
    ensure!(waited?.attempts > 1, "the table was there at once");

    for number in 0..110 {
        let item = BTreeMap::from([("id".to_owned(), AttributeValue::S(format!("{number:03}")))]);
        client.put_item(PutItemInput::new("numbers", item)).send().await?;
    }
    let mut pages = client.scan(ScanInput::new("numbers")).pages().with_limit(50);
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page?.items.as_ref().map_or(0, Vec::len));
    }
    ensure!(sizes == [50, 50, 10], "pages of {sizes:?}");
    let items = client.scan(ScanInput::new("numbers")).items().with_limit(30).all().await?;
    let id = |item: &BTreeMap<_, _>| match item.get("id") {
        Some(AttributeValue::S(id)) => Some(id.clone()),
        _ => None,
    };
    let ids: BTreeSet<String> = items.iter().filter_map(id).collect();
    ensure!(ids.len() == 110, "{} items were found", ids.len());

    client.delete_table(DeleteTableInput::new("numbers")).send().await?;
    let wait = client.wait_until_table_not_exists(DescribeTableInput::new("numbers"), patience);
    wait.with_min_delay(pause).await?;
    Ok(())
}
