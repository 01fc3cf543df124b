//! Values from the suites' notation: a timestamp is a number of seconds, a blob its text, an unset member null.

use std::borrow::Cow;

use bytes::Bytes;
use sdk_runtime::codec::DecodeError;
use sdk_runtime::event_stream::IncomingEvents;
use sdk_runtime::schema::{self, Member, SPARSE};
use sdk_runtime::{Document, FieldDecoder, List, Map, Shape, Timestamp, Union, Value};
use serde_json::Value as Json;

/// Fills `value` from `params`.
pub fn fill(value: &mut dyn Value, params: &Json) -> Result<(), DecodeError> {
    value.decode(&schema::ROOT, &mut Params(params))
}

struct Params<'a>(&'a Json);

impl Params<'_> {
    fn expected(&self, what: &str) -> DecodeError {
        DecodeError::expected(what, self.0)
    }

    fn number(&self) -> Result<f64, DecodeError> {
        match self.0 {
            Json::String(text) if matches!(text.as_str(), "NaN" | "Infinity" | "-Infinity") => {
                text.replace("Infinity", "inf").parse().map_err(|_| self.expected("a number"))
            }
            number => number.as_f64().ok_or_else(|| self.expected("a number")),
        }
    }

    fn object(&self) -> Result<&serde_json::Map<String, Json>, DecodeError> {
        self.0.as_object().ok_or_else(|| self.expected("an object"))
    }
}

impl FieldDecoder for Params<'_> {
    fn structure(&mut self, _: &'static Member, value: &mut dyn Shape) -> Result<(), DecodeError> {
        for (name, json) in self.object()? {
            let members = value.schema().members.iter().enumerate();
            let Some((index, member)) = members.into_iter().find(|(_, member)| member.name == name) else {
                return Err(DecodeError::new(format!("there is no member {name:?}")));
            };
            if !json.is_null() {
                value
                    .member_mut(index)
                    .decode(member, &mut Params(json))
                    .map_err(|error| error.in_member(member.name))?;
            }
        }
        Ok(())
    }

    fn union(&mut self, _: &'static Member, value: &mut dyn Union) -> Result<(), DecodeError> {
        let mut set = self.object()?.iter().filter(|(_, json)| !json.is_null());
        let (Some((name, json)), None) = (set.next(), set.next()) else {
            return Err(self.expected("exactly one member"));
        };
        let members = value.schema().members.iter().enumerate();
        let Some((index, member)) = members.into_iter().find(|(_, member)| member.name == name) else {
            return Err(DecodeError::new(format!("there is no member {name:?}")));
        };
        value
            .variant_mut(index)
            .decode(member, &mut Params(json))
            .map_err(|error| error.in_member(member.name))
    }

    fn list(&mut self, member: &'static Member, value: &mut dyn List) -> Result<(), DecodeError> {
        value.reset();
        for json in self.0.as_array().ok_or_else(|| self.expected("an array"))? {
            match json {
                Json::Null if member.has(SPARSE) => {
                    value.grow();
                }
                Json::Null => {}
                json => value.grow().decode(member.target.item, &mut Params(json))?,
            }
        }
        Ok(())
    }

    fn map(&mut self, member: &'static Member, value: &mut dyn Map) -> Result<(), DecodeError> {
        value.reset();
        for (key, json) in self.object()? {
            match json {
                Json::Null if member.has(SPARSE) => {
                    value.insert(key);
                }
                Json::Null => {}
                json => {
                    if let Some(entry) = value.insert(key) {
                        entry.decode(member.target.value, &mut Params(json))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn string(&mut self, member: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        match self.0 {
            Json::String(text) => Ok(text.into()),
            json if member.has(schema::JSON_VALUE) => Ok(json.to_string().into()),
            _ => Err(self.expected("a string")),
        }
    }

    fn boolean(&mut self, _: &'static Member) -> Result<bool, DecodeError> {
        self.0.as_bool().ok_or_else(|| self.expected("a boolean"))
    }

    fn integer(&mut self, member: &'static Member) -> Result<i32, DecodeError> {
        i32::try_from(self.long(member)?).map_err(|_| self.expected("a 32-bit number"))
    }

    fn long(&mut self, _: &'static Member) -> Result<i64, DecodeError> {
        self.0.as_i64().ok_or_else(|| self.expected("a whole number"))
    }

    fn float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        self.number().map(|number| number as f32)
    }

    fn double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        self.number()
    }

    fn blob(&mut self, _: &'static Member) -> Result<Bytes, DecodeError> {
        let text = self.0.as_str().ok_or_else(|| self.expected("a text"))?;
        Ok(Bytes::from(text.to_owned()))
    }

    fn timestamp(&mut self, _: &'static Member) -> Result<Timestamp, DecodeError> {
        let seconds = self.0.as_number().ok_or_else(|| self.expected("a number of seconds"))?.to_string();
        Timestamp::parse(&seconds, schema::TimestampFormat::EpochSeconds)
            .map_err(|error| DecodeError::new(error.to_string()))
    }

    fn document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        Ok(document(self.0))
    }

    fn events(&mut self, _: &'static Member) -> Result<IncomingEvents, DecodeError> {
        Err(DecodeError::new("a case cannot give the events of a request"))
    }
}

fn document(json: &Json) -> Document {
    match json {
        Json::Null => Document::Null,
        Json::Bool(value) => Document::Boolean(*value),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Document::Integer(whole),
            None => Document::Double(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Document::String(text.clone()),
        Json::Array(items) => Document::List(items.iter().map(document).collect()),
        Json::Object(entries) => {
            Document::Map(entries.iter().map(|(key, value)| (key.clone(), document(value))).collect())
        }
    }
}
