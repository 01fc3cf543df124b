//! What reached the server.

use bytes::Bytes;
use http::{HeaderMap, Method};

/// What reached the server so far.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// The requests that were read to their end, in the order in which they came.
    pub requests: Vec<Recorded>,
    /// How many connections have been made.
    pub connections: usize,
    /// How many of these have been closed since, by whichever side.
    pub closed: usize,
    /// How many requests the client gave up while the server was silent.
    pub abandoned: usize,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Which of the connections it came by, counted from 0.
    pub connection: usize,
    /// The method.
    pub method: Method,
    /// Path and query, not decoded.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Log {
    /// The paths of the requests, in their order.
    pub fn paths(&self) -> Vec<&str> {
        self.requests.iter().map(|request| request.path.as_str()).collect()
    }
}

impl Recorded {
    /// The values of a header, joined by commas where it stands more than once. Empty where it does not stand at all.
    pub fn header(&self, name: &str) -> String {
        let values = self.headers.get_all(name).into_iter();
        values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect::<Vec<_>>().join(",")
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
