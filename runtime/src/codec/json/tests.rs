use std::collections::BTreeMap;
use std::fmt::Debug;

use bytes::Bytes;

use super::*;
use crate::codec::{DecodeError, EncodeError, MAX_DEPTH};
use crate::document::Document;
use crate::sample::{Choice, Colour, Everything, Line, Order, Upload, structure};
use crate::schema::{NONE, ROOT, SENSITIVE, row};
use crate::timestamp::Timestamp;
use crate::value::Value;

fn encode(value: &dyn Value) -> Result<String, EncodeError> {
    let mut out = JsonEncoder::new();
    value.encode(&ROOT, &mut out);
    out.finish().map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
}

fn decode<T: Value>(text: impl AsRef<[u8]>) -> Result<T, DecodeError> {
    let mut value = T::zero();
    let mut from = JsonDecoder::new(text.as_ref())?;
    value.decode(&ROOT, &mut from)?;
    from.finish()?;
    Ok(value)
}

/// Asserts that `value` is written as `text` and read back from it.
#[track_caller]
fn round_trip<T: Value + PartialEq + Debug>(value: T, text: &str) {
    assert_eq!(encode(&value).as_deref(), Ok(text));
    assert_eq!(decode::<T>(text), Ok(value));
}

/// Asserts that `text` is read as `value`.
#[track_caller]
fn reads<T: Value + PartialEq + Debug>(text: &str, value: T) {
    assert_eq!(decode::<T>(text).as_ref(), Ok(&value), "{text}");
}

/// Asserts that `text` is no `T`, and what is said about it.
#[track_caller]
fn refuses<T: Value + Debug>(text: impl AsRef<[u8]>, message: &str) {
    let text = text.as_ref();
    let error = decode::<T>(text).expect_err(&String::from_utf8_lossy(text));
    assert_eq!(error.to_string(), message, "{}", String::from_utf8_lossy(text));
}

fn everything() -> Everything {
    Everything::default()
}

fn json(value: &str) -> String {
    value.split('\n').map(str::trim_start).collect()
}

#[test]
fn writes_and_reads_every_kind() {
    round_trip(
        Everything::full(),
        &json(
            r#"{"text":"a \"b\" \\ \u0001 ü 🦀","Flag":true,"Integer":-2147483648,"Long":9223372036854775807,
            "Float":0.1,"Double":-1e300,"Blob":"AP8h","Time":1515531081.123,
            "IsoTime":"1985-04-12T23:20:50Z","HttpTime":"Fri, 12 Apr 1985 23:20:50 GMT","EpochTime":-1,
            "Colour":"RED","Document":[null,false,7,1.5,{"k":"v"}],"Json":"{\"a\":1}","Names":["x",""],
            "SparseNames":["x",null],"Tags":{"\"":"2","b":"1"},"SparseCounts":{"none":null,"one":1},
            "ByColour":{"BLUE":1,"PINK":2},"Choice":{"Line":{"Sku":"s"}},"Nested":{"text":"inner"},"More":[{}]}"#,
        ),
    );
}

