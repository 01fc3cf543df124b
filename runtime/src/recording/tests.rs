//! What is in a recording, what is not, and what a replay makes of it, in every protocol.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use proptest::prelude::*;

use super::*;
use crate::body::Body;
use crate::config::Config;
use crate::core::Core;
use crate::failure::{RawResponse, ServiceError};
use crate::mock::BoxFuture;
use crate::operation::{ErrorMeta, Fault, ModelledError, Operation, OperationMeta, ServiceMeta};
use crate::protocol::{self, Protocol};
use crate::request::{Request, Response};
use crate::sample::block_on;
use crate::schema::{SENSITIVE, Target, item, plain};
use crate::timestamp::Timestamp;
use crate::transport::{Transport, TransportError};

const ALL: [Protocol; 7] = [
    Protocol::Json10,
    Protocol::Json11,
    Protocol::RestJson,
    Protocol::RestXml,
    Protocol::Query,
    Protocol::Ec2,
    Protocol::Cbor,
];

static SERVICE: ServiceMeta = ServiceMeta {
    name: "Vault",
    id: "Vault",
    api_version: "2026-01-01",
    target_prefix: "Vault",
    protocols: &ALL,
    ..ServiceMeta::EMPTY
};

static KEEP: OperationMeta = OperationMeta {
    service: &SERVICE,
    name: "Keep",
    uri: "/safe/{name}?keep",
    errors: &[<RefusedException as ModelledError>::META, BUSY],
    ..OperationMeta::EMPTY
};

const BUSY: &ErrorMeta = &ErrorMeta {
    name: "BusyException",
    code: "BusyException",
    fault: Fault::Server,
    retryable: true,
    ..ErrorMeta::EMPTY
};

/// A secret in each place that a request has; what is none has no secret in it.
pub struct KeepInput {
    name: String,
    hint: Option<String>,
    header: Option<String>,
    prefixed: BTreeMap<String, String>,
    plain: Option<String>,
    token: Option<String>,
    user_password: Option<String>,
    url: Option<String>,
    safe: Option<Safe>,
}

static SECRET_ITEMS: Target = Target { item: &item("member", SENSITIVE), ..plain() };
static SECRET_ENTRIES: Target =
    Target { key: &item("key", SENSITIVE), value: &item("value", SENSITIVE), ..plain() };

crate::structure! {
    KeepInput {
        name @ 0 => row("name", REQUIRED | SENSITIVE).at(Location::Uri, "name"),
        hint @ 1 => row("hint", SENSITIVE).at(Location::Query, "hint"),
        header @ 2 => row("header", SENSITIVE).at(Location::Header, "x-header"),
        prefixed @ 3 => row("prefixed", SENSITIVE).at(Location::Headers, "x-some-"),
        plain @ 4 => row("plain", NONE),
        token @ 5 => row("token", SENSITIVE),
        user_password @ 6 => row("UserPassword", NONE),
        url @ 7 => row("url", NONE),
        safe @ 8 => row("safe", NONE),
    }
}

/// A secret of each type.
pub struct Safe {
    label: Option<String>,
    pin: Option<i32>,
    key: Option<Bytes>,
    born: Option<Timestamp>,
    names: Option<Vec<String>>,
    codes: Option<BTreeMap<String, String>>,
    choice: Option<Choice>,
    inner: Option<Box<Safe>>,
    hidden: Option<Box<Safe>>,
}

crate::structure! {
    Safe {
        label @ 0 => row("label", NONE),
        pin @ 1 => row("pin", SENSITIVE),
        key @ 2 => row("key", SENSITIVE),
        born @ 3 => row("born", SENSITIVE),
        names @ 4 => Member { target: &SECRET_ITEMS, ..row("names", NONE) },
        codes @ 5 => Member { target: &SECRET_ENTRIES, ..row("codes", NONE) },
        choice @ 6 => row("choice", NONE),
        inner @ 7 => row("inner", NONE),
        hidden @ 8 => row("hidden", SENSITIVE),
    }
}

