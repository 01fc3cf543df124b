//! DynamoDB.

use std::collections::HashMap;

use anyhow::Result;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItem;
use aws_sdk_dynamodb::operation::put_item::{PutItem, PutItemInput};
use aws_sdk_dynamodb::operation::query::Query;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::{Client, Config};
use bench_harness::bodies::{self, Attribute};
use bench_harness::{Bench, Figures};

use crate::codec::{decode, encode};

fn attribute(value: &Attribute) -> AttributeValue {
    match *value {
        Attribute::Text(text) => AttributeValue::S(text.to_owned()),
        Attribute::Number(text) => AttributeValue::N(text.to_owned()),
        Attribute::Flag(flag) => AttributeValue::Bool(flag),
        Attribute::Texts(texts) => AttributeValue::Ss(texts.iter().map(|&text| text.to_owned()).collect()),
        Attribute::List(items) => AttributeValue::L(items.iter().map(attribute).collect()),
        Attribute::Map(entries) => AttributeValue::M(item(entries)),
    }
}

fn item(entries: &[(&str, Attribute)]) -> HashMap<String, AttributeValue> {
    entries.iter().map(|(key, value)| ((*key).to_owned(), attribute(value))).collect()
}

pub fn put_item(bench: &Bench) -> Result<Figures> {
    let input = PutItemInput::builder().table_name(bodies::TABLE).set_item(Some(item(bodies::ITEM)));
    encode(bench, &PutItem::new(), &input.condition_expression(bodies::CONDITION).build()?)
}

pub fn query(bench: &Bench) -> Result<Figures> {
    decode(bench, &Query::new(), bodies::query())
}

pub fn batch_get_item(bench: &Bench) -> Result<Figures> {
    decode(bench, &BatchGetItem::new(), bodies::batch_get_item())
}

pub fn signed_call(bench: &Bench) -> Result<Figures> {
    let connect = async || {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-central-1"))
            .credentials_provider(Credentials::new(
                "AKIDEXAMPLE",
                "wJalrXUtnFEMI/K7MDENG",
                None,
                None,
                "bench",
            ))
            .endpoint_url(bench.url()?);
        Ok(Client::from_conf(config.build()))
    };
    let order = item(bodies::ITEM);
    bench.calls(connect, async |client| {
        let call = client.put_item().table_name(bodies::TABLE).set_item(Some(order.clone()));
        call.condition_expression(bodies::CONDITION).send().await?;
        Ok(())
    })
}
