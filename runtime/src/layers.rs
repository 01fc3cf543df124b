//! The operations of a client as a `tower` service, so that middleware is written once for all of them. With the feature
//! `tower`.

use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

use crate::client::ServiceClient;
use crate::mock::BoxFuture;
use crate::operation::Operation;
use crate::request::Response;

/// A client as a [`Service`] of each of its inputs. Middleware that is generic over the input stands before all
/// operations; a call through it is one call, retries included. For what is to stand before each attempt there is
/// [`transport::Tower`](crate::transport::Tower).
///
/// ```
/// use std::task::{Context, Poll};
///
/// use sdk_runtime::layers::Operations;
/// use sdk_runtime::{Operation, ServiceClient};
/// use tower_service::Service;
///
/// /// Prints what is called.
/// #[derive(Clone)]
/// struct Printed<S>(S);
///
/// impl<S: Service<I>, I: Operation> Service<I> for Printed<S> {
///     type Response = S::Response;
///     type Error = S::Error;
///     type Future = S::Future;
///
///     fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
///         self.0.poll_ready(cx)
///     }
///
///     fn call(&mut self, input: I) -> S::Future {
///         println!("{} {input:?}", I::META.name);
///         self.0.call(input)
///     }
/// }
///
/// async fn call<C: ServiceClient, I: Operation<Client = C>>(client: C, input: I) -> Result<(), I::Error> {
///     let mut client = Operations::new(client).layer(tower_layer::layer_fn(Printed));
///     client.call(input).await?;
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Operations<C>(C);

impl<C: ServiceClient> Operations<C> {
    /// The operations of `client`.
    pub fn new(client: C) -> Self {
        Self(client)
    }

    /// With `layer` before them.
    pub fn layer<L: Layer<Self>>(self, layer: L) -> L::Service {
        layer.layer(self)
    }
}

impl<C: ServiceClient, I: Operation<Client = C>> Service<I> for Operations<C> {
    type Response = Response<I::Output>;
    type Error = I::Error;
    type Future = BoxFuture<'static, Result<Response<I::Output>, I::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), I::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, input: I) -> Self::Future {
        Box::pin(self.0.send(input))
    }
}
