//! Signs the requests of AWS's test suite for Signature Version 4 and compares all that comes before a signature, and the
//! signature. What `cargo xtask conformance --sigv4` runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail, ensure};
use http::{HeaderMap, HeaderName, HeaderValue};
use sdk_runtime::Credentials;
use sdk_runtime::sign::{KeyCache, Message, PathRule, Payload, Signer, Stamp};

/// The time, key, region and service of all cases. S. the suite's own description.
const TIME: Duration = Duration::from_secs(1_440_938_160);
const KEY: (&str, &str) = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

#[expect(clippy::print_stdout, reason = "what the program is for")]
fn main() -> Result<ExitCode> {
    let directory = std::env::args_os().nth(1).context("expected the folder of the suite")?;
    let mut cases = Vec::new();
    find(Path::new(&directory), &mut cases)?;
    cases.sort();
    ensure!(!cases.is_empty(), "there is no file *.req below {}", directory.display());
    let mut failed = 0;
    for case in &cases {
        if let Err(error) = check(case) {
            failed += 1;
            println!("{}\n    {error:#}\n", case.display());
        }
    }
    println!("{} passed, {failed} failed, 0 skipped", cases.len() - failed);
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Appends the requests below `directory`.
fn find(directory: &Path, cases: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(directory).with_context(|| directory.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, cases)?;
        } else if path.extension().is_some_and(|extension| extension == "req") {
            cases.push(path);
        }
    }
    Ok(())
}

fn check(case: &Path) -> Result<()> {
    let read = |extension: &str| {
        let path = case.with_extension(extension);
        fs::read_to_string(&path).with_context(|| path.display().to_string())
    };
    let request = Request::parse(&read("req")?)?;
    let expected = read("authz")?;

    // Where a session token is signed, the request gets it from the signer; else it is added when that has signed.
    let mut credentials = Credentials::new(KEY.0, KEY.1);
    if expected.contains("x-amz-security-token")
        && let Some(token) = Request::parse(&read("sreq")?)?.headers.get("x-amz-security-token")
    {
        credentials = credentials.with_session_token(token.to_str()?);
    }
    let signer = Signer {
        credentials: &credentials,
        region: "us-east-1",
        service: "service",
        stamp: Stamp::new(SystemTime::UNIX_EPOCH + TIME),
        path: PathRule::Normalized,
        keys: &KeyCache::default(),
    };
    let mut headers = request.headers;
    signer.prepare(&mut headers);
    let message = Message {
        method: &request.method,
        host: "",
        path: &request.path,
        query: &request.query,
        headers: &headers,
        payload: Payload::Bytes(request.body.as_bytes()),
    };
    let canonical = message.canonical(signer.path);
    compare("canonical request", &read("creq")?, &canonical)?;
    compare("string to sign", &read("sts")?, &signer.string_to_sign(&canonical))?;
    compare("authorization", &expected, signer.authorization(&message).0.as_bytes())
}

fn compare(what: &str, expected: &str, found: &[u8]) -> Result<()> {
    let found = String::from_utf8_lossy(found);
    ensure!(found == expected.trim_end(), "the {what} is\n{found}\n    expected\n{expected}");
    Ok(())
}

/// A request as the suite has it: not always one that HTTP allows.
struct Request {
    method: String,
    path: String,
    query: String,
    headers: HeaderMap,
    body: String,
}

impl Request {
    fn parse(text: &str) -> Result<Self> {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = head.lines();
        let start = lines.next().context("there is no request line")?;
        let start = start.strip_suffix(" HTTP/1.1").context("the request line does not end in HTTP/1.1")?;
        let (method, target) = start.split_once(' ').context("the request line has no target")?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));

        let mut fields: Vec<(String, String)> = Vec::new();
        for line in lines {
            match (line.strip_prefix(' '), line.split_once(':'), fields.last_mut()) {
                // A value that goes on in the next line.
                (Some(more), _, Some((_, value))) => value.extend([" ", more]),
                (None, Some((name, value)), _) => fields.push((name.to_owned(), value.to_owned())),
                _ => bail!("{line:?} is no header"),
            }
        }
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(HeaderName::try_from(name)?, HeaderValue::try_from(value.trim())?);
        }
        let [method, path, query, body] = [method, path, query, body].map(str::to_owned);
        Ok(Self { method, path, query, headers, body })
    }
}
