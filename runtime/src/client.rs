//! Generated clients as a trait, for code that is written once for all operations.

use crate::core::Core;
use crate::operation::Operation;
use crate::request::{Request, Response};

/// A generated client.
///
/// ```
/// use sdk_runtime::{Operation, Response, ServiceClient};
///
/// /// Sends all of `inputs`, one after the other, and stops at the first that fails.
/// async fn send_all<C: ServiceClient, I: Operation<Client = C>>(
///     client: &C,
///     inputs: impl IntoIterator<Item = I>,
/// ) -> Result<Vec<Response<I::Output>>, I::Error> {
///     let mut outputs = Vec::new();
///     for input in inputs {
///         outputs.push(client.send(input).await?);
///     }
///     Ok(outputs)
/// }
/// ```
pub trait ServiceClient: Clone + Send + Sync + 'static {
    /// What all clients are the same in.
    fn core(&self) -> &Core;

    /// A request of any operation of the service, to be edited and sent.
    fn request<I: Operation<Client = Self>>(&self, input: I) -> Request<I> {
        Request::new(self.core(), input)
    }

    /// Sends any operation of the service, and reads the answer.
    ///
    /// # Errors
    /// The operation's error type.
    fn send<I: Operation<Client = Self>>(
        &self,
        input: I,
    ) -> impl Future<Output = Result<Response<I::Output>, I::Error>> + Send + use<I, Self> {
        self.request(input).send()
    }
}
