use std::collections::BTreeMap;
use std::fmt::Debug;

use bytes::Bytes;

use super::*;
use crate::codec::{DecodeError, EncodeError, MAX_DEPTH};
use crate::document::Document;
use crate::sample::{Choice, Colour, Everything, Line, Order, Upload, structure};
use crate::schema::{ROOT, SENSITIVE, row};
use crate::timestamp::Timestamp;
use crate::value::Value;

/// Bytes as people write them down: hexadecimal digits, with spaces between them, and text in quotation marks.
fn bytes(notation: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (index, part) in notation.split('"').enumerate() {
        if index % 2 == 1 {
            bytes.extend_from_slice(part.as_bytes());
            continue;
        }
        let digits: Vec<u32> = part.chars().filter_map(|digit| digit.to_digit(16)).collect();
        bytes.extend(digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).expect("a byte")));
    }
    bytes
}

fn encode(value: &dyn Value) -> Result<Vec<u8>, EncodeError> {
    let mut out = CborEncoder::new();
    value.encode(&ROOT, &mut out);
    out.finish()
}

fn decode<T: Value>(body: &[u8]) -> Result<T, DecodeError> {
    let mut value = T::zero();
    let mut from = CborDecoder::new(body)?;
    value.decode(&ROOT, &mut from)?;
    from.finish()?;
    Ok(value)
}

/// Asserts that `value` is written as `notation` and read back from it.
#[track_caller]
fn round_trip<T: Value + PartialEq + Debug>(value: T, notation: &str) {
    assert_eq!(encode(&value), Ok(bytes(notation)));
    reads(notation, value);
}

/// Asserts that `notation` is read as `value`.
#[track_caller]
fn reads<T: Value + PartialEq + Debug>(notation: &str, value: T) {
    assert_eq!(decode::<T>(&bytes(notation)).as_ref(), Ok(&value), "{notation}");
}

/// Asserts that `notation` is no `T`, and what is said about it.
#[track_caller]
fn refuses<T: Value + Debug>(notation: &str, message: &str) {
    let error = decode::<T>(&bytes(notation)).expect_err(notation);
    assert_eq!(error.to_string(), message, "{notation}");
}

fn everything() -> Everything {
    Everything::default()
}

#[test]
fn writes_and_reads_every_kind() {
    round_trip(
        Everything { choice: Some(Choice::Number(1)), ..Everything::full() },
        r#"bf
            64"text"        71"a "22"b"22" \ "01" "c3bc" "f09fa680
            64"Flag"        f5
            67"Integer"     3a7fffffff
            64"Long"        1b7fffffffffffffff
            65"Float"       fa3dcccccd
            66"Double"      fbfe37e43c8800759c
            64"Blob"        43 00ff21
            64"Time"        c1 fb41d6954ad247df3b
            67"IsoTime"     c1 1a1cbdba52
            68"HttpTime"    c1 1a1cbdba52
            69"EpochTime"   c1 20
            66"Colour"      63"RED"
            68"Document"    9f f6 f4 07 fb3ff8000000000000 bf 61"k" 61"v" ff ff
            64"Json"        67"{"22"a"22":1}"
            65"Names"       9f 61"x" 60 ff
            6b"SparseNames" 9f 61"x" f6 ff
            64"Tags"        bf 61 22 61"2" 61"b" 61"1" ff
            6c"SparseCounts" bf 64"none" f6 63"one" 01 ff
            68"ByColour"    bf 64"BLUE" 01 64"PINK" 02 ff
            66"Choice"      bf 66"Number" 01 ff
            66"Nested"      bf 64"text" 65"inner" ff
            64"More"        9f bf ff ff
        ff"#,
    );
    round_trip(everything(), "bf ff");
}

