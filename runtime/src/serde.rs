//! serde for every generated type, both ways, through the tables: no derived code, and nothing compiled per type but a
//! call. With the feature `serde`.
//!
//! The form is that of [`json`](crate::json), whatever the format: structures and unions are maps, keys the names on the
//! wire. Formats that are not for people hold bytes as bytes, and timestamps as seconds and nanoseconds. Reading insists
//! on required members, and lists all that are missing with their paths; keys that the model does not know are skipped.
//!
//! Like [`json`](crate::json), this writes sensitive values as they are.

mod deserialize;
mod document;
mod serialize;

pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::deserialize::deserialize;
pub use self::serialize::serialize;
use crate::document::Document;
use crate::timestamp::Timestamp;

crate::serde_impl! { Timestamp }
crate::serde_impl! { Document }

#[cfg(test)]
mod tests;