#[derive(Clone, PartialEq)]
pub enum Choice {
    Secret(String),
    Number(i64),
    Unknown(String),
}

crate::union! {
    Choice (Unknown) {
        Secret @ 0 => row("Secret", SENSITIVE),
        Number @ 1 => row("Number", NONE),
    }
}

pub struct KeepOutput {
    receipt: Option<String>,
    status: Option<i32>,
    plain: Option<String>,
    safe: Option<Safe>,
}

crate::structure! {
    KeepOutput {
        receipt @ 0 => row("receipt", SENSITIVE).at(Location::Header, "x-receipt"),
        status @ 1 => row("status", NONE).at(Location::StatusCode, ""),
        plain @ 2 => row("plain", NONE),
        safe @ 3 => row("safe", NONE),
    }
}

pub struct RefusedException {
    message: Option<String>,
    reason: Option<String>,
    hint: Option<String>,
}

crate::structure! {
    RefusedException {
        message @ 0 => row("message", NONE),
        reason @ 1 => row("reason", NONE),
        hint @ 2 => row("hint", SENSITIVE),
    }
}

impl ModelledError for RefusedException {
    const META: &'static ErrorMeta =
        &ErrorMeta { name: "RefusedException", code: "Refused", ..ErrorMeta::EMPTY };
}

crate::operation_error! {
    /// What can go wrong.
    pub enum KeepError { RefusedException }
}

impl Operation for KeepInput {
    type Output = KeepOutput;
    type Error = KeepError;
    type Client = ();
    const META: &'static OperationMeta = &KEEP;
}

const SECRET: &str = "SECRET";

fn input(secret: &str) -> KeepInput {
    let secret = |what: &str| format!("{SECRET} {what} {secret}");
    KeepInput {
        name: secret("name"),
        hint: Some(secret("hint")),
        header: Some(format!("{SECRET}-header")),
        prefixed: BTreeMap::from([("a".into(), format!("{SECRET}-prefixed"))]),
        plain: Some("for everybody".into()),
        token: Some(secret("token")),
        user_password: Some(secret("password")),
        url: Some(format!("https://b.test/k?X-Amz-Signature={SECRET}&list&X-Amz-Credential={SECRET}%2Fx")),
        safe: Some(safe(&secret("safe"), "a label")),
    }
}

fn safe(secret: &str, label: &str) -> Safe {
    let flat = Safe {
        label: Some(label.into()),
        pin: Some(424_242),
        key: Some(secret.to_owned().into()),
        born: Some(Timestamp::from_epoch_seconds(1_700_000_000)),
        names: Some(vec![secret.into(), secret.into()]),
        codes: Some(BTreeMap::from([(secret.into(), secret.into())])),
        choice: Some(Choice::Secret(secret.into())),
        inner: None,
        hidden: None,
    };
    let inner = Some(Box::new(Safe { choice: Some(Choice::Number(7)), ..flat.clone() }));
    let hidden = Some(Box::new(Safe { label: Some(secret.into()), ..flat.clone() }));
    Safe { inner, hidden, ..flat }
}

fn output(secret: &str, label: &str) -> KeepOutput {
    KeepOutput {
        receipt: Some(format!("{SECRET}-receipt")),
        status: None,
        plain: Some(format!("{label}, and ({SECRET} {secret}) again")),
        safe: Some(safe(&format!("{SECRET} {secret}"), label)),
    }
}

/// A service that answers with these, one after the other, and notes what it was asked.
#[derive(Clone, Debug, Default)]
struct Service(Arc<Mutex<(VecDeque<Answer>, String)>>);

/// Status, headers and body.
type Answer = (u16, HeaderMap, Bytes);

impl Service {
    fn answering(self, status: u16, (headers, body): (HeaderMap, Vec<u8>)) -> Self {
        lock(&self.0).0.push_back((status, headers, body.into()));
        self
    }

