//! What rules answer: a URL, and what belongs to it.

use serde_json::Value as Json;

use super::expression::{template, text};
use super::translate::{Meanings, Result};
use super::{Auth, Document, Extras, Outcome, Scheme};
use crate::diagnostic::{Diagnostic, ModelPath};
use crate::model::endpoint::RuleEndpoint;

pub(super) fn endpoint(endpoint: &RuleEndpoint, scope: &Meanings, path: &ModelPath) -> Result<Outcome> {
    let mut extras = Extras::default();
    for (name, value) in &endpoint.properties {
        let path = path.key("properties").key(name);
        match (name.as_str(), value) {
            ("authSchemes", Json::Array(schemes)) => {
                for (index, scheme) in schemes.iter().enumerate() {
                    extras.auth.push(auth(scheme, scope, &path.index(index))?);
                }
            }
            _ => extras.properties.push((name.clone(), document(value, scope, &path)?)),
        }
    }
    for (name, values) in &endpoint.headers {
        for (index, value) in values.iter().enumerate() {
            let path = path.key("headers").key(name).index(index);
            extras.headers.push((name.clone(), text(value, scope, &path)?));
        }
    }
    Ok(Outcome::Endpoint { url: text(&endpoint.url, scope, &path.key("url"))?, extras })
}

fn document(json: &Json, scope: &Meanings, path: &ModelPath) -> Result<Document> {
    Ok(match json {
        Json::Null => Document::Null,
        Json::Bool(flag) => Document::Flag(*flag),
        Json::Number(number) => Document::Integer(
            number
                .as_i64()
                .ok_or_else(|| Diagnostic::at_value(path.clone(), "a number that is no integer"))?,
        ),
        Json::String(text) => Document::Text(template(text, scope, path)?),
        Json::Array(items) => {
            let items = items.iter().enumerate();
            Document::List(
                items
                    .map(|(index, item)| document(item, scope, &path.index(index)))
                    .collect::<Result<_>>()?,
            )
        }
        Json::Object(entries) => {
            let entry = |(name, value): (&String, &Json)| {
                Ok((name.clone(), document(value, scope, &path.key(name))?))
            };
            Document::Map(entries.iter().map(entry).collect::<Result<_>>()?)
        }
    })
}

/// An entry of `authSchemes`.
fn auth(json: &Json, scope: &Meanings, path: &ModelPath) -> Result<Auth> {
    let wrong = |path: &ModelPath| {
        Diagnostic::at_value(path.clone(), "not what an authentication scheme has").expected(
            "expected `name`, `signingName`, `signingRegion`, `signingRegionSet` or `disableDoubleEncoding`",
        )
    };
    let mut auth = Auth {
        scheme: Scheme::None,
        name: None,
        region: None,
        region_set: vec![],
        disable_double_encoding: false,
    };
    let entries = json.as_object().ok_or_else(|| wrong(path))?;
    if !entries.contains_key("name") {
        return Err(Diagnostic::inside(path.clone(), "an authentication scheme without `name`"));
    }
    for (key, value) in entries {
        let path = path.key(key);
        match (key.as_str(), value) {
            ("name", Json::String(name)) => {
                auth.scheme = Scheme::by_name(name).ok_or_else(|| {
                    Diagnostic::at_value(path.clone(), format!("there is no authentication scheme `{name}`"))
                })?;
            }
            ("signingName", Json::String(text)) => auth.name = Some(template(text, scope, &path)?),
            ("signingRegion", Json::String(text)) => auth.region = Some(template(text, scope, &path)?),
            ("signingRegionSet", Json::Array(regions)) => {
                for (index, region) in regions.iter().enumerate() {
                    let path = path.index(index);
                    let text = region.as_str().ok_or_else(|| wrong(&path))?;
                    auth.region_set.push(template(text, scope, &path)?);
                }
            }
            ("disableDoubleEncoding", Json::Bool(flag)) => auth.disable_double_encoding = *flag,
            _ => return Err(wrong(&path)),
        }
    }
    Ok(auth)
}

impl Scheme {
    fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "sigv4" => Self::SigV4,
            "sigv4a" => Self::SigV4a,
            "sigv4-s3express" => Self::S3Express,
            "bearer" => Self::Bearer,
            "none" => Self::None,
            _ => return None,
        })
    }
}
