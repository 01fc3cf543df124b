//! Cases of CBOR: bytes, and the value that they are.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sdk_runtime::codec::cbor::CborDecoder;
use sdk_runtime::schema::ROOT;
use sdk_runtime::{DecodeError, Document, FieldDecoder};
use serde_json::Value as Json;

/// Reads the bytes `input` as a document, and compares it with `expect`; or expects an error where that is asked for.
pub(crate) fn check(case: &Json) -> Result<()> {
    let input = case.get("input").and_then(Json::as_str).context("the case has no `input`")?;
    let input = bytes(input).context("the input is not hexadecimal")?;
    match (case.get("expect"), decode(&input)) {
        (Some(expected), Ok(found)) => {
            let expected = document(expected)?;
            // As text, for NaN equals nothing.
            if format!("{expected:?}") != format!("{found:?}") {
                bail!("expected {expected:?}, found {found:?}");
            }
            Ok(())
        }
        (Some(_), Err(error)) => Err(error.into()),
        (None, Err(_)) => Ok(()),
        (None, Ok(found)) => bail!("expected an error, found {found:?}"),
    }
}

fn decode(input: &[u8]) -> Result<Document, DecodeError> {
    let mut from = CborDecoder::new(input)?;
    let value = from.document(&ROOT)?;
    from.finish()?;
    Ok(value)
}

fn bytes(hexadecimal: &str) -> Result<Vec<u8>> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    pairs.map(|pair| Ok(u8::from_str_radix(std::str::from_utf8(pair)?, 16)?)).collect()
}

/// The document that an expectation, `{kind: value}`, is read as: a tag counts for nothing, and bytes are base64.
fn document(expected: &Json) -> Result<Document> {
    let kinds = expected.as_object().context("an expectation that is no object")?;
    let (kind, value) = kinds.iter().next().context("an expectation without a kind")?;
    let unfit = || format!("an expectation of the kind {kind}: {value}");
    Ok(match kind.as_str() {
        "null" | "undefined" => Document::Null,
        "bool" => Document::Boolean(value.as_bool().with_context(unfit)?),
        "uint" | "negint" => match value.as_i64() {
            Some(value) => Document::Integer(value),
            None => Document::Double(value.as_f64().with_context(unfit)?),
        },
        "float32" => {
            let bits = u32::try_from(value.as_u64().with_context(unfit)?)?;
            Document::Double(f32::from_bits(bits).into())
        }
        "float64" => Document::Double(f64::from_bits(value.as_u64().with_context(unfit)?)),
        "string" => Document::String(value.as_str().with_context(unfit)?.to_owned()),
        "bytestring" => {
            let bytes = value.as_array().with_context(unfit)?.iter();
            let bytes: Option<Vec<u8>> =
                bytes.map(|byte| byte.as_u64().and_then(|byte| u8::try_from(byte).ok())).collect();
            Document::String(STANDARD.encode(bytes.with_context(unfit)?))
        }
        "list" => {
            let items = value.as_array().with_context(unfit)?;
            Document::List(items.iter().map(document).collect::<Result<_>>()?)
        }
        "map" => {
            let entries = value.as_object().with_context(unfit)?.iter();
            let entries = entries.map(|(key, value)| Ok((key.clone(), document(value)?)));
            Document::Map(entries.collect::<Result<BTreeMap<_, _>>>()?)
        }
        "tag" => document(value.get("value").with_context(unfit)?)?,
        _ => bail!("an expectation of a kind that is not known: {kind}"),
    })
}