    /// As a service of `protocol` writes it.
    fn saying(self, protocol: Protocol, output: &KeepOutput) -> Self {
        self.answering(200, protocol::write_answer(protocol, &KEEP, output).unwrap())
    }

    fn refusing(self, protocol: Protocol, status: u16, code: &str, error: Option<&RefusedException>) -> Self {
        let response =
            RawResponse { status: StatusCode::BAD_REQUEST, headers: HeaderMap::new(), body: Bytes::new() };
        let (code, request_id) = (code.to_owned(), Some("r-1".to_owned()));
        let reported = ServiceError { code, message: String::new(), request_id, protocol, response };
        let members = error.map(|error| error as &dyn crate::Shape);
        let message = format!("no, {SECRET} name 1\nx-amz-security-token:{SECRET}\nis not welcome");
        self.answering(status, protocol::write_error(&reported, &message, members).unwrap())
    }

    fn config(&self) -> Config {
        Config::new().with_endpoint_url("http://vault.test").with_transport(self.clone())
    }
}

impl Transport for Service {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let service = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect(1 << 20).await.map_err(TransportError::new)?;
            let mut service = lock(&service.0);
            service.1 += &format!("{head:?} {}\n", String::from_utf8_lossy(&body));
            let (status, mut headers, body) = service.0.pop_front().expect("an answer");
            headers.insert("set-cookie", SECRET.parse().unwrap());
            headers.insert("x-amzn-requestid", "r-1".parse().unwrap());
            let mut response = http::Response::new(Body::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            *response.headers_mut() = headers;
            Ok(response)
        })
    }
}

fn send(
    config: &Config,
    protocol: Protocol,
    mut input: KeepInput,
) -> Result<Response<KeepOutput>, KeepError> {
    // The requests of EC2 have no maps.
    let mut next = input.safe.as_mut().filter(|_| protocol == Protocol::Ec2);
    while let Some(safe) = next {
        safe.codes = None;
        safe.hidden = None;
        next = safe.inner.as_deref_mut();
    }
    let core = Core::new(&SERVICE, config).with_protocol(protocol);
    block_on(Request::new(&core, input).send())
}

/// Makes calls of a service, and gives what is recorded of them.
fn record(service: &Service, protocol: Protocol, inputs: &[KeepInput]) -> Recording {
    let recorder = Recorder::new();
    let config = service.config().with_recorder(&recorder);
    for input in inputs {
        let _ = send(&config, protocol, input.clone());
    }
    recorder.recording().unwrap()
}

/// All that is in a recording, as it is and as it was encoded.
fn text(recording: &Recording) -> String {
    let mut text = recording.to_string();
    for exchange in &recording.exchanges {
        for body in [&exchange.request.body, &exchange.response.body].into_iter().flatten() {
            text += &String::from_utf8_lossy(&body.to_bytes().unwrap());
        }
    }
    text
}

/// What a secret looks like, in whichever form.
fn assert_no_secret(text: &str, secret: &str) {
    // Base64 of the secret, the PIN, and the date, as text and as a number.
    for sign in [SECRET, "U0VDUkVU", "424242", "2023-11-14", "1700000000", "Nov 2023", secret] {
        assert!(!text.contains(sign), "{sign} is in {text}");
    }
}

#[test]
fn no_secret_is_recorded_in_any_protocol() {
    for protocol in ALL {
        let service = Service::default()
            .saying(protocol, &output("1", "a"))
            .refusing(protocol, 400, "Refused", Some(&refusal()))
            .refusing(protocol, 400, "Unheard", None);
        let recording = record(&service, protocol, &[input("1"), input("1"), input("1")]);
        assert_eq!(recording.exchanges.len(), 3, "{protocol:?}");
        let sent = lock(&service.0).1.clone();
        // Fields of a form and blobs look otherwise on the wire.
        assert!(sent.contains(SECRET) && sent.contains("for"), "{sent}");
        assert_no_secret(&text(&recording), "U0VDUkVUIH");
        assert_eq!(recording.to_string().parse(), Ok(recording));
    }
}

