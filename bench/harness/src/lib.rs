//! How the measured programs measure themselves, and what they are given to do: the same for ours and for the peers.
//!
//! A program is started as `PROGRAM TASK [URL]`, and prints a JSON object of [`Figures`]. What computes is measured in CPU
//! time of its thread, which other programs on the machine have little part in.

mod allocations;
pub mod bodies;
mod calls;
mod clock;
mod compute;
pub mod endpoints;

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
pub use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::System;

/// What was measured, by the names that the rows of `cargo xtask bench` use.
pub type Figures = BTreeMap<&'static str, f64>;

/// Something to measure.
pub type Task = fn(&Bench) -> Result<Figures>;

/// What a task is given.
#[derive(Debug)]
pub struct Bench {
    url: Option<String>,
    counting: Option<&'static StatsAlloc<System>>,
}

impl Bench {
    /// The server to call, such as `http://127.0.0.1:4711`.
    ///
    /// # Errors
    /// When the program was not told.
    pub fn url(&self) -> Result<&str> {
        self.url.as_deref().context("this task calls a server: give its URL")
    }
}

/// The whole of a program: does the task that its first argument names, and prints the figures. With `counting`, which is
/// the program's allocator, allocations are counted and time is not measured, since counting takes some.
pub fn main(tasks: &[(&str, Task)], counting: Option<&'static StatsAlloc<System>>) -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let bench = Bench { url: arguments.next(), counting };
    let Some((_, task)) = tasks.iter().find(|(task, _)| *task == name) else {
        let names: Vec<&str> = tasks.iter().map(|(task, _)| *task).collect();
        eprintln!("error: there is no task {name:?}: expected one of {}", names.join(", "));
        return ExitCode::FAILURE;
    };
    match task(&bench).and_then(|figures| Ok(serde_json::to_string(&figures)?)) {
        Ok(text) => println!("{text}"),
        Err(error) => {
            eprintln!("error: {name}: {error:#}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
