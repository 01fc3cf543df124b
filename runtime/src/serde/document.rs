//! Data without a schema.

use std::collections::BTreeMap;
use std::fmt;

use serde_core::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_core::ser::{self, SerializeMap};
use serde_core::{Deserializer, Serialize, Serializer};

use crate::codec::MAX_DEPTH;
use crate::document::Document;

/// A document to be written, and how deep it stands.
pub(super) struct Written<'a>(pub(super) &'a Document, pub(super) usize);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(document, depth) = *self;
        if depth > MAX_DEPTH {
            return Err(ser::Error::custom("the value nests too deep"));
        }
        let inside = |document| Written(document, depth + 1);
        match document {
            Document::Null => serializer.serialize_none(),
            Document::Boolean(value) => serializer.serialize_bool(*value),
            Document::Integer(value) => serializer.serialize_i64(*value),
            Document::Double(value) => serializer.serialize_f64(*value),
            Document::String(value) => serializer.serialize_str(value),
            Document::List(items) => serializer.collect_seq(items.iter().map(inside)),
            Document::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, &inside(value))?;
                }
                map.end()
            }
        }
    }
}

/// A document to be read, and how deep it stands.
pub(super) struct Read(pub(super) usize);

impl<'de> DeserializeSeed<'de> for Read {
    type Value = Document;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        match self.0 > MAX_DEPTH {
            true => Err(D::Error::custom("the value nests too deep")),
            false => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Read {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Document, E> {
        Ok(Document::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Document, E> {
        Ok(Document::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Document, E> {
        Ok(i64::try_from(value).map_or(Document::Double(value as f64), Document::Integer))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Document, E> {
        Ok(Document::Double(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Document, E> {
        Ok(Document::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Document, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Read(self.0 + 1))? {
            items.push(item);
        }
        Ok(Document::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            if entries.contains_key(&key) {
                return Err(A::Error::custom(format_args!("the key {key:?} is there twice")));
            }
            let value = map.next_value_seed(Read(self.0 + 1))?;
            entries.insert(key, value);
        }
        Ok(Document::Map(entries))
    }
}
