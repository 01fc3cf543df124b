//! Members in headers.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::sample::Colour;
use crate::schema::{JSON_VALUE, Location, Member, NONE, TimestampFormat, row};
use crate::timestamp::Timestamp;

const fn header(name: &'static str) -> Member {
    Member { location: Location::Header, ..row(name, NONE) }
}

const fn date(name: &'static str, format: TimestampFormat) -> Member {
    Member { timestamp: Some(format), ..header(name) }
}

structure! {
    Headers {
        text: Option<String> = header("X-Text"),
        flag: Option<bool> = header("X-Flag"),
        integer: Option<i32> = header("X-Integer"),
        long: Option<i64> = header("X-Long"),
        float: Option<f32> = header("X-Float"),
        double: Option<f64> = header("X-Double"),
        blob: Option<Bytes> = header("X-Blob"),
        time: Option<Timestamp> = header("X-Time"),
        iso: Option<Timestamp> = date("X-Iso", TimestampFormat::Iso8601),
        epoch: Option<Timestamp> = date("X-Epoch", TimestampFormat::EpochSeconds),
        colour: Option<Colour> = header("X-Colour"),
        json: Option<String> = Member { flags: JSON_VALUE, ..header("X-Json") },
        names: Option<Vec<String>> = header("X-Names"),
        numbers: Option<Vec<i32>> = header("X-Numbers"),
        times: Option<Vec<Timestamp>> = header("X-Times"),
        isos: Option<Vec<Timestamp>> = Member {
            target: &crate::schema::Target {
                item: &Member { timestamp: Some(TimestampFormat::Iso8601), ..crate::schema::item("member", NONE) },
                ..crate::schema::plain()
            },
            ..header("X-Isos")
        },
        prefixed: Option<BTreeMap<String, String>> = Member { location: Location::Headers, ..header("x-meta-") },
    }
}

const TIME: Timestamp = Timestamp::from_epoch_seconds(1_576_540_098);
const DATE: &str = "Mon, 16 Dec 2019 23:48:18 GMT";

fn strings(items: &[&str]) -> Option<Vec<String>> {
    Some(items.iter().map(|item| (*item).to_owned()).collect())
}