#[test]
fn leaves_out_what_is_unset_or_has_another_place() {
    round_trip(everything(), "{}");
    let upload = Upload {
        bucket: "b".into(),
        key: Some("k".into()),
        acl: Some("a".into()),
        metadata: Some(BTreeMap::new()),
        version: Some("v".into()),
        comment: Some("c".into()),
        ..Upload::default()
    };
    assert_eq!(encode(&upload).as_deref(), Ok(r#"{"Comment":"c"}"#));
    let elsewhere = r#"{"Bucket":"b","key":1,"x-amz-acl":[],"ACL":{},"Metadata":"m","Comment":"c"}"#;
    reads(elsewhere, Upload { comment: Some("c".into()), ..Upload::default() });
}

#[test]
fn keeps_nulls_of_what_is_sparse_and_no_others() {
    let items = || vec![None, Some("x".to_owned()), None];
    let entries = || BTreeMap::from([("a".to_owned(), None), ("b".to_owned(), Some(1))]);
    round_trip(
        Everything { sparse_names: Some(items()), ..everything() },
        r#"{"SparseNames":[null,"x",null]}"#,
    );
    round_trip(
        Everything { sparse_counts: Some(entries()), ..everything() },
        r#"{"SparseCounts":{"a":null,"b":1}}"#,
    );

    assert_eq!(encode(&items()).as_deref(), Ok(r#"["x"]"#));
    assert_eq!(encode(&entries()).as_deref(), Ok(r#"{"b":1}"#));
    reads(r#"[null,"x",null]"#, vec!["x".to_owned()]);
    reads(r#"{"a":null,"b":1}"#, BTreeMap::from([("b".to_owned(), 1)]));
    reads(
        r#"{"text":null,"Nested":null,"Names":[null]}"#,
        Everything { names: Some(vec![]), ..everything() },
    );
}

#[test]
fn escapes_what_json_asks_for() {
    round_trip("\"\\\u{8}\u{c}\n\r\t".to_owned(), r#""\"\\\b\f\n\r\t""#);
    round_trip("\0\u{1f} /\u{7f}\u{2028}ü🦀".to_owned(), "\"\\u0000\\u001f /\u{7f}\u{2028}ü🦀\"");
    round_trip(
        BTreeMap::from([("a\"b\n".to_owned(), "long enough to fill a word\\".to_owned())]),
        r#"{"a\"b\n":"long enough to fill a word\\"}"#,
    );
    reads(r#""\/\u0041\u00fC\u20ac\ud83e\uDD80\u0041""#, "/Aü€🦀A".to_owned());
    reads(r#"{"\u0074ext":"x"}"#, Everything { text: Some("x".into()), ..everything() });
}

#[test]
fn writes_numbers_in_the_fewest_digits() {
    for (value, text) in [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1e16, "1e16"),
        (0.1 + 0.2, "0.30000000000000004"),
        (f64::MAX, "1.7976931348623157e308"),
        (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
        (5e-324, "5e-324"),
        (f64::INFINITY, r#""Infinity""#),
        (f64::NEG_INFINITY, r#""-Infinity""#),
    ] {
        round_trip(value, text);
    }
    round_trip(0.1_f32, "0.1");
    round_trip(f32::MAX, "3.4028235e38");
    round_trip(f32::NEG_INFINITY, r#""-Infinity""#);
    for text in [encode(&f64::NAN), encode(&f32::NAN)] {
        assert_eq!(text.as_deref(), Ok(r#""NaN""#));
    }
    assert!(decode::<f64>(r#""NaN""#).is_ok_and(f64::is_nan));
    assert!(decode::<f32>(r#""NaN""#).is_ok_and(f32::is_nan));
}

#[test]
fn reads_whole_numbers_however_they_are_written() {
    for (text, value) in [("0", 0), ("-0", 0), ("1.0", 1), ("-1.50e1", -15), ("2E+3", 2000), ("100e-2", 1)] {
        reads::<i32>(text, value);
        reads::<i64>(text, value.into());
        reads::<f64>(text, value.into());
    }
    reads("-2147483648", i32::MIN);
    reads("-9223372036854775808", i64::MIN);
    reads("-9223372036854775808.0", i64::MIN);
}

#[test]
fn refuses_numbers_that_do_not_fit() {
    for text in ["2147483648", "-2147483649", "1e10", "99999999999999999999"] {
        refuses::<i32>(text, "number out of range at byte 0");
    }
    for text in ["9223372036854775808", "9223372036854775808.0", "-1e19", "1e400"] {
        refuses::<i64>(text, "number out of range at byte 0");
    }
    refuses::<i64>("1.5", "expected a whole number, found a fraction at byte 0");
    refuses::<f64>("1e309", "number out of range at byte 0");
    refuses::<f32>("1e39", "number out of range at byte 0");
    refuses::<Document>("-1e309", "number out of range at byte 0");
    refuses::<i64>("\"1\"", "expected a whole number, found a string at byte 0");
    for text in ["\"1\"", "\"nan\"", "\"inf\"", "\"+Infinity\"", "\"infinity\""] {
        refuses::<f64>(text, "expected a number, found a string at byte 0");
    }
}

#[test]
fn refuses_what_is_no_number() {
    for (text, message) in [
        ("01", "a number must not start with zeros at byte 1"),
        ("-", "expected a digit in a number at byte 1"),
        ("1.", "expected a digit in a number at byte 2"),
        ("1.e1", "expected a digit in a number at byte 2"),
        ("1e+", "expected a digit in a number at byte 3"),
        ("+1", "expected a number, found something else at byte 0"),
        (".5", "expected a number, found something else at byte 0"),
        ("NaN", "expected a number, found something else at byte 0"),
        ("1 2", "expected the end, found a number at byte 2"),
    ] {
        refuses::<f64>(text, message);
    }
}

#[test]
fn reads_and_writes_documents() {
    for (document, text) in [
        (Document::Null, "null"),
        (Document::Integer(i64::MIN), "-9223372036854775808"),
        (Document::Double(1e19), "1e19"),
        (Document::List(vec![]), "[]"),
        (Document::Map(BTreeMap::new()), "{}"),
        (Document::String("\n".into()), r#""\n""#),
    ] {
        round_trip(document, text);
    }
    reads("18446744073709551615", Document::Double(18_446_744_073_709_551_615.0));
    reads(" [ true , { \"a\" : null } ] ", {
        let map = BTreeMap::from([("a".to_owned(), Document::Null)]);
        Document::List(vec![Document::Boolean(true), Document::Map(map)])
    });
    refuses::<Document>(r#"{"a":1,"a":2}"#, "the same key twice at byte 7");
}

#[test]
fn reads_timestamps_as_dates_and_as_numbers() {
    let time = Some(Timestamp::from_epoch_seconds(482_196_050));
    reads(r#"{"Time":4.8219605e8}"#, Everything { time, ..everything() });
    reads(r#"{"Time":"1985-04-12T23:20:50Z"}"#, Everything { time, ..everything() });
    reads(r#"{"IsoTime":482196050}"#, Everything { iso_time: time, ..everything() });
    refuses::<Everything>(r#"{"Time":true}"#, "Time: expected a timestamp, found true at byte 8");
    refuses::<Everything>(
        r#"{"IsoTime":"yesterday"}"#,
        "IsoTime: expected a date such as 1985-04-12T23:20:50.52Z, of a year from 0 to 9999 at byte 11",
    );
    let late = Everything { iso_time: Some(Timestamp::from_epoch_seconds(i64::MAX)), ..everything() };
    assert_eq!(encode(&late), Err(EncodeError::new("IsoTime", "is not a date of a year from 0 to 9999")));
}

#[test]
fn reads_padded_base64_only() {
    for (bytes, text) in
        [(&b""[..], ""), (b"f", "Zg=="), (b"fo", "Zm8="), (b"foo", "Zm9v"), (b"\xfb\xff", "+/8=")]
    {
        round_trip(Bytes::from_static(bytes), &format!("\"{text}\""));
    }
    for text in ["Zg", "Zg=", "Zh==", "Z g=", "-_8=", "é"] {
        refuses::<Bytes>(format!("\"{text}\""), "expected base64, found another string at byte 0");
    }
}

#[test]
fn reads_the_one_member_of_a_union() {
    round_trip(
        Choice::List(vec![Choice::Number(1), Choice::Secret("s".into())]),
        r#"{"List":[{"Number":1},{"Secret":"s"}]}"#,
    );
    reads(r#"{"__type":"Choice","Secret":null,"Other":null,"Number":1}"#, Choice::Number(1));
    reads(r#"{"Other":{"deep":[1]}}"#, Choice::Unknown("Other".into()));
    refuses::<Choice>(
        r#"{"Number":1,"Other":2}"#,
        "expected one member of a union, found a second at byte 12",
    );
    refuses::<Choice>(
        r#"{"Number":1,"Number":2}"#,
        "expected one member of a union, found a second at byte 12",
    );
    refuses::<Choice>(r#"{"Number":null}"#, "expected a member of a union, found none at byte 0");
    refuses::<Choice>("{}", "expected a member of a union, found none at byte 0");
    assert!(encode(&Choice::Unknown("Other".into())).is_err());
}

#[test]
fn finds_members_in_any_order_and_skips_what_it_does_not_know() {
    let value =
        Everything { text: Some("t".into()), long: Some(1), colour: Some(Colour::Blue), ..everything() };
    for text in [
        r#"{"text":"t","Long":1,"Colour":"BLUE"}"#,
        r#"{"Colour":"BLUE","Long":1,"text":"t"}"#,
        r#"{"Long":1,"text":"t","Colour":"BLUE"}"#,
        r#"{"Text":"no","Long":1,"long":2,"text":"t","textual":3,"Colour":"BLUE","":0}"#,
        "\t{ \"text\" : \"t\" ,\r\n\"Long\":1,\"x\":{\"a\":[true,false,null,-1.5e3,\"\\n\",{}]},\"Colour\":\"BLUE\" } \n",
    ] {
        reads(text, value.clone());
    }
}

#[test]
fn refuses_a_key_twice() {
    refuses::<Everything>(r#"{"text":"a","text":"b"}"#, "Text: the same key twice at byte 12");
    refuses::<Everything>(r#"{"text":null,"text":"b"}"#, "Text: the same key twice at byte 13");
    refuses::<Everything>(r#"{"Tags":{"a":"1","\u0061":"2"}}"#, "Tags[a]: the same key twice at byte 17");
}

#[test]
fn says_where_and_what_is_wrong() {
    for (text, message) in [
        (r#"{"Names":["a",{}]}"#, "Names[1]: expected a string, found an object at byte 14"),
        (r#"{"Tags":{"k":[]}}"#, "Tags[k]: expected a string, found an array at byte 13"),
        (r#"{"More":[{"Flag":1}]}"#, "More[0].Flag: expected a boolean, found a number at byte 17"),
        (r#"{"Choice":{"Line":"x"}}"#, "Choice.Line: expected an object, found a string at byte 18"),
        (r#"{"Flag":tru}"#, "Flag: expected a boolean, found something else at byte 8"),
        (
            r#"{"text":"a" "Flag":true}"#,
            "expected a comma or the end of an object, found a string at byte 12",
        ),
        (r#"{"text":"a",}"#, "expected a key, found the end of a container at byte 12"),
        (r#"{"text" "a"}"#, "expected a colon, found a string at byte 8"),
        (r#"{text:"a"}"#, "expected a key, found something else at byte 1"),
        (r#"{"Names":["a",]}"#, "Names[1]: expected a string, found the end of a container at byte 14"),
        (
            r#"{"Names":["a"}"#,
            "Names: expected a comma or the end of an array, found the end of a container at byte 13",
        ),
        (r#"{"x":[1,,2]}"#, "expected a value, found something else at byte 8"),
        ("{}{}", "expected the end, found an object at byte 2"),
        ("[]", "expected an object, found an array at byte 0"),
        ("null", "expected an object, found null at byte 0"),
        ("", "expected an object, found the end at byte 0"),
        ("{} // end", "expected the end, found something else at byte 3"),
    ] {
        refuses::<Everything>(text, message);
    }
}

#[test]
fn errors_name_no_sensitive_key() {
    structure! {
        Secrets {
            map: BTreeMap<String, BTreeMap<String, i64>> = row("Map", SENSITIVE),
            open: BTreeMap<String, i64> = row("Open", NONE),
        }
    }
    refuses::<Secrets>(
        r#"{"Map":{"hunter":{"two":""}}}"#,
        "Map[<redacted>][<redacted>]: expected a whole number, found a string at byte 24",
    );
    refuses::<Secrets>(r#"{"Open":{"a":""}}"#, "Open[a]: expected a whole number, found a string at byte 13");
}

#[test]
fn refuses_strings_that_are_none() {
    for (text, message) in [
        (&b"\"a"[..], "the text ends within a string at byte 2"),
        (b"\"a\\", "the text ends within a string at byte 2"),
        (b"\"a\nb\"", "control character in a string at byte 2"),
        (b"\"\x00\"", "control character in a string at byte 1"),
        (br#""\x""#, "unknown escape in a string at byte 1"),
        ("\"\\ü\"".as_bytes(), "unknown escape in a string at byte 1"),
        (br#""\u12""#, "expected four hexadecimal digits after \\u at byte 1"),
        (br#""\u12g4""#, "expected four hexadecimal digits after \\u at byte 1"),
        (br#""\u+123""#, "expected four hexadecimal digits after \\u at byte 1"),
        (br#""\ud83e""#, "half of a surrogate pair in a string at byte 1"),
        (br#""a\udd80\ud83e""#, "half of a surrogate pair in a string at byte 2"),
        (br#""\ud83e\u0041""#, "half of a surrogate pair in a string at byte 1"),
        (br#""\ud83ex\udd80""#, "half of a surrogate pair in a string at byte 1"),
        (b"\"a\xff\"", "the text is not UTF-8 at byte 2"),
        (b"\"\xed\xa0\x80\"", "the text is not UTF-8 at byte 1"),
        (b"\xef\xbb\xbf\"\"", "expected a string, found something else at byte 0"),
    ] {
        refuses::<String>(text, message);
    }
}

#[test]
fn refuses_every_beginning_of_a_text() {
    let text = encode(&Everything::full()).unwrap();
    for end in 0..text.len() {
        assert!(decode::<Everything>(&text.as_bytes()[..end]).is_err(), "{end}");
    }
}

#[test]
fn survives_every_byte_changed() {
    let text = encode(&Everything::full()).unwrap().into_bytes();
    for position in 0..text.len() {
        for byte in *b"\0 \"\\{}[],:-.0eEtnu\x80\xff" {
            let mut changed = text.clone();
            changed[position] = byte;
            // What is still a value is written and read as the same one.
            if let Ok(value) = decode::<Everything>(&changed) {
                let Ok(text) = encode(&value) else { continue };
                assert_eq!(encode(&decode::<Everything>(&text).unwrap()), Ok(text));
            }
        }
    }
}

#[test]
fn refuses_what_nests_too_deep() {
    const DEEP: usize = 100_000;
    let too_deep = format!("values nest more than {MAX_DEPTH} levels deep at byte ");
    for start in [r#"{"Nested":"#, r#"{"More":["#, r#"{"x":["#, r#"{"Document":["#, r#"{"Choice":{"List":["#]
    {
        let error = decode::<Everything>(start.repeat(DEEP)).unwrap_err().to_string();
        assert!(error.contains(&too_deep) || error.starts_with("Choice.List[0]: expected"), "{error}");
    }
    let union = r#"{"List":["#.repeat(DEEP);
    for error in [decode::<Document>("[".repeat(DEEP)).unwrap_err(), decode::<Choice>(&union).unwrap_err()] {
        assert!(error.to_string().contains(&too_deep), "{error}");
    }
}

#[test]
fn reads_and_writes_what_nests_as_deep_as_allowed() {
    let nested =
        |depth: usize| (1..depth).fold(Document::List(vec![]), |inner, _| Document::List(vec![inner]));
    let text = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
    round_trip(nested(MAX_DEPTH), &text);
    let line = |depth| {
        (1..depth).fold(Line::default(), |gift, _| Line { gift: Some(Box::new(gift)), ..Line::default() })
    };
    assert!(encode(&line(MAX_DEPTH)).is_ok());
    for error in [encode(&nested(MAX_DEPTH + 1)), encode(&line(1000))] {
        assert_eq!(error.unwrap_err().to_string().split_once(' ').unwrap().1, "nests too deep");
    }
}

#[test]
fn lets_a_service_leave_out_required_members() {
    reads(r#"{"Quantity":3}"#, Order { quantity: Some(3), ..Order::default() });
}

#[test]
fn shows_nothing_of_what_it_reads_or_writes() {
    let mut out = JsonEncoder::new();
    "hunter2".to_owned().encode(&ROOT, &mut out);
    assert_eq!(format!("{out:?}"), "JsonEncoder(10 bytes)");
    assert_eq!(format!("{:?}", JsonDecoder::new(b"\"hunter2\"").unwrap()), "JsonDecoder(at byte 0)");
}
