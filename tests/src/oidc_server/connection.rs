//! Connections and the requests on them.

use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::sync::watch;

use super::flow::Flow;
use super::reply::{Broken, ReplyBody};
use super::script::{Script, Step};
use super::{Endpoint, Log, Recorded, Refusal, Reply, check};

/// The longest body that is read, in bytes.
const MAX_BODY: usize = 64 * 1024;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What all connections share.
#[derive(Clone)]
pub(super) struct State {
    service: Arc<Mutex<(Script, Flow)>>,
    log: watch::Sender<Log>,
}

impl State {
    pub(super) fn new(script: Script, url: String, log: watch::Sender<Log>) -> Self {
        let flow = Flow::new(url, script.polls_before_approval);
        Self { service: Arc::new(Mutex::new((script, flow))), log }
    }
}

/// Serves every connection that is made, for ever.
pub(super) async fn accept(listener: TcpListener, state: State) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    // The system may refuse a connection for want of resources; the next one may succeed.
    for number in 0.. {
        let Ok((stream, _)) = listener.accept().await else { continue };
        state.log.send_modify(|log| log.connections += 1);
        let state = state.clone();
        tokio::spawn(async move {
            let service = service_fn(|request| answer(&state, number, request));
            // Scripts break connections and clients drop them: an error here is what the test is about.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
            state.log.send_modify(|log| log.closed += 1);
        });
    }
}

/// Answers a request, or fails in order to close the connection.
async fn answer(
    state: &State,
    connection: usize,
    request: Request<Incoming>,
) -> Result<Response<ReplyBody>, BoxError> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, MAX_BODY).collect().await?.to_bytes();
    let path = head.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let recorded = Recorded { connection, method: head.method, path, headers: head.headers, body };
    let step = state.decide(&recorded);
    let mut request_id = String::new();
    state.log.send_modify(|log| {
        log.requests.push(recorded);
        request_id = format!("00000000-0000-4000-8000-{:012}", log.requests.len());
    });
    match step {
        Outcome::Reply(reply) => Ok(reply.into_response(&request_id)?),
        Outcome::CutOff(reply) => Ok(reply.into_cut_off(&request_id)?),
        Outcome::HangUp => Err(Broken.into()),
        Outcome::Silence => {
            let _given_up = GivenUp(&state.log);
            std::future::pending().await
        }
    }
}

/// What becomes of a request.
enum Outcome {
    Reply(Reply),
    CutOff(Reply),
    HangUp,
    Silence,
}

impl State {
    fn decide(&self, request: &Recorded) -> Outcome {
        let Some(endpoint) = Endpoint::of(&request.method, &request.path) else {
            return Outcome::Reply(
                Reply::json(StatusCode::NOT_FOUND, "{}")
                    .with_header("x-amzn-errortype", "UnknownOperationException"),
            );
        };
        let members = match check::members(endpoint, &request.headers, &request.body) {
            Ok(members) => members,
            Err(problem) => return Outcome::Reply(Refusal::InvalidRequest.reply(&problem)),
        };
        // The data is whole even if a thread has panicked: nothing below leaves it half changed.
        let mut service = self.service.lock().unwrap_or_else(PoisonError::into_inner);
        let (script, flow) = &mut *service;
        match script.next(endpoint) {
            Step::Serve => Outcome::Reply(match flow.answer(endpoint, &members) {
                Ok(body) => Reply::json(StatusCode::OK, body.to_string()),
                Err((refusal, reason)) => refusal.reply(&reason),
            }),
            Step::Refuse(refusal) => Outcome::Reply(refusal.reply(&refusal.description())),
            Step::Send(reply) => Outcome::Reply(reply),
            Step::CutOff(reply) => Outcome::CutOff(reply),
            Step::HangUp => Outcome::HangUp,
            Step::Silence => Outcome::Silence,
        }
    }
}

/// Notes, when hyper drops the call it is in, that the client has gone.
struct GivenUp<'a>(&'a watch::Sender<Log>);

impl Drop for GivenUp<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|log| log.abandoned += 1);
    }
}