fn pairs(entries: &[(&str, &str)]) -> Option<BTreeMap<String, String>> {
    Some(entries.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
}

/// Inputs, and the only header that each comes to.
fn cases() -> Vec<(Headers, &'static str, String)> {
    let with = |change: fn(&mut Headers), name, text: &str| {
        let mut headers = Headers::default();
        change(&mut headers);
        (headers, name, text.to_owned())
    };
    vec![
        with(|to| to.text = Some("Hello".into()), "x-text", "Hello"),
        with(|to| to.text = Some("a, \"b\"".into()), "x-text", "a, \"b\""),
        with(|to| to.text = Some(String::new()), "x-text", ""),
        with(|to| to.text = Some("ü".into()), "x-text", "ü"),
        with(|to| to.flag = Some(false), "x-flag", "false"),
        with(|to| to.integer = Some(-1), "x-integer", "-1"),
        with(|to| to.long = Some(i64::MAX), "x-long", "9223372036854775807"),
        with(|to| to.float = Some(1.1), "x-float", "1.1"),
        with(|to| to.float = Some(f32::INFINITY), "x-float", "Infinity"),
        with(|to| to.double = Some(f64::NEG_INFINITY), "x-double", "-Infinity"),
        with(|to| to.blob = Some(Bytes::from_static(b"\r\n\0")), "x-blob", "DQoA"),
        with(|to| to.time = Some(TIME), "x-time", DATE),
        with(|to| to.iso = Some(TIME), "x-iso", "2019-12-16T23:48:18Z"),
        with(|to| to.epoch = Some(TIME), "x-epoch", "1576540098"),
        with(|to| to.colour = Some(Colour::Red), "x-colour", "RED"),
        with(|to| to.colour = Some(Colour::Unknown("PINK".into())), "x-colour", "PINK"),
        with(|to| to.json = Some("true".into()), "x-json", "dHJ1ZQ=="),
        with(|to| to.names = strings(&["a", "b", "c"]), "x-names", "a, b, c"),
        with(|to| to.names = strings(&["b,c", "\"def\"", "a"]), "x-names", r#""b,c", "\"def\"", a"#),
        with(|to| to.names = strings(&[r"\a,", r"\b", "", " c "]), "x-names", r#""\\a,", \b, "", " c ""#),
        with(|to| to.names = strings(&[]), "x-names", ""),
        with(|to| to.numbers = Some(vec![1, 2, 3]), "x-numbers", "1, 2, 3"),
        with(|to| to.times = Some(vec![TIME, TIME]), "x-times", &format!("{DATE}, {DATE}")),
        with(|to| to.isos = Some(vec![TIME, TIME]), "x-isos", "2019-12-16T23:48:18Z, 2019-12-16T23:48:18Z"),
        with(|to| to.prefixed = pairs(&[("abc", "1")]), "x-meta-abc", "1"),
    ]
}

#[test]
fn writes_each_kind_of_value_and_reads_it_back() {
    for (mut input, name, text) in cases() {
        let request = encoded(Protocol::RestJson, &input);
        assert_eq!(wire(&request), format!("POST /\n{name}: {text}\n\n"));

        let answer = RawResponse { headers: request.headers, ..response(200, &[], "") };
        input.prefixed.get_or_insert_default();
        assert_eq!(decoded::<Headers>(Protocol::RestJson, &answer).as_ref(), Ok(&input), "{name}: {text}");
    }
}

#[test]
fn reads_what_services_write_besides() {
    let read = |headers: &[(&'static str, &str)]| {
        decoded::<Headers>(Protocol::RestJson, &response(200, headers, "")).expect("readable headers")
    };
    assert_eq!(read(&[("x-names", "a,b ,\t\"c , \\\"\" ,, d")]).names, strings(&["a", "b", "c , \"", "d"]));
    assert_eq!(read(&[("x-names", "a"), ("x-names", "b, c")]).names, strings(&["a", "b", "c"]));
    assert_eq!(read(&[("x-times", &format!("{DATE},{DATE}"))]).times, Some(vec![TIME, TIME]));
    assert_eq!(read(&[("x-float", "NaN")]).float.map(f32::is_nan), Some(true));
    for text in ["inf", "nan", "+Infinity", "1e99"] {
        assert!(
            decoded::<Headers>(Protocol::RestJson, &response(200, &[("x-float", text)], "")).is_err(),
            "{text}"
        );
    }
    assert_eq!(
        read(&[("x-meta-a", "1"), ("x-meta-b", "2"), ("x-me", "3")]).prefixed,
        pairs(&[("a", "1"), ("b", "2")])
    );
    assert_eq!(read(&[]).prefixed, pairs(&[]), "no header with the prefix is an empty map");
}

#[test]
fn refuses_headers_of_another_type_without_quoting_them() {
    for (name, text, message) in [
        ("x-flag", "secret", "X-Flag: expected true or false, found another text in the header"),
        (
            "x-integer",
            "2147483648",
            "X-Integer: expected a whole number of 32 bits, found another text in the header",
        ),
        (
            "x-numbers",
            "1, x",
            "X-Numbers[1]: expected a whole number of 32 bits, found another text in the header",
        ),
        ("x-blob", "!", "X-Blob: expected base64, found another text in the header"),
        ("x-json", "/w==", "X-Json: the text in the header is not UTF-8"),
        ("x-names", "\"a", "X-Names[0]: expected a closing quote, found the end of the header"),
        ("x-names", "\"a\"b", "X-Names[0]: expected a comma, found another text in the header"),
        (
            "x-time",
            "12 Apr",
            "X-Time: expected a date such as Fri, 12 Apr 1985 23:20:50 GMT, of a year from 0 to 9999",
        ),
    ] {
        let error = decoded::<Headers>(Protocol::RestJson, &response(200, &[(name, text)], ""));
        assert_eq!(error.expect_err(name).to_string(), message);
    }
}

#[test]
fn refuses_values_that_would_end_the_header_without_quoting_them() {
    for text in ["a\r\nX-Evil: 1", "a\n", "\0", "\u{7f}", "\u{1b}"] {
        let refused = |change: &dyn Fn(&mut Headers)| {
            let mut input = Headers::default();
            change(&mut input);
            refusal(Protocol::RestJson, &OperationMeta::EMPTY, &input).to_string()
        };
        let problem = "is sent in a header, so it must not contain line breaks or other control characters";
        assert_eq!(refused(&|to| to.text = Some(text.into())), format!("X-Text {problem}"));
        assert_eq!(refused(&|to| to.names = strings(&["a", text])), format!("X-Names {problem}"));
        assert_eq!(refused(&|to| to.prefixed = pairs(&[("a", text)])), format!("x-meta- {problem}"));
        let problem = "has a key that cannot be part of the name of a header";
        assert_eq!(refused(&|to| to.prefixed = pairs(&[(text, "a")])), format!("x-meta- {problem}"));
    }
    let input = Headers { time: Some(Timestamp::from_epoch_seconds(i64::MAX)), ..Headers::default() };
    let error = refusal(Protocol::RestJson, &OperationMeta::EMPTY, &input);
    assert_eq!(error.to_string(), "X-Time is a date outside the years 0 to 9999");
}

#[test]
fn a_member_of_its_own_wins_over_an_entry_of_a_map() {
    structure! {
        Both {
            one: Option<String> = header("x-meta-one"),
            all: Option<BTreeMap<String, String>> = Member { location: Location::Headers, ..header("x-meta-") },
        }
    }
    let input = Both { one: Some("own".into()), all: pairs(&[("one", "map"), ("two", "map")]) };
    assert_eq!(wire(&encoded(Protocol::RestJson, &input)), "POST /\nx-meta-one: own\nx-meta-two: map\n\n");
}

proptest! {
    #[test]
    fn a_list_of_any_strings_is_read_back(names in vec(r#"[ -~\té]{0,6}|[",\\ ]{0,4}"#, 0..4)) {
        let input = Headers { names: Some(names), ..Headers::default() };
        let RawResponse { status, body, .. } = response(200, &[], "");
        let answer = RawResponse { headers: encoded(Protocol::RestJson, &input).headers, status, body };
        prop_assert_eq!(decoded::<Headers>(Protocol::RestJson, &answer).map(|output| output.names), Ok(input.names));
    }

    #[test]
    fn any_text_is_read_or_refused(text in r#"[",\\ 0-9a-zGMT:-]{0,40}"#) {
        for name in ["x-names", "x-numbers", "x-times", "x-isos", "x-time", "x-float", "x-blob", "x-json", "x-flag"] {
            if let Err(error) = decoded::<Headers>(Protocol::RestJson, &response(200, &[(name, &text)], "")) {
                prop_assert!(error.path().to_ascii_lowercase().starts_with(name), "{}", error);
            }
        }
    }
}
