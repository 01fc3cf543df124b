//! Simple values as text: what goes to headers, query parameters, and labels of the path and the host name.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use crate::codec::{EncodeError, number};
use crate::document::Document;
use crate::field::FieldEncoder;
use crate::schema::{JSON_VALUE, Member, TimestampFormat};
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union, Value};

/// Where a text goes, which decides how some values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A header. Timestamps are HTTP dates, JSON is base64-encoded so that it cannot break the header.
    Header,
    /// A query parameter. Timestamps are ISO 8601.
    Query,
    /// A label of the path or the host name. Timestamps are ISO 8601.
    Label,
}

impl Place {
    /// How a timestamp is written where its member does not say.
    pub(super) fn timestamp_format(self) -> TimestampFormat {
        match self {
            Self::Header => TimestampFormat::HttpDate,
            Self::Query | Self::Label => TimestampFormat::Iso8601,
        }
    }
}

/// What a value comes to.
#[derive(Debug)]
pub(super) struct Texts {
    /// One text for a simple value, one for each item of a list, and for each value of a map.
    pub(super) items: Vec<Text>,
    /// Whether the value is a list, which may be empty and still is something to send.
    pub(super) is_list: bool,
}

/// A simple value.
#[derive(Debug)]
pub(super) struct Text {
    /// The key that the value has in a map.
    pub(super) key: Option<String>,
    /// The value, not yet escaped in any way.
    pub(super) value: String,
    /// Whether the value is a string, which can hold anything, and not a number or date, whose text is known.
    pub(super) is_free: bool,
}

/// The texts of `value`, described by `member`.
///
/// # Errors
/// When the value has no text: a structure, a list in a list, a timestamp out of range.
pub(super) fn texts(place: Place, member: &'static Member, value: &dyn Value) -> Result<Texts, EncodeError> {
    let mut writer = TextWriter {
        place,
        texts: Texts { items: Vec::new(), is_list: false },
        key: None,
        level: Level::Top,
        error: None,
    };
    value.encode(member, &mut writer);
    match writer.error {
        Some(error) => Err(error),
        None => Ok(writer.texts),
    }
}

struct TextWriter {
    place: Place,
    texts: Texts,
    key: Option<String>,
    level: Level,
    error: Option<EncodeError>,
}

/// What the value that comes next stands in. A map may hold lists, and nothing else nests.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Top,
    Map,
    List,
}

impl TextWriter {
    fn push(&mut self, value: String, is_free: bool) {
        self.texts.items.push(Text { key: self.key.clone(), value, is_free });
    }

    fn fail(&mut self, member: &'static Member, problem: &'static str) {
        self.error.get_or_insert_with(|| EncodeError::new(member.name, problem));
    }

    fn no_text(&mut self, member: &'static Member) {
        self.fail(member, "is too deep a structure for a header, query parameter or label");
    }

    fn number(&mut self, value: f64, text: String) {
        self.push(number::text(value, text), false);
    }

    fn nest(&mut self, level: Level, content: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.level, level);
        content(self);
        self.level = outer;
    }
}

impl FieldEncoder for TextWriter {
    fn structure(&mut self, member: &'static Member, _: &dyn Shape) {
        self.no_text(member);
    }

    fn union(&mut self, member: &'static Member, _: &dyn Union) {
        self.no_text(member);
    }

    fn list(&mut self, member: &'static Member, value: &dyn List) {
        if self.level == Level::List {
            return self.no_text(member);
        }
        self.texts.is_list |= self.level == Level::Top;
        self.nest(Level::List, |writer| {
            for item in (0..value.count()).filter_map(|index| value.at(index)) {
                item.encode(member.target.item, writer);
            }
        });
    }

    fn map(&mut self, member: &'static Member, value: &dyn Map) {
        if self.level != Level::Top {
            return self.no_text(member);
        }
        self.nest(Level::Map, |writer| {
            value.visit(&mut |key, value| {
                writer.key = Some(key.to_owned());
                value.encode(member.target.value, writer);
            });
            writer.key = None;
        });
    }

    fn string(&mut self, member: &'static Member, value: &str) {
        if self.place == Place::Header && member.has(JSON_VALUE) {
            self.push(STANDARD.encode(value), false);
        } else {
            self.push(value.to_owned(), true);
        }
    }

    fn boolean(&mut self, _: &'static Member, value: bool) {
        self.push(value.to_string(), false);
    }

    fn integer(&mut self, _: &'static Member, value: i32) {
        self.push(value.to_string(), false);
    }

    fn long(&mut self, _: &'static Member, value: i64) {
        self.push(value.to_string(), false);
    }

    fn float(&mut self, _: &'static Member, value: f32) {
        self.number(value.into(), value.to_string());
    }

    fn double(&mut self, _: &'static Member, value: f64) {
        self.number(value, value.to_string());
    }

    fn blob(&mut self, _: &'static Member, value: &Bytes) {
        self.push(STANDARD.encode(value), false);
    }

    fn timestamp(&mut self, member: &'static Member, value: Timestamp) {
        match value.format(member.timestamp.unwrap_or(self.place.timestamp_format())) {
            Ok(text) => self.push(text, false),
            Err(_) => self.fail(member, "is a date outside the years 0 to 9999"),
        }
    }

    fn document(&mut self, member: &'static Member, _: &Document) {
        self.no_text(member);
    }
}
