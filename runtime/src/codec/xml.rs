//! XML 1.0: the bodies of `rest-xml`, and what `query` and `ec2` services answer.
//!
//! * A member is an element, or with `xmlAttribute` an attribute of the structure's element. Prefixes of names mean
//!   nothing to the reader.
//! * The items of a list stand in an element of the list's, or in place of it where the list is flattened. The entries
//!   of a map, too, each with an element for its key and one for its value.
//! * Timestamps are RFC 3339, unless the member says otherwise.
//! * Blobs are base64 with padding (RFC 4648, section 4).
//! * A null in a sparse list or map is an element with `xsi:nil="true"`.
//! * There is no place for documents.
//!
//! The reader knows no document type declarations, and so no entities but the predefined ones: nothing in a body can
//! make it larger than it is.

mod decode;
mod encode;
mod lexer;
#[cfg(test)]
mod tests;

pub use decode::XmlDecoder;
pub use encode::XmlEncoder;

/// The element around each entry of a map that is not flattened.
const ENTRY: &str = "entry";
