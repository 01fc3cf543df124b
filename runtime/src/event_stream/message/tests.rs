use std::time::SystemTime;

use super::*;

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect()
}

/// A message as a sender would write it that checks nothing.
fn frame(length: u32, headers_length: u32, content: &[u8]) -> BytesMut {
    let mut frame = BytesMut::new();
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(&headers_length.to_be_bytes());
    frame.extend_from_slice(&crc32fast::hash(&frame).to_be_bytes());
    frame.extend_from_slice(content);
    frame.extend_from_slice(&crc32fast::hash(&frame).to_be_bytes());
    frame
}

fn with_headers(headers: &[u8]) -> BytesMut {
    let length = headers.len() as u32;
    frame(length + 16, length, headers)
}

fn everything() -> Message {
    Message::new("x")
        .with_header("t", true)
        .with_header("f", false)
        .with_header("b", -1i8)
        .with_header("s", -2i16)
        .with_header("i", -3i32)
        .with_header("l", -4i64)
        .with_header("y", Bytes::from_static(b"\x00\xff"))
        .with_header("g", "aü")
        .with_header("w", Timestamp::from_epoch_seconds_and_nanos(1_515_531_081, 123_000_000))
        .with_header("u", HeaderValue::Uuid(0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f))
}

/// The first two are from the tests of AWS's own implementations.
#[test]
fn writes_and_reads_messages() {
    for (message, hex) in [
        (Message::default(), "00000010 00000000 05c248eb 7d98c8ff"),
        (
            Message::new("{'foo':'bar'}").with_header("content-type", "application/json"),
            "0000003d 00000020 07fd8396 0c636f6e74656e742d74797065 070010 6170706c69636174696f6e2f6a736f6e
             7b27666f6f273a27626172277d 8d9c08b1",
        ),
        (
            everything(),
            "0000005f 0000004e 4e05ebe4 0174 00 0166 01 0162 02ff 0173 03fffe 0169 04fffffffd
             016c 05fffffffffffffffc 0179 06 0002 00ff 0167 07 0003 61c3bc 0177 0800000160dcb115a3
             0175 09 000102030405060708090a0b0c0d0e0f 78 24de2d6c",
        ),
        (
            Message::default().with_header("w", Timestamp::from_epoch_seconds_and_nanos(-1, 999_000_000)),
            "0000001b 0000000b e5c0a072 0177 08ffffffffffffffff f6fbbea1",
        ),
    ] {
        let encoded = bytes(hex);
        assert_eq!(message.encode().as_deref(), Ok(encoded.as_slice()), "{message:?}");
        let mut buffer = BytesMut::from(encoded.as_slice());
        buffer.extend_from_slice(b"rest");
        assert_eq!(Message::decode(&mut buffer), Ok(Some(message)));
        assert_eq!(buffer, "rest");
    }
}

#[test]
fn waits_for_every_byte() {
    let encoded = everything().encode().unwrap();
    for end in 0..encoded.len() {
        let mut buffer = BytesMut::from(&encoded[..end]);
        assert_eq!(Message::decode(&mut buffer), Ok(None), "{end}");
        assert_eq!(buffer.len(), end, "what is not read stays");
    }
}

