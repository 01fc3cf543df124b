//! The call loop against a scripted transport, with a clock that only sleeping moves.

mod lessons;

mod presign;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, Method};

use super::*;
use crate::clock::Clock;
use crate::endpoint::Parameter;
use crate::mock::BoxFuture;
use crate::operation::{ErrorMeta, Fault, ServiceMeta};
use crate::retry::Retry;
use crate::sample::block_on;
use crate::schema::{Location, STREAMING, row};
use crate::transport::Transport;

static SERVICE: ServiceMeta = ServiceMeta {
    name: "Test",
    id: "Test Service",
    api_version: "2026-01-01",
    endpoint_prefix: "test",
    protocols: &[Protocol::RestJson],
    ..ServiceMeta::EMPTY
};

static BUSY: ErrorMeta = ErrorMeta {
    name: "BusyException",
    code: "BusyException",
    status: 503,
    fault: Fault::Server,
    retryable: true,
    throttling: true,
};
static PENDING: ErrorMeta =
    ErrorMeta { name: "PendingException", code: "PendingException", ..ErrorMeta::EMPTY };

static OPERATION: OperationMeta = OperationMeta {
    service: &SERVICE,
    name: "Try",
    errors: &[&BUSY, &PENDING, &TOO_MANY, &SLOW_DOWN],
    ..OperationMeta::EMPTY
};

/// What a model calls the caller's fault, with a code that all services use for "too many".
static TOO_MANY: ErrorMeta =
    ErrorMeta { name: "TooManyRequestsException", code: "TooManyRequestsException", ..ErrorMeta::EMPTY };
/// The same, with a code that only looks like one of those.
static SLOW_DOWN: ErrorMeta =
    ErrorMeta { name: "SlowDownException", code: "SlowDownException", ..ErrorMeta::EMPTY };

/// What the service does with an attempt.
#[derive(Clone, Copy)]
enum Act {
    Answer(u16, &'static [(&'static str, &'static str)], &'static str),
    Break,
    CutOff,
    Stall,
    NeverAnswer,
}

use Act::{Answer as Say, Break, CutOff, NeverAnswer, Stall};

impl Act {
    fn is_ok(&self) -> bool {
        matches!(self, Say(200, ..))
    }
}

const OK: Act = Say(200, &[], "{}");
const UNAVAILABLE: Act = Say(503, &[], "");

/// When the scripted clock begins: Fri, 26 Sep 1986 01:46:40 GMT.
fn start() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(528_083_200)
}

/// The service and the clock, and what they have seen.
#[derive(Clone, Debug, Default)]
struct Stage(Arc<Mutex<Seen>>);

#[derive(Debug, Default)]
struct Seen {
    script: VecDeque<Act>,
    requests: Vec<(http::Uri, HeaderMap, usize)>,
    sleeps: Vec<Duration>,
}

impl std::fmt::Debug for Act {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Act")
    }
}

impl Transport for Stage {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let mut seen = self.0.lock().unwrap();
        let size = request.body().as_bytes().map_or(0, |bytes| bytes.len());
        seen.requests.push((request.uri().clone(), request.headers().clone(), size));
        let act = seen.script.pop_front().expect("an attempt that the script does not have");
        Box::pin(async move {
            match act {
                Say(status, headers, body) => {
                    let mut response = http::Response::builder().status(status);
                    for (name, value) in headers {
                        response = response.header(*name, *value);
                    }
                    Ok(response.body(Body::from(body)).unwrap())
                }
                Break => Err(TransportError::new("connection reset")),
                CutOff => Ok(http::Response::new(Body::stream(Broken))),
                Stall => Ok(http::Response::new(Body::stream(Stalled(Some("half".into()))))),
                NeverAnswer => std::future::pending().await,
            }
        })
    }
}

/// A body that breaks off.
struct Broken;

impl http_body::Body for Broken {
    type Data = bytes::Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<bytes::Bytes>, std::io::Error>>> {
        std::task::Poll::Ready(Some(Err(std::io::ErrorKind::UnexpectedEof.into())))
    }
}

/// A body of which the second half does not come.
struct Stalled(Option<bytes::Bytes>);

impl http_body::Body for Stalled {
    type Data = bytes::Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<bytes::Bytes>, std::io::Error>>> {
        match self.0.take() {
            Some(half) => std::task::Poll::Ready(Some(Ok(http_body::Frame::data(half)))),
            None => std::task::Poll::Pending,
        }
    }
}

