//! Clients without a service: [`Stub`], and what generated service traits fall back on.

mod stub;

use std::pin::Pin;

pub(crate) use self::stub::Answer;
pub use self::stub::Stub;
use crate::client::ServiceClient;
use crate::failure::{ConfigError, Failure};
use crate::operation::Operation;
use crate::request::{Request, Response};

/// A boxed future, as the methods of an object-safe trait return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What the methods of a generated service trait do: `client` sends the input; where there is none, as with a mock that does
/// not implement the method, the result is an error that names the operation.
pub fn call<I>(
    client: Option<&I::Client>,
    input: I,
) -> BoxFuture<'static, Result<Response<I::Output>, I::Error>>
where
    I: Operation<Client: ServiceClient>,
{
    match client {
        Some(client) => Box::pin(Request::new(client.core(), input).send()),
        None => {
            let error = ConfigError::new(format!("the mock does not implement {}", I::META.name));
            Box::pin(std::future::ready(Err(Failure::new(I::META, error).into())))
        }
    }
}
