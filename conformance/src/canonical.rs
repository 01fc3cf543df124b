//! Requests in forms that compare equal when they mean the same.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minicbor::Decoder;
use minicbor::data::Type;
use quick_xml::Reader;
use quick_xml::events::Event;
use sdk_runtime::protocol::Protocol;
use serde_json::Value as Json;

/// The path, and the query parameters sorted.
pub(crate) fn uri(uri: &str) -> (String, Vec<String>) {
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    (path.to_owned(), parameters(query))
}

fn parameters(text: &str) -> Vec<String> {
    let mut parameters: Vec<String> =
        text.split('&').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    parameters.sort_unstable();
    parameters
}

/// Whether a header has the expected value. A form may say its charset, and lists may have spaces after their commas.
pub(crate) fn same_header(name: &str, expected: &str, found: &str) -> bool {
    let form = "application/x-www-form-urlencoded";
    if name.eq_ignore_ascii_case("content-type") && expected == form {
        return found == form || found.replace(' ', "") == format!("{form};charset=utf-8");
    }
    expected == found || expected.replace(", ", ",") == found.replace(", ", ",")
}

/// Compares bodies as the protocol reads them. In XML, elements called like one of `entries` are those of a map, which
/// has no order.
pub(crate) fn same_body(
    protocol: Protocol,
    expected: &str,
    found: &[u8],
    entries: &BTreeSet<&str>,
) -> Result<()> {
    let text = || std::str::from_utf8(found).context("the body is not UTF-8");
    let differ = |expected: &dyn std::fmt::Debug, found: &dyn std::fmt::Debug| {
        Err(anyhow::anyhow!("body: expected {expected:?}, found {found:?}"))
    };
    match protocol {
        _ if expected.is_empty() || found.is_empty() => match expected.as_bytes() == found {
            true => Ok(()),
            false => differ(&expected, &String::from_utf8_lossy(found)),
        },
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => {
            match (serde_json::from_str::<Json>(expected), serde_json::from_slice::<Json>(found)) {
                (Ok(a), Ok(b)) if numbers(&a) == numbers(&b) => Ok(()),
                _ if expected.as_bytes() == found => Ok(()),
                _ => differ(&expected, &String::from_utf8_lossy(found)),
            }
        }
        Protocol::RestXml => match (xml(expected, entries), xml(text()?, entries)) {
            (Ok(a), Ok(b)) if a == b => Ok(()),
            _ if expected.as_bytes() == found => Ok(()),
            _ => differ(&expected, &text()?),
        },
        Protocol::Query | Protocol::Ec2 => match parameters(expected.trim()) == parameters(text()?) {
            true => Ok(()),
            false => differ(&parameters(expected.trim()), &parameters(text()?)),
        },
        Protocol::Cbor => {
            let expected = STANDARD.decode(expected).context("the expected body is not base64")?;
            let (expected, found) = (cbor(&mut Decoder::new(&expected))?, cbor(&mut Decoder::new(found))?);
            match expected == found {
                true => Ok(()),
                false => differ(&expected, &found),
            }
        }
    }
}

/// With all numbers as doubles.
fn numbers(json: &Json) -> Json {
    match json {
        Json::Number(number) => serde_json::json!(number.as_f64()),
        Json::Array(items) => items.iter().map(numbers).collect::<Vec<_>>().into(),
        Json::Object(entries) => {
            Json::Object(entries.iter().map(|(key, value)| (key.clone(), numbers(value))).collect())
        }
        other => other.clone(),
    }
}

/// An element: its name, attributes sorted, children in order, and its text, blank text between elements left out.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Element>,
    text: String,
}

