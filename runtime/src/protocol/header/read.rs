//! Reading headers.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::EXPIRES;
use http::{HeaderMap, HeaderName};

use crate::codec::{DecodeError, number};
use crate::document::Document;
use crate::field::FieldDecoder;
use crate::protocol::text::Place;
use crate::schema::{JSON_VALUE, Location, Member, TimestampFormat};
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union, Value};

/// Reads the header that `member` names, or all headers that start with its name. A header that is not there leaves
/// the value as it is; a map is set, and empty if there is none.
///
/// # Errors
/// When a header does not fit the type.
pub(in crate::protocol) fn read(
    headers: &HeaderMap,
    member: &'static Member,
    value: &mut dyn Value,
) -> Result<(), DecodeError> {
    let text = match member.location {
        Location::Headers => Some(Cow::Borrowed("")),
        _ => joined(headers, member.wire),
    };
    let Some(text) = text else { return Ok(()) };
    let mut from = HeaderDecoder { headers, rest: &text, is_list: false };
    match value.decode(member, &mut from) {
        // A date that makes no sense, such as `0`, is one in the past (RFC 9111, section 5.3): the value stays at 1970. What
        // the server sent is in the headers.
        Err(_) if member.wire.eq_ignore_ascii_case(EXPIRES.as_str()) => Ok(()),
        result => result.map_err(|error| error.in_member(member.name)),
    }
}

/// Reads `text`, which is no header but written like one, such as the status code.
///
/// # Errors
/// When it does not fit the type.
pub(in crate::protocol) fn read_text(
    text: &str,
    member: &'static Member,
    value: &mut dyn Value,
) -> Result<(), DecodeError> {
    let mut from = HeaderDecoder { headers: &HeaderMap::new(), rest: text, is_list: false };
    value.decode(member, &mut from).map_err(|error| error.in_member(member.name))
}

/// The lines of the header called `name` as one (RFC 9110, section 5.3).
fn joined<'a>(headers: &'a HeaderMap, name: &str) -> Option<Cow<'a, str>> {
    let mut lines = headers.get_all(name).iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    let first = lines.next()?;
    Some(lines.fold(first, |text, line| format!("{text}, {line}").into()))
}

/// Reads from the value of a header. In a list, the type that is asked for says where its item ends: an HTTP date has
/// a comma inside.
struct HeaderDecoder<'a> {
    /// All headers, for a map.
    headers: &'a HeaderMap,
    /// What is left of the value.
    rest: &'a str,
    is_list: bool,
}

impl<'a> HeaderDecoder<'a> {
    /// The text of the next value, where it is a number, a date or the like, `commas` of them inside.
    fn word(&mut self, commas: usize) -> &'a str {
        let end = match self.is_list {
            true => self.rest.match_indices(',').nth(commas).map(|(at, _)| at),
            false => None,
        };
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word.trim_ascii()
    }

    fn parse<T>(&mut self, expected: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, DecodeError> {
        // What is there is not part of the error: it may be a secret.
        parse(self.word(0)).ok_or_else(|| DecodeError::expected(expected, "another text in the header"))
    }

    /// A string in double quotes, with what is escaped by backslashes (RFC 9110, section 5.6.4).
    fn quoted_string(&mut self) -> Result<String, DecodeError> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.rest = self.rest.get(at + 1..).unwrap_or_default();
                    return Ok(text);
                }
                '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
                _ => text.push(character),
            }
        }
        Err(DecodeError::expected("a closing quote", "the end of the header"))
    }

    fn bytes(&mut self) -> Result<Vec<u8>, DecodeError> {
        let expected = || DecodeError::expected("base64", "another text in the header");
        STANDARD.decode(self.word(0)).map_err(|_| expected())
    }

    fn no_header<T>(&self) -> Result<T, DecodeError> {
        Err(DecodeError::new("a header does not hold values of this type"))
    }
}

impl FieldDecoder for HeaderDecoder<'_> {
    fn structure(&mut self, _: &'static Member, _: &mut dyn Shape) -> Result<(), DecodeError> {
        self.no_header()
    }

    fn union(&mut self, _: &'static Member, _: &mut dyn Union) -> Result<(), DecodeError> {
        self.no_header()
    }

    fn list(&mut self, member: &'static Member, value: &mut dyn List) -> Result<(), DecodeError> {
        if self.is_list {
            return self.no_header();
        }
        self.is_list = true;
        value.reset();
        loop {
            // Empty items count for nothing (RFC 9110, section 5.6.1).
            self.rest = self.rest.trim_start_matches([',', ' ', '\t']);
            if self.rest.is_empty() {
                return Ok(());
            }
            let index = value.count();
            value.grow().decode(member.target.item, self).map_err(|error| error.in_item(index))?;
            self.rest = self.rest.trim_ascii_start();
            if !self.rest.is_empty() && !self.rest.starts_with(',') {
                return Err(DecodeError::expected("a comma", "another text in the header").in_item(index));
            }
        }
    }

    fn map(&mut self, member: &'static Member, value: &mut dyn Map) -> Result<(), DecodeError> {
        value.reset();
        for name in self.headers.keys().map(HeaderName::as_str) {
            let Some((prefix, key)) = name.split_at_checked(member.wire.len()) else { continue };
            let Some(text) = joined(self.headers, name) else { continue };
            if prefix.eq_ignore_ascii_case(member.wire) {
                let mut from = HeaderDecoder { headers: self.headers, rest: &text, is_list: false };
                let Some(entry) = value.insert(key) else { continue };
                entry.decode(member.target.value, &mut from).map_err(|error| error.in_entry(key))?;
            }
        }
        Ok(())
    }

    fn string(&mut self, member: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        if member.has(JSON_VALUE) {
            let text = String::from_utf8(self.bytes()?);
            return text.map(Cow::from).map_err(|_| DecodeError::new("the text in the header is not UTF-8"));
        }
        if self.is_list && self.rest.starts_with('"') {
            return Ok(self.quoted_string()?.into());
        }
        Ok(self.word(0).into())
    }

    fn boolean(&mut self, _: &'static Member) -> Result<bool, DecodeError> {
        self.parse("true or false", |text| text.parse().ok())
    }

    fn integer(&mut self, _: &'static Member) -> Result<i32, DecodeError> {
        self.parse("a whole number of 32 bits", |text| text.parse().ok())
    }

    fn long(&mut self, _: &'static Member) -> Result<i64, DecodeError> {
        self.parse("a whole number of 64 bits", |text| text.parse().ok())
    }

    fn float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        self.parse("a number", number::parse)
    }

    fn double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        self.parse("a number", number::parse)
    }

    fn blob(&mut self, _: &'static Member) -> Result<Bytes, DecodeError> {
        self.bytes().map(Bytes::from)
    }

    fn timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError> {
        let format = member.timestamp.unwrap_or(Place::Header.timestamp_format());
        let commas = usize::from(format == TimestampFormat::HttpDate);
        Timestamp::parse(self.word(commas), format).map_err(|error| DecodeError::new(error.to_string()))
    }

    fn document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        self.no_header()
    }
}
