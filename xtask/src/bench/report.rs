//! What is shown of the measurements: lines on the terminal, and `docs/benchmarks.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::record::Record;
use super::row::Row;
use super::rows;

/// A row as text.
struct Cells {
    ours: String,
    theirs: String,
    reached: String,
    goal: String,
    is_met: bool,
}

impl Cells {
    fn new(row: &Row, record: &Record) -> Self {
        let (ours, theirs) = record.medians();
        let times = row.figure.times(ours, theirs);
        let is_met = row.goal.is_met(ours, times);
        let (goal, reached) = (row.goal.show(row.figure), row.goal.reached(times));
        Self { ours: row.figure.show(ours), theirs: row.figure.show(theirs), reached, goal, is_met }
    }
}

/// The head of the table.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub fn head() {
    println!("{:34} {:>10} {:>10}  {:20} {:>12} {:>12}", "row", "ours", "peer's", "peer", "ratio", "goal");
}

/// A line of the table.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub fn line(row: &Row, record: &Record) {
    let Cells { ours, theirs, reached, goal, is_met } = Cells::new(row, record);
    let mark = if is_met { "met" } else { "NOT MET" };
    println!(
        "{:34} {ours:>10} {theirs:>10}  {:20} {reached:>12} {goal:>12}  {mark}",
        row.name, row.peer.name
    );
}

/// Whether a row is not above what the gate allows; says so if it is.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub fn passes(row: &Row, record: &Record) -> bool {
    let (ours, theirs) = record.medians();
    let of_it = 1.0 / row.figure.times(ours, theirs);
    let passes = row.gate.is_none_or(|limit| of_it <= limit);
    if !passes {
        let limit = row.gate.unwrap_or_default();
        println!("  above the gate: {of_it:.2} of {}'s, where {limit} is allowed", row.peer.name);
    }
    passes
}

/// The last line of the gate.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub fn count(passed: usize, failed: usize) {
    println!("\n{passed} passed, {failed} failed");
}

/// The rows and their goals.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub fn list(rows: &[&Row]) {
    for row in rows {
        let goal = row.goal.show(row.figure);
        let gate = row.gate.map(|gate| format!(", gate {gate} of it")).unwrap_or_default();
        println!("{:34} {} (against {}, goal {goal}{gate})", row.name, row.what, row.peer.name);
    }
}

/// The machine and the compiler, in a line.
///
/// # Errors
/// When the compiler cannot be asked.
pub fn machine() -> Result<String> {
    let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("an unknown processor", |(_, model)| model.trim());
    let number = std::thread::available_parallelism().map_or(1, usize::from);
    let output = Command::new("rustc").arg("--version").output().context("cannot run rustc")?;
    Ok(format!("{model}, {number} cores, {}", String::from_utf8_lossy(&output.stdout).trim()))
}

/// The page of all that was ever measured here.
pub fn markdown(records: &BTreeMap<String, Record>, machine: &str) -> String {
    let mut page = format!(
        "# Benchmarks\n\n\
         Written by `cargo xtask bench`, which measures ours and the peers in turns and takes the medians. `×` is how many \
         times better ours is; *of it* is ours as a multiple of the peer's. Measured on {machine}; what matters is the \
         ratios.\n\n\
         ![The headline figures](benchmarks.svg)\n"
    );
    let versions: BTreeMap<(&str, &str), ()> = rows::all()
        .filter_map(|row| Some(((row.peer.name, records.get(row.name)?.version.as_str()), ())))
        .collect();
    for section in rows::SECTIONS {
        let _ = write!(page, "\n## {}\n\n{}\n\n", section.title, section.note);
        page.push_str(
            "| what | ours | peer | | ratio | goal | | measured |\n|---|--:|--:|---|--:|--:|---|---|\n",
        );
        for row in section.rows {
            match records.get(row.name) {
                Some(record) => {
                    let Cells { ours, theirs, reached, goal, is_met } = Cells::new(row, record);
                    let _ = writeln!(
                        page,
                        "| {} | {ours} | {theirs} | {} | **{reached}** | {goal} | {} | {} {}, {} runs |",
                        row.what,
                        row.peer.name,
                        if is_met { "met" } else { "not met" },
                        record.date,
                        record.commit,
                        record.ours.len(),
                    );
                }
                None => {
                    let goal = row.goal.show(row.figure);
                    let _ = writeln!(page, "| {} | | | {} | | {goal} | | not yet |", row.what, row.peer.name);
                }
            }
        }
    }
    page.push_str("\n## The peers\n\n");
    for (name, version) in versions.keys() {
        let _ = writeln!(page, "* {name} {version}");
    }
    page
}
