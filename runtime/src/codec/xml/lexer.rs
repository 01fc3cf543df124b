//! The grammar of XML 1.0 without document types: tags, text, and which end belongs to which start.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3};

use crate::codec::DecodeError;

/// A position in an XML text. Everything that reads leaves it behind what was read.
pub(super) struct Lexer<'a> {
    text: &'a str,
    position: usize,
    /// The names of the elements that are open.
    open: Vec<&'a str>,
    /// Whether the element that has started last is an empty one, `<v/>`: its end comes next.
    is_empty: bool,
}

/// What means something. Comments and processing instructions do not.
pub(super) enum Token<'a> {
    /// The start of an element.
    Start(Tag<'a>),
    /// The end of the element that has started last and is open.
    End,
    /// What stands between tags.
    Text(Text<'a>),
    /// The end of the text, whatever is open.
    EndOfText,
}

/// A text as it is written.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) raw: &'a str,
    kind: Kind,
    /// Where it starts.
    start: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Stands for itself.
    Plain,
    /// May have references in it, and line ends of other systems.
    Escaped,
    /// `<![CDATA[…]]>`: no references.
    Data,
    /// The value of an attribute: no line ends either.
    Value,
}

/// The start of an element.
#[derive(Clone, Copy)]
pub(super) struct Tag<'a> {
    /// The name without its prefix.
    pub(super) name: &'a str,
    /// Where it starts.
    pub(super) start: usize,
    attributes: Attributes<'a>,
}

/// The attributes of an element, to be read one after the other.
#[derive(Clone, Copy)]
pub(super) struct Attributes<'a> {
    rest: &'a str,
    /// Where that ends.
    end: usize,
}

/// An attribute.
#[derive(Clone, Copy)]
pub(super) struct Attribute<'a> {
    /// The prefix of its name, if it has one.
    pub(super) prefix: Option<&'a str>,
    /// The rest of its name.
    pub(super) name: &'a str,
    /// Its value.
    pub(super) value: Text<'a>,
}