fn xml(text: &str, entries: &BTreeSet<&str>) -> Result<Element> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event()? {
            Event::Start(start) => open.push(element(&start)?),
            Event::Empty(start) => {
                let empty = element(&start)?;
                open.last_mut().context("no root")?.children.push(empty);
            }
            Event::End(_) => {
                let mut closed = open.pop().context("no start")?;
                // Neighbours only, so that entries keep their place among other elements.
                for group in
                    closed.children.chunk_by_mut(|a, b| a.name == b.name && entries.contains(&*a.name))
                {
                    group.sort();
                }
                if !closed.children.is_empty() {
                    closed.text = closed.text.trim().to_owned();
                }
                open.last_mut().context("no root")?.children.push(closed);
            }
            Event::Text(part) => open.last_mut().context("no root")?.text.push_str(&part),
            Event::CData(part) => open.last_mut().context("no root")?.text.push_str(&part),
            Event::GeneralRef(name) => {
                let text = match name.resolve_char_ref()? {
                    Some(character) => character.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(&name)
                        .context("unknown entity")?
                        .to_owned(),
                };
                open.last_mut().context("no root")?.text.push_str(&text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let mut root = open.pop().context("no root")?;
    root.text.clear();
    Ok(root)
}

fn element(start: &quick_xml::events::BytesStart<'_>) -> Result<Element> {
    let mut element = Element { name: start.name().as_ref().to_owned(), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute?;
        let name = attribute.key.as_ref().to_owned();
        element
            .attributes
            .insert(name, attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0)?.into_owned());
    }
    Ok(element)
}

/// A CBOR value: numbers as doubles, maps sorted, lengths definite.
#[derive(Debug, PartialEq)]
enum Cbor {
    Null,
    Bool(bool),
    Number(String),
    Bytes(Vec<u8>),
    Text(String),
    List(Vec<Cbor>),
    Map(BTreeMap<String, Cbor>),
    Tag(u64, Box<Cbor>),
}

fn cbor(decoder: &mut Decoder<'_>) -> Result<Cbor> {
    Ok(match decoder.datatype()? {
        Type::Null | Type::Undefined => {
            decoder.skip()?;
            Cbor::Null
        }
        Type::Bool => Cbor::Bool(decoder.bool()?),
        Type::F16 | Type::F32 | Type::F64 => Cbor::Number(float(decoder)?.to_string()),
        Type::Bytes | Type::BytesIndef => {
            let parts: Result<Vec<&[u8]>, _> = decoder.bytes_iter()?.collect();
            Cbor::Bytes(parts?.concat())
        }
        Type::String | Type::StringIndef => {
            let parts: Result<Vec<&str>, _> = decoder.str_iter()?.collect();
            Cbor::Text(parts?.concat())
        }
        Type::Array | Type::ArrayIndef => {
            let length = decoder.array()?;
            let mut items = Vec::new();
            while more(decoder, length, items.len())? {
                items.push(cbor(decoder)?);
            }
            Cbor::List(items)
        }
        Type::Map | Type::MapIndef => {
            let length = decoder.map()?;
            let mut entries = BTreeMap::new();
            let mut count = 0;
            while more(decoder, length, count)? {
                let key = decoder.str()?.to_owned();
                entries.insert(key, cbor(decoder)?);
                count += 1;
            }
            Cbor::Map(entries)
        }
        Type::Tag => {
            let tag = decoder.tag()?;
            Cbor::Tag(tag.as_u64(), Box::new(cbor(decoder)?))
        }
        Type::Break | Type::Simple | Type::Unknown(_) => bail!("unexpected CBOR"),
        _ => Cbor::Number((i128::from(decoder.int()?) as f64).to_string()),
    })
}

fn float(decoder: &mut Decoder<'_>) -> Result<f64> {
    Ok(match decoder.datatype()? {
        Type::F16 => {
            let place = decoder.position();
            let bits = decoder.input().get(place + 1..place + 3).context("a number that ends early")?;
            let number = half(bits.iter().fold(0, |bits, byte| bits << 8 | u16::from(*byte)));
            decoder.set_position(place + 3);
            number
        }
        Type::F32 => f64::from(decoder.f32()?),
        _ => decoder.f64()?,
    })
}

/// The number that half precision writes as `bits` (RFC 8949, appendix D).
fn half(bits: u16) -> f64 {
    let (exponent, mantissa) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    let value = match exponent {
        0 => mantissa * 2f64.powi(-24),
        31 if mantissa == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (mantissa + 1024.0) * 2f64.powi(exponent - 25),
    };
    if bits & 0x8000 == 0 { value } else { -value }
}

fn more(decoder: &mut Decoder<'_>, length: Option<u64>, count: usize) -> Result<bool> {
    match length {
        Some(length) => Ok((count as u64) < length),
        None if decoder.datatype()? == Type::Break => {
            decoder.skip()?;
            Ok(false)
        }
        None => Ok(true),
    }
}
