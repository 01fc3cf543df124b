//! The same, with allocations counted.

use std::alloc::System;
use std::process::ExitCode;

use bench_harness::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> ExitCode {
    bench_harness::main(bench_ours::TASKS, Some(ALLOCATOR))
}
