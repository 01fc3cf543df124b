//! Counting allocations.

use std::alloc::System;

use anyhow::Result;
use stats_alloc::{Region, StatsAlloc};

use crate::Figures;

/// What one run allocates, once everything that is made once is there.
pub fn count<I, O>(
    allocator: &'static StatsAlloc<System>,
    make: impl Fn() -> I,
    mut run: impl FnMut(I) -> Result<O>,
) -> Result<Figures> {
    drop(run(make())?);
    let input = make();
    let region = Region::new(allocator);
    let output = run(input)?;
    let stats = region.change();
    drop(output);
    Ok([
        ("allocations", (stats.allocations + stats.reallocations) as f64),
        ("allocated_bytes", stats.bytes_allocated as f64),
    ]
    .into())
}
