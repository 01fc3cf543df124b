//! Calls that block the thread, without an async runtime. With the feature `blocking`.
//!
//! The call loop is the same one, retries and time limits included: [`wait`] drives it on the calling thread, [`Ureq`]
//! sends, and [`SystemClock`] waits. [`config`] puts the three together.
//!
//! ```no_run
//! # use sdk_runtime::{Operation, Response, ServiceClient, blocking};
//! fn call<C: ServiceClient, I: Operation<Client = C>>(client: &C, input: I) -> Result<Response<I::Output>, I::Error> {
//!     client.request(input).send_blocking()
//! }
//! # let _ = blocking::config().with_region("eu-central-1");
//! ```
//!
//! Pages and items are iterators, and waits block:
//!
//! ```no_run
//! # use sdk_runtime::{Request, paginate::Itemized};
//! fn count<I: Itemized>(request: Request<I>) -> Result<usize, I::Error> {
//!     let items: Vec<I::Item> = request.items().blocking().collect::<Result<_, _>>()?;
//!     Ok(items.len())
//! }
//! ```

mod series;
mod ureq;
mod wait;

pub use self::series::Blocking;
pub use self::ureq::Ureq;
pub use self::wait::{SystemClock, wait};
use crate::config::Config;

/// A configuration whose clients need no async runtime: the default one, with [`Ureq`] and [`SystemClock`]. Clients of it
/// may be used in async code too, where they block.
pub fn config() -> Config {
    Config::new().with_transport(Ureq::new()).with_clock(SystemClock)
}
