//! AWS Signature Version 4 with a secret key.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::{Digest, Sha256};

use super::canonical::{Message, PathRule, write_names};
use super::key::{KeyCache, SigningKey};
use super::push_hex;
use super::stamp::Stamp;
use crate::credentials::Credentials;
use crate::hex;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

pub(crate) const DATE: HeaderName = HeaderName::from_static("x-amz-date");
pub(crate) const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

/// Who signs, for whom, and when.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    /// Whose signature it is.
    pub credentials: &'a Credentials,
    /// The region in the signature's scope, such as `eu-central-1`.
    pub region: &'a str,
    /// The service in the signature's scope, such as `dynamodb`: its signing name.
    pub service: &'a str,
    /// The time of the request. Services accept what is at most five minutes old; S3, fifteen.
    pub stamp: Stamp,
    /// How the path is signed.
    pub path: PathRule,
    /// The keys that have been derived before.
    pub keys: &'a KeyCache,
}

/// A signature: 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 64]);

impl Signature {
    /// The digits.
    pub fn as_str(&self) -> &str {
        // All of it is ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signature")
    }
}

impl Signer<'_> {
    /// Signs `message`, whose headers have been [prepared](Self::prepare): the value of the header `authorization`, and
    /// the signature in it.
    ///
    /// Where the headers have `authorization` already, that is left out of the signature.
    pub fn authorization(&self, message: &Message<'_>) -> (HeaderValue, Signature) {
        self.authorize(message, ALGORITHM, Some(self.region), |text| self.sign_text(text))
    }

    /// The same with another algorithm: `sign` signs the text, whose scope has the `region`, if any.
    pub(super) fn authorize<S: AsRef<[u8]>>(
        &self,
        message: &Message<'_>,
        algorithm: &'static str,
        region: Option<&str>,
        sign: impl FnOnce(&[u8]) -> S,
    ) -> (HeaderValue, S) {
        let headers = message.signed_headers();
        let mut value = Vec::with_capacity(512);
        for part in [algorithm, " Credential=", self.credentials.access_key_id(), "/"] {
            value.extend_from_slice(part.as_bytes());
        }
        let scope = value.len();
        self.write_scope(region, &mut value);
        let scope = scope..value.len();
        value.extend_from_slice(b", SignedHeaders=");
        let names = value.len();
        write_names(&headers, &mut value);
        let names = names..value.len();
        // Both stand in what is signed, too.
        let [scope, names] = [scope, names].map(|part| value.get(part).unwrap_or_default());

        let mut signed = Vec::with_capacity(1024);
        message.write(self.path, &headers, names, &mut signed);
        self.write_text(algorithm, scope, &mut signed);
        let signature = sign(&signed);
        value.extend_from_slice(b", Signature=");
        value.extend_from_slice(signature.as_ref());
        // The id of the key is all that may not be printable; a service would not know it either.
        let mut value =
            HeaderValue::from_bytes(&value).unwrap_or_else(|_| HeaderValue::from_static(algorithm));
        value.set_sensitive(true);
        (value, signature)
    }

    /// Adds what a signed request says about its signature besides `authorization`: the time, and the session token.
    pub fn prepare(&self, headers: &mut HeaderMap) {
        // Digits and letters.
        if let Ok(date) = HeaderValue::from_bytes(self.stamp.as_bytes()) {
            headers.insert(DATE, date);
        }
        if let Some(Ok(mut token)) = self.credentials.session_token().map(HeaderValue::from_str) {
            token.set_sensitive(true);
            headers.insert(SECURITY_TOKEN, token);
        }
    }

    /// The parameters to append to the query of `message`, starting with a `&` if it has others, so that its URL is
    /// signed and valid for `lifetime`. Whoever uses it sends all headers that `message` has.
    pub fn presigned_query(&self, message: &Message<'_>, lifetime: Duration) -> String {
        let sign = |text: &[u8]| self.sign_text(text);
        self.presign(message, lifetime, ALGORITHM, Some(self.region), None, sign)
    }

    /// The same with another algorithm: see [`authorize`](Self::authorize). The URL names the `regions`, if any.
    pub(super) fn presign<S: AsRef<[u8]>>(
        &self,
        message: &Message<'_>,
        lifetime: Duration,
        algorithm: &'static str,
        region: Option<&str>,
        regions: Option<&str>,
        sign: impl FnOnce(&[u8]) -> S,
    ) -> String {
        let headers = message.signed_headers();
        let mut signed = Vec::new();
        write_names(&headers, &mut signed);
        let mut credential = format!("{}/", self.credentials.access_key_id()).into_bytes();
        self.write_scope(region, &mut credential);
        let (mut query, lifetime) = (message.query.to_owned(), lifetime.as_secs().to_string());
        let parameters = [
            ("X-Amz-Algorithm", Some(algorithm.as_bytes())),
            ("X-Amz-Credential", Some(&*credential)),
            ("X-Amz-Date", Some(self.stamp.as_str().as_bytes())),
            ("X-Amz-Region-Set", regions.map(str::as_bytes)),
            ("X-Amz-Expires", Some(lifetime.as_bytes())),
            ("X-Amz-SignedHeaders", Some(&*signed)),
            ("X-Amz-Security-Token", self.credentials.session_token().map(str::as_bytes)),
        ];
        for (name, value) in parameters {
            let Some(value) = value else { continue };
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(name);
            query.push('=');
            query.extend(percent_encoding::percent_encode(value, crate::percent::RESERVED));
        }
        let mut buffer = Vec::with_capacity(1024);
        Message { query: &query, ..*message }.write(self.path, &headers, &signed, &mut buffer);
        let mut scope = Vec::new();
        self.write_scope(region, &mut scope);
        self.write_text(algorithm, &scope, &mut buffer);
        let signature = sign(&buffer);
        let digits = String::from_utf8_lossy(signature.as_ref());
        format!("{}&X-Amz-Signature={digits}", query.split_off(message.query.len()))
    }

    /// What is signed for a canonical request.
    pub fn string_to_sign(&self, canonical: &[u8]) -> Vec<u8> {
        let mut text = Vec::with_capacity(160);
        self.write_start(ALGORITHM, Some(self.region), &mut text);
        push_hex(&mut text, &Sha256::digest(canonical));
        text
    }

    /// Replaces the canonical request in `buffer` by the text that is signed for it.
    fn write_text(&self, algorithm: &str, scope: &[u8], buffer: &mut Vec<u8>) {
        let hash = Sha256::digest(&buffer);
        buffer.clear();
        self.write_time(algorithm, buffer);
        buffer.extend_from_slice(scope);
        buffer.push(b'\n');
        push_hex(buffer, &hash);
    }

    /// `20150830/us-east-1/service/aws4_request`, or without the region.
    fn write_scope(&self, region: Option<&str>, out: &mut Vec<u8>) {
        let (date, region) = (Some(self.stamp.date_bytes()), region.map(str::as_bytes));
        for part in [date, region, Some(self.service.as_bytes())].into_iter().flatten() {
            out.extend_from_slice(part);
            out.push(b'/');
        }
        out.extend_from_slice(b"aws4_request");
    }

    /// What every text that is signed begins with: the algorithm, the time and the scope, a line each.
    pub(super) fn write_start(&self, algorithm: &str, region: Option<&str>, out: &mut Vec<u8>) {
        self.write_time(algorithm, out);
        self.write_scope(region, out);
        out.push(b'\n');
    }

    fn write_time(&self, algorithm: &str, out: &mut Vec<u8>) {
        for part in [algorithm.as_bytes(), b"\n", self.stamp.as_bytes(), b"\n"] {
            out.extend_from_slice(part);
        }
    }

    pub(super) fn key(&self) -> SigningKey {
        self.keys.get(self.credentials, &self.stamp, self.region, self.service)
    }

    fn sign_text(&self, text: &[u8]) -> Signature {
        Signature::new(&self.key().sign(text))
    }
}

impl Signature {
    pub(super) fn new(bytes: &[u8; 32]) -> Self {
        let mut digits = [b'0'; 64];
        hex::write(&mut digits, bytes);
        Self(digits)
    }
}
