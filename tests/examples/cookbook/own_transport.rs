//! Another way to send requests: here one that answers with what was recorded, and notes what was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use sdk_runtime::mock::BoxFuture;
use sdk_runtime::transport::TransportError;
use sdk_runtime::{Body, Transport};

/// Answers requests in their order.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    answers: Arc<Mutex<VecDeque<http::Response<String>>>>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Transport for Replay {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let replay = self.clone();
        Box::pin(async move {
            let line = format!("{} {}", request.method(), request.uri());
            let body = request.into_body().collect(1 << 20).await.map_err(TransportError::new)?;
            replay.requests.lock().unwrap().push(format!("{line} {}", String::from_utf8_lossy(&body)));
            let answer = replay.answers.lock().unwrap().pop_front();
            let answer = answer.ok_or_else(|| TransportError::new("nothing more was recorded"))?;
            Ok(answer.map(Body::from))
        })
    }
}

#[test]
fn requests_are_what_was_recorded() {
    use sdk::Config;
    use sdk::ssooidc::Client;
    use sdk::ssooidc::operation::RegisterClientInput;

    let replay = Replay::default();
    replay.answers.lock().unwrap().push_back(http::Response::new(r#"{"clientId":"id"}"#.to_owned()));
    let config = Config::new().with_endpoint_url("https://recorded.test").with_transport(replay.clone());
    let request = Client::new(&config).register_client(RegisterClientInput::new("tool", "public"));
    assert_eq!(super::run(request.send()).unwrap().client_id.as_deref(), Some("id"));
    assert_eq!(
        *replay.requests.lock().unwrap(),
        [r#"POST https://recorded.test/client/register {"clientName":"tool","clientType":"public"}"#]
    );
}
