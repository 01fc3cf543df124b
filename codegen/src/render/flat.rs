//! Tokens on one line, spaced as prettyplease does.

use std::fmt::Write;

use proc_macro2::{Delimiter, Spacing, TokenTree};

/// Writes `tokens` to `out`, which may hold the start of the line. Gives up, with `None`, on what does not occur on a line
/// of its own: braces with something in them, closures, operators with two operands.
pub(super) fn write(tokens: &[TokenTree], out: &mut String) -> Option<()> {
    Line { out, before: Before::Nothing, depth: 0, has_flags: false }.all(tokens)
}

/// The same for a row of a table, in which `|` joins flags.
pub(super) fn write_row(tokens: &[TokenTree], out: &mut String) -> Option<()> {
    Line { out, before: Before::Nothing, depth: 0, has_flags: true }.all(tokens)
}

/// Writes the fields of a struct literal between its braces.
pub(super) fn write_fields(fields: &[Vec<TokenTree>], out: &mut String) -> Option<()> {
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
    fn all(&mut self, tokens: &[TokenTree]) -> Option<()> {
        let depth = self.depth;
        let mut rest = tokens;
        while let [token, after @ ..] = rest {
            rest = match token {
                // It gets lines of its own.
                TokenTree::Ident(ident) if ident == "where" => return None,
                TokenTree::Ident(ident) => {
                    self.space(self.before != Before::Nothing);
                    write!(self.out, "{ident}").ok()?;
                    self.before = Before::Word;
                    after
                }
                TokenTree::Literal(literal) => {
                    self.space(self.before != Before::Nothing);
                    write!(self.out, "{literal}").ok()?;
                    self.before = Before::Word;
                    after
                }
                TokenTree::Group(group) => {
                    self.space(self.before == Before::Space);
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ('(', ')'),
                        Delimiter::Bracket => ('[', ']'),
                        Delimiter::Brace | Delimiter::None => return None,
                    };
                    let mut inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    if inner.last().is_some_and(|last| is_punct(last, ',')) {
                        inner.pop();
                        // It makes a tuple of a single value in parentheses.
                        let is_call = self.before == Before::Word;
                        if !is_call && !inner.iter().any(|token| is_punct(token, ',')) {
                            return None;
                        }
                    }
                    self.out.push(open);
                    self.before = Before::Nothing;
                    self.all(&inner)?;
                    self.out.push(close);
                    self.before = Before::Word;
                    after
                }
                TokenTree::Punct(punct) => {
                    let next = match after {
                        [TokenTree::Punct(next), ..] if punct.spacing() == Spacing::Joint => next.as_char(),
                        _ => ' ',
                    };
                    let taken = self.punct(punct.as_char(), next)?;
                    rest.get(taken..)?
                }
            };
        }
        // One that stays open compares.
        (self.depth == depth).then_some(())
    }

    /// Writes a sign, together with the `next` one if they belong together; tells how many it took.
    fn punct(&mut self, sign: char, next: char) -> Option<usize> {
        match (sign, next) {
            (':', ':') => self.bind("::"),
            ('-', '>') => self.apart("->"),
            ('=', '>') => self.apart("=>"),
            ('.', '.') => {
                self.space(self.before != Before::Nothing);
                self.bind("..")
            }
            (',' | ':', _) => {
                self.out.push(sign);
                self.before = Before::Space;
                return Some(1);
            }
            // Operators of two signs.
            ('=' | '<' | '>' | '&' | '|', '=') | ('&', '&') | ('|', '|') => return None,
            ('|', _) if !self.has_flags => return None,
            ('=' | '+' | '|' | '@', _) => {
                self.apart(sign.encode_utf8(&mut [0; 4]));
                return Some(1);
            }
            ('<' | '.', _) => {
                self.depth += usize::from(sign == '<');
                self.space(self.before == Before::Space);
                self.bind(sign.encode_utf8(&mut [0; 4]));
                return Some(1);
            }
            ('>' | '?', _) => {
                if sign == '>' {
                    self.depth = self.depth.checked_sub(1)?;
                }
                self.out.push(sign);
                self.before = Before::Word;
                return Some(1);
            }
            // Unary: of a reference, a lifetime, a negative number.
            ('&' | '\'' | '-', _) => {
                if sign != '\'' && self.before == Before::Word {
                    return None;
                }
                self.space(self.before != Before::Nothing);
                self.bind(sign.encode_utf8(&mut [0; 4]));
                return Some(1);
            }
            _ => return None,
        }
        Some(2)
    }

    fn space(&mut self, is_wanted: bool) {
        if is_wanted {
            self.out.push(' ');
        }
    }

    fn bind(&mut self, sign: &str) {
        if sign == "::" && self.before == Before::Space {
            self.out.push(' ');
        }
        self.out.push_str(sign);
        self.before = Before::Nothing;
    }

    fn apart(&mut self, sign: &str) {
        self.space(self.before != Before::Nothing);
        self.out.push_str(sign);
        self.before = Before::Space;
    }
}

pub(super) fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}
