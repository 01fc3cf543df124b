use std::collections::BTreeMap;

use bytes::Bytes;

use super::*;
use crate::document::Document;
use crate::sample::{Choice, Colour, Everything, Line, structure};
use crate::schema::{NONE, ROOT, SPARSE, Target, TimestampFormat, Xml, item, plain, row};
use crate::timestamp::Timestamp;

type New = fn(&str, &str) -> QueryEncoder;

const ENCODERS: [(&str, New); 2] = [("query", QueryEncoder::query), ("ec2", QueryEncoder::ec2)];

fn encode(new: New, value: &dyn Value) -> Result<String, EncodeError> {
    let mut out = new("Do", "2020-01-08");
    value.encode(&ROOT, &mut out);
    let text = String::from_utf8(out.finish()?).expect("UTF-8");
    Ok(text.strip_prefix("Action=Do&Version=2020-01-08").expect("the operation").to_owned())
}

/// Asserts what `value` is written as in `query` and `ec2`, a line a parameter.
#[track_caller]
fn writes(value: &dyn Value, expected: [&str; 2]) {
    for ((name, new), expected) in ENCODERS.into_iter().zip(expected) {
        let expected: String = expected.lines().map(|line| format!("&{}", line.trim_start())).collect();
        assert_eq!(encode(new, value), Ok(expected), "{name}");
    }
}

fn entries(entries: &[(&str, i32)]) -> Option<BTreeMap<String, i32>> {
    Some(entries.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect())
}

#[test]
fn names_the_operation_first() {
    for (name, new) in ENCODERS {
        assert_eq!(new("A b", "1&2").finish(), Ok(b"Action=A%20b&Version=1%262".to_vec()), "{name}");
        assert_eq!(encode(new, &Everything::default()).as_deref(), Ok(""), "{name}");
    }
}

#[test]
fn writes_every_kind() {
    let value = Everything {
        text: Some("a ~-._*/+%&=\n\u{fc}".into()),
        flag: Some(false),
        integer: Some(i32::MIN),
        long: Some(i64::MAX),
        float: Some(f32::NAN),
        double: Some(f64::NEG_INFINITY),
        blob: Some(Bytes::from_static(b"\x00\xff!?")),
        time: Some(Timestamp::from_epoch_seconds_and_nanos(1_515_531_081, 123_000_000)),
        epoch_time: Some(Timestamp::from_epoch_seconds(-1)),
        colour: Some(Colour::Red),
        choice: Some(Choice::List(vec![Choice::Number(1)])),
        nested: Some(Box::new(Everything { flag: Some(true), ..Everything::default() })),
        more: Some(vec![Everything::default(), Everything { double: Some(10.8), ..Everything::default() }]),
        ..Everything::default()
    };
    let scalars = "=a%20~-._%2A%2F%2B%25%26%3D%0A%C3%BC
        Flag=false
        Integer=-2147483648
        Long=9223372036854775807
        Float=NaN
        Double=-Infinity
        Blob=AP8hPw%3D%3D
        Time=2018-01-09T20%3A51%3A21.123Z
        EpochTime=-1
        Colour=RED";
    writes(
        &value,
        [
            &format!(
                "text{scalars}\nChoice.List.member.1.Number=1\nNested.Flag=true\nMore.member.2.Double=10.8"
            ),
            &format!("Text{scalars}\nChoice.List.1.Number=1\nNested.Flag=true\nMore.2.Double=10.8"),
        ],
    );
}

static NAMED: Target = Target { item: &item("item", NONE), ..plain() };
static NAMED_ENTRIES: Target = Target { key: &item("K", NONE), value: &item("V", NONE), ..plain() };

structure! {
    Lists {
        plain: Vec<i32> = row("plain", NONE),
        named: Option<Vec<i32>> = row("Named", NONE).target(&NAMED),
        renamed: Option<Vec<i32>> = row("Renamed", NONE).wire("other").target(&NAMED),
        flat: Option<Vec<i32>> = row("Flat", FLATTENED),
        flat_named: Option<Vec<i32>> = row("FlatNamed", FLATTENED).target(&NAMED),
        flat_renamed: Option<Vec<i32>> = row("FlatRenamed", FLATTENED).wire("Hi").target(&NAMED),
        lines: Option<Vec<Line>> = row("Lines", NONE),
        sparse: Option<Vec<Option<i32>>> = row("Sparse", SPARSE),
        nested: Option<Vec<Vec<i32>>> = row("Nested", NONE),
    }
}

