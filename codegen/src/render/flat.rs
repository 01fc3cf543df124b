//! Tokens on one line, spaced as prettyplease does.

use super::token::{Delimiter, Token, is_sign, outer};

/// Writes `tokens` to `out`, which may hold the start of the line. Gives up, with `None`, on what does not occur on a line
/// of its own: braces with something in them, operators with two operands.
pub(super) fn write(tokens: &[Token<'_>], out: &mut String) -> Option<()> {
    Line { out, before: Before::Nothing, depth: 0, has_flags: false }.all(tokens)
}

/// The same for a row of a table, in which `|` joins flags.
pub(super) fn write_row(tokens: &[Token<'_>], out: &mut String) -> Option<()> {
    Line { out, before: Before::Nothing, depth: 0, has_flags: true }.all(tokens)
}

/// Writes the fields of a struct literal between its braces.
pub(super) fn write_fields(fields: &[&[Token<'_>]], out: &mut String) -> Option<()> {
    for (index, field) in fields.iter().enumerate() {
        out.push_str(if index == 0 { " " } else { ", " });
        write(field, out)?;
    }
    if !fields.is_empty() {
        out.push(' ');
    }
    Some(())
}

/// What a token comes after, as far as it matters for the space between.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing, or what binds to what comes next: `&`, `.`, `::`, `<`.
    Nothing,
    /// An identifier or literal, or the end of a group or of generics.
    Word,
    /// What is followed by a space: `,`, `:`, `=`.
    Space,
}

struct Line<'o> {
    out: &'o mut String,
    before: Before,
    /// How many `<` are open.
    depth: usize,
    has_flags: bool,
}

impl Line<'_> {
    fn all(&mut self, tokens: &[Token<'_>]) -> Option<()> {
        let depth = self.depth;
        let mut rest = tokens;
        while let [token, after @ ..] = rest {
            rest = after;
            match token {
                // It gets lines of its own.
                Token::Word("where") | Token::Doc(_) | Token::Close(..) => return None,
                Token::Word(text) | Token::Literal(text) => {
                    self.space(self.before != Before::Nothing);
                    self.out.push_str(text);
                    self.before = Before::Word;
                }
                Token::Sign("|") if !self.has_flags && self.before != Before::Word => {
                    let end = after.iter().position(|token| is_sign(token, "|"))?;
                    self.space(self.before == Before::Space);
                    self.out.push('|');
                    self.before = Before::Nothing;
                    self.all(after.get(..end)?)?;
                    self.out.push('|');
                    self.before = Before::Space;
                    rest = after.get(end + 1..)?;
                }
                Token::Sign(sign) => self.sign(sign)?,
                Token::Open(delimiter, length) => {
                    self.space(self.before == Before::Space);
                    if *delimiter == Delimiter::Brace {
                        return None;
                    }
                    let (mut inner, after) = (after.get(..*length)?, after.get(length + 1..)?);
                    rest = after;
                    if let Some((_, all)) = inner.split_last().filter(|(last, _)| is_sign(last, ",")) {
                        inner = all;
                        // It makes a tuple of a single value in parentheses.
                        let is_call = self.before == Before::Word;
                        if !is_call && !outer(inner).any(|(_, token)| is_sign(token, ",")) {
                            return None;
                        }
                    }
                    let (open, close) = delimiter.signs();
                    self.out.push(open);
                    self.before = Before::Nothing;
                    self.all(inner)?;
                    self.out.push(close);
                    self.before = Before::Word;
                }
            }
        }
        // One that stays open compares.
        (self.depth == depth).then_some(())
    }

    fn sign(&mut self, sign: &str) -> Option<()> {
        match sign {
            "->" | "=>" | "=" | "+" | "@" => self.apart(sign),
            "|" if self.has_flags => self.apart(sign),
            "::" => {
                self.space(self.before == Before::Space);
                self.bind(sign);
            }
            ".." => {
                self.space(self.before != Before::Nothing);
                self.bind(sign);
            }
            "," | ":" => {
                self.out.push_str(sign);
                self.before = Before::Space;
            }
            "<" | "." => {
                self.depth += usize::from(sign == "<");
                self.space(self.before == Before::Space);
                self.bind(sign);
            }
            ">" | "?" => {
                if sign == ">" {
                    self.depth = self.depth.checked_sub(1)?;
                }
                self.out.push_str(sign);
                self.before = Before::Word;
            }
            // Unary: of a reference, a negative number.
            "&" | "-" if self.before != Before::Word => {
                self.space(self.before != Before::Nothing);
                self.bind(sign);
            }
            // Operators with two operands, and what is not known.
            _ => return None,
        }
        Some(())
    }

    fn space(&mut self, is_wanted: bool) {
        if is_wanted {
            self.out.push(' ');
        }
    }

    fn bind(&mut self, sign: &str) {
        self.out.push_str(sign);
        self.before = Before::Nothing;
    }

    fn apart(&mut self, sign: &str) {
        self.space(self.before != Before::Nothing);
        self.out.push_str(sign);
        self.before = Before::Space;
    }
}
