//! The value of the header `Host`, which signatures hold and HTTP/1.1 sends.

use http::Uri;
use http::uri::Scheme;

/// Host and port as HTTP clients write them into the header: without the port that the scheme has anyway.
pub(crate) fn host(uri: &Uri) -> &str {
    let Some(authority) = uri.authority() else { return "" };
    let whole = authority.as_str();
    let whole = whole
        .bytes()
        .rposition(|byte| byte == b'@')
        .map_or(whole, |at| whole.get(at + 1..).unwrap_or_default());
    // Most have no port, which is seen before one is looked for.
    if !whole.contains(':') {
        return whole;
    }
    let usual = if uri.scheme() == Some(&Scheme::HTTP) { 80 } else { 443 };
    match authority.port_u16() {
        Some(port) if port == usual => whole.rsplit_once(':').map_or(whole, |(host, _)| host),
        _ => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn the_usual_port_is_left_out() {
        for (uri, expected) in [
            ("https://example.com/", "example.com"),
            ("https://example.com:443/", "example.com"),
            ("http://example.com:443/", "example.com:443"),
            ("http://example.com:80", "example.com"),
            ("http://me:secret@example.com:80", "example.com"),
            ("https://me@example.com", "example.com"),
            ("http://[::1]:8000/path", "[::1]:8000"),
            ("https://[::1]/", "[::1]"),
            ("/path", ""),
        ] {
            assert_eq!(host(&uri.parse().unwrap()), expected, "{uri}");
        }
    }
}
