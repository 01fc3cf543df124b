//! serde_json with derives, for the types that ours has: maps are sorted, and everything is owned.

use std::collections::BTreeMap;

use anyhow::Result;
use bench_harness::bodies::{self, Attribute};
use bench_harness::{Bench, Figures};
use serde::{Deserialize, Serialize};

type Item = BTreeMap<String, AttributeValue>;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum AttributeValue {
    S(String),
    N(String),
    B(String),
    Ss(Vec<String>),
    Ns(Vec<String>),
    Bs(Vec<String>),
    M(Item),
    L(Vec<AttributeValue>),
    Null(bool),
    Bool(bool),
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutItemInput {
    table_name: String,
    item: Item,
    condition_expression: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(dead_code, reason = "read and dropped, as in the other programs")]
struct QueryOutput {
    items: Option<Vec<Item>>,
    count: Option<i32>,
    scanned_count: Option<i32>,
    last_evaluated_key: Option<Item>,
    consumed_capacity: Option<ConsumedCapacity>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(dead_code, reason = "read and dropped, as in the other programs")]
struct BatchGetItemOutput {
    responses: Option<BTreeMap<String, Vec<Item>>>,
    unprocessed_keys: Option<BTreeMap<String, KeysAndAttributes>>,
    consumed_capacity: Option<Vec<ConsumedCapacity>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(dead_code, reason = "read and dropped, as in the other programs")]
struct KeysAndAttributes {
    keys: Vec<Item>,
    consistent_read: Option<bool>,
    projection_expression: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(dead_code, reason = "read and dropped, as in the other programs")]
struct ConsumedCapacity {
    table_name: Option<String>,
    capacity_units: Option<f64>,
    read_capacity_units: Option<f64>,
    write_capacity_units: Option<f64>,
}

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

fn item(entries: &[(&str, Attribute)]) -> Item {
    entries.iter().map(|(key, value)| ((*key).to_owned(), attribute(value))).collect()
}

pub fn order() -> PutItemInput {
    PutItemInput {
        table_name: bodies::TABLE.to_owned(),
        item: item(bodies::ITEM),
        condition_expression: Some(bodies::CONDITION.to_owned()),
    }
}

pub fn put_item(bench: &Bench) -> Result<Figures> {
    let input = order();
    bench.repeat(|| Ok(serde_json::to_vec(&input)?))
}

pub fn query(bench: &Bench) -> Result<Figures> {
    let body = bodies::query();
    bench.repeat(|| Ok(serde_json::from_slice::<QueryOutput>(body.as_bytes())?))
}

pub fn batch_get_item(bench: &Bench) -> Result<Figures> {
    let body = bodies::batch_get_item();
    bench.repeat(|| Ok(serde_json::from_slice::<BatchGetItemOutput>(body.as_bytes())?))
}
