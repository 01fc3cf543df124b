//! What a token is to the renderer, and which belong together.

use anyhow::{Result, bail};

use crate::tokens::TokenStream;

/// A token. Groups are flat: the sign that opens one, what is in it, and the sign that closes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// An identifier, keyword or lifetime.
    Word(&'t str),
    /// A string or number.
    Literal(&'t str),
    /// One sign, or several that belong together.
    Sign(&'t str),
    /// A line of documentation, with its slashes.
    Doc(&'t str),
    /// The start of a group, with the number of tokens in it.
    Open(Delimiter, usize),
    /// The end of a group, with the same number.
    Close(Delimiter, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    Parenthesis,
    Bracket,
    Brace,
}

impl Delimiter {
    /// The signs that open and close a group.
    pub(super) fn signs(self) -> (char, char) {
        match self {
            Self::Parenthesis => ('(', ')'),
            Self::Bracket => ('[', ']'),
            Self::Brace => ('{', '}'),
        }
    }
}

/// The tokens of a stream.
///
/// # Errors
/// When a group has no end or no start.
pub(super) fn tokens(stream: &TokenStream) -> Result<Vec<Token<'_>>> {
    let mut tokens = Vec::with_capacity(stream.size_hint());
    let mut open = Vec::new();
    for token in stream.iter() {
        let mut delimiter = |delimiter, is_open| {
            if is_open {
                open.push(tokens.len());
                return Some(Token::Open(delimiter, 0));
            }
            let start = open.pop()?;
            let count = tokens.len() - start - 1;
            match tokens.get_mut(start) {
                Some(Token::Open(first, length)) if *first == delimiter => *length = count,
                _ => return None,
            }
            Some(Token::Close(delimiter, count))
        };
        let token = match token {
            "(" => delimiter(Delimiter::Parenthesis, true),
            ")" => delimiter(Delimiter::Parenthesis, false),
            "[" => delimiter(Delimiter::Bracket, true),
            "]" => delimiter(Delimiter::Bracket, false),
            "{" => delimiter(Delimiter::Brace, true),
            "}" => delimiter(Delimiter::Brace, false),
            token => Some(single(token)),
        };
        let Some(token) = token else { bail!("emitted tokens have an end without a start: {stream}") };
        tokens.push(token);
    }
    if !open.is_empty() {
        bail!("emitted tokens have a start without an end: {stream}");
    }
    Ok(tokens)
}

fn single(token: &str) -> Token<'_> {
    let mut bytes = token.bytes();
    match (bytes.next(), bytes.next()) {
        (Some(b'"' | b'0'..=b'9'), _) | (Some(b'-'), Some(b'0'..=b'9')) => Token::Literal(token),
        (Some(b'/'), Some(b'/')) => Token::Doc(token),
        (Some(first), _) if first.is_ascii_alphabetic() || first == b'_' || first == b'\'' => {
            Token::Word(token)
        }
        _ => Token::Sign(token),
    }
}

/// Whether `token` is that sign.
pub(super) fn is_sign(token: &Token<'_>, sign: &str) -> bool {
    matches!(token, Token::Sign(found) if *found == sign)
}

/// Whether `token` is that word.
pub(super) fn is_word(token: &Token<'_>, word: &str) -> bool {
    matches!(token, Token::Word(found) if *found == word)
}

/// What is in the group that `tokens` begin with, and what comes after it.
pub(super) fn first_group<'s, 't>(
    tokens: &'s [Token<'t>],
) -> Option<(Delimiter, &'s [Token<'t>], &'s [Token<'t>])> {
    match tokens.first()? {
        Token::Open(delimiter, length) => {
            Some((*delimiter, tokens.get(1..length + 1)?, tokens.get(length + 2..)?))
        }
        _ => None,
    }
}

/// What comes before the group that `tokens` end with, and what is in it.
pub(super) fn last_group<'s, 't>(
    tokens: &'s [Token<'t>],
) -> Option<(&'s [Token<'t>], Delimiter, &'s [Token<'t>])> {
    match tokens.split_last()? {
        (Token::Close(delimiter, length), before) => {
            let (before, inner) = before.split_at_checked(before.len().checked_sub(*length)?)?;
            Some((before.split_last()?.1, *delimiter, inner))
        }
        _ => None,
    }
}

/// The tokens outside of groups, each group as its start.
pub(super) fn outer<'s, 't>(tokens: &'s [Token<'t>]) -> impl Iterator<Item = (usize, &'s Token<'t>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let index = at;
        let token = tokens.get(index)?;
        at += match token {
            Token::Open(_, length) => length + 2,
            _ => 1,
        };
        Some((index, token))
    })
}

/// Skips attributes and documentation.
pub(super) fn without_attributes<'s, 't>(mut tokens: &'s [Token<'t>]) -> &'s [Token<'t>] {
    loop {
        tokens = match tokens {
            [Token::Doc(_), rest @ ..] => rest,
            [hash, rest @ ..] if is_sign(hash, "#") => match first_group(rest) {
                Some((_, _, rest)) => rest,
                None => return tokens,
            },
            _ => return tokens,
        }
    }
}

/// The tokens as text that can be parsed.
pub(super) fn text(tokens: &[Token<'_>]) -> String {
    let mut text = String::with_capacity(tokens.len() * 8);
    for token in tokens {
        match token {
            Token::Word(token) | Token::Literal(token) | Token::Sign(token) => text.push_str(token),
            Token::Doc(token) => {
                text.push_str(token);
                text.push('\n');
            }
            Token::Open(delimiter, _) => text.push(delimiter.signs().0),
            Token::Close(delimiter, _) => text.push(delimiter.signs().1),
        }
        text.push(' ');
    }
    text
}
