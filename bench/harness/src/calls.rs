//! Tasks that call a server on this machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use tokio::runtime::Builder;

use crate::{Bench, Figures, clock};

/// How many calls are made between two looks at the clock, and how often.
const CALLS: u32 = 500;
const ROUNDS: usize = 12;

/// How long throughput is measured, and warmed up before.
const MEASURED: Duration = Duration::from_secs(1);
const WARM_UP: Duration = Duration::from_millis(300);

impl Bench {
    /// Makes one call after the other with the client that `connect` makes: `cpu_ns`, nanoseconds of CPU of this process
    /// for each, on one thread.
    ///
    /// # Errors
    /// The first of `call`.
    pub fn calls<C>(
        &self,
        connect: impl AsyncFnOnce() -> Result<C>,
        call: impl AsyncFn(&C) -> Result<()>,
    ) -> Result<Figures> {
        Builder::new_current_thread().enable_all().build()?.block_on(async {
            let client = connect().await?;
            for _ in 0..CALLS {
                call(&client).await?;
            }
            let mut samples = Vec::new();
            for _ in 0..ROUNDS {
                let before = clock::of_process()?;
                for _ in 0..CALLS {
                    call(&client).await?;
                }
                samples.push((clock::of_process()? - before).as_nanos() as f64 / f64::from(CALLS));
            }
            Ok([("cpu_ns", clock::median(samples))].into())
        })
    }

    /// Makes calls from `concurrent` tasks at once, which share the client: `calls_per_second`, on as many threads as tokio
    /// starts by itself.
    ///
    /// # Errors
    /// The first of a call.
    pub fn throughput<C, F>(
        &self,
        concurrent: usize,
        client: C,
        call: impl Fn(C) -> F + Clone + Send + 'static,
    ) -> Result<Figures>
    where
        C: Clone + Send + 'static,
        F: Future<Output = Result<()>> + Send,
    {
        Builder::new_multi_thread().enable_all().build()?.block_on(async {
            let done = Arc::new(AtomicU64::new(0));
            let end = Instant::now() + WARM_UP + MEASURED;
            let workers: Vec<_> = (0..concurrent)
                .map(|_| {
                    let (client, call, done) = (client.clone(), call.clone(), Arc::clone(&done));
                    tokio::spawn(async move {
                        while Instant::now() < end {
                            call(client.clone()).await?;
                            done.fetch_add(1, Ordering::Relaxed);
                        }
                        anyhow::Ok(())
                    })
                })
                .collect();
            tokio::time::sleep(WARM_UP).await;
            let (started, before) = (Instant::now(), done.load(Ordering::Relaxed));
            tokio::time::sleep(MEASURED.saturating_sub(Duration::from_millis(50))).await;
            let calls = done.load(Ordering::Relaxed) - before;
            let seconds = started.elapsed().as_secs_f64();
            for worker in workers {
                worker.await??;
            }
            Ok([("calls_per_second", calls as f64 / seconds)].into())
        })
    }

    /// Makes clients that share nothing, and a call with each, so that it is connected: `resident_bytes`, of memory that
    /// each of them keeps.
    ///
    /// # Errors
    /// The first of `connect` or `call`.
    pub fn idle<C>(
        &self,
        connect: impl AsyncFn() -> Result<C>,
        call: impl AsyncFn(&C) -> Result<()>,
    ) -> Result<Figures> {
        /// The first make what is made once.
        const FIRST: usize = 20;
        const CLIENTS: usize = 200;
        Builder::new_current_thread().enable_all().build()?.block_on(async {
            let mut clients = Vec::new();
            let mut before = 0;
            for number in 0..FIRST + CLIENTS {
                if number == FIRST {
                    before = resident_bytes()?;
                }
                let client = connect().await?;
                call(&client).await?;
                clients.push(client);
            }
            let kept = resident_bytes()?.saturating_sub(before) as f64 / CLIENTS as f64;
            drop(clients);
            Ok([("resident_bytes", kept)].into())
        })
    }
}

/// The memory of this process that is not swapped out, in bytes.
fn resident_bytes() -> Result<u64> {
    let status =
        std::fs::read_to_string("/proc/self/status").context("only Linux says how much memory it is")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
}