fn refusal() -> RefusedException {
    RefusedException {
        message: Some(format!("not with {SECRET} token 1!")),
        reason: Some("no".into()),
        hint: Some(SECRET.into()),
    }
}

#[test]
fn a_replay_answers_as_the_service_did() {
    for protocol in ALL {
        let service = Service::default()
            .refusing(protocol, 503, "BusyException", None)
            .saying(protocol, &output("1", "a"))
            .refusing(protocol, 400, "Refused", Some(&refusal()))
            .refusing(protocol, 409, "Unheard", None);
        let recorder = Recorder::new();
        // A clock that goes ahead, so that the retry waits for nothing.
        let clock = Replay::new(Recording::default());
        let config = service.config().with_clock(NoWaiting(clock.clock())).with_recorder(&recorder);
        let recorded = [1, 2, 3].map(|_| send(&config, protocol, input("1")));
        let replay = Replay::new(recorder.recording().unwrap().to_string().parse().unwrap());
        let config = Config::new().with_endpoint_url("http://vault.test").with_replay(&replay);
        // Other secrets are as good.
        let replayed = [1, 2, 3].map(|_| send(&config, protocol, input("2")));
        replay.finish().unwrap();

        let [Ok(recorded), Err(KeepError::RefusedException(refused)), Err(unheard)] = recorded else {
            panic!("{protocol:?}: {recorded:?}")
        };
        let [Ok(output), Err(KeepError::RefusedException(refused_again)), Err(unheard_again)] = replayed
        else {
            panic!("{protocol:?}: {replayed:?}")
        };
        // `Debug` leaves out what is secret, so that all else is the same.
        let mut expected = recorded.clone().into_output();
        expected.plain = Some("a, and (REDACTED) again".into());
        assert_eq!(format!("{:?}", *output), format!("{expected:?}"), "{protocol:?}");
        assert_eq!(output.metadata().attempts, 2);
        assert_eq!(output.metadata().request_id(), Some("r-1"));
        let safe = output.safe.as_ref().unwrap();
        assert_eq!(safe.key.as_deref(), Some(&b"REDACTED"[..]));
        assert_eq!(safe.names.as_deref(), Some(&["REDACTED".to_owned(), "REDACTED".to_owned()][..]));
        assert_eq!((safe.pin, safe.born), (Some(0), Some(Timestamp::UNIX_EPOCH)));

        assert_eq!(refused_again.reason, refused.reason);
        assert_eq!(refused_again.hint.as_deref(), Some("REDACTED"));
        assert_eq!(refused_again.message.as_deref(), Some("not with REDACTED!"));
        assert_eq!((unheard_again.code(), unheard_again.status()), (unheard.code(), unheard.status()));
        assert_eq!(
            unheard_again.message(),
            Some("no, REDACTED\nx-amz-security-token:REDACTED\nis not welcome"),
            "{protocol:?}"
        );
    }
}

#[derive(Debug)]
struct NoWaiting(Arc<dyn crate::Clock>);

impl crate::Clock for NoWaiting {
    fn now(&self) -> std::time::SystemTime {
        self.0.now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration)
    }
}

proptest! {
    #[test]
    fn whatever_is_no_secret_comes_back(label in "\\PC{0,8}", secret in "[a-z<&\"é ]{0,8}", number: u8) {
        let protocol = ALL[usize::from(number) % ALL.len()];
        let service = Service::default().saying(protocol, &output(&secret, &label));
        let recording = record(&service, protocol, &[input(&secret)]);
        assert_no_secret(&text(&recording), SECRET);
        let replay = Replay::new(recording.to_string().parse().unwrap());
        let config = Config::new().with_endpoint_url("http://vault.test").with_replay(&replay);
        let replayed = send(&config, protocol, input("another")).unwrap();
        prop_assert_eq!(replay.finish(), Ok(()));
        prop_assert_eq!(&replayed.safe.as_ref().unwrap().label, &Some(label));
    }
}

