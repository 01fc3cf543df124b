//! DynamoDB: JSON.

use std::collections::BTreeMap;

use ::dynamodb::dynamodb::Client;
use ::dynamodb::dynamodb::operation::{
    BatchGetItemInput, BatchGetItemOutput, PutItemInput, QueryInput, QueryOutput,
};
use ::dynamodb::dynamodb::types::AttributeValue;
use anyhow::Result;
use bench_harness::bodies::{self, Attribute};
use bench_harness::{Bench, Figures};
use sdk_runtime::codec::json::{JsonDecoder, JsonEncoder};
use sdk_runtime::schema::ROOT;
use sdk_runtime::{Protocol, Value};

use crate::{config, decode, encode};

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

fn item(entries: &[(&str, Attribute)]) -> BTreeMap<String, AttributeValue> {
    entries.iter().map(|(key, value)| ((*key).to_owned(), attribute(value))).collect()
}

pub fn order() -> PutItemInput {
    PutItemInput::new(bodies::TABLE, item(bodies::ITEM)).with_condition_expression(bodies::CONDITION)
}

pub fn put_item(bench: &Bench) -> Result<Figures> {
    encode(bench, Protocol::Json10, &order())
}

pub fn query(bench: &Bench) -> Result<Figures> {
    decode(bench, &Client::new(&config()).query(QueryInput::new(bodies::TABLE)), bodies::query())
}

pub fn batch_get_item(bench: &Bench) -> Result<Figures> {
    let request = Client::new(&config()).batch_get_item(BatchGetItemInput::new(BTreeMap::<String, _>::new()));
    decode(bench, &request, bodies::batch_get_item())
}

pub fn put_item_codec(bench: &Bench) -> Result<Figures> {
    let input = order();
    bench.repeat(|| {
        let mut out = JsonEncoder::new();
        input.encode(&ROOT, &mut out);
        Ok(out.finish()?)
    })
}

pub fn query_codec(bench: &Bench) -> Result<Figures> {
    decode_json::<QueryOutput>(bench, bodies::query())
}

pub fn batch_get_item_codec(bench: &Bench) -> Result<Figures> {
    decode_json::<BatchGetItemOutput>(bench, bodies::batch_get_item())
}

/// What the codec does alone, to be compared with serde_json.
fn decode_json<O: Value>(bench: &Bench, body: String) -> Result<Figures> {
    bench.repeat(|| {
        let mut output = O::zero();
        let mut from = JsonDecoder::new(body.as_bytes())?;
        output.decode(&ROOT, &mut from)?;
        from.finish()?;
        Ok(output)
    })
}
