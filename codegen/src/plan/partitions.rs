//! The runtime's table of partitions.

use anyhow::{Context, Result};

use super::words;
use crate::model::endpoint::Partitions;

/// A partition of the runtime.
#[derive(Debug)]
pub struct Partition {
    /// The name of the static.
    pub constant: String,
    pub name: String,
    pub dns_suffix: String,
    pub dual_stack_dns_suffix: String,
    pub supports_fips: bool,
    pub supports_dual_stack: bool,
    pub implicit_global_region: String,
    /// Sorted.
    pub regions: Vec<String>,
    pub prefixes: Vec<String>,
}

/// Plans the table.
///
/// # Errors
/// When what regions look like is not understood; reading the file has refused that.
pub fn lower(partitions: &Partitions) -> Result<Vec<Partition>> {
    let partition = |partition: &crate::model::endpoint::Partition| {
        let prefixes = partition.prefixes().with_context(|| format!("the regions of {}", partition.id))?;
        let mut regions: Vec<String> = partition.regions.keys().cloned().collect();
        regions.sort_unstable();
        let outputs = partition.outputs.clone();
        Ok(Partition {
            constant: words::screaming(&partition.id),
            name: outputs.name,
            dns_suffix: outputs.dns_suffix,
            dual_stack_dns_suffix: outputs.dual_stack_dns_suffix,
            supports_fips: outputs.supports_fips,
            supports_dual_stack: outputs.supports_dual_stack,
            implicit_global_region: outputs.implicit_global_region,
            regions,
            prefixes,
        })
    };
    partitions.partitions.iter().map(partition).collect()
}
