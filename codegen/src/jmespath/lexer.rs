//! From characters to tokens.

use std::ops::Range;

use serde_json::Value as Json;

use super::{Comparison, Problem};

/// A token, and the bytes that it was read from.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// `foo`
    Name(String),
    /// `"foo"`
    Quoted(String),
    Literal(Json),
    Number(i64),
    Dot,
    Star,
    /// `[]`
    Flatten,
    /// `[?`
    Filter,
    LeftBracket,
    RightBracket,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    Comma,
    Colon,
    Current,
    Ampersand,
    Not,
    And,
    Or,
    Pipe,
    Comparison(Comparison),
    End,
}

/// The tokens of `text`; the last one is `End`.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    let mut lexer = Lexer { text, position: 0 };
    let mut tokens = Vec::new();
    loop {
        lexer.skip(|c| matches!(c, ' ' | '\t' | '\r' | '\n'));
        let start = lexer.position;
        let kind = lexer.token()?;
        let is_end = kind == TokenKind::End;
        tokens.push(Token { kind, span: start..lexer.position });
        if is_end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    /// Passes over the characters that are `wanted`, and gives them.
    fn skip(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.position += length;
        rest.get(..length).unwrap_or_default()
    }

    /// Passes over `text` if it stands here.
    fn eat(&mut self, text: &str) -> bool {
        let stands_here = self.rest().starts_with(text);
        self.position += if stands_here { text.len() } else { 0 };
        stands_here
    }

    fn token(&mut self) -> Result<TokenKind, Problem> {
        let start = self.position;
        let Some(first) = self.rest().chars().next() else { return Ok(TokenKind::End) };
        if first.is_ascii_alphabetic() || first == '_' {
            return Ok(TokenKind::Name(self.skip(|c| c.is_ascii_alphanumeric() || c == '_').to_owned()));
        }
        if first.is_ascii_digit() || first == '-' {
            return self.number();
        }
        self.position += first.len_utf8();
        Ok(match first {
            '.' => TokenKind::Dot,
            '*' => TokenKind::Star,
            '[' if self.eat("]") => TokenKind::Flatten,
            '[' if self.eat("?") => TokenKind::Filter,
            '[' => TokenKind::LeftBracket,
            ']' => TokenKind::RightBracket,
            '(' => TokenKind::LeftParen,
            ')' => TokenKind::RightParen,
            '{' => TokenKind::LeftBrace,
            '}' => TokenKind::RightBrace,
            ',' => TokenKind::Comma,
            ':' => TokenKind::Colon,
            '@' => TokenKind::Current,
            '&' if self.eat("&") => TokenKind::And,
            '&' => TokenKind::Ampersand,
            '|' if self.eat("|") => TokenKind::Or,
            '|' => TokenKind::Pipe,
            '=' if self.eat("=") => TokenKind::Comparison(Comparison::Equal),
            '!' if self.eat("=") => TokenKind::Comparison(Comparison::NotEqual),
            '!' => TokenKind::Not,
            '<' if self.eat("=") => TokenKind::Comparison(Comparison::LessOrEqual),
            '<' => TokenKind::Comparison(Comparison::Less),
            '>' if self.eat("=") => TokenKind::Comparison(Comparison::GreaterOrEqual),
            '>' => TokenKind::Comparison(Comparison::Greater),
            '"' => self.quoted(start)?,
            '\'' => TokenKind::Literal(Json::String(self.raw_string(start)?)),
            '`' => TokenKind::Literal(self.literal(start)?),
            '=' => return Err(self.problem(start, "`=` alone means nothing", "did you mean `==`?")),
            other => {
                let message = format!("`{other}` is no part of JMESPath");
                return Err(self.problem(start, message, "expected an expression"));
            }
        })
    }

    fn problem(&self, start: usize, message: impl Into<String>, expected: &str) -> Problem {
        Problem::new(start..self.position, message, expected)
    }

    fn number(&mut self) -> Result<TokenKind, Problem> {
        let start = self.position;
        self.eat("-");
        self.skip(|c| c.is_ascii_digit());
        let digits = self.text.get(start..self.position).unwrap_or_default();
        digits
            .parse()
            .map(TokenKind::Number)
            .map_err(|_| self.problem(start, format!("`{digits}` is no index"), "expected a whole number"))
    }

    /// What stands between here and the next `quote` that is not escaped, as written; passes over the quote.
    fn until(&mut self, quote: char, start: usize) -> Result<&'a str, Problem> {
        let rest = self.rest();
        let mut is_escaped = false;
        for (offset, character) in rest.char_indices() {
            match character {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                _ if character == quote => {
                    self.position += offset + character.len_utf8();
                    return Ok(rest.get(..offset).unwrap_or_default());
                }
                _ => {}
            }
        }
        self.position = self.text.len();
        Err(self.problem(
            start,
            format!("this {quote} is never closed"),
            &format!("expected another {quote}"),
        ))
    }

    /// A name in double quotes, with the escapes of JSON.
    fn quoted(&mut self, start: usize) -> Result<TokenKind, Problem> {
        let text = self.until('"', start)?;
        serde_json::from_str(&format!("\"{text}\""))
            .map(TokenKind::Quoted)
            .map_err(|_| self.problem(start, "this is no string of JSON", "expected a name in double quotes"))
    }

    /// A string in single quotes, in which only the quote is escaped.
    fn raw_string(&mut self, start: usize) -> Result<String, Problem> {
        Ok(self.until('\'', start)?.replace("\\'", "'"))
    }

    /// JSON in backticks, or a string without its quotes as in the first edition of the language.
    fn literal(&mut self, start: usize) -> Result<Json, Problem> {
        let text = self.until('`', start)?.replace("\\`", "`");
        let text = text.trim_start();
        serde_json::from_str(text)
            .or_else(|_| serde_json::from_str(&format!("\"{text}\"")))
            .map_err(|_| self.problem(start, "this is no JSON", "expected a JSON value in backticks"))
    }
}
