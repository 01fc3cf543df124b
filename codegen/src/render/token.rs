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
    /// That of the sign that opens or closes a group.
    fn of(sign: &str) -> Self {
        match sign {
            "(" | ")" => Self::Parenthesis,
            "[" | "]" => Self::Bracket,
            _ => Self::Brace,
        }
    }

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
        let token = match token.as_bytes() {
            [b'(' | b'[' | b'{'] => {
                open.push(tokens.len());
                Token::Open(Delimiter::of(token), 0)
            }
            [b')' | b']' | b'}'] => {
                let Some(close) = close(&mut tokens, open.pop(), Delimiter::of(token)) else {
                    bail!("emitted tokens have an end without a start: {stream}")
                };
                close
            }
            _ => single(token),
        };
        tokens.push(token);
    }
    if !open.is_empty() {
        bail!("emitted tokens have a start without an end: {stream}");
    }
    Ok(tokens)
}

/// The end of the group that begins at `start`, which is told how long it is.
fn close<'t>(tokens: &mut [Token<'t>], start: Option<usize>, delimiter: Delimiter) -> Option<Token<'t>> {
    let count = tokens.len() - start? - 1;
    match tokens.get_mut(start?) {
        Some(Token::Open(first, length)) if *first == delimiter => *length = count,
        _ => return None,
    }
    Some(Token::Close(delimiter, count))
}

fn single(token: &str) -> Token<'_> {
    match token.as_bytes() {
        [b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'\'', ..] => Token::Word(token),
        [b'"' | b'0'..=b'9', ..] | [b'-', b'0'..=b'9', ..] => Token::Literal(token),
        [b'/', b'/', ..] => Token::Doc(token),
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
