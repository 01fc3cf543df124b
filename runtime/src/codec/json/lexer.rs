//! The grammar of RFC 8259: tokens, and where one container ends and the next value starts.

use std::borrow::Cow;

use super::escape;
use crate::codec::{DecodeError, MAX_DEPTH};

/// A position in a JSON text. Everything that reads leaves it behind what was read.
#[derive(Clone)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    position: usize,
    /// How many containers are open.
    depth: usize,
}

/// A number as it is written.
#[derive(Clone, Copy)]
pub(super) struct Number<'a> {
    pub(super) text: &'a str,
    /// Whether it has neither fraction nor exponent.
    pub(super) is_plain: bool,
    /// Where it starts.
    pub(super) offset: usize,
}

impl Number<'_> {
    /// Its value, if it is written as digits alone, and not as more than always fit. Most are, and the standard library
    /// looks out for what these cannot be.
    #[inline]
    pub(super) fn small(&self) -> Option<i64> {
        let is_small = self.is_plain && self.text.len() <= 18 && !self.text.starts_with('-');
        let value = |sum: i64, digit: u8| sum * 10 + i64::from(digit & 15);
        is_small.then(|| self.text.bytes().fold(0, value))
    }
}

const LITERALS: [&str; 3] = ["null", "true", "false"];

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, position: 0, depth: 0 }
    }

    pub(super) fn position(&self) -> usize {
        self.position
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.position..).unwrap_or_default()
    }

    /// The next byte after whitespace, which is passed.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        match self.text.as_bytes().get(self.position) {
            Some(byte) if *byte > b' ' => Some(*byte),
            _ => self.peek_behind_whitespace(),
        }
    }

    /// The same. Services write none.
    #[cold]
    #[inline(never)]
    fn peek_behind_whitespace(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.position) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.position += 1,
                other => return other.copied(),
            }
        }
    }

    /// Passes `byte`, if that is what comes next.
    #[inline]
    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.position += usize::from(there);
        there
    }

    /// Passes `word`, if that is what comes next.
    #[inline]
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let there = self.peek().is_some() && self.rest().starts_with(word.as_bytes());
        if there {
            self.position += word.len();
        }
        there
    }

    /// Something other than `expected` comes next.
    #[cold]
    pub(super) fn expected(&mut self, expected: &str) -> DecodeError {
        let next = self.peek();
        let literal = LITERALS.into_iter().find(|word| self.rest().starts_with(word.as_bytes()));
        let found = literal.unwrap_or(match next {
            None => "the end",
            Some(b'{') => "an object",
            Some(b'[') => "an array",
            Some(b'"') => "a string",
            Some(b'-' | b'0'..=b'9') => "a number",
            Some(b'}' | b']') => "the end of a container",
            Some(_) => "something else",
        });
        DecodeError::expected(expected, found).at_offset(self.position)
    }

    #[cold]
    fn error(&self, message: &'static str) -> DecodeError {
        DecodeError::new(message).at_offset(self.position)
    }

    /// Enters a container.
    #[inline]
    pub(super) fn open(&mut self, start: u8) -> Result<(), DecodeError> {
        if !self.take(start) {
            return Err(self.expected(if start == b'{' { "an object" } else { "an array" }));
        }
        if self.depth == MAX_DEPTH {
            return Err(DecodeError::too_deep().at_offset(self.position));
        }
        self.depth += 1;
        Ok(())
    }

    /// Passes the comma before the next value of a container, which the first one lacks, or else the container's end:
    /// then there is no more.
    #[inline]
    pub(super) fn more(&mut self, is_first: &mut bool, end: u8) -> Result<bool, DecodeError> {
        let next = self.peek();
        if next == Some(end) {
            self.position += 1;
            self.depth -= 1;
            return Ok(false);
        }
        if std::mem::take(is_first) {
            return Ok(true);
        }
        if next == Some(b',') {
            self.position += 1;
            return Ok(true);
        }
        Err(self.expected(if end == b'}' {
            "a comma or the end of an object"
        } else {
            "a comma or the end of an array"
        }))
    }

    /// Passes a key and its colon, if the key is `key`, written without escapes. No name in a model holds a backslash, so
    /// what looks like it is it.
    #[inline]
    pub(super) fn take_key(&mut self, key: &str) -> Result<bool, DecodeError> {
        let first = self.first_of_key()?;
        Ok(key.as_bytes().first() == Some(&first) && self.take_key_after_first(key)?)
    }

    /// The same for a `key` that starts with the [first byte](Self::first_of_key) of the one that comes next.
    #[inline]
    pub(super) fn take_key_after_first(&mut self, key: &str) -> Result<bool, DecodeError> {
        let rest = self.rest();
        // Where it ends says much, and is faster to look at than what is in between, of which many have nothing.
        let found = rest.get(key.len() + 1) == Some(&b'"')
            && (key.len() == 1 || rest.get(1..=key.len()) == Some(key.as_bytes()));
        if found {
            self.position += key.len() + 2;
            self.colon()?;
        }
        Ok(found)
    }

    /// The first byte of the key that comes next, at whose quotation mark this stops.
    #[inline]
    pub(super) fn first_of_key(&mut self) -> Result<u8, DecodeError> {
        if self.peek() != Some(b'"') {
            return Err(self.expected("a key"));
        }
        Ok(self.text.as_bytes().get(self.position + 1).copied().unwrap_or_default())
    }

    /// Passes a key and its colon.
    #[inline]
    pub(super) fn key(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        if self.peek() != Some(b'"') {
            return Err(self.expected("a key"));
        }
        let key = self.string()?;
        self.colon()?;
        Ok(key)
    }

    #[inline]
    fn colon(&mut self) -> Result<(), DecodeError> {
        if self.take(b':') { Ok(()) } else { Err(self.expected("a colon")) }
    }

    /// Reads a string, which is borrowed unless it holds escapes.
    #[inline]
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        if self.peek() != Some(b'"') {
            return Err(self.expected("a string"));
        }
        let start = self.position + 1;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let length = escape::plain_prefix(rest);
        if rest.get(length) != Some(&b'"') {
            return self.unescaped().map(Cow::Owned);
        }
        self.position = start + length + 1;
        Ok(Cow::Borrowed(self.text.get(start..start + length).unwrap_or_default()))
    }

    /// Passes the characters up to the next one that means something in a string.
    fn plain(&mut self) -> &'a str {
        let start = self.position;
        self.position += escape::plain_prefix(self.rest());
        self.text.get(start..self.position).unwrap_or_default()
    }

    /// The string that starts here, in which there is something other than plain characters.
    #[cold]
    #[inline(never)]
    fn unescaped(&mut self) -> Result<String, DecodeError> {
        self.position += 1;
        // What stands for a character is longer than that, so this is enough.
        let mut text = String::with_capacity(self.length_in_string());
        loop {
            text.push_str(self.plain());
            match self.rest() {
                [b'"', ..] => {
                    self.position += 1;
                    return Ok(text);
                }
                [b'\\', b'u', ..] => text.push(self.unicode_escape()?),
                [b'\\', letter, ..] => {
                    text.push(
                        escape::unescape(*letter).ok_or_else(|| self.error("unknown escape in a string"))?,
                    );
                    self.position += 2;
                }
                [] | [b'\\'] => return Err(self.error("the text ends within a string")),
                [..] => return Err(self.error("control character in a string")),
            }
        }
    }

    /// How many bytes there are to the end of the string, whose start has been passed.
    fn length_in_string(&self) -> usize {
        let mut rest = self.rest();
        loop {
            rest = rest.get(escape::plain_prefix(rest)..).unwrap_or_default();
            match rest {
                [b'\\', _, after @ ..] => rest = after,
                _ => return self.rest().len() - rest.len(),
            }
        }
    }

    /// Reads `\uXXXX`, or two of them that are the halves of a surrogate pair.
    fn unicode_escape(&mut self) -> Result<char, DecodeError> {
        let start = self.position;
        let units = [self.utf16_unit(), self.utf16_unit()];
        let units = units.iter().map_while(|unit| *unit);
        let (length, character) = match char::decode_utf16(units).next() {
            None => return Err(self.error("expected four hexadecimal digits after \\u")),
            Some(Err(_)) => {
                self.position = start;
                return Err(self.error("half of a surrogate pair in a string"));
            }
            Some(Ok(character)) => (6 * character.len_utf16(), character),
        };
        // The second unit may belong to the next character.
        self.position = start + length;
        Ok(character)
    }

    fn utf16_unit(&mut self) -> Option<u16> {
        let [b'\\', b'u', digits @ ..] = self.rest() else { return None };
        let digits = digits.first_chunk::<4>()?;
        let unit =
            digits.iter().try_fold(0, |unit, digit| Some(unit * 16 + char::from(*digit).to_digit(16)?))?;
        self.position += 6;
        u16::try_from(unit).ok()
    }

    /// Reads a number; `None` if something else comes next.
    #[inline]
    pub(super) fn number(&mut self) -> Result<Option<Number<'a>>, DecodeError> {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return Ok(None);
        }
        let offset = self.position;
        self.skip_byte(|byte| byte == b'-');
        if !self.skip_byte(|byte| byte == b'0') {
            self.digits()?;
        } else if matches!(self.rest(), [b'0'..=b'9', ..]) {
            return Err(self.error("a number must not start with zeros"));
        }
        let mut is_plain = true;
        if self.skip_byte(|byte| byte == b'.') {
            is_plain = false;
            self.digits()?;
        }
        if self.skip_byte(|byte| matches!(byte, b'e' | b'E')) {
            is_plain = false;
            self.skip_byte(|byte| matches!(byte, b'+' | b'-'));
            self.digits()?;
        }
        let text = self.text.get(offset..self.position).unwrap_or_default();
        Ok(Some(Number { text, is_plain, offset }))
    }

    /// Passes the next byte if it is one of those asked for.
    #[inline]
    fn skip_byte(&mut self, is_asked_for: impl Fn(u8) -> bool) -> bool {
        let there = self.rest().first().is_some_and(|byte| is_asked_for(*byte));
        self.position += usize::from(there);
        there
    }

    /// Passes one digit or more.
    #[inline]
    fn digits(&mut self) -> Result<(), DecodeError> {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.position += count;
        if count == 0 { Err(self.error("expected a digit in a number")) } else { Ok(()) }
    }

    /// Passes `null`, if that is what comes next.
    #[inline]
    pub(super) fn take_null(&mut self) -> bool {
        self.peek() == Some(b'n') && self.take_word("null")
    }

    /// Passes a value of any kind.
    pub(super) fn skip(&mut self) -> Result<(), DecodeError> {
        match self.peek() {
            Some(b'"') => self.string().map(drop),
            Some(b'{') => {
                self.open(b'{')?;
                let mut is_first = true;
                while self.more(&mut is_first, b'}')? {
                    self.key()?;
                    self.skip()?;
                }
                Ok(())
            }
            Some(b'[') => {
                self.open(b'[')?;
                let mut is_first = true;
                while self.more(&mut is_first, b']')? {
                    self.skip()?;
                }
                Ok(())
            }
            _ if LITERALS.into_iter().any(|word| self.take_word(word)) => Ok(()),
            _ => match self.number()? {
                Some(_) => Ok(()),
                None => Err(self.expected("a value")),
            },
        }
    }
}
