//! The canonical form of a request: what of it is signed, in one order and spelling.

use http::header::HOST;
use http::{HeaderMap, HeaderValue};
use percent_encoding::{AsciiSet, percent_decode_str, percent_encode};
use sha2::{Digest, Sha256};

use super::push_hex;
use crate::host::host;
use crate::percent::RESERVED;

/// What is reserved, without the slash.
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// Whether a header is signed: not if what is between the signer and the service may change it, or if it is no part of the
/// request's meaning.
fn is_signed(name: &str) -> bool {
    !matches!(
        name,
        "authorization"
            | "connection"
            | "expect"
            | "keep-alive"
            | "proxy-authorization"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
            | "user-agent"
            | "x-amzn-trace-id"
    )
}

/// How the path of a request is written in its canonical form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PathRule {
    /// As all services have it but S3: dot segments resolved, slashes in a row made one, and what is sent encoded once
    /// more, so that `/a%20b` is `/a%2520b`.
    #[default]
    Normalized,
    /// As S3 has it: every segment as it is sent, encoded once. Since services of this kind encode the value that they
    /// have decoded, `%2E` is signed as the dot that it is.
    AsIs,
}

/// What of a body is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload<'a> {
    /// All of it.
    Bytes(&'a [u8]),
    /// All of it, by its SHA-256.
    Sha256([u8; 32]),
    /// Nothing: `UNSIGNED-PAYLOAD`.
    Unsigned,
    /// What one of the names that begin with `STREAMING-` stands for.
    Streaming(&'static str),
}

impl Payload<'_> {
    /// The same, with nothing left to be computed.
    #[must_use]
    pub fn hashed(&self) -> Payload<'static> {
        match *self {
            Self::Bytes(bytes) => Payload::Sha256(Sha256::digest(bytes).into()),
            Self::Sha256(hash) => Payload::Sha256(hash),
            Self::Unsigned => Payload::Unsigned,
            Self::Streaming(name) => Payload::Streaming(name),
        }
    }

    /// The value of the header `x-amz-content-sha256`.
    pub fn header(&self) -> HeaderValue {
        let mut text = Vec::with_capacity(64);
        self.push_to(&mut text);
        // Digits, capitals and hyphens.
        HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static(""))
    }

    pub(super) fn push_to(&self, out: &mut Vec<u8>) {
        match self {
            Self::Bytes(bytes) => push_hex(out, &Sha256::digest(bytes)),
            Self::Sha256(hash) => push_hex(out, hash),
            Self::Unsigned => out.extend_from_slice(b"UNSIGNED-PAYLOAD"),
            Self::Streaming(name) => out.extend_from_slice(name.as_bytes()),
        }
    }
}

/// The parts of a request that are signed.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// The method.
    pub method: &'a str,
    /// The value of the header `host`, in case that `headers` has none.
    pub host: &'a str,
    /// The path as it is sent.
    pub path: &'a str,
    /// The query as it is sent, without its question mark; empty for none.
    pub query: &'a str,
    /// The headers. All are signed but those that proxies may change, and the user agent.
    pub headers: &'a HeaderMap,
    /// What of the body is signed.
    pub payload: Payload<'a>,
}

impl<'a> Message<'a> {
    /// What is signed of a request.
    pub fn new<B>(request: &'a http::Request<B>, payload: Payload<'a>) -> Self {
        let uri = request.uri();
        let has_host = request.headers().contains_key(HOST);
        Self {
            method: request.method().as_str(),
            host: if has_host { "" } else { host(uri) },
            path: uri.path(),
            query: uri.query().unwrap_or_default(),
            headers: request.headers(),
            payload,
        }
    }

    /// The canonical form.
    pub fn canonical(&self, rule: PathRule) -> Vec<u8> {
        let (mut out, mut names) = (Vec::with_capacity(512), Vec::new());
        let headers = self.signed_headers();
        write_names(&headers, &mut names);
        self.write(rule, &headers, &names, &mut out);
        out
    }

    /// The headers that are signed, in order: each value with its name.
    pub(super) fn signed_headers(&self) -> Vec<(&'a str, &'a [u8])> {
        let mut headers: Vec<(&str, &[u8])> = Vec::with_capacity(self.headers.len() + 1);
        let all = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        headers.extend(all.filter(|(name, _)| is_signed(name)));
        if !self.headers.contains_key(HOST) {
            headers.push(("host", self.host.as_bytes()));
        }
        // The values of a name stay in their order.
        headers.sort_by_key(|(name, _)| *name);
        headers
    }

