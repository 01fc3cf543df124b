//! Clients without a service: [`Stub`], and what generated service traits fall back on.

mod stub;

use std::pin::Pin;

pub(crate) use self::stub::Answer;
pub use self::stub::Stub;
use crate::failure::{ConfigError, Failure};
use crate::operation::Operation;
use crate::request::Response;

/// A boxed future, as the methods of an object-safe trait return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a mock answers for an operation that it does not implement: an error that names the operation.
pub fn unmocked<I: Operation>(_input: I) -> BoxFuture<'static, Result<Response<I::Output>, I::Error>> {
    let error = ConfigError::new(format!("the mock does not implement {}", I::META.name));
    Box::pin(std::future::ready(Err(Failure::new(I::META, error).into())))
}
