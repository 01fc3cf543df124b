//! JSON objects in which a repeated key is an error instead of an overwritten value.

use std::fmt;
use std::marker::PhantomData;

use indexmap::IndexMap;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

/// Reads an object into a map in the order of the file and rejects a second entry of the same key.
///
/// For `#[serde(deserialize_with = "unique::map")]`. Plain maps keep the last of two entries, which would make a
/// shape disappear.
pub(super) fn map<'de, D, V>(deserializer: D) -> Result<IndexMap<String, V>, D::Error>
where
    D: Deserializer<'de>,
    V: Deserialize<'de>,
{
    deserializer.deserialize_map(UniqueMap(PhantomData))
}

struct UniqueMap<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for UniqueMap<V> {
    type Value = IndexMap<String, V>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut map = IndexMap::new();
        while let Some(key) = access.next_key_seed(NewKey(&map))? {
            let value = access.next_value()?;
            map.insert(key, value);
        }
        Ok(map)
    }
}

/// Accepts a key that is not in the map yet. The error is raised while the key is read, so that it is attributed to
/// the key and not to the object around it.
struct NewKey<'a, V>(&'a IndexMap<String, V>);

impl<'de, V> DeserializeSeed<'de> for NewKey<'_, V> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        let key = String::deserialize(deserializer)?;
        if self.0.contains_key(&key) {
            return Err(D::Error::custom(format_args!("duplicate field `{key}`")));
        }
        Ok(key)
    }
}
