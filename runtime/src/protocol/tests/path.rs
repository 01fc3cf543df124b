//! Labels of the path and the host name.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use proptest::prelude::*;

use super::*;
use crate::schema::{HOST_LABEL, LAST_SEGMENT, Location, Member, NONE, row};
use crate::timestamp::Timestamp;

const fn label(name: &'static str) -> Member {
    Member { location: Location::Uri, ..row(name, NONE) }
}

structure! {
    Labels {
        text: Option<String> = label("text"),
        rest: Option<String> = label("rest"),
        double: Option<f64> = label("double"),
        time: Option<Timestamp> = label("time"),
        id: Option<String> = Member { location: Location::Uri, ..row("id", LAST_SEGMENT) },
        host: Option<String> = row("host", HOST_LABEL),
    }
}

fn path_of(template: &str, input: &Labels) -> Result<String, String> {
    let path = super::super::path::expand(template, input);
    path.map(Cow::into_owned).map_err(|error| error.to_string())
}

fn text_path(template: &str, text: &str) -> Result<String, String> {
    path_of(template, &Labels { text: Some(text.into()), rest: Some(text.into()), ..Labels::default() })
}

#[test]
fn fills_in_labels() {
    let input = Labels {
        text: Some(" %:/?#[]@!$&'()*+,;=😹-._~".into()),
        rest: Some("there/guy?".into()),
        double: Some(f64::NEG_INFINITY),
        time: Some(Timestamp::from_epoch_seconds(1_576_540_098)),
        ..Labels::default()
    };
    for (template, path) in [
        ("", ""),
        ("/", "/"),
        ("/a/(a+)+/", "/a/(a+)+/"),
        ("/{text}", "/%20%25%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%F0%9F%98%B9-._~"),
        ("/x/{rest}/y", "/x/there%2Fguy%3F/y"),
        ("/x/{rest+}", "/x/there/guy%3F"),
        ("/{double}/{time}", "/-Infinity/2019-12-16T23%3A48%3A18Z"),
        ("/a-{double}.{double}", "/a--Infinity.-Infinity"),
    ] {
        assert_eq!(path_of(template, &input).as_deref(), Ok(path));
    }
}

#[test]
fn no_value_stands_for_another_path() {
    let empty = "text must not be empty, since it is part of the address";
    for (template, text, expected) in [
        ("/a/{text}/b", "..", Ok("/a/%2E%2E/b")),
        ("/a/{text}/b", ".", Ok("/a/%2E/b")),
        ("/a/.{text}/b", ".", Ok("/a/%2E%2E/b")),
        ("/a/{text}{text}", ".", Ok("/a/%2E%2E")),
        ("/a/{rest+}", "x/../y", Ok("/a/x/%2E%2E/y")),
        ("/a/{rest+}", "..", Ok("/a/%2E%2E")),
        ("/a/{rest+}", "./x", Ok("/a/%2E/x")),
        ("/a/{text}", "", Err(empty)),
        ("/a/{text}", "...", Ok("/a/...")),
        ("/a/{text}", "../b", Ok("/a/..%2Fb")),
        ("/a/{text}", "%2e%2e", Ok("/a/%252e%252e")),
        ("/a/{text}", r"..\b", Ok("/a/..%5Cb")),
        ("/a/{text}", "b?c#d", Ok("/a/b%3Fc%23d")),
        ("/a/{text}", "b\r\n", Ok("/a/b%0D%0A")),
        ("/a/{text}.txt", ".", Ok("/a/..txt")),
        ("/a/{rest+}", "x//y/..z", Ok("/a/x//y/..z")),
    ] {
        assert_eq!(
            text_path(template, text).as_deref().map_err(String::as_str),
            expected,
            "{template} {text:?}"
        );
    }
    assert_eq!(path_of("/{text}", &Labels::default()).as_deref(), Err(&empty.to_owned()));
    let error = "other is a label of the operation, but no member of its input";
    assert_eq!(text_path("/{other}", "x").as_deref(), Err(&error.to_owned()));
}

#[test]
fn only_the_last_segment_of_some_ids_is_sent() {
    for (id, expected) in [
        ("/hostedzone/Z1", Ok("/zone/Z1")),
        ("Z1", Ok("/zone/Z1")),
        ("a/..", Ok("/zone/%2E%2E")),
        ("Z1/", Err("id must not be empty, since it is part of the address")),
    ] {
        let input = Labels { id: Some(id.into()), ..Labels::default() };
        assert_eq!(path_of("/zone/{id}", &input).as_deref().map_err(String::as_str), expected, "{id}");
    }
}

fn unescaped(path: &str) -> String {
    percent_decode_str(path).decode_utf8().expect("UTF-8").into_owned()
}

proptest! {
    #[test]
    fn a_label_is_one_segment_that_decodes_to_the_value(text in any::<String>()) {
        match text_path("/a/{text}/b", &text) {
            Ok(path) => {
                let segments: Vec<&str> = path.split('/').collect();
                prop_assert_eq!(segments.len(), 4);
                prop_assert_eq!(unescaped(segments[2]), text);
                prop_assert!(path.parse::<http::Uri>().is_ok_and(|uri| uri.path() == path));
            }
            Err(_) => prop_assert!(text.is_empty()),
        }
    }

    #[test]
    fn a_greedy_label_keeps_the_slashes_of_the_value_and_no_others(text in "[a./%?#\\\\ü]{1,8}") {
        match text_path("/a/{rest+}", &text) {
            Ok(path) => {
                prop_assert_eq!(path.matches('/').count(), 2 + text.matches('/').count());
                prop_assert_eq!(unescaped(&path[3..]), text);
                prop_assert!(path.parse::<http::Uri>().is_ok_and(|uri| uri.path() == path));
            }
            Err(error) => prop_assert!(false, "{}", error),
        }
    }
}

#[test]
fn puts_labels_before_the_host_name() {
    let host_of = |template, host: &str| {
        let input = Labels { host: Some(host.into()), ..Labels::default() };
        super::super::host::expand(template, &input).map_err(|error| error.to_string())
    };
    assert_eq!(host_of("", "x").as_deref(), Ok(""));
    assert_eq!(host_of("foo.", "x").as_deref(), Ok("foo."));
    assert_eq!(host_of("foo.{host}.", "a-1").as_deref(), Ok("foo.a-1."));
    assert_eq!(host_of("{host}.", &"a".repeat(63)), Ok("a".repeat(63) + "."));

    let empty = "host must not be empty, since it is part of the address";
    assert_eq!(host_of("{host}.", "").as_deref(), Err(&empty.to_owned()));
    let long = "a".repeat(64);
    for host in ["evil.com/", "a.b", "-a", "a-", "a b", "a\n", "ü", "a@b", "a:1", "a#", &long] {
        let error = host_of("{host}.", host).expect_err(host);
        assert!(error.starts_with("host is part of the host name, so it must be 1 to 63"), "{error}");
    }
}
