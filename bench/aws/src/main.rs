//! AWS's SDK for Rust, measured.

use std::process::ExitCode;

fn main() -> ExitCode {
    bench_harness::main(bench_aws::TASKS, None)
}
