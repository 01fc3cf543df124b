//! The `xmlNamespace` trait, in the two forms in which models write it.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

/// An XML namespace, `xmlNamespace`: written as a string, or as an object with `uri` and `prefix`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct XmlNamespace {
    /// The namespace name: the string form, or `uri`.
    pub uri: String,
    /// The prefix to declare it under, `prefix`; without one it is the default namespace.
    pub prefix: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ObjectForm {
    uri: String,
    prefix: Option<String>,
}

impl<'de> Deserialize<'de> for XmlNamespace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EitherForm)
    }
}

struct EitherForm;

impl<'de> Visitor<'de> for EitherForm {
    type Value = XmlNamespace;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a namespace as a string or as an object with `uri` and `prefix`")
    }

    fn visit_str<E>(self, uri: &str) -> Result<XmlNamespace, E> {
        Ok(XmlNamespace { uri: uri.to_owned(), prefix: None })
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<XmlNamespace, A::Error> {
        let ObjectForm { uri, prefix } = ObjectForm::deserialize(MapAccessDeserializer::new(access))?;
        Ok(XmlNamespace { uri, prefix })
    }
}