    /// Writes the canonical form, with `headers`, whose [names](write_names) are `names`.
    pub(super) fn write(&self, rule: PathRule, headers: &[(&str, &[u8])], names: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(self.method.as_bytes());
        out.push(b'\n');
        write_path(self.path, rule, out);
        out.push(b'\n');
        write_query(self.query, out);
        let mut last = "";
        for (name, value) in headers {
            if *name == last {
                out.push(b',');
            } else {
                out.push(b'\n');
                out.extend_from_slice(name.as_bytes());
                out.push(b':');
                last = name;
            }
            write_value(value, out);
        }
        out.extend_from_slice(b"\n\n");
        out.extend_from_slice(names);
        out.push(b'\n');
        self.payload.push_to(out);
    }
}

/// The names of sorted headers: `host;x-amz-date`.
pub(super) fn write_names(headers: &[(&str, &[u8])], out: &mut Vec<u8>) {
    let mut last = "";
    for (name, _) in headers {
        if *name == last {
            continue;
        }
        if !last.is_empty() {
            out.push(b';');
        }
        out.extend_from_slice(name.as_bytes());
        last = name;
    }
}

/// A value without space around it, and with single spaces in it.
fn write_value(value: &[u8], out: &mut Vec<u8>) {
    // Most have none, which shows many bytes at a time.
    if !value.iter().fold(false, |found, byte| found | (*byte <= b' ')) {
        out.extend_from_slice(value);
        return;
    }
    let mut words = value.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
    out.extend_from_slice(words.next().unwrap_or_default());
    for word in words {
        out.push(b' ');
        out.extend_from_slice(word);
    }
}

fn write_path(path: &str, rule: PathRule, out: &mut Vec<u8>) {
    let path = if path.is_empty() { "/" } else { path };
    match rule {
        PathRule::AsIs => encode_once(path, out),
        PathRule::Normalized => match normalize(path) {
            Some(path) => encode(path.as_bytes(), RESERVED_IN_PATH, out),
            None => encode(path.as_bytes(), RESERVED_IN_PATH, out),
        },
    }
}

fn encode(text: &[u8], reserved: &'static AsciiSet, out: &mut Vec<u8>) {
    percent_encode(text, reserved).for_each(|piece| out.extend_from_slice(piece.as_bytes()));
}

/// Encodes what is not encoded, and decodes what need not be (RFC 3986, section 6.2.2.2).
fn encode_once(path: &str, out: &mut Vec<u8>) {
    for (index, piece) in path.split('%').enumerate() {
        // What is before the first `%`, or after one that no digits follow.
        let mut plain = piece;
        if index > 0 {
            match piece.get(..2).and_then(|digits| Some((u8::from_str_radix(digits, 16).ok()?, digits))) {
                Some((byte, digits)) => {
                    plain = piece.get(2..).unwrap_or_default();
                    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                        out.push(byte);
                    } else {
                        out.push(b'%');
                        out.extend_from_slice(digits.to_ascii_uppercase().as_bytes());
                    }
                }
                None => out.extend_from_slice(b"%25"),
            }
        }
        encode(plain.as_bytes(), RESERVED_IN_PATH, out);
    }
}

/// The path without dot segments and empty ones; `None` where it has none.
fn normalize(path: &str) -> Option<String> {
    // Most have none of either, which is seen without taking them apart.
    if path.starts_with('/') && !path.as_bytes().windows(2).any(|pair| matches!(pair, b"//" | b"/.")) {
        return None;
    }
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    let mut kept: Vec<&str> = Vec::new();
    let mut changed = false;
    let mut is_directory = false;
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        is_directory = matches!(segment, "" | "." | "..");
        match segment {
            "" if is_last => {}
            "" | "." => changed = true,
            ".." => {
                changed = true;
                kept.pop();
            }
            _ => kept.push(segment),
        }
    }
    if !changed {
        return None;
    }
    let mut normalized = String::with_capacity(path.len() + 1);
    for segment in &kept {
        normalized.push('/');
        normalized.push_str(segment);
    }
    if is_directory || kept.is_empty() {
        normalized.push('/');
    }
    Some(normalized)
}

/// The parameters, each decoded and encoded again, in order.
fn write_query(query: &str, out: &mut Vec<u8>) {
    if query.is_empty() {
        return;
    }
    let recode = |text: &str| {
        let decoded: Vec<u8> = percent_decode_str(text).collect();
        percent_encode(&decoded, RESERVED).to_string()
    };
    let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
    let mut parameters: Vec<(String, String)> = parameters
        .map(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            (recode(name), recode(value))
        })
        .collect();
    parameters.sort_unstable();
    for (index, (name, value)) in parameters.iter().enumerate() {
        if index > 0 {
            out.push(b'&');
        }
        out.extend_from_slice(name.as_bytes());
        out.push(b'=');
        out.extend_from_slice(value.as_bytes());
    }
}
