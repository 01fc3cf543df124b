//! Runs the cases of public protocol suites against generated clients.
//!
//! `cargo xtask conformance` generates a crate from the suites' models, with a line per case that names the case and the
//! operation, and runs it. What a case means and how it is compared is here.

mod canonical;
mod cbor;
pub mod endpoints;
pub mod jmespath;
pub mod params;
pub mod result;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue, StatusCode};
use sdk_runtime::failure::{Failure, RawResponse, Rejection};
use sdk_runtime::operation::{ModelledError, Operation, OperationMeta};
use sdk_runtime::protocol::{self, Protocol};
use sdk_runtime::{Config, Core, OperationError, Request, Validation, Value};
use serde_json::Value as Json;

/// One case of a suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// The file, below the folder of the suites.
    pub file: &'static str,
    /// Its place in the file.
    pub suite: usize,
    /// Its place in the suite.
    pub case: usize,
}

/// How a case ended.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// `input/query.json 3:0`
    pub case: String,
    /// What is wrong, if something is: what was expected, and what came.
    pub problem: Option<String>,
}

/// The suites, and where reports go.
#[derive(Debug)]
pub struct Runner {
    suites: BTreeMap<&'static str, Json>,
    runtime: tokio::runtime::Runtime,
}

impl Runner {
    /// Reads `files`, which are below `directory`.
    ///
    /// # Errors
    /// When one is not there, or is not JSON.
    pub fn new(directory: &Path, files: &[&'static str]) -> Result<Self> {
        let mut suites = BTreeMap::new();
        for file in files {
            let path = directory.join(file);
            let text = std::fs::read(&path).with_context(|| path.display().to_string())?;
            suites.insert(*file, serde_json::from_slice(&text).with_context(|| path.display().to_string())?);
        }
        Ok(Self { suites, runtime: tokio::runtime::Builder::new_current_thread().build()? })
    }

    /// Sends the operation `I` with the case's parameters, and compares the request.
    pub fn input<I: Operation>(&self, case: Case) {
        self.report(case, || self.check_input::<I>(case));
    }

    /// Reads the case's response as one of the operation `I`, and compares the output.
    pub fn output<I: Operation>(&self, case: Case) {
        self.report(case, || self.check_output::<I>(case));
    }

    /// Reads the case's response as the error `E` of the operation `I`, and compares it.
    pub fn error<I: Operation, E: ModelledError>(&self, case: Case) {
        self.report(case, || self.check_error::<I, E>(case));
    }

    /// Reads the case's response as an error that the operation `I` does not list.
    pub fn other_error<I: Operation>(&self, case: Case) {
        self.report(case, || {
            let (_, case) = self.find(case)?;
            let error = self.failure::<I>(case)?;
            same("error shape", "", I::Error::from(error).failure().modelled_name())?;
            result::same(case.get("error").unwrap_or(&nothing()), &nothing())
        });
    }

    /// Reads the bytes of a case of CBOR, and compares the value.
    pub fn cbor(&self, case: Case) {
        self.report(case, || {
            let file = self.suites.get(case.file).context("there is no such file")?;
            cbor::check(file.get(case.suite).context("there is no such case")?)
        });
    }

    fn report(&self, case: Case, check: impl FnOnce() -> Result<()>) {
        print(format!("{} {}:{}", case.file, case.suite, case.case), check);
    }

    fn find(&self, case: Case) -> Result<(&Json, &Json)> {
        let suite = self
            .suites
            .get(case.file)
            .and_then(|file| file.get(case.suite))
            .context("there is no such suite")?;
        let found =
            suite.get("cases").and_then(|cases| cases.get(case.case)).context("there is no such case")?;
        Ok((suite, found))
    }

    fn check_input<I: Operation>(&self, case: Case) -> Result<()> {
        let (suite, case) = self.find(case)?;
        let mut input = I::zero();
        params::fill(&mut input, case.get("params").unwrap_or(&nothing())).context("params")?;
        let endpoint = suite.get("clientEndpoint").and_then(Json::as_str).unwrap_or("http://localhost");
        let config = Config::new()
            .with_endpoint_url(endpoint)
            .with_random(|| 0)
            .with_validation(Validation::PathOnly)
            .with_anonymous_access();
        let core = Core::new(I::META.service, &config);
        let entries = result::map_entries(&input);
        let request = Request::new(&core, input).to_http().map_err(|error| anyhow::anyhow!("{error}"))?;
        let expected = case.get("serialized").context("the case has no `serialized`")?;
        self.compare_request(protocol_of(I::META)?, expected, request, &entries)
    }

    fn compare_request(
        &self,
        protocol: Protocol,
        expected: &Json,
        request: http::Request<sdk_runtime::Body>,
        entries: &BTreeSet<&str>,
    ) -> Result<()> {
        let (head, body) = request.into_parts();
        let body =
            self.runtime.block_on(body.collect(1 << 24)).map_err(|error| anyhow::anyhow!("{error}"))?;
        let text = |key: &str| expected.get(key).and_then(Json::as_str);
        if let Some(method) = text("method") {
            same("method", method, head.method.as_str())?;
        }
        if let Some(uri) = text("uri") {
            let found = head.uri.path_and_query().map_or("/", |uri| uri.as_str());
            same("uri", canonical::uri(uri), canonical::uri(found))?;
        }
        if let Some(host) = text("host") {
            let found = head.uri.authority().map_or("", |authority| authority.as_str());
            // The path of a host belongs to the URI.
            same("host", host.split('/').next().unwrap_or_default(), found)?;
        }
        for (name, value) in expected.get("headers").and_then(Json::as_object).into_iter().flatten() {
            let found: Vec<&str> =
                head.headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
            let found = found.join(", ");
            let value = value.as_str().unwrap_or_default();
            if !canonical::same_header(name, value, &found) {
                bail!("header {name}: expected {value:?}, found {found:?}");
            }
        }
        let names = |key: &str| {
            expected.get(key).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
        };
        for name in names("forbidHeaders") {
            if head.headers.contains_key(name) {
                bail!("header {name}: expected none");
            }
        }
        for name in names("requireHeaders") {
            if !head.headers.contains_key(name) {
                bail!("header {name}: expected one, found none");
            }
        }
        let Some(wanted) = expected.get("body") else { return Ok(()) };
        let wanted = wanted.as_str().context("the expected body is not a string")?;
        // A case gives the body as it is before it is compressed.
        let is_gzip = head
            .headers
            .get("content-encoding")
            .is_some_and(|encoding| encoding.as_bytes().ends_with(b"gzip"));
        let body = match is_gzip && !wanted.is_empty() {
            true => {
                let mut plain = Vec::new();
                flate2::read::GzDecoder::new(&body[..])
                    .read_to_end(&mut plain)
                    .context("the body is no gzip")?;
                plain.into()
            }
            false => body,
        };
        canonical::same_body(protocol, wanted, &body, entries)
    }

    fn response(&self, protocol: Protocol, case: &Json) -> Result<RawResponse> {
        let response = case.get("response").context("the case has no `response`")?;
        let status = response.get("status_code").and_then(Json::as_u64).unwrap_or(200);
        let mut headers = http::HeaderMap::new();
        for (name, value) in response.get("headers").and_then(Json::as_object).into_iter().flatten() {
            headers.append(
                HeaderName::try_from(name)?,
                HeaderValue::from_bytes(value.as_str().context("a header that is not a string")?.as_bytes())?,
            );
        }
        let body = response.get("body").and_then(Json::as_str).unwrap_or_default();
        let is_event_stream = headers
            .get("content-type")
            .is_some_and(|kind| kind.as_bytes() == b"application/vnd.amazon.eventstream");
        let body = match protocol == Protocol::Cbor || is_event_stream {
            true => STANDARD.decode(body.trim()).context("the body is not base64")?,
            false => body.as_bytes().to_vec(),
        };
        Ok(RawResponse { status: StatusCode::from_u16(u16::try_from(status)?)?, headers, body: body.into() })
    }

    fn check_output<I: Operation>(&self, case: Case) -> Result<()> {
        let (_, case) = self.find(case)?;
        let protocol = protocol_of(I::META)?;
        let mut output = I::Output::zero();
        protocol::decode(protocol, I::META, &self.response(protocol, case)?, &mut output)?;
        result::same(case.get("result").unwrap_or(&nothing()), &result::to_json(&output))
    }

    fn check_error<I: Operation, E: ModelledError>(&self, case: Case) -> Result<()> {
        let (_, case) = self.find(case)?;
        let error = I::Error::from(self.failure::<I>(case)?);
        same("error shape", E::META.name, error.failure().modelled_name())?;
        let rejection = Rejection::<E>::from(self.failure::<I>(case)?);
        let expected = case.get("error").context("the case has no `error`")?;
        result::same(expected, &result::to_json(&*rejection))
    }

    /// The failure that the case's response reports, once code and message are found to be as expected.
    fn failure<I: Operation>(&self, case: &Json) -> Result<Failure> {
        let protocol = protocol_of(I::META)?;
        let response = self.response(protocol, case)?;
        let failure = Failure::new(I::META, protocol::service_error(protocol, I::META, response));
        let text = |key: &str| case.get(key).and_then(Json::as_str);
        if let Some(code) = text("errorCode") {
            same("error code", code, failure.code().unwrap_or_default())?;
        }
        if let Some(message) = text("errorMessage") {
            same("error message", message, failure.message().unwrap_or_default())?;
        }
        Ok(failure)
    }
}

/// Prints how a case ends.
fn print(case: String, check: impl FnOnce() -> Result<()>) {
    // A panic is a failed case, and no reason to skip the others.
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(check));
    let problem = match outcome {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(format!("{error:#}")),
        Err(_) => Some("it panicked".to_owned()),
    };
    let report = serde_json::json!(Report { case, problem });
    // Nobody is left to be told where this fails.
    let _ = writeln!(std::io::stdout(), "{report}");
}

/// What a case means that does not say.
fn nothing() -> Json {
    Json::Object(serde_json::Map::new())
}

fn protocol_of(meta: &'static OperationMeta) -> Result<Protocol> {
    meta.service.protocols.first().copied().context("the model names no protocol")
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, expected: T, found: T) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    bail!("{what}: expected {expected:?}, found {found:?}")
}