#[test]
fn a_file_is_read_and_compared_by_people() {
    let output =
        KeepOutput { plain: Some(format!("a, and {SECRET}-receipt again")), safe: None, ..output("1", "a") };
    let input = KeepInput { safe: None, ..input("1") };
    let service = Service::default().saying(Protocol::RestJson, &output);
    let recording = record(&service, Protocol::RestJson, &[input]);
    let expected = r#"{
  "hidden": [],
  "exchanges": [
    {
      "operation": "Vault.Keep",
      "request": {
        "method": "POST",
        "uri": "http://vault.test/safe/REDACTED?keep&hint=REDACTED",
        "headers": {
          "content-type": "application/json",
          "x-header": "REDACTED",
          "x-some-redacted-0001": "REDACTED"
        },
        "body": {
          "json": {
            "UserPassword": "REDACTED",
            "plain": "for everybody",
            "token": "REDACTED",
            "url": "https://b.test/k?X-Amz-Signature=REDACTED&list&X-Amz-Credential=REDACTED"
          }
        }
      },
      "response": {
        "status": 200,
        "headers": {
          "x-amzn-requestid": "r-1",
          "x-receipt": "REDACTED"
        },
        "body": {
          "json": {
            "plain": "a, and REDACTED again"
          }
        }
      }
    }
  ]
}
"#;
    assert_eq!(recording.to_string(), expected);
}

#[test]
fn forms_and_elements_stand_on_lines_of_their_own() {
    let output = KeepOutput { plain: Some("a".into()), safe: None, ..output("1", "a") };
    let service = Service::default().saying(Protocol::Query, &output);
    let input = KeepInput { safe: None, url: None, ..input("1") };
    let recording = record(&service, Protocol::Query, &[input]);
    let [Exchange { request, response, .. }] = &recording.exchanges[..] else { panic!("{recording}") };
    let pieces = |content: &Option<Content>| match content {
        Some(Content::Text(pieces)) => pieces.clone(),
        _ => panic!("{recording}"),
    };
    assert_eq!(pieces(&request.body)[..2], ["Action=Keep&".to_owned(), "Version=2026-01-01&".to_owned()]);
    assert_eq!(
        pieces(&response.body),
        ["<KeepResponse>", "<KeepResult>", "<plain>a</plain>", "</KeepResult>", "</KeepResponse>"]
    );
}

fn replaying(recording: &Recording) -> (Replay, Config) {
    let replay = Replay::new(recording.clone());
    let config = Config::new().with_endpoint_url("http://vault.test").with_replay(&replay);
    (replay, config)
}

#[test]
fn a_replay_says_what_differs_and_what_is_left() {
    let protocol = Protocol::RestJson;
    let plain = |text: &str| KeepInput { plain: Some(text.into()), safe: None, ..input("1") };
    let say = |service: Service| service.saying(protocol, &output("1", "a"));
    let recording = record(&say(say(Service::default())), protocol, &[plain("one"), plain("two")]);

    let (replay, config) = replaying(&recording);
    send(&config, protocol, plain("one")).unwrap();
    let other = KeepInput { header: None, ..plain("three") };
    let error = send(&config, protocol, other).unwrap_err();
    let complaint = [
        "exchange 2 of 2, Vault.Keep, is not what was recorded:",
        "- headers.x-header: expected \"REDACTED\", came nothing",
        "- body.plain: expected \"two\", came \"three\"",
    ]
    .join("\n");
    assert_eq!(error.to_string(), format!("Keep: {complaint}"));
    let left = replay.finish().unwrap_err().to_string();
    assert_eq!(
        left,
        format!(
            "not everything went as recorded:\n- {complaint}\n- exchange 2 of 2, Vault.Keep, was not asked for"
        )
    );

    let (replay, config) =
        replaying(&Recording { exchanges: recording.exchanges[..1].to_vec(), ..Recording::default() });
    send(&config, protocol, plain("one")).unwrap();
    let error = send(&config, protocol, plain("two")).unwrap_err();
    assert_eq!(error.to_string(), "Keep: Vault.Keep came after all 1 recorded exchanges");
    assert_eq!(
        replay.finish().unwrap_err().to_string(),
        "not everything went as recorded:\n- Vault.Keep came after all 1 recorded exchanges"
    );
}

