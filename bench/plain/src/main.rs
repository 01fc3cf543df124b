//! What people write without an SDK, measured; and the server that all are measured against.

use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("serve") {
        return bench_plain::serve();
    }
    bench_harness::main(bench_plain::TASKS, None)
}
