//! Measuring what the rows take, ours and the peer's in turns.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use signal_hook::consts::{SIGINT, SIGTERM};

use super::builds::Builds;
use super::programs::Programs;
use super::row::{Measure, Row};

/// What takes longer than this is not measured again.
const PATIENCE: Duration = Duration::from_secs(120);

/// What one measurement says, by [`Figure::key`](super::row::Figure::key).
type Figures = BTreeMap<String, f64>;

/// What was measured in this run, so that rows that take the same measurement share it.
pub struct Measuring {
    programs: Option<Programs>,
    builds: Builds,
    runs: u32,
    /// Set by Ctrl-C, which also ends the program that is being waited for: what it leaves behind is then removed.
    interrupted: Arc<AtomicBool>,
    done: BTreeMap<(Measure, Measure), Vec<[Figures; 2]>>,
}

impl Measuring {
    /// Gets everything ready that `rows` take. Each is measured `runs` times, or until it takes too long.
    ///
    /// # Errors
    /// When a program cannot be built.
    pub fn new(root: &Path, wheel: Option<&Path>, rows: &[&Row], runs: u32) -> Result<Self> {
        let interrupted = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            signal_hook::flag::register(signal, Arc::clone(&interrupted))
                .context("cannot wait for Ctrl-C")?;
        }
        let tasks: Vec<&Row> =
            rows.iter().copied().filter(|row| matches!(row.ours, Measure::Task { .. })).collect();
        let programs = if tasks.is_empty() { None } else { Some(Programs::build(root, wheel, &tasks)?) };
        let builds = Builds::new(root, wheel)?;
        Ok(Self { programs, builds, runs, interrupted, done: BTreeMap::new() })
    }

    /// The figures of a row: ours and the peer's.
    ///
    /// # Errors
    /// When a program fails or does not build.
    pub fn figures(&mut self, row: &Row) -> Result<(Vec<f64>, Vec<f64>)> {
        let pairs = match self.done.entry((row.ours, row.theirs)) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let (programs, builds) = (self.programs.as_ref(), &self.builds);
                let once = |measure| {
                    ensure!(!self.interrupted.load(Ordering::Relaxed), "interrupted");
                    run(programs, builds, measure).with_context(|| row.name)
                };
                let (started, mut pairs) = (Instant::now(), Vec::new());
                for _ in 0..self.runs {
                    pairs.push([once(row.ours)?, once(row.theirs)?]);
                    if started.elapsed() > PATIENCE {
                        break;
                    }
                }
                entry.insert(pairs)
            }
        };
        let key = row.figure.key();
        let figure = |figures: &Figures| {
            figures.get(key).copied().with_context(|| format!("{}: nothing says {key}", row.name))
        };
        let (mut all_ours, mut all_theirs) = (Vec::new(), Vec::new());
        for [ours, theirs] in pairs {
            all_ours.push(figure(ours)?);
            all_theirs.push(figure(theirs)?);
        }
        Ok((all_ours, all_theirs))
    }
}

fn run(programs: Option<&Programs>, builds: &Builds, measure: Measure) -> Result<Figures> {
    match measure {
        Measure::Task { program, is_counting, task } => {
            programs.context("the programs are not built")?.run(program, is_counting, task)
        }
        Measure::Count { side, client } => builds.count(side, &client),
        Measure::Build { side, client, is_release } => builds.run(side, &client, is_release),
    }
}