#[test]
fn requests_come_in_any_order_where_that_is_right() {
    let protocol = Protocol::Json10;
    let plain = |text: &str| KeepInput { plain: Some(text.into()), ..input("1") };
    let service = Service::default().saying(protocol, &output("1", "a")).saying(protocol, &output("1", "b"));
    let recording = record(&service, protocol, &[plain("one"), plain("two")]);
    let replay = Replay::in_any_order(recording);
    let config = Config::new().with_endpoint_url("http://vault.test").with_replay(&replay);
    for (asked, answered) in [("two", "b"), ("one", "a")] {
        let output = send(&config, protocol, plain(asked)).unwrap();
        assert_eq!(output.safe.as_ref().unwrap().label.as_deref(), Some(answered));
    }
    let error = send(&config, protocol, plain("two")).unwrap_err();
    assert_eq!(error.to_string(), "Keep: Vault.Keep came after all 2 recorded exchanges");
}

#[test]
fn what_cannot_be_understood_is_not_recorded() {
    let service = Service::default().answering(200, (HeaderMap::new(), b"{\"plain\":SECRET".to_vec()));
    let recorder = Recorder::new();
    let error = send(&service.config().with_recorder(&recorder), Protocol::Json10, input("1")).unwrap_err();
    assert!(error.to_string().starts_with("Keep: the response cannot be read"), "{error}");
    let error = recorder.recording().unwrap_err().to_string();
    assert!(
        error.starts_with(
            "not all that happened can be recorded:\n- Vault.Keep cannot be recorded: the response cannot be read: "
        ),
        "{error}"
    );
    assert!(!error.contains(SECRET), "{error}");
}

#[test]
fn more_is_hidden_if_the_user_says_so() {
    let recorder = Recorder::hiding(["PLAIN"]);
    let service = Service::default().saying(Protocol::Json10, &output("1", "a"));
    send(&service.config().with_recorder(&recorder), Protocol::Json10, input("1")).unwrap();
    let recording = recorder.recording().unwrap();
    assert!(!text(&recording).contains("everybody"), "{recording}");
    let (replay, config) = replaying(&recording);
    let other = KeepInput { plain: Some("for nobody".into()), ..input("1") };
    assert_eq!(send(&config, Protocol::Json10, other).unwrap().plain.as_deref(), Some("REDACTED"));
    assert_eq!(replay.finish(), Ok(()));
}

#[test]
fn a_transport_that_fails_leaves_nothing_behind() {
    #[derive(Debug)]
    struct Broken;

    impl Transport for Broken {
        fn send(
            &self,
            _: http::Request<Body>,
        ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
            Box::pin(std::future::ready(Err(TransportError::new("connection reset"))))
        }
    }
    let recorder = Recorder::new();
    let config = Service::default().config().with_transport(Broken).with_retry(crate::Retry::NEVER);
    send(&config.with_recorder(&recorder), Protocol::Json10, input("1")).unwrap_err();
    assert_eq!(recorder.recording(), Ok(Recording::default()));
}

#[test]
fn a_file_that_is_no_recording_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("r.json");
    let error = Recording::load(&path).unwrap_err().to_string();
    assert!(error.starts_with(&format!("no recording in {}: ", path.display())), "{error}");
    std::fs::write(&path, r#"{"exchanges":[{"operation":"Vault.Keep","response":{"status":200}}]}"#).unwrap();
    let error = Recording::load(&path).unwrap_err().to_string();
    assert!(error.ends_with("- missing required field, Recording.Exchanges[0].Request."), "{error}");
    let recording = Recording::default();
    recording.save(&path).unwrap();
    assert_eq!(Recording::load(&path).unwrap(), recording);
}
