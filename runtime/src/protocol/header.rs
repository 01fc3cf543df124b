//! Members in headers: a value each, a list in one, or a map over all that start with a prefix.

mod read;
mod write;

use http::HeaderMap;

use crate::codec::EncodeError;
use crate::schema::Member;
use crate::value::Value;

pub(super) use read::{read, read_text};
pub(super) use write::{write, write_prefixed};

/// Either way of writing a value.
pub(super) type Write = fn(&mut HeaderMap, &'static Member, &dyn Value) -> Result<(), EncodeError>;