#[test]
fn notices_every_bit_changed() {
    let encoded = everything().encode().unwrap();
    for bit in 0..encoded.len() * 8 {
        let mut buffer = BytesMut::from(&*encoded);
        buffer[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(Message::decode(&mut buffer), Err(MessageError::Checksum), "{bit}");
    }
}

#[test]
fn believes_no_length_that_the_format_does_not_allow() {
    let too_long = |part, limit| Err(MessageError::TooLong { part, limit });
    let headers = MAX_HEADERS as u32;
    let payload = MAX_PAYLOAD as u32;
    for (length, headers_length, expected) in [
        (payload + 16, 0, Ok(None)),
        (payload + 17, 0, too_long("message", MAX_PAYLOAD + 16)),
        (u32::MAX, 0, too_long("message", MAX_PAYLOAD + 16)),
        (u32::MAX, headers, too_long("message", MAX_PAYLOAD + MAX_HEADERS + 16)),
        (headers + 16, headers, Ok(None)),
        (headers + 17, headers + 1, too_long("headers", MAX_HEADERS)),
        (u32::MAX, u32::MAX, too_long("headers", MAX_HEADERS)),
        (15, 0, Err(MessageError::Length)),
        (0, 0, Err(MessageError::Length)),
        (20, 5, Err(MessageError::Length)),
    ] {
        let mut buffer = frame(length, headers_length, b"");
        assert_eq!(Message::decode(&mut buffer), expected, "{length}, {headers_length}");
    }
}

#[test]
fn refuses_headers_that_are_none() {
    for headers in [
        &b"\x01"[..],
        b"\x01a",
        b"\x02a\x00",
        b"\x01a\x0a",
        b"\x01a\xff",
        b"\x01\xff\x00",
        b"\x01a\x02",
        b"\x01a\x03\x00",
        b"\x01a\x04\x00\x00\x00",
        b"\x01a\x05\x00\x00\x00\x00\x00\x00\x00",
        b"\x01a\x06\x00",
        b"\x01a\x06\x00\x02a",
        b"\x01a\x07\x00\x02a",
        b"\x01a\x07\xff\xffa",
        b"\x01a\x07\x00\x01\xff",
        b"\x01a\x08\x00",
        b"\x01a\x09\x00",
        b"\x01a\x00\x01",
    ] {
        let mut buffer = with_headers(headers);
        assert_eq!(Message::decode(&mut buffer), Err(MessageError::Header), "{headers:?}");
    }
    // A header may not reach into the payload either.
    assert_eq!(Message::decode(&mut frame(22, 5, b"\x01a\x07\x00\x01b")), Err(MessageError::Header));
}

#[test]
fn writes_nothing_that_the_format_does_not_allow() {
    let long = |length: usize| "x".repeat(length);
    let value = |length: usize| HeaderValue::Bytes(long(length).into());
    let many = |count: usize| {
        (0..count).fold(Message::default(), |message, _| message.with_header("x", value(32_000)))
    };
    for (message, expected) in [
        (Message::default().with_header(long(255), true), None),
        (Message::default().with_header(long(256), true), Some(("name of a header", 255))),
        (Message::default().with_header("x", value(32_767)), None),
        (Message::default().with_header("x", value(32_768)), Some(("value of a header", 32_767))),
        (Message::default().with_header("x", long(32_768)), Some(("value of a header", 32_767))),
        (many(4), None),
        (many(5), Some(("headers", MAX_HEADERS))),
        (Message::new(vec![0; MAX_PAYLOAD]), None),
        (Message::new(vec![0; MAX_PAYLOAD + 1]), Some(("payload", MAX_PAYLOAD))),
    ] {
        let error = expected.map(|(part, limit)| MessageError::TooLong { part, limit });
        assert_eq!(message.encode().err(), error, "{message:?}");
    }
    let never = Message::default().with_header("x", Timestamp::from_epoch_seconds(i64::MAX));
    assert_eq!(never.encode(), Err(MessageError::Timestamp));
    let now = Timestamp::from(SystemTime::now());
    assert!(Message::default().with_header("x", now).encode().is_ok());
}

#[test]
fn finds_headers_and_shows_no_values() {
    let message = Message::new("hunter2").with_header("a", "hunter2").with_header("b", 1);
    assert_eq!(message.text("a"), Some("hunter2"));
    assert_eq!(message.text("b"), None);
    assert_eq!(message.header("b"), Some(&HeaderValue::Integer(1)));
    assert_eq!(message.header("c"), None);
    assert_eq!(format!("{message:?}"), r#"Message(["a", "b"], 7 bytes)"#);
}