impl<'a> Lexer<'a> {
    /// At `position`, before the start of an element. A byte order mark at the start of `text` is passed.
    pub(super) fn new(text: &'a str, position: usize) -> Self {
        let mark = if position == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, position: position + mark, open: Vec::new(), is_empty: false }
    }

    pub(super) fn position(&self) -> usize {
        self.position
    }

    #[inline]
    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    /// The next token.
    ///
    /// # Errors
    /// When what is there is none.
    #[inline]
    pub(super) fn token(&mut self) -> Result<Token<'a>, DecodeError> {
        if self.is_empty {
            self.is_empty = false;
            self.open.pop();
            return Ok(Token::End);
        }
        loop {
            match self.rest().as_bytes() {
                [b'<', b'/', ..] => return self.end(),
                [b'<', b'?', ..] => drop(self.pass("<?", "?>")?),
                [b'<', b'!', ..] => {
                    if let Some(data) = self.data_or_comment()? {
                        return Ok(Token::Text(data));
                    }
                }
                [b'<', ..] => return self.start(),
                [_, ..] => return Ok(Token::Text(self.text())),
                [] => return Ok(Token::EndOfText),
            }
        }
    }

    #[inline]
    fn text(&mut self) -> Text<'a> {
        let (start, rest) = (self.position, self.rest());
        let (mut kind, mut end) = (Kind::Plain, memchr3(b'<', b'&', b'\r', rest.as_bytes()));
        if end.is_some_and(|end| !rest.as_bytes().get(end..).is_some_and(|rest| rest.starts_with(b"<"))) {
            (kind, end) = (Kind::Escaped, memchr(b'<', rest.as_bytes()));
        }
        let raw = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
        self.position += raw.len();
        Text { raw, kind, start }
    }

    #[inline]
    fn start(&mut self) -> Result<Token<'a>, DecodeError> {
        let start = self.position;
        let rest = self.text.get(start + 1..).unwrap_or_default();
        let mut local = 0;
        for (at, byte) in rest.bytes().enumerate() {
            match byte {
                b':' if local == 0 => local = at + 1,
                b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n' => {
                    let (whole, after) = rest.split_at(at);
                    let name = whole.get(local..).unwrap_or_default();
                    if name.is_empty() {
                        break;
                    }
                    let inside = if byte == b'>' {
                        0
                    } else {
                        length_of_attributes(after).ok_or_else(|| no_end("a tag", start))?
                    };
                    // With the `<` before the name and the `>` behind all.
                    self.position = start + 1 + at + inside + 1;
                    let (attributes, _) = after.split_at(inside);
                    let attributes = match attributes.strip_suffix('/') {
                        Some(attributes) => {
                            self.is_empty = true;
                            attributes
                        }
                        None => attributes,
                    };
                    self.open.push(whole);
                    let end = start + 1 + at + attributes.len();
                    return Ok(Token::Start(Tag {
                        name,
                        start,
                        attributes: Attributes { rest: attributes, end },
                    }));
                }
                b'<' => break,
                _ => {}
            }
        }
        Err(DecodeError::new("a tag without a name, or without its end").at_offset(start))
    }

    #[inline]
    fn end(&mut self) -> Result<Token<'a>, DecodeError> {
        let start = self.position;
        let rest = self.text.get(start + 2..).unwrap_or_default();
        let Some(name) = self.open.pop() else {
            return Err(DecodeError::new("the end of an element that has not started").at_offset(start));
        };
        let after =
            rest.strip_prefix(name).map(str::trim_ascii_start).and_then(|rest| rest.strip_prefix('>'));
        match after {
            Some(after) => {
                self.position = self.text.len() - after.len();
                Ok(Token::End)
            }
            None => Err(DecodeError::expected(&format!("</{name}>"), "another end").at_offset(start)),
        }
    }

    /// Passes a comment, or returns the data that is there in its place.
    fn data_or_comment(&mut self) -> Result<Option<Text<'a>>, DecodeError> {
        const DATA: &str = "<![CDATA[";
        let (start, rest) = (self.position, self.rest());
        if rest.starts_with("<!--") {
            return self.pass("<!--", "-->").map(|_| None);
        }
        if rest.starts_with(DATA) {
            let raw = self.pass(DATA, "]]>")?;
            return Ok(Some(Text { raw, kind: Kind::Data, start: start + DATA.len() }));
        }
        let message = match rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) {
            true => "a document type declaration is not allowed",
            false => "neither a tag nor a comment",
        };
        Err(DecodeError::new(message).at_offset(start))
    }

    /// Passes what begins with `opening`, which is there, and gives what is before `closing`.
    fn pass(&mut self, opening: &str, closing: &str) -> Result<&'a str, DecodeError> {
        let inside = self.rest().get(opening.len()..).unwrap_or_default();
        let Some((inside, after)) = inside.split_once(closing) else {
            return Err(no_end(opening, self.position));
        };
        self.position = self.text.len() - after.len();
        Ok(inside)
    }
}

#[cold]
fn no_end(what: &str, offset: usize) -> DecodeError {
    DecodeError::new(format!("{what} has no end")).at_offset(offset)
}

/// How much of `text` is before the `>` that ends a tag: one that is not part of an attribute's value.
fn length_of_attributes(text: &str) -> Option<usize> {
    let mut length = 0;
    loop {
        let rest = text.as_bytes().get(length..)?;
        let found = memchr3(b'>', b'"', b'\'', rest)?;
        length += found;
        match rest.get(found)? {
            b'>' => return Some(length),
            quote => length += 1 + memchr(*quote, rest.get(found + 1..)?)? + 1,
        }
    }
}

impl<'a> Tag<'a> {
    /// Its attributes, in order. The same one may be there twice.
    #[inline]
    pub(super) fn attributes(&self) -> Attributes<'a> {
        self.attributes
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Result<Attribute<'a>, DecodeError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        // Most elements have none.
        if self.rest.is_empty() { None } else { self.attribute() }
    }
}

impl<'a> Attributes<'a> {
    fn attribute(&mut self) -> Option<Result<Attribute<'a>, DecodeError>> {
        self.rest = self.rest.trim_ascii_start();
        if self.rest.is_empty() {
            return None;
        }
        let start = self.end - self.rest.len();
        let attribute = self.split();
        if attribute.is_none() {
            self.rest = "";
        }
        let message = "expected an attribute: a name, `=`, and a value in quotes";
        Some(attribute.ok_or_else(|| DecodeError::new(message).at_offset(start)))
    }

    /// Takes the first of them away.
    fn split(&mut self) -> Option<Attribute<'a>> {
        let (name, rest) = self.rest.split_once('=')?;
        let (name, rest) = (name.trim_ascii_end(), rest.trim_ascii_start());
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let start = self.end - rest.len() + 1;
        let (raw, rest) = rest.get(1..)?.split_once(quote)?;
        self.rest = rest;
        let (prefix, name) = name.split_once(':').map_or((None, name), |(prefix, name)| (Some(prefix), name));
        let is_name =
            !name.is_empty() && !name.contains(|c: char| c.is_ascii_whitespace() || "\"'<>/".contains(c));
        is_name.then_some(Attribute { prefix, name, value: Text { raw, kind: Kind::Value, start } })
    }
}

