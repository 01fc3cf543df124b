//! Middleware before all operations: a layer that notes what was called, and with what success.

use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use sdk_runtime::mock::BoxFuture;
use sdk_runtime::{Operation, OperationError, Response};
use tower_layer::Layer;
use tower_service::Service;

/// What was called, one line a call. Debug output of inputs holds no secrets.
#[derive(Clone, Default)]
pub struct Record(Arc<Mutex<Vec<String>>>);

impl<S> Layer<S> for Record {
    type Service = Recorded<S>;

    fn layer(&self, service: S) -> Recorded<S> {
        Recorded { service, record: self.clone() }
    }
}

/// A service whose calls are noted.
#[derive(Clone)]
pub struct Recorded<S> {
    service: S,
    record: Record,
}

impl<S, I> Service<I> for Recorded<S>
where
    I: Operation,
    S: Service<I, Response = Response<I::Output>, Error = I::Error>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, input: I) -> Self::Future {
        let line = format!("{} {input:?}", I::META.name);
        let record = self.record.clone();
        let response = self.service.call(input);
        Box::pin(async move {
            let result = response.await;
            let outcome = match &result {
                Ok(response) => format!("after {} attempts", response.metadata().attempts),
                Err(error) => error.failure().code().unwrap_or("failed").to_owned(),
            };
            record.0.lock().unwrap().push(format!("{line}: {outcome}"));
            result
        })
    }
}

#[test]
fn every_operation_is_recorded() {
    use sdk::ssooidc::Client;
    use sdk::ssooidc::operation::{RegisterClientInput, RegisterClientOutput, StartDeviceAuthorizationInput};
    use sdk_runtime::layers::Operations;

    let stub = sdk_runtime::mock::Stub::new();
    stub.on(|_: RegisterClientInput| Ok(RegisterClientOutput::default()));
    let record = Record::default();
    let mut client = Operations::new(Client::new(&stub.config())).layer(record.clone());
    super::run(async {
        client.call(RegisterClientInput::new("tool", "public")).await.unwrap();
        client
            .call(StartDeviceAuthorizationInput::new("id", "secret", "https://example.com"))
            .await
            .unwrap_err();
    });
    assert_eq!(
        *record.0.lock().unwrap(),
        [
            r#"RegisterClient RegisterClientInput { client_name: "tool", client_type: "public" }: after 1 attempts"#,
            concat!(
                r#"StartDeviceAuthorization StartDeviceAuthorizationInput { client_id: "id", client_secret: "#,
                r#"<redacted>, start_url: "https://example.com" }: failed"#,
            ),
        ]
    );
}
