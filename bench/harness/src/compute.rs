//! Tasks that compute and wait for nothing.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::{Bench, Figures, allocations, clock};

/// How long is measured, warmed up before, and at least between two looks at the clock.
const MEASURED: Duration = Duration::from_millis(400);
const WARM_UP: Duration = Duration::from_millis(100);
const SAMPLE: Duration = Duration::from_millis(1);

/// How many inputs are made at a time, so that they stay in the cache.
const BATCH: usize = 256;

impl Bench {
    /// Runs `run` again and again: `cpu_ns`, nanoseconds of CPU for one; or `allocations` and `allocated_bytes`. What it
    /// returns is dropped within that time.
    ///
    /// # Errors
    /// The first of `run`.
    pub fn repeat<O>(&self, mut run: impl FnMut() -> Result<O>) -> Result<Figures> {
        self.repeat_with(|| (), |()| run())
    }

    /// The same for what consumes its input, of which `make` makes one for each run, out of the time that is measured.
    ///
    /// # Errors
    /// The first of `run`.
    pub fn repeat_with<I, O>(
        &self,
        make: impl Fn() -> I,
        mut run: impl FnMut(I) -> Result<O>,
    ) -> Result<Figures> {
        if let Some(allocator) = self.counting {
            return allocations::count(allocator, make, run);
        }
        let mut batch = |length: usize| -> Result<Duration> {
            let inputs: Vec<I> = (0..length).map(|_| make()).collect();
            let before = clock::of_thread()?;
            for input in inputs {
                drop(black_box(run(black_box(input))?));
            }
            Ok(clock::of_thread()? - before)
        };
        let started = Instant::now();
        let (mut runs, mut spent) = (0u32, Duration::ZERO);
        while started.elapsed() < WARM_UP {
            spent += batch(1)?;
            runs += 1;
        }
        let length = SAMPLE.as_nanos() / (spent / runs.max(1)).as_nanos().max(1);
        let length = usize::try_from(length)?.clamp(1, BATCH);
        let (mut samples, mut measured) = (Vec::new(), Duration::ZERO);
        while measured < MEASURED {
            let took = batch(length)?;
            measured += took;
            samples.push(took.as_nanos() as f64 / length as f64);
        }
        Ok([("cpu_ns", clock::median(samples))].into())
    }
}
