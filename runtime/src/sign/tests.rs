//! The examples of the S3 API Reference, "Signature Calculations for the Authorization Header" and "Authenticating
//! Requests: Using Query Parameters", and canonical forms that the documentation describes in words.

use std::time::{Duration, SystemTime};

use super::*;
use crate::credentials::Credentials;

/// 2013-05-24, midnight.
const DAY: Duration = Duration::from_secs(1_369_353_600);

fn credentials() -> Credentials {
    Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
}

fn signer<'a>(credentials: &'a Credentials, keys: &'a KeyCache) -> Signer<'a> {
    let stamp = Stamp::new(SystemTime::UNIX_EPOCH + DAY);
    Signer { credentials, region: "us-east-1", service: "s3", stamp, path: PathRule::AsIs, keys }
}

fn request(method: &str, uri: &str, headers: &[(&str, &str)]) -> http::Request<()> {
    let mut request = http::Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap()
}

#[test]
fn examples_of_the_documentation() {
    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const WELCOME: &[u8] = b"Welcome to Amazon S3.";
    const WELCOME_HASH: &str = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
    let put: &[_] = &[
        ("date", "Fri, 24 May 2013 00:00:00 GMT"),
        ("x-amz-content-sha256", WELCOME_HASH),
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
    ];
    let get: &[_] = &[("x-amz-content-sha256", EMPTY)];
    let ranged: &[_] = &[("range", "bytes=0-9"), ("x-amz-content-sha256", EMPTY)];
    let (credentials, keys) = (credentials(), KeyCache::default());
    let signer = signer(&credentials, &keys);
    for (method, path, headers, body, signature) in [
        (
            "GET",
            "/test.txt",
            ranged,
            &b""[..],
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT",
            "/test%24file.text",
            put,
            WELCOME,
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        ("GET", "/?lifecycle", get, b"", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        (
            "GET",
            "/?max-keys=2&prefix=J",
            get,
            b"",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ] {
        let uri = format!("https://examplebucket.s3.amazonaws.com{path}");
        let mut request = request(method, &uri, headers);
        signer.prepare(request.headers_mut());
        let (value, found) = signer.authorization(&Message::new(&request, Payload::Bytes(body)));
        assert_eq!(found.as_str(), signature, "{path}");
        let value = value.to_str().unwrap();
        let start = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=";
        assert!(value.starts_with(start), "{value}");
        assert!(value.ends_with(&format!(", Signature={signature}")), "{value}");
    }
}

#[test]
fn presigned() {
    let (credentials, keys) = (credentials(), KeyCache::default());
    let request = request("GET", "https://examplebucket.s3.amazonaws.com/test.txt", &[]);
    let message = Message::new(&request, Payload::Unsigned);
    assert_eq!(
        signer(&credentials, &keys).presigned_query(&message, Duration::from_secs(86_400)),
        "X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
         &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
         &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    );
}

#[test]
fn paths() {
    use PathRule::{AsIs, Normalized};
    for (path, rule, expected) in [
        ("", Normalized, "/"),
        ("/", Normalized, "/"),
        ("/a/b", Normalized, "/a/b"),
        ("/a//b/./c/../d/", Normalized, "/a/b/d/"),
        ("/../..", Normalized, "/"),
        ("/a%20b", Normalized, "/a%2520b"),
        // Labels that are dots do not stand for another path, whoever reads them.
        ("/a/%2E%2E/b", Normalized, "/a/%252E%252E/b"),
        ("/a//../b%20", AsIs, "/a//../b%20"),
        ("/bucket/%2E%2E/a%2fb%", AsIs, "/bucket/../a%2Fb%25"),
        ("/ü", AsIs, "/%C3%BC"),
    ] {
        let message = Message {
            method: "GET",
            host: "",
            path,
            query: "",
            headers: &http::HeaderMap::new(),
            payload: Payload::Unsigned,
        };
        let canonical = String::from_utf8(message.canonical(rule)).unwrap();
        assert_eq!(canonical.lines().nth(1), Some(expected), "{path} {rule:?}");
    }
}

#[test]
fn queries_headers_and_hosts() {
    let request = request(
        "POST",
        "https://example.com:443/?b=2&a=%7e&b=1&c&%C3%BC=+",
        &[("x-two", "  b  c "), ("x-two", "a"), ("user-agent", "nobody"), ("authorization", "none")],
    );
    let message = Message::new(&request, Payload::Streaming("STREAMING-AWS4-HMAC-SHA256-EVENTS"));
    assert_eq!(
        String::from_utf8(message.canonical(PathRule::Normalized)).unwrap(),
        "POST\n/\n%C3%BC=%2B&a=~&b=1&b=2&c=\nhost:example.com\nx-two:b c,a\n\nhost;x-two\n\
         STREAMING-AWS4-HMAC-SHA256-EVENTS",
    );
    for (uri, host) in [
        ("http://a:80", "a"),
        ("http://a:443", "a:443"),
        ("https://a:443", "a"),
        ("https://[::1]:8443", "[::1]:8443"),
        ("https://[::1]", "[::1]"),
    ] {
        let request = http::Request::get(uri).body(()).unwrap();
        assert_eq!(Message::new(&request, Payload::Unsigned).host, host, "{uri}");
    }
}

#[test]
fn a_key_is_for_its_scope_only() {
    let (credentials, keys) = (credentials(), KeyCache::default());
    let other = Credentials::new("AKIAIOSFODNN7EXAMPLE", "another");
    let first = signer(&credentials, &keys);
    let later = Stamp::new(SystemTime::UNIX_EPOCH + 2 * DAY);
    let signers = [
        first,
        Signer { region: "eu-west-1", ..first },
        Signer { service: "sqs", ..first },
        Signer { stamp: later, ..first },
        Signer { credentials: &other, ..first },
    ];
    let request = http::Request::get("https://example.com").body(()).unwrap();
    let message = Message::new(&request, Payload::Bytes(b""));
    let sign = |signer: &Signer<'_>| signer.authorization(&message).1;
    let fresh: Vec<_> = signers
        .iter()
        .map(|signer| sign(&Signer { keys: &KeyCache::default(), ..*signer }).as_str().to_owned())
        .collect();
    for _ in 0..2 {
        let cached: Vec<_> = signers.iter().map(|signer| sign(signer).as_str().to_owned()).collect();
        assert_eq!(cached, fresh);
    }
    let distinct: std::collections::BTreeSet<_> = fresh.iter().collect();
    assert_eq!(distinct.len(), signers.len());
}

#[test]
fn stamps() {
    for (seconds, text) in [
        (0, "19700101T000000Z"),
        (1_440_938_160, "20150830T123600Z"),
        (951_782_399, "20000228T235959Z"),
        (4_102_444_799, "20991231T235959Z"),
    ] {
        let stamp = Stamp::new(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!((stamp.as_str(), stamp.date()), (text, &text[..8]));
    }
}

/// The examples of the S3 API Reference: 65 KiB of the letter `a`, in pieces of 64 KiB.
#[test]
fn pieces_of_a_body_and_what_follows_them() {
    let (credentials, keys) = (credentials(), KeyCache::default());
    let signer = signer(&credentials, &keys);
    let start = [
        ("content-encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", "66560"),
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
    ];
    let (plain, checked) = (
        [("content-length", "66824"), ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")],
        [
            ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"),
            ("x-amz-trailer", "x-amz-checksum-crc32c"),
        ],
    );
    for (payload, headers, trailer, signatures) in [
        (
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            plain,
            "",
            [
                "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
                "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
                "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
                "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
                "",
            ],
        ),
        (
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            checked,
            "x-amz-checksum-crc32c:sOO8/Q==\n",
            [
                "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
                "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
                "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
                "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
                "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435",
            ],
        ),
    ] {
        let uri = "https://s3.amazonaws.com/examplebucket/chunkObject.txt";
        let mut request = request("PUT", uri, &[&start[..], &headers[..]].concat());
        signer.prepare(request.headers_mut());
        let seed = signer.authorization(&Message::new(&request, Payload::Streaming(payload))).1;
        let letters = vec![b'a'; 65_536];
        let first = signer.chunk(&letters, &seed);
        let second = signer.chunk(&letters[..1024], &first);
        let last = signer.chunk(b"", &second);
        let mut found = vec![seed, first, second, last];
        if !trailer.is_empty() {
            found.push(signer.trailer(trailer.as_bytes(), &last));
        }
        let found: Vec<&str> = found.iter().map(Signature::as_str).collect();
        assert_eq!(found, signatures[..found.len()], "{payload}");
    }
}
