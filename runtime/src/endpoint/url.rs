//! URLs that rules look into.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

/// An `http` or `https` URL without query and fragment, as the function `parseURL` of the rule language takes it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Url<'a> {
    /// `http` or `https`.
    pub scheme: &'a str,
    /// The host, and the port if there is one.
    pub authority: &'a str,
    /// The path as written: empty, or with a slash first.
    pub path: &'a str,
    /// Whether the host is the address of a machine and not its name.
    pub is_ip: bool,
}

impl<'a> Url<'a> {
    /// Reads a URL. Nothing if the text is none, has another scheme, a query or a fragment.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let is_url = matches!(scheme, "http" | "https")
            && rest.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#'));
        let host = host(authority)?;
        let is_ip = match host.strip_prefix('[') {
            Some(address) => address.strip_suffix(']')?.parse::<Ipv6Addr>().is_ok(),
            None => host.parse::<Ipv4Addr>().is_ok(),
        };
        (is_url && !host.is_empty()).then_some(Self { scheme, authority, path, is_ip })
    }

    /// The path with a slash at either end.
    pub fn normalized_path(&self) -> Cow<'a, str> {
        match self.path {
            "" => Cow::Borrowed("/"),
            path if path.ends_with('/') => Cow::Borrowed(path),
            path => Cow::Owned(format!("{path}/")),
        }
    }
}

/// The host of an authority, whose port is a number.
fn host(authority: &str) -> Option<&str> {
    let end = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let (_, after) = authority.split_at(end);
    match after.split_once(':') {
        Some((rest, port)) => {
            port.parse::<u16>().ok()?;
            authority.get(..end + rest.len())
        }
        None => Some(authority),
    }
}

#[cfg(test)]
mod tests {
    use super::Url;

    #[test]
    fn parts_of_urls() {
        for (text, parts) in [
            ("https://authority.com/path", ("https", "authority.com", "/path", false, "/path/")),
            ("http://authority.com", ("http", "authority.com", "", false, "/")),
            ("https://authority.com/", ("https", "authority.com", "/", false, "/")),
            ("https://authority.com:8000/a/b/", ("https", "authority.com:8000", "/a/b/", false, "/a/b/")),
            ("http://99_ab-.com", ("http", "99_ab-.com", "", false, "/")),
            ("http://192.168.1.1:1234/foo", ("http", "192.168.1.1:1234", "/foo", true, "/foo/")),
            ("https://[2001:db8::7348]:443", ("https", "[2001:db8::7348]:443", "", true, "/")),
            ("https://999.999.abc.blah", ("https", "999.999.abc.blah", "", false, "/")),
        ] {
            let url = Url::parse(text).expect(text);
            let found = (url.scheme, url.authority, url.path, url.is_ip, &*url.normalized_path());
            assert_eq!(found, parts, "{text}");
        }
    }

    #[test]
    fn what_is_no_url() {
        for text in [
            "",
            "example.com",
            "//example.com",
            "abcd://example.com",
            "http://",
            "http://abc.com:a/foo",
            "http://abc.com:/foo",
            "http://[::1",
            "https://example.com/path?query=foo",
            "https://example.com/path#fragment",
            "https://exam ple.com",
        ] {
            assert_eq!(Url::parse(text), None, "{text}");
        }
    }
}