impl<'a> Text<'a> {
    /// What it stands for.
    ///
    /// # Errors
    /// At the first reference that stands for nothing.
    #[inline]
    pub(super) fn resolve(&self) -> Result<Cow<'a, str>, DecodeError> {
        match self.kind {
            Kind::Plain => Ok(Cow::Borrowed(self.raw)),
            Kind::Escaped => self.replace(|rest| memchr2(b'&', b'\r', rest), "\n"),
            Kind::Data => self.replace(|rest| memchr(b'\r', rest), "\n"),
            // XML 1.0, section 3.3.3.
            Kind::Value => self.replace(|rest| rest.iter().position(|byte| b"&\r\n\t".contains(byte)), " "),
        }
    }

    /// Whether it is nothing but whitespace.
    pub(super) fn is_space(&self) -> bool {
        self.kind != Kind::Data && self.raw.trim_ascii().is_empty()
    }

    /// Whether every `&` in it starts a reference, to whatever.
    ///
    /// # Errors
    /// At the first that does not.
    #[inline]
    pub(super) fn check(&self) -> Result<(), DecodeError> {
        if self.kind != Kind::Escaped {
            return Ok(());
        }
        let mut rest = self.raw;
        while let Some((_, found)) = rest.split_once('&') {
            (_, rest) = self.reference(found)?;
        }
        Ok(())
    }

    /// The text with references resolved, and with `space` for any other byte that `find` finds.
    fn replace(
        &self,
        find: impl Fn(&[u8]) -> Option<usize>,
        space: &str,
    ) -> Result<Cow<'a, str>, DecodeError> {
        let mut rest = self.raw;
        let Some(mut at) = find(rest.as_bytes()) else { return Ok(Cow::Borrowed(rest)) };
        let mut text = String::with_capacity(rest.len());
        loop {
            let (plain, found) = rest.split_at(at);
            text.push_str(plain);
            if let Some(found) = found.strip_prefix('&') {
                let (name, after) = self.reference(found)?;
                let offset = self.start + (self.raw.len() - after.len());
                text.push(character(name).map_err(|error| error.at_offset(offset))?);
                rest = after;
            } else {
                text.push_str(space);
                // A line end of two characters is one.
                rest = found.strip_prefix("\r\n").or_else(|| found.get(1..)).unwrap_or_default();
            }
            match find(rest.as_bytes()) {
                Some(next) => at = next,
                None => break,
            }
        }
        text.push_str(rest);
        Ok(Cow::Owned(text))
    }

    /// The name of the reference whose `&` is before `text`, and what follows it.
    fn reference(&self, text: &'a str) -> Result<(&'a str, &'a str), DecodeError> {
        let end = text.bytes().position(|byte| matches!(byte, b';' | b'&' | b'<'));
        let found = end.and_then(|end| text.split_at_checked(end));
        let found = found.and_then(|(name, after)| Some((name, after.strip_prefix(';')?)));
        found.ok_or_else(|| {
            let offset = self.start + (self.raw.len() - text.len()) - 1;
            DecodeError::new("expected `&`, a name and `;`").at_offset(offset)
        })
    }
}

/// What a reference stands for.
fn character(name: &str) -> Result<char, DecodeError> {
    let numbered = |digits: &str, radix| {
        let is_number = digits.bytes().all(|byte| char::from(byte).is_digit(radix));
        let number = u32::from_str_radix(digits, radix).ok().filter(|number| is_number && *number > 0);
        number.and_then(char::from_u32)
    };
    let character = match name {
        "amp" => Some('&'),
        "apos" => Some('\''),
        "gt" => Some('>'),
        "lt" => Some('<'),
        "quot" => Some('"'),
        _ => match name.strip_prefix('#') {
            Some(number) => match number.strip_prefix('x') {
                Some(digits) => numbered(digits, 16),
                None => numbered(number, 10),
            },
            None => return Err(DecodeError::new(format!("the entity {name:?} is not defined"))),
        },
    };
    character.ok_or_else(|| DecodeError::new(format!("no character has the number of {name:?}")))
}
