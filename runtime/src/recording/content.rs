//! Bodies in a form to be read and compared by people.

use bytes::Bytes;

use crate::codec::DecodeError;
use crate::codec::json::{JsonDecoder, JsonEncoder};
use crate::document::Document;
use crate::field::{FieldDecoder, FieldEncoder};
use crate::schema::ROOT;

/// A body that is not empty.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Content {
    /// JSON.
    Json(Document),
    /// Any other text, in pieces: a line, an element, or a parameter of a form, each with what ends it.
    Text(Vec<String>),
    /// Bytes that are no text, CBOR among them.
    Base64(Bytes),
    /// Something else, of this name, that another version may know.
    Unknown(String),
}

crate::union! {
    Content (Unknown) {
        Json @ 0 => row("json", NONE),
        Text @ 1 => row("text", NONE),
        Base64 @ 2 => row("base64", NONE),
    }
}

impl Content {
    /// A body, which is JSON only if it `is_document`: the whitespace and order of any other counts.
    pub(super) fn of(body: &[u8], is_document: bool) -> Option<Self> {
        if body.is_empty() {
            return None;
        }
        let Ok(text) = std::str::from_utf8(body) else {
            return Some(Self::Base64(Bytes::copy_from_slice(body)));
        };
        if let Some(document) = json(text).filter(|_| is_document) {
            return Some(Self::Json(document));
        }
        match text.contains(|c: char| c.is_control() && !"\r\n\t".contains(c)) {
            true => Some(Self::Base64(Bytes::copy_from_slice(body))),
            false => Some(Self::Text(pieces(text))),
        }
    }

    /// The body.
    ///
    /// # Errors
    /// When it is of a kind that is not known here.
    pub(super) fn to_bytes(&self) -> Result<Bytes, String> {
        match self {
            Self::Json(document) => {
                let mut out = JsonEncoder::new();
                out.document(&ROOT, document);
                out.finish().map(Bytes::from).map_err(|error| error.to_string())
            }
            Self::Text(pieces) => Ok(pieces.concat().into()),
            Self::Base64(bytes) => Ok(bytes.clone()),
            Self::Unknown(name) => {
                Err(format!("a body can be json, text or base64, and this one is {name:?}"))
            }
        }
    }
}

fn json(text: &str) -> Option<Document> {
    let read = || -> Result<Document, DecodeError> {
        let mut from = JsonDecoder::new(text.as_bytes())?;
        let document = from.document(&ROOT)?;
        from.finish()?;
        Ok(document)
    };
    read().ok().filter(|document| matches!(document, Document::Map(_) | Document::List(_)))
}

/// The text, broken after lines, between elements and after parameters, so that a change touches few lines of a file.
fn pieces(text: &str) -> Vec<String> {
    let (is_markup, is_form) = (text.starts_with('<'), text.starts_with("Action="));
    let mut pieces = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if let Some(last) = pieces.last_mut() {
            last.push(character);
        }
        let ends = match (character, characters.peek()) {
            (_, None) => false,
            ('\n', _) => true,
            ('>', Some('<')) => is_markup,
            ('&', _) => is_form,
            _ => false,
        };
        if ends {
            pieces.push(String::new());
        }
    }
    pieces
}
