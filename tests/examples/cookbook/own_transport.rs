//! Another way to send requests: here one that goes through the transport that there is, and measures it.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use sdk_runtime::mock::BoxFuture;
use sdk_runtime::transport::TransportError;
use sdk_runtime::{Body, Transport};

/// How long each attempt has taken, one line an attempt.
#[derive(Clone, Debug, Default)]
pub struct Times(Arc<Mutex<Vec<String>>>);

/// A transport that is measured.
#[derive(Debug)]
pub struct Measured<T> {
    transport: T,
    times: Times,
}

impl<T: Transport> Transport for Measured<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let (start, times) = (Instant::now(), self.times.clone());
        let line = format!("{} {}", request.method(), request.uri().path());
        let response = self.transport.send(request);
        Box::pin(async move {
            let response = response.await?;
            let line = format!("{line}: {} after {:?}", response.status().as_u16(), start.elapsed());
            times.0.lock().unwrap().push(line);
            Ok(response)
        })
    }
}

#[test]
fn every_attempt_is_measured() {
    use sdk::Config;
    use sdk::ssooidc::Client;
    use sdk::ssooidc::operation::RegisterClientInput;
    use sdk_runtime::transport::Hyper;
    use sdk_tests::oidc_server::{Script, Server};

    let server = Server::start(Script::new()).unwrap();
    let times = Times::default();
    let transport = Measured { transport: Hyper::new(), times: times.clone() };
    let config = Config::new().with_endpoint_url(server.url()).with_transport(transport);
    let request = Client::new(&config).register_client(RegisterClientInput::new("tool", "public"));
    super::run(request.send()).unwrap();
    let times = times.0.lock().unwrap();
    assert!(times[0].starts_with("POST /client/register: 200 after "), "{times:?}");
}
