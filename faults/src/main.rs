//! What a client does when something goes wrong, over real sockets on this machine; and what a call costs.
//!
//! Prints a line for each fault with what happened, and `N passed, N failed` in the end. `cargo xtask faults` builds and
//! runs it.

mod cases;
mod client;
mod load;
mod server;
mod watch;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};

/// No case takes longer, unless something hangs.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--child", task, url] => load::child(task, url).map(|()| true),
        [] => run(""),
        [filter] => run(filter),
        _ => Err(anyhow!("expected nothing, or a part of the names of faults")),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Runs the cases whose names contain `filter`, one after the other: whether all of them passed.
fn run(filter: &str) -> Result<bool> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    watch::start()?;
    let mut out = std::io::stdout().lock();
    let (mut passed, mut failed) = (0, 0);
    for (name, case) in cases::ALL.iter().filter(|(name, _)| name.contains(filter)) {
        let started = Instant::now();
        let result = runtime.block_on(async {
            tokio::time::timeout(PATIENCE, case()).await.context("nothing happened for a minute")?
        });
        let (word, text) = match result {
            Ok(text) => {
                passed += 1;
                ("ok", text)
            }
            Err(error) => {
                failed += 1;
                ("FAILED", format!("{error:#}"))
            }
        };
        let took = started.elapsed().as_secs_f64();
        writeln!(out, "{word:6} {took:5.1} s  {name:52} {text}")?;
        out.flush()?;
    }
    anyhow::ensure!(passed + failed > 0, "no fault is called {filter:?}");
    writeln!(out, "{passed} passed, {failed} failed")?;
    Ok(failed == 0)
}