#[test]
fn reads_definite_and_indefinite_lengths_alike() {
    let value = Everything {
        names: Some(vec!["ab".into(), "".into()]),
        blob: Some(Bytes::from_static(b"xyz")),
        tags: Some(BTreeMap::from([("k".into(), "v".into())])),
        ..everything()
    };
    for notation in [
        r#"a3 65"Names" 82 62"ab" 60 64"Blob" 43"xyz" 64"Tags" a1 61"k" 61"v""#,
        r#"bf 65"Names" 9f 7f 61"a" 60 61"b" ff 7fff ff 64"Blob" 5f 41"x" 42"yz" ff 64"Tags" bf 7f61"k"ff 61"v" ff ff"#,
        r#"b90003 7f63"Nam"62"es"ff 9a00000002 7802"ab" 7800 7804"Tags" b801 7801"k" 7801"v" 64"Blob" 5a00000003"xyz""#,
    ] {
        reads(notation, value.clone());
    }
}

#[test]
fn holds_only_members_of_the_body() {
    let upload = Upload { acl: Some("private".into()), comment: Some("c".into()), ..Upload::default() };
    let body = Upload { comment: Some("c".into()), ..Upload::default() };
    assert_eq!(encode(&upload), Ok(bytes(r#"bf 67"Comment" 61"c" ff"#)));
    reads(r#"a2 69"x-amz-acl" 67"private" 67"Comment" 61"c""#, body);
}

#[test]
fn takes_null_and_undefined_for_members_that_are_not_there() {
    for null in ["f6", "f7"] {
        reads(
            &format!(r#"a2 64"text" {null} 64"Flag" f4"#),
            Everything { flag: Some(false), ..everything() },
        );
        reads(
            &format!(r#"a2 65"Names" 82 {null} 61"a" 64"Tags" a2 61"a" {null} 61"b" 61"c""#),
            Everything {
                names: Some(vec!["a".into()]),
                tags: Some(BTreeMap::from([("b".into(), "c".into())])),
                ..everything()
            },
        );
        reads(
            &format!(r#"a1 6b"SparseNames" 82 {null} 61"a""#),
            Everything { sparse_names: Some(vec![None, Some("a".into())]), ..everything() },
        );
    }
    reads("a1 68\"Quantity\" 03", Order { quantity: Some(3), ..Order::default() });
}

#[test]
fn reads_whatever_number_fits() {
    for (value, notations) in [
        (0, &["00", "1800", "190000", "1a00000000", "1b0000000000000000", "f90000", "fa80000000"][..]),
        (23, &["17", "f94dc0"]),
        (-1, &["20", "3800", "390000", "3b0000000000000000", "f9bc00", "fbbff0000000000000"]),
        (256, &["190100", "f95c00", "fa43800000"]),
        (i32::MAX, &["1a7fffffff", "fb41dfffffffc00000"]),
        (i32::MIN, &["3a7fffffff", "facf000000"]),
    ] {
        for notation in notations {
            reads(notation, value);
            reads(notation, i64::from(value));
            reads(notation, f64::from(value));
        }
    }
    reads("1b7fffffffffffffff", i64::MAX);
    reads("3b7fffffffffffffff", i64::MIN);
    reads("1bffffffffffffffff", u64::MAX as f64);
    reads("3bffffffffffffffff", -(u64::MAX as f64) - 1.0);
    for (notation, message) in [
        ("1a80000000", "number out of range at byte 0"),
        ("3a80000000", "number out of range at byte 0"),
        ("fb7e37e43c8800759c", "number out of range at byte 0"),
        ("f93e00", "expected a whole number, found another at byte 0"),
        ("f97c00", "expected a whole number, found another at byte 0"),
        ("6131", "expected a whole number, found a string at byte 0"),
        ("f4", "expected a whole number, found a boolean at byte 0"),
        ("c24101", "expected a whole number, found a tag at byte 0"),
    ] {
        refuses::<i32>(notation, message);
    }
    refuses::<i64>("1b8000000000000000", "number out of range at byte 0");
    refuses::<i64>("3b8000000000000000", "number out of range at byte 0");
    refuses::<f32>("fb7e37e43c8800759c", "number out of range at byte 0");
}

#[test]
fn writes_lengths_and_whole_numbers_in_as_few_bytes_as_can_hold_them() {
    let edges = [0, 1, 23, 24, 0xff, 0x100, 0xffff, 0x1_0000, 0xffff_ffff, 0x1_0000_0000, i64::MAX];
    for value in edges.into_iter().flat_map(|edge| [edge, -edge, -edge - 1]) {
        assert_eq!(encode(&value), Ok(minicbor::to_vec(value).expect("a number")), "{value}");
    }
    for length in [0, 1, 7, 8, 9, 15, 16, 17, 23, 24, 255, 256, 65_535, 65_536] {
        let text = "a".repeat(length);
        assert_eq!(encode(&text), Ok(minicbor::to_vec(&text).expect("a string")), "{length}");
        let blob = Bytes::from(text);
        let expected = minicbor::to_vec(minicbor::bytes::ByteVec::from(blob.to_vec())).expect("bytes");
        assert_eq!(encode(&blob), Ok(expected), "{length}");
    }
}

#[test]
fn writes_floats_in_their_width_and_reads_any() {
    round_trip(7.625f32, "fa40f40000");
    round_trip(1.889f64, "fb3ffe395810624dd3");
    round_trip(f32::INFINITY, "fa7f800000");
    round_trip(f64::NEG_INFINITY, "fbfff0000000000000");
    assert_eq!(encode(&f32::NAN), Ok(bytes("fa7fc00000")));
    assert_eq!(encode(&f64::NAN), Ok(bytes("fb7ff8000000000000")));
    for (notation, value) in [
        ("f90000", 0.0),
        ("f90001", 5.960464477539063e-8),
        ("f90050", 4.76837158203125e-6),
        ("f903ff", 6.097555160522461e-5),
        ("f90400", 6.103515625e-5),
        ("f93e00", 1.5),
        ("f97bff", 65504.0),
        ("f9c400", -4.0),
        ("f97c00", f64::INFINITY),
        ("f9fc00", f64::NEG_INFINITY),
        ("fa40f40000", 7.625),
    ] {
        reads(notation, value);
        reads(notation, value as f32);
    }
    for nan in ["f97e00", "f97c01", "fa7fc00000", "fb7ff8000000000000"] {
        assert!(decode::<f64>(&bytes(nan)).is_ok_and(f64::is_nan), "{nan}");
        assert!(decode::<f32>(&bytes(nan)).is_ok_and(f32::is_nan), "{nan}");
    }
    refuses::<f64>("634e614e", "expected a number, found a string at byte 0");
}

#[test]
fn timestamps_are_seconds_under_tag_1() {
    for (seconds, nanos, notation) in [
        (0, 0, "c1 00"),
        (-1, 0, "c1 20"),
        (1_398_796_238, 0, "c1 1a535fefce"),
        (946_845_296, 123_000_000, "c1 fb41cc37db380fbe77"),
        (-2, 750_000_000, "c1 fbbff4000000000000"),
    ] {
        round_trip(Timestamp::from_epoch_seconds_and_nanos(seconds, nanos), notation);
    }
    reads("d801 f93e00", Timestamp::from_epoch_seconds_and_nanos(1, 500_000_000));
    for (notation, message) in [
        ("00", "expected seconds since 1970 under tag 1, found a number at byte 0"),
        ("c001", "expected tag 1, found tag 0 at byte 0"),
        ("c1", "expected seconds since 1970 as a number, found the end at byte 1"),
        ("c16130", "expected seconds since 1970 as a number, found a string at byte 1"),
        ("c1c100", "expected seconds since 1970 as a number, found a tag at byte 1"),
        ("c1f97e00", "number out of range at byte 0"),
        ("c1fb7e37e43c8800759c", "number out of range at byte 0"),
        ("c11b8000000000000000", "number out of range at byte 0"),
    ] {
        refuses::<Timestamp>(notation, message);
    }
}

#[test]
fn reads_the_one_member_of_a_union() {
    round_trip(
        Choice::List(vec![Choice::Number(1), Choice::Secret("s".into())]),
        r#"bf 64"List" 9f bf66"Number"01ff bf66"Secret"61"s"ff ff ff"#,
    );
    reads(r#"a4 66"__type" 61"x" 66"Secret" f6 61"o" f6 66"Number" 01"#, Choice::Number(1));
    reads(r#"a1 65"Other" a1 61"k" 81 01"#, Choice::Unknown("Other".into()));
    let second = "expected one member of a union, found a second at byte 9";
    refuses::<Choice>(r#"a2 66"Number" 01 61"x" 02"#, second);
    refuses::<Choice>(r#"a2 66"Number" 01 66"Number" 01"#, second);
    refuses::<Choice>(r#"a1 66"Number" f6"#, "expected a member of a union, found none at byte 0");
    refuses::<Choice>("a0", "expected a member of a union, found none at byte 0");
    assert!(encode(&Choice::Unknown("Other".into())).is_err());
}

#[test]
fn finds_members_in_any_order_and_skips_what_it_does_not_know() {
    let value = Everything { long: Some(1), colour: Some(Colour::Blue), ..everything() };
    for notation in [
        r#"a2 64"Long" 01 66"Colour" 64"BLUE""#,
        r#"a2 66"Colour" 64"BLUE" 64"Long" 01"#,
        r#"a3 64"Long" 01 61"x" 9f 83 f4 f7 e0 bf 00 5f41"a"ff ff c2 43 010203 f8ff fa00000000 f97e00 3bffffffffffffffff ff
           66"Colour" 7f 62"BL" 62"UE" ff"#,
    ] {
        reads(notation, value.clone());
    }
}

#[test]
fn reads_documents_as_json_would_hold_them() {
    use Document::{Boolean, Double, Integer, List, Map, Null, String};
    for (notation, value) in [
        ("f6", Null),
        ("f7", Null),
        ("f5", Boolean(true)),
        ("3903e7", Integer(-1000)),
        ("1bffffffffffffffff", Double(u64::MAX as f64)),
        ("f93e00", Double(1.5)),
        ("62c3bc", String("ü".into())),
        ("4300ff21", String("AP8h".into())),
        ("c11a535fefce", Integer(1_398_796_238)),
        ("82 9fff a1 6161 00", List(vec![List(vec![]), Map(BTreeMap::from([("a".into(), Integer(0))]))])),
    ] {
        reads(notation, value);
    }
    refuses::<Document>("a1 00 00", "expected a text string as a key, found a number at byte 1");
    refuses::<Document>("a2 6161 00 6161 00", "the same key twice at byte 4");
    refuses::<Document>("e0", "expected a value, found a simple value at byte 0");
}

#[test]
fn refuses_a_key_twice() {
    refuses::<Everything>(r#"a2 64"text"61"a" 64"text"61"b""#, "Text: the same key twice at byte 8");
    refuses::<Everything>(r#"a2 64"text"f6 64"text"61"b""#, "Text: the same key twice at byte 7");
    refuses::<Everything>(
        r#"a1 64"Tags" bf 61"a"61"1" 7f61"a"ff61"2" ff"#,
        "Tags[a]: the same key twice at byte 11",
    );
}

#[test]
fn says_where_and_what_is_wrong() {
    for (notation, message) in [
        (r#"a1 65"Names" 82 61"a" a0"#, "Names[1]: expected a string, found a map at byte 10"),
        (r#"a1 64"Tags" a1 61"k" 80"#, "Tags[k]: expected a string, found a list at byte 9"),
        (r#"a1 64"More" 81 a1 64"Flag" 00"#, "More[0].Flag: expected a boolean, found a number at byte 13"),
        (r#"a1 66"Choice" a1 64"Line" f6"#, "Choice: expected a member of a union, found none at byte 8"),
        (r#"a1 00 00"#, "expected a text string as a key, found a number at byte 1"),
        (r#"a1 64"Blob" 61"x""#, "Blob: expected bytes, found a string at byte 6"),
        (r#"a1 64"Flag" ff"#, "Flag: expected a boolean, found the end of a container at byte 6"),
        (r#"a1 61"x" ff"#, "expected a value, found the end of a container at byte 3"),
        (r#"a1 61"x" 1c"#, "expected a value, found a byte that starts no value at byte 3"),
        ("a0 a0", "expected the end, found a map at byte 1"),
        ("80", "expected a map, found a list at byte 0"),
        ("", "expected a map, found the end at byte 0"),
        ("ff", "expected a map, found the end of a container at byte 0"),
    ] {
        refuses::<Everything>(notation, message);
    }
    refuses::<String>("61ff", "the value is not valid CBOR at byte 0");
    refuses::<String>("7f 61c3 61bc ff", "the value is not valid CBOR at byte 0");
    refuses::<String>("7f 4161 ff", "the value is not valid CBOR at byte 0");
    refuses::<Bytes>("5f 5f ff ff", "the value is not valid CBOR at byte 0");
}

#[test]
fn errors_name_no_sensitive_key() {
    structure! {
        Secrets {
            map: BTreeMap<String, i64> = row("Map", SENSITIVE),
        }
    }
    refuses::<Secrets>(
        r#"a1 63"Map" a1 62"pw" 60"#,
        "Map[<redacted>]: expected a whole number, found a string at byte 9",
    );
}

#[test]
fn believes_no_length_before_it_has_seen_the_bytes() {
    let huge = ["ffffffff", "ffffffffffffffff", "7fffffffffffffff"];
    for (start, lengths) in [("a1 64\"Blob\" 5", huge), ("a1 64\"text\" 7", huge), ("a1 61\"x\" 5", huge)] {
        for length in lengths {
            let width = if length.len() == 8 { 'a' } else { 'b' };
            let error = decode::<Everything>(&bytes(&format!("{start}{width}{length}"))).unwrap_err();
            assert!(error.to_string().contains("the value goes on after the end at byte "), "{error}");
        }
    }
    for start in ["bb", "a1 65\"Names\" 9b", "a1 64\"Tags\" bb", "a1 61\"x\" 9b", "a1 61\"x\" bb"] {
        let error = decode::<Everything>(&bytes(&format!("{start}ffffffffffffffff"))).unwrap_err();
        assert!(error.to_string().contains(", found the end at byte "), "{start}: {error}");
    }
}

#[test]
fn refuses_every_beginning_of_a_body() {
    let body = encode(&Everything::full()).unwrap();
    for end in 0..body.len() {
        assert!(decode::<Everything>(&body[..end]).is_err(), "{end}");
        let mut from = CborDecoder::new(&body[..end]).unwrap();
        assert!(crate::field::FieldDecoder::document(&mut from, &ROOT).is_err(), "{end}");
    }
}

#[test]
fn survives_every_byte_changed() {
    let body = encode(&Everything::full()).unwrap();
    for position in 0..body.len() {
        for byte in (0..=u8::MAX).step_by(5) {
            let mut changed = body.clone();
            changed[position] = byte;
            // What is still a value is written and read as the same one.
            if let Ok(value) = decode::<Everything>(&changed) {
                let Ok(body) = encode(&value) else { continue };
                assert_eq!(encode(&decode::<Everything>(&body).unwrap()), Ok(body));
            }
        }
    }
}

#[test]
fn refuses_what_nests_too_deep() {
    let message = format!("values nest more than {MAX_DEPTH} levels deep at byte ");
    for start in [
        r#"a1 66"Nested""#,
        r#"bf 64"More" 9f"#,
        r#"a1 61"x" 81"#,
        r#"a1 61"x" a1 00"#,
        r#"bf 68"Document" 81"#,
    ] {
        let body = bytes(start).repeat(100_000);
        let error = decode::<Everything>(&body).unwrap_err().to_string();
        assert!(error.contains(&message), "{start}: {error}");
    }
    let lists = |depth| [vec![0x81; depth - 1], vec![0x80]].concat();
    assert!(decode::<Document>(&lists(MAX_DEPTH)).is_ok());
    assert!(decode::<Document>(&lists(MAX_DEPTH + 1)).is_err());
    assert!(decode::<Everything>(&[bytes(r#"a1 61"x""#), vec![0xc1; 100_000], vec![0]].concat()).is_ok());
    let line = |depth| {
        (1..depth).fold(Line::default(), |gift, _| Line { gift: Some(Box::new(gift)), ..Line::default() })
    };
    assert!(encode(&line(MAX_DEPTH)).is_ok());
    assert_eq!(encode(&line(1000)).unwrap_err().to_string(), "Gift nests too deep");
}

#[test]
fn shows_nothing_of_what_it_reads_or_writes() {
    let mut out = CborEncoder::new();
    "hunter2".to_owned().encode(&ROOT, &mut out);
    assert_eq!(format!("{out:?}"), "CborEncoder(8 bytes)");
    assert_eq!(format!("{:?}", CborDecoder::new(b"\x67hunter2").unwrap()), "CborDecoder(at byte 0)");
}