impl Clock for Stage {
    fn now(&self) -> SystemTime {
        start() + self.0.lock().unwrap().sleeps.iter().sum::<Duration>()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.lock().unwrap().sleeps.push(duration);
        Box::pin(std::future::ready(()))
    }
}

/// Runs one call of a configuration that `change` has its way with.
fn run(script: &[Act], change: impl FnOnce(Config) -> Config) -> (Result<Answer, Failure>, Stage) {
    let stage = Stage::playing(script);
    let result = call(&Core::new(&SERVICE, &change(config(&stage))));
    (result, stage)
}

fn config(stage: &Stage) -> Config {
    Config::new()
        .with_endpoint_url("http://test.local/base/")
        .with_transport(stage.clone())
        .with_clock(stage.clone())
        // Half of the greatest number: the jitter halves every pause.
        .with_random(|| 1 << 63)
}

fn encoded(method: Method, body: Body) -> EncodedRequest {
    EncodedRequest {
        method,
        path_and_query: "/try".into(),
        headers: HeaderMap::new(),
        body,
        host_prefix: String::new(),
    }
}

fn call(core: &Core) -> Result<Answer, Failure> {
    send(core, encoded(Method::POST, Body::from("{}")), false)
}

fn destination(config: &Config) -> Result<Arc<Destination>, ConfigError> {
    struct Nothing;
    impl Parameters for Nothing {
        fn each<'a>(&'a self, _: &mut dyn FnMut(&str, Parameter<'a>)) {}
    }
    Resolver::default().resolve(config, &OPERATION, &Nothing)
}

fn send(core: &Core, encoded: EncodedRequest, is_streaming: bool) -> Result<Answer, Failure> {
    let mut call = prepared(core, encoded, is_streaming)?;
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(call.send())
}

fn prepared(core: &Core, encoded: EncodedRequest, is_streaming: bool) -> Result<Call, Failure> {
    let overrides = Overrides { validation: None, timeouts: Timeouts::NONE, retry: None };
    let endpoint = destination(core.config()).map_err(|error| Failure::new(&OPERATION, error))?;
    Ok(Call {
        core: core.clone(),
        meta: &OPERATION,
        protocol: Protocol::RestJson,
        overrides,
        endpoint,
        auth: None,
        trailer: None,
        encoded,
        invocation: [b'7'; 36],
        started: 0,
        output: if is_streaming { &STREAMING_OUTPUT } else { &Schema::EMPTY },
        stubbed: None,
        #[cfg(feature = "recording")]
        tape: None,
        end: None,
    })
}

impl Stage {
    fn playing(script: &[Act]) -> Self {
        let stage = Self::default();
        stage.0.lock().unwrap().script.extend(script);
        stage
    }

    fn attempts(&self) -> usize {
        self.0.lock().unwrap().requests.len()
    }

    fn sleeps(&self) -> Vec<f64> {
        self.0.lock().unwrap().sleeps.iter().map(Duration::as_secs_f64).collect()
    }
}

#[test]
fn repeats_what_may_help_and_nothing_else() {
    const PENDING: Act = Say(400, &[("x-amzn-errortype", "PendingException")], "{}");
    const THROTTLED: Act = Say(400, &[("x-amzn-errortype", "ThrottlingException")], "{}");
    const BUSY: Act = Say(400, &[("x-amzn-errortype", "BusyException")], "{}");
    const TOO_MANY: Act = Say(400, &[("x-amzn-errortype", "TooManyRequestsException")], "{}");
    const SLOW_DOWN: Act = Say(400, &[("x-amzn-errortype", "SlowDownException")], "{}");
    const UNKNOWN_SLOW_DOWN: Act = Say(400, &[("x-amzn-errortype", "SlowDown")], "{}");
    for (script, attempts, succeeds) in [
        (&[OK][..], 1, true),
        (&[UNAVAILABLE, UNAVAILABLE, OK], 3, true),
        (&[UNAVAILABLE, UNAVAILABLE, UNAVAILABLE], 3, false),
        (&[Break, CutOff, OK], 3, true),
        (&[Say(500, &[], "oops"), OK], 2, true),
        (&[Say(429, &[], ""), OK], 2, true),
        (&[THROTTLED, BUSY, OK], 3, true),
        (&[TOO_MANY, UNKNOWN_SLOW_DOWN, OK], 3, true),
        (&[PENDING], 1, false),
        (&[SLOW_DOWN], 1, false),
        (&[Say(400, &[], "{}")], 1, false),
        (&[Say(404, &[], "")], 1, false),
        (&[Say(501, &[], "")], 1, false),
        (&[Say(302, &[], "")], 1, false),
    ] {
        let (result, stage) = run(script, |config| config);
        assert_eq!((stage.attempts(), result.is_ok()), (attempts, succeeds));
        let counted = match &result {
            Ok(answer) => answer.attempts,
            Err(failure) => failure.attempts(),
        };
        assert_eq!(counted as usize, attempts);
    }
}

#[test]
fn pauses_grow_are_jittered_and_capped() {
    let (_, stage) = run(&[UNAVAILABLE; 8], |config| config.with_retry(Retry::STANDARD.with_max_attempts(8)));
    assert_eq!(stage.sleeps(), [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]);
}

#[test]
fn waits_as_long_as_the_service_asks_but_not_forever() {
    for (header, value, pause) in [
        ("retry-after", "7", 7.0),
        ("x-amz-retry-after", "1500", 1.5),
        ("x-amz-retry-after", "100", 0.5),
        ("x-amz-retry-after", "60000", 5.5),
        ("retry-after", "Fri, 26 Sep 1986 01:46:49 GMT", 9.0),
        ("retry-after", "Fri, 26 Sep 1986 01:40:00 GMT", 0.5),
        ("retry-after", "100000", 20.0),
        ("retry-after", "0", 0.5),
        ("retry-after", "soon", 0.5),
    ] {
        let headers = Box::leak(Box::new([(header, value)]));
        let (_, stage) = run(&[Say(503, headers, ""), OK], |config| config);
        assert_eq!(stage.sleeps(), [pause], "{header}: {value}");
    }
}

#[test]
fn every_attempt_says_which_one_it_is() {
    let (_, stage) = run(&[UNAVAILABLE, UNAVAILABLE, OK], |config| config.with_app_name("a program\n"));
    for (index, (uri, headers, size)) in stage.0.lock().unwrap().requests.iter().enumerate() {
        assert_eq!(uri, "http://test.local/base/try");
        assert_eq!(headers["amz-sdk-request"], format!("attempt={}; max=3", index + 1));
        assert_eq!(headers["amz-sdk-invocation-id"], "7".repeat(36));
        let agent = headers["user-agent"].to_str().unwrap();
        let start = concat!("sdkgen/", env!("CARGO_PKG_VERSION"), " ua/2.1 api/test_service#2026-01-01 os/");
        assert!(agent.starts_with(start), "{agent}");
        assert!(agent.ends_with(" lang/rust cfg/retry-mode#standard app/a-program-"), "{agent}");
        assert_eq!(*size, 2, "the body is sent whole each time");
    }
}

static STREAMING_OUTPUT: Schema =
    Schema { members: &[row("Body", STREAMING).at(Location::Payload, "Body")], ..Schema::EMPTY };

/// Sends `body` to a service that acts like `script`.
fn send_body(script: &[Act], body: Body, is_streaming: bool) -> (Result<Answer, Failure>, Stage) {
    let stage = Stage::playing(script);
    let core = Core::new(&SERVICE, &config(&stage));
    (send(&core, encoded(Method::PUT, body), is_streaming), stage)
}

#[test]
fn a_stream_is_sent_once_and_a_file_as_often_as_needed() {
    let file = crate::ByteStream::from_path("Cargo.toml").unwrap().to_body().unwrap();
    for (body, attempts) in [(Body::stream(Broken), 1), (file, 3)] {
        let (result, stage) = send_body(&[UNAVAILABLE; 3], body, false);
        assert_eq!((result.is_err(), stage.attempts()), (true, attempts));
    }
}

#[test]
fn a_stream_that_ran_out_of_time_had_one_attempt() {
    let config = |stage: &Stage| config(stage).with_operation_timeout(Duration::from_secs(1));
    for (body, attempt) in [(Body::stream(Broken), "attempt 1 of 1"), (Body::from("{}"), "attempt 1 of 3")] {
        let stage = Stage::playing(&[NeverAnswer]);
        let failure = send(&Core::new(&SERVICE, &config(&stage)), encoded(Method::PUT, body), false);
        let text = failure.err().unwrap().to_string();
        assert!(text.ends_with(&format!("({attempt})")), "{text}");
    }
}

#[test]
fn an_answer_too_long_to_hold_is_not_asked_for_again() {
    let long = block_on(Body::stream(Body::from("four")).collect(3)).unwrap_err();
    let failure = |error| Failure::new(&OPERATION, Cause::Transport(TransportError::new(error)));
    assert!(!failure(long).is_retryable());
    assert!(failure("the line is cut".into()).is_retryable());
}

#[test]
fn an_empty_body_is_announced_where_one_is_expected() {
    for (method, body, length) in [
        (Method::POST, "", Some("0")),
        (Method::PUT, "", Some("0")),
        (Method::GET, "", None),
        (Method::DELETE, "", None),
        // Encoding has counted what is there.
        (Method::POST, "{}", None),
    ] {
        let stage = Stage::playing(&[OK]);
        let core = Core::new(&SERVICE, &config(&stage));
        assert!(send(&core, encoded(method.clone(), Body::from(body)), false).is_ok());
        let found = stage.0.lock().unwrap().requests[0].1.get("content-length").cloned();
        assert_eq!(found.as_ref().map(|value| value.to_str().unwrap()), length, "{method} {body:?}");
    }
}

#[test]
fn the_body_of_an_answer_is_left_to_the_caller_where_it_streams_and_reports_success() {
    let (result, _) = send_body(&[Say(200, &[("x-a", "b")], "content")], Body::default(), true);
    let answer = result.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(
        (&answer.response.headers["x-a"], &answer.response.body[..]),
        (&"b".parse().unwrap(), &b""[..])
    );
    assert_eq!(answer.stream.unwrap().as_bytes().unwrap(), "content");

    // It breaks when it is read.
    let (result, stage) = send_body(&[CutOff], Body::default(), true);
    assert!(result.is_ok_and(|answer| answer.stream.is_some()));
    assert_eq!(stage.attempts(), 1);

    let script = [UNAVAILABLE, Say(400, &[], r#"{"__type":"BusyException"}"#), Say(404, &[], "where?")];
    let (result, stage) = send_body(&script, Body::default(), true);
    assert_eq!(stage.attempts(), 3);
    assert_eq!(result.err().unwrap().raw_response().unwrap().body, "where?");
}

#[test]
fn stops_repeating_when_the_shared_budget_is_spent() {
    let stage = Stage::playing(&[UNAVAILABLE; 300]);
    let config = config(&stage).with_retry(Retry::STANDARD.with_max_attempts(51));
    // 500 tokens pay for 100 repetitions at 5 each.
    for (attempts, core) in [(51, &config), (102, &config.clone()), (103, &config), (104, &config)] {
        assert!(call(&Core::new(&SERVICE, core)).is_err());
        assert_eq!(stage.attempts(), attempts);
    }
    // What succeeds puts a token back, five of which are another repetition.
    stage.0.lock().unwrap().script = [OK; 5].into_iter().chain([UNAVAILABLE; 2]).collect();
    for _ in 0..5 {
        assert!(call(&Core::new(&SERVICE, &config)).is_ok());
    }
    assert!(call(&Core::new(&SERVICE, &config)).is_err());
    assert_eq!(stage.attempts(), 104 + 5 + 2);
}

#[test]
fn a_timeout_costs_the_budget_twice_and_success_gives_back_what_its_repetition_took() {
    // 500 tokens pay for 50 repetitions at 10 each.
    let (result, stage) = run(&[NeverAnswer; 51], |config| {
        let retry = Retry::STANDARD.with_max_attempts(100);
        config.with_retry(retry).with_attempt_timeout(Duration::from_secs(1))
    });
    assert!(result.is_err());
    assert_eq!(stage.attempts(), 51);

    // However many calls need one repetition each, it is there for the next.
    let stage = Stage::playing(&[UNAVAILABLE, OK].repeat(200));
    let core = Core::new(&SERVICE, &config(&stage));
    assert!((0..200).all(|_| call(&core).is_ok()));
    assert_eq!(stage.attempts(), 400);
}

#[test]
fn time_limits_end_an_attempt_or_the_call() {
    let second = Duration::from_secs(1);
    let (result, stage) = run(&[NeverAnswer, OK], |config| config.with_attempt_timeout(second));
    assert_eq!((result.is_ok(), stage.attempts()), (true, 2));

    let (result, stage) = run(&[NeverAnswer; 3], |config| config.with_attempt_timeout(second));
    let failure = result.err().unwrap();
    assert!(failure.is_timeout() && failure.is_retryable());
    assert_eq!((stage.attempts(), failure.attempts()), (3, 3));
    assert_eq!(failure.to_string(), "Try: no answer to this attempt within 1s (attempt 3 of 3)");

    let (result, stage) = run(&[NeverAnswer], |config| config.with_operation_timeout(second));
    let failure = result.err().unwrap();
    assert!(failure.is_timeout() && !failure.is_retryable());
    assert_eq!(stage.attempts(), 1);
    assert_eq!(failure.to_string(), "Try: no answer within 1s, all attempts together (attempt 1 of 3)");
}

#[test]
fn an_answer_that_stops_is_a_timeout_before_and_after_the_call_has_returned() {
    let second = Duration::from_secs(1);
    let (result, stage) = run(&[Stall, Stall, OK], |config| config.with_idle_timeout(second));
    assert_eq!((result.is_ok(), stage.attempts()), (true, 3));
    let (result, stage) = run(&[Stall; 3], |config| config.with_idle_timeout(second));
    let failure = result.err().unwrap();
    assert!(failure.is_timeout() && failure.is_retryable());
    assert_eq!(failure.to_string(), "Try: the answer stopped for 1s (attempt 3 of 3)");
    // Each is waited for twice: for the second half, and for the next attempt.
    assert_eq!(stage.sleeps(), [1.0, 0.5, 1.0, 1.0, 1.0]);

    let stage = Stage::playing(&[Stall]);
    let core = Core::new(&SERVICE, &config(&stage).with_idle_timeout(second));
    let answer = send(&core, encoded(Method::GET, Body::default()), true);
    let stream = answer.unwrap_or_else(|failure| panic!("{failure}")).stream.unwrap();
    let mut stream = crate::ByteStream::from(stream);
    assert_eq!(block_on(stream.next()).unwrap().unwrap(), "half");
    let error = block_on(stream.next()).unwrap().unwrap_err();
    assert_eq!((error.is_timeout(), &*error.to_string()), (true, "the answer stopped for 1s"));
    assert!(block_on(stream.next()).is_none());
}

#[test]
fn says_what_the_configuration_lacks_and_sends_nothing() {
    for (config, message) in [
        (Config::new(), "no region for Test: set one with `Config::with_region`"),
        (Config::new().with_region("eu/1"), "the region \"eu/1\" cannot be part of a host name"),
        (Config::new().with_endpoint_url("localhost:80"), "the endpoint URL \"localhost:80\" has no scheme"),
        (
            Config::new().with_endpoint_url("ftp://a"),
            "the endpoint URL \"ftp://a\" is neither http nor https",
        ),
        (
            Config::new().with_endpoint_url("http://u:p@a"),
            "the endpoint URL \"http://…@a\" holds a user name",
        ),
        (Config::new().with_endpoint_url("u:p@a"), "the endpoint URL \"…@a\" has no scheme"),
        (Config::new().with_endpoint_url("http://u:p @a"), "the endpoint URL \"http://…@a\" is not a URL"),
        (Config::new().with_endpoint_url("http://a?b"), "the endpoint URL \"http://a?b\" has a query"),
        (Config::new().with_endpoint_url("http://a b"), "the endpoint URL \"http://a b\" is not a URL"),
    ] {
        let stage = Stage::default();
        let failure = call(&Core::new(&SERVICE, &config.with_transport(stage.clone()))).err().unwrap();
        assert!(failure.to_string().starts_with(&format!("Try: {message}")), "{failure}");
        assert_eq!((stage.attempts(), failure.attempts()), (0, 0));
    }
}

#[test]
fn finds_the_service_in_its_region() {
    for (region, host) in
        [("eu-west-1", "test.eu-west-1.amazonaws.com"), ("cn-north-1", "test.cn-north-1.amazonaws.com.cn")]
    {
        let endpoint = &destination(&Config::new().with_region(region)).unwrap().base;
        assert_eq!(endpoint.uri("", "/try?a=b").unwrap().to_string(), format!("https://{host}/try?a=b"));
        assert_eq!(endpoint.uri("data.", "/").unwrap().to_string(), format!("https://data.{host}/"));
        assert!(endpoint.uri("a b.", "/").is_err());
    }
}
