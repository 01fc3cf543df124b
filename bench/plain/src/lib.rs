//! What people write without an SDK: serde_json with derives, hyper with a pool of connections, reqwest. Also the server
//! that everything is measured against.

mod calls;
mod json;
#[cfg(feature = "reqwest")]
mod reqwest;
mod server;
#[cfg(feature = "sigv4")]
mod sign;

use bench_harness::Task;

pub use self::server::serve;

/// By name.
pub const TASKS: &[(&str, Task)] = &[
    ("put-item-codec", json::put_item),
    ("query-codec", json::query),
    ("batch-get-item-codec", json::batch_get_item),
    ("call", calls::call),
    ("signed-call", calls::signed_call),
    #[cfg(feature = "reqwest")]
    ("call-reqwest", reqwest::call),
    #[cfg(feature = "sigv4")]
    ("sign", sign::sign),
];
