//! Time and memory of each run of the compiler. Cargo starts this program in its place, which starts the compiler, waits,
//! and notes what it took.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result};
use nix::sys::resource::{UsageWho, getrusage};
use serde::{Deserialize, Serialize};

/// Names the directory where the notes go. Without it, this program is not in the compiler's place.
const NOTES: &str = "SDK_DRIVER_RUSTC_NOTES";

/// What compiling a crate took.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Cost {
    /// From the start of the compiler to its end.
    pub seconds: f64,
    /// Peak of the resident memory.
    pub kilobytes: i64,
}

/// Sets `command`, which runs cargo, to have the compilation of workspace members measured.
///
/// # Errors
/// When `notes`, the directory for what is measured, cannot be made.
pub fn prepare(command: &mut Command, notes: &Path) -> Result<()> {
    wrap(command, "RUSTC_WORKSPACE_WRAPPER", notes)
}

/// The same for all crates.
///
/// # Errors
/// When `notes`, the directory for what is measured, cannot be made.
pub fn prepare_all(command: &mut Command, notes: &Path) -> Result<()> {
    wrap(command, "RUSTC_WRAPPER", notes)
}

fn wrap(command: &mut Command, variable: &str, notes: &Path) -> Result<()> {
    fs::create_dir_all(notes).with_context(|| format!("cannot make {}", notes.display()))?;
    let program = std::env::current_exe().context("cannot find this program")?;
    command.env(variable, program).env(NOTES, notes);
    Ok(())
}

/// What was noted last for each crate, by its name.
///
/// # Errors
/// When the notes cannot be read.
pub fn costs(notes: &Path) -> Result<BTreeMap<String, Cost>> {
    let mut costs = BTreeMap::new();
    for entry in fs::read_dir(notes).with_context(|| format!("cannot read {}", notes.display()))? {
        let entry = entry?;
        let text = fs::read(entry.path())?;
        let name = entry.file_name().to_string_lossy().into_owned();
        costs.insert(name, serde_json::from_slice(&text).context("a note about the compiler")?);
    }
    Ok(costs)
}

/// Runs the compiler, if cargo started this program in its place.
pub fn measured_rustc() -> Option<ExitCode> {
    let notes = std::env::var_os(NOTES)?;
    let mut arguments = std::env::args_os().skip(1);
    let compiler = arguments.next()?;
    let arguments: Vec<_> = arguments.collect();
    let name = arguments.iter().skip_while(|argument| *argument != "--crate-name").nth(1);
    let started = Instant::now();
    let status = Command::new(compiler).args(&arguments).status();
    let seconds = started.elapsed().as_secs_f64();
    if let Some(name) = name
        && let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN)
        && let Ok(note) = serde_json::to_vec(&Cost { seconds, kilobytes: usage.max_rss() })
    {
        // A note that cannot be written is missing from the table.
        let _ = fs::write(Path::new(&notes).join(name), note);
    }
    let code = status.ok().and_then(|status| status.code()).and_then(|code| u8::try_from(code).ok());
    Some(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The peak of this program's resident memory, in kilobytes.
///
/// # Errors
/// When the system does not say.
pub fn peak_of_this_process() -> Result<i64> {
    Ok(getrusage(UsageWho::RUSAGE_SELF).context("cannot measure this program")?.max_rss())
}
