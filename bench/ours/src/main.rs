//! Ours, measured.

use std::process::ExitCode;

fn main() -> ExitCode {
    bench_harness::main(bench_ours::TASKS, None)
}
