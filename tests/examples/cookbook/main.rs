//! How to do what comes up: a file for each question, run as tests.
//!
//! `cargo test -p sdk-tests --example cookbook`

#![allow(dead_code, reason = "recipes are read and tested, and not run")]
#![allow(clippy::unwrap_used, reason = "a recipe that cannot go on fails")]

mod batching;
mod blocking;
mod by_name;
mod middleware;
mod own_transport;
mod paging;
mod presigning;
mod recording;
mod retries;
mod streaming;
mod stubbing;

fn main() {
    // The recipes are tests.
}

/// Runs a future.
#[cfg(test)]
fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
