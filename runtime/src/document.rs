//! Data without a schema: the `document` trait.

use std::collections::BTreeMap;

/// JSON-like data whose structure the model leaves open.
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
