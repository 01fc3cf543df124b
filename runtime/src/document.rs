//! Data without a schema: the `document` trait.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::json;

/// JSON-like data whose structure the model leaves open.
///
/// Converts from what it can hold, and from and to JSON as text:
///
/// ```
/// use sdk_runtime::Document;
///
/// let document: Document = r#"{"sizes": [1, 2.5], "colour": null}"#.parse()?;
/// let Document::Map(members) = &document else { panic!("{document}") };
/// assert_eq!(members["sizes"], Document::List(vec![1.into(), 2.5.into()]));
/// assert_eq!(document.to_string(), r#"{"colour":null,"sizes":[1,2.5]}"#);
/// # Ok::<_, sdk_runtime::json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Document {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number that is written without fraction and fits 64 bits.
    Integer(i64),
    /// Any other number.
    Double(f64),
    /// A string.
    String(String),
    /// A list.
    List(Vec<Document>),
    /// A map with string keys.
    Map(BTreeMap<String, Document>),
}

/// As JSON, without whitespace. Numbers that JSON lacks are strings.
impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

/// From JSON.
impl FromStr for Document {
    type Err = json::Error;

    fn from_str(text: &str) -> Result<Self, json::Error> {
        json::from_str(text)
    }
}

/// Values that a document holds as one of its own.
macro_rules! from {
    ($($type:ty => |$value:ident| $document:expr;)*) => {$(
        impl From<$type> for Document {
            fn from($value: $type) -> Self {
                $document
            }
        }
    )*};
}

from! {
    bool => |value| Self::Boolean(value);
    i32 => |value| Self::Integer(value.into());
    i64 => |value| Self::Integer(value);
    f64 => |value| Self::Double(value);
    &str => |value| Self::String(value.to_owned());
    String => |value| Self::String(value);
}

/// `None` is null.
impl<T: Into<Self>> From<Option<T>> for Document {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Document {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Into<Self>> FromIterator<T> for Document {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<K: Into<String>, T: Into<Self>> From<BTreeMap<K, T>> for Document {
    fn from(entries: BTreeMap<K, T>) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Into<String>, T: Into<Self>> FromIterator<(K, T)> for Document {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(entries: I) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_made_from_what_it_holds() {
        let document = Document::from_iter([
            ("flag", Document::from(true)),
            ("list", Document::from(vec![1, 2])),
            ("map", BTreeMap::from([("k", 0.5)]).into()),
            ("none", None::<&str>.into()),
            ("text", "a \"b\"".into()),
        ]);
        let text = r#"{"flag":true,"list":[1,2],"map":{"k":0.5},"none":null,"text":"a \"b\""}"#;
        assert_eq!(document.to_string(), text);
        assert_eq!(text.parse(), Ok(document));
        assert!("{".parse::<Document>().is_err());
    }
}
