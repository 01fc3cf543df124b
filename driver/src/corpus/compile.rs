//! Compiling what was generated.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use super::Generated;
use crate::{Outcome, measure, scratch};

/// How many of the largest crates the table has.
const ROWS: usize = 10;

/// Compiles the crates of the workspace in `directory`, warnings being errors, and prints what the largest took.
///
/// # Errors
/// When cargo cannot be run.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub fn check(directory: &Path, generated: &[Generated]) -> Outcome {
    let notes = directory.join("notes");
    let started = Instant::now();
    let mut command = scratch::cargo(directory);
    command.args(["check", "--workspace", "--all-features", "--quiet", "--keep-going"]);
    command.env("CARGO_BUILD_WARNINGS", "deny").env("RUSTFLAGS", "-D warnings");
    // What would be kept for the next time takes 25 MB for each crate.
    command.env("CARGO_INCREMENTAL", "0");
    measure::prepare(&mut command, &notes)?;
    let is_fine = command.status()?.success();
    println!("compiled in {:.0} s", started.elapsed().as_secs_f64());

    let costs = measure::costs(&notes)?;
    let mut largest: Vec<&Generated> = generated.iter().collect();
    largest.sort_by_key(|one| std::cmp::Reverse(one.lines));
    println!("\n{:36} {:>8} {:>8} {:>6}", "crate", "lines", "seconds", "MB");
    for one in largest.into_iter().take(ROWS) {
        match costs.get(&one.name.replace('-', "_")) {
            Some(cost) => {
                println!(
                    "{:36} {:>8} {:>8.1} {:>6}",
                    one.name,
                    one.lines,
                    cost.seconds,
                    cost.kilobytes / 1024
                )
            }
            None => println!("{:36} {:>8} {:>8} {:>6}", one.name, one.lines, "?", "?"),
        }
    }
    if !is_fine {
        println!("\nsome do not compile, or with warnings: see above");
        return Ok(ExitCode::FAILURE);
    }
    println!("\n{} passed, 0 failed", generated.len());
    Ok(ExitCode::SUCCESS)
}
