//! Pages of queues.

use anyhow::{Result, ensure};
use sdk_moto::Case;
use sdk_runtime::Config;

use crate::sqs::Client;
use crate::sqs::operation::{CreateQueueInput, ListQueuesInput};

pub const CASES: &[Case] = &[Case { name: "pages of 2,500 queues", run: |config| Box::pin(pages(config)) }];

async fn pages(config: Config) -> Result<()> {
    let client = Client::new(&config);
    let mut created = Vec::new();
    for number in 0..2_500 {
        let queue = client.create_queue(CreateQueueInput::new(format!("queue-{number:04}"))).send().await?;
        created.extend(queue.queue_url.clone());
    }
    let input = ListQueuesInput::new().with_queue_name_prefix("queue-");

    let mut pages = client.list_queues(input.clone()).pages().with_limit(1_000);
    let (mut sizes, mut second) = (Vec::new(), None);
    while let Some(page) = pages.next().await {
        sizes.push(page?.queue_urls.as_ref().map_or(0, Vec::len));
        second = second.or_else(|| pages.token());
    }
    ensure!(sizes == [1_000, 1_000, 500], "pages of {sizes:?}");

    let mut listed = client.list_queues(input.clone()).items().with_limit(700).all().await?;
    listed.sort();
    ensure!(listed == created, "{} queues were listed", listed.len());

    // From where the second page began.
    let second = second.ok_or_else(|| anyhow::anyhow!("the first page has no token"))?;
    let rest = client.list_queues(input).items().with_limit(1_000).starting_at(second).all().await?;
    ensure!(rest.len() == 1_500, "{} queues from the second page on", rest.len());
    Ok(())
}