#[test]
fn writes_lists() {
    let line = |sku: &str| Line { sku: sku.into(), ..Line::default() };
    let value = Lists {
        plain: vec![1, 2],
        named: Some(vec![3]),
        renamed: Some(vec![4]),
        flat: Some(vec![5, 6]),
        flat_named: Some(vec![7]),
        flat_renamed: Some(vec![8]),
        lines: Some(vec![line("a"), line("b")]),
        sparse: Some(vec![None, Some(9)]),
        nested: Some(vec![vec![10, 11]]),
    };
    writes(
        &value,
        [
            "plain.member.1=1
                plain.member.2=2
                Named.item.1=3
                other.item.1=4
                Flat.1=5
                Flat.2=6
                item.1=7
                Hi.1=8
                Lines.member.1.Sku=a
                Lines.member.2.Sku=b
                Sparse.member.1=9
                Nested.member.1.member.1=10
                Nested.member.1.member.2=11",
            "Plain.1=1
                Plain.2=2
                Named.1=3
                Other.1=4
                Flat.1=5
                Flat.2=6
                FlatNamed.1=7
                Hi.1=8
                Lines.1.Sku=a
                Lines.2.Sku=b
                Sparse.1=9
                Nested.1.1=10
                Nested.1.2=11",
        ],
    );
    let empty = Lists { flat: Some(vec![]), nested: Some(vec![vec![]]), ..Lists::default() };
    writes(&empty, ["plain=\nFlat=\nNested.member.1=", ""]);
}

structure! {
    Maps {
        plain: Option<BTreeMap<String, i32>> = row("Plain", NONE),
        named: Option<BTreeMap<String, i32>> = row("Named", NONE).wire("other").target(&NAMED_ENTRIES),
        flat: Option<BTreeMap<String, i32>> = row("Flat", FLATTENED),
        flat_named: Option<BTreeMap<String, i32>> = row("FlatNamed", FLATTENED).target(&NAMED_ENTRIES),
        lists: Option<BTreeMap<String, Vec<i32>>> = row("Lists", NONE),
        sparse: Option<BTreeMap<String, Option<i32>>> = row("Sparse", SPARSE),
    }
}

#[test]
fn query_writes_maps_and_ec2_has_none() {
    let value = Maps {
        plain: entries(&[("a b", 1), ("c", 2)]),
        named: entries(&[("d", 3)]),
        flat: entries(&[("e", 4), ("f", 5)]),
        flat_named: entries(&[("g", 6)]),
        lists: Some(BTreeMap::from([("h".into(), vec![7])])),
        sparse: Some(BTreeMap::from([("i".into(), None), ("j".into(), Some(8))])),
    };
    let expected = "&Plain.entry.1.key=a%20b&Plain.entry.1.value=1&Plain.entry.2.key=c&Plain.entry.2.value=2\
        &other.entry.1.K=d&other.entry.1.V=3&Flat.1.key=e&Flat.1.value=4&Flat.2.key=f&Flat.2.value=5\
        &FlatNamed.1.K=g&FlatNamed.1.V=6&Lists.entry.1.key=h&Lists.entry.1.value.member.1=7\
        &Sparse.entry.1.key=j&Sparse.entry.1.value=8";
    assert_eq!(encode(QueryEncoder::query, &value).as_deref(), Ok(expected));
    assert_eq!(
        encode(QueryEncoder::query, &Maps { plain: entries(&[]), ..Maps::default() }).as_deref(),
        Ok("")
    );
    let error = encode(QueryEncoder::ec2, &value).map_err(|error| error.to_string());
    assert_eq!(error, Err("Plain is a map, for which the protocol has no form".to_owned()));
}

#[test]
fn only_ec2_has_names_for_queries() {
    static QUERY_NAME: Xml = Xml { query_name: Some("inQuery"), ..Xml::NONE };
    structure! {
        Named {
            named: i32 = row("Named", NONE).wire("other").xml(&QUERY_NAME),
            list: Vec<i32> = row("List", FLATTENED).xml(&QUERY_NAME).target(&NAMED),
            time: Timestamp = row("time", NONE).timestamp(TimestampFormat::HttpDate),
        }
    }
    let value = Named { named: 1, list: vec![2], time: Timestamp::UNIX_EPOCH };
    let time = "ime=Thu%2C%2001%20Jan%201970%2000%3A00%3A00%20GMT";
    writes(&value, [&format!("other=1\nitem.1=2\nt{time}"), &format!("inQuery=1\ninQuery.1=2\nT{time}")]);
}

#[test]
fn refuses_what_a_form_cannot_hold() {
    let everything = Everything::default;
    let nested = |depth| {
        (0..depth).fold(everything(), |inner, _| Everything { nested: Some(Box::new(inner)), ..everything() })
    };
    for (value, message) in [
        (
            Everything { document: Some(Document::Null), ..everything() },
            "Document is a document, for which the protocol has no form",
        ),
        (
            Everything { choice: Some(Choice::Unknown("New".into())), ..everything() },
            "Choice is of a kind that the model does not know",
        ),
        (
            Everything { time: Some(Timestamp::from_epoch_seconds(i64::MAX)), ..everything() },
            "Time is not a date of a year from 0 to 9999",
        ),
        (nested(MAX_DEPTH), "Nested nests too deep"),
    ] {
        for (name, new) in ENCODERS {
            assert_eq!(
                encode(new, &value).map_err(|error| error.to_string()),
                Err(message.to_owned()),
                "{name}"
            );
        }
    }
    assert_eq!(encode(QueryEncoder::ec2, &nested(MAX_DEPTH - 1)).as_deref(), Ok(""));
}

#[test]
fn shows_nothing_of_what_it_writes() {
    assert_eq!(format!("{:?}", QueryEncoder::query("Do", "1")), "QueryEncoder(19 bytes)");
}
