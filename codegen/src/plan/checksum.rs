//! Which checksums an operation sends and verifies.

use anyhow::{Context, Result};

use super::{Checksum, Location, Structure};
use crate::model;

impl Checksum {
    /// The plan of `checksum`, whose members are those of `input`.
    ///
    /// # Errors
    /// When a member that chooses a checksum is no header.
    pub(super) fn of(checksum: &model::HttpChecksum, input: &Structure) -> Result<Self> {
        let header = |name: Option<&String>| -> Result<String> {
            let Some(name) = name else { return Ok(String::new()) };
            let members = input.fields.iter().map(|field| &field.member);
            let mut headers = members.filter(|member| member.location == Location::Header);
            let member = headers.find(|member| member.name == *name).with_context(|| {
                format!(
                    "`{name}` is no header: expected one, since checksums are made when the body is written"
                )
            })?;
            Ok(member.wire.clone())
        };
        Ok(Self {
            required: checksum.request_checksum_required,
            algorithm: header(checksum.request_algorithm_member.as_ref())?,
            mode: header(checksum.request_validation_mode_member.as_ref())?,
            response: checksum.response_algorithms.clone(),
        })
    }
}
