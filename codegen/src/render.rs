//! From tokens to text: the only place where generated code is formatted.

mod direct;
mod flat;
#[cfg(test)]
mod tests;
mod token;

use anyhow::{Context, Result, bail};

use self::token::{Token, is_sign, is_word, last_group, outer, text, tokens, without_attributes};
use crate::tokens::TokenStream;

/// The text of a source file, `header` first: items as prettyplease prints them, with the blank lines that a person
/// would put.
///
/// # Errors
/// When the tokens are not a Rust file, which is a defect of an emitter.
pub fn file(header: &str, stream: &TokenStream) -> Result<String> {
    let tokens = tokens(stream)?;
    let mut text = String::with_capacity(stream.size_hint() * 6);
    text.push_str(header);
    text.push('\n');
    let mut rest = tokens.as_slice();
    while let [Token::Doc(line), after @ ..] = rest
        && line.starts_with("//!")
    {
        if rest.len() == tokens.len() {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    let items = direct::split(rest);
    let items = items.with_context(|| format!("emitted tokens are not items: {stream}"))?;
    let mut previous = None;
    for item in items {
        let paragraph = Paragraph::of(item);
        if previous != Some(paragraph) || paragraph == Paragraph::Alone {
            text.push('\n');
        }
        previous = Some(paragraph);
        match last_group(item) {
            Some(([path @ .., bang], _, body)) if is_sign(bang, "!") => macro_call(path, body, &mut text)?,
            _ => self::item(item, "", &mut text)?,
        }
    }
    Ok(text)
}

/// Writes an item, `indent` before each line.
fn item(tokens: &[Token<'_>], indent: &str, out: &mut String) -> Result<()> {
    let from = out.len();
    if direct::item(tokens, 0, out).is_none() {
        out.truncate(from);
        with_blank_lines(&print(&text(tokens))?, out);
    }
    if !indent.is_empty() {
        for line in out.split_off(from).split_inclusive('\n') {
            out.push_str(if line == "\n" { "" } else { indent });
            out.push_str(line);
        }
    }
    Ok(())
}

/// A member of an `impl` or a trait, or of a struct or enum, as prettyplease prints it; `holder` is the keyword of such an
/// item. `None` if it is none.
fn member(holder: &str, tokens: &[Token<'_>]) -> Option<String> {
    let printed = print(&format!("{holder} Holder {{ {} }}", text(tokens))).ok()?;
    let lines =
        printed.split_inclusive('\n').filter(|line| line.starts_with(INDENT) || line.trim().is_empty());
    Some(lines.collect())
}

/// Writes a call of one of the runtime's macros, whose body is either items or a table: a name, perhaps something in
/// parentheses, and rows in the form of match arms.
fn macro_call(path: &[Token<'_>], body: &[Token<'_>], out: &mut String) -> Result<()> {
    out.push_str(text(path).trim_end());
    out.push_str("! {\n");
    let has_items = match body.first() {
        Some(Token::Word(first)) => matches!(*first, "pub" | "enum"),
        Some(Token::Doc(_)) => true,
        Some(first) => is_sign(first, "#"),
        None => false,
    };
    if has_items {
        let items = direct::split(body).context("the items of a macro")?;
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                out.push('\n');
            }
            self::item(item, INDENT, out)?;
        }
    } else {
        table(body, out)?;
    }
    out.push_str("}\n");
    Ok(())
}

fn table(tokens: &[Token<'_>], out: &mut String) -> Result<()> {
    let Some((head, _, rows)) = last_group(tokens) else { bail!("a macro without a table") };
    let head = match direct::inline(head, INDENT.len()) {
        Some(head) => head,
        None => expression(head)?,
    };
    out.push_str(INDENT);
    out.push_str(&head);
    out.push_str(" {");
    let rows = direct::separated(rows, ",");
    if !rows.is_empty() {
        out.push('\n');
        for row in rows {
            let from = out.len();
            if direct::row(row, ROW.len(), out).is_none() {
                out.truncate(from);
                out.push_str(&broken_row(row)?);
            }
        }
        out.push_str(INDENT);
    }
    out.push_str("}\n");
    Ok(())
}

/// A row on several lines, formatted as what it looks like, at the depth where it will stand.
fn broken_row(row: &[Token<'_>]) -> Result<String> {
    let printed = print(&format!("fn table() {{ match rows {{ {} }} }}", text(row)))?;
    Ok(without_blocks(printed.lines().filter(|line| line.starts_with(ROW))))
}

/// Rows without the braces that an arm of more than one line gets.
fn without_blocks<'a>(rows: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    let mut is_first = false;
    let mut in_block = false;
    for row in rows {
        let depth = row.len() - row.trim_start().len();
        if depth == ROW.len() && row.ends_with("=> {") {
            text.push_str(row.trim_end_matches('{'));
            (is_first, in_block) = (true, true);
        } else if depth == ROW.len() && in_block && row.trim() == "}" {
            text.truncate(text.trim_end().len());
            text.push_str(",\n");
            in_block = false;
        } else if std::mem::take(&mut is_first) {
            text.push_str(row.trim_start());
            text.push('\n');
        } else {
            text.push_str(if in_block { row.strip_prefix(INDENT).unwrap_or(row) } else { row });
            text.push('\n');
        }
    }
    text
}

/// An expression on as many lines as it takes, indented by one level.
fn expression(tokens: &[Token<'_>]) -> Result<String> {
    let printed = print(&format!("fn expression() {{ {} }}", text(tokens)))?;
    let lines: Vec<&str> = printed.lines().filter(|line| line.starts_with(INDENT)).collect();
    Ok(lines.join("\n").trim_start().to_owned())
}

/// What prettyplease makes of the items in `text`.
fn print(text: &str) -> Result<String> {
    let file = syn::parse_str(text).with_context(|| format!("emitted tokens do not parse: {text}"))?;
    Ok(prettyplease::unparse(&file))
}

/// What an item stands together with, without a blank line between.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paragraph {
    /// Nothing.
    Alone,
    /// Imports from the standard library, from other crates, from this crate.
    Import(Origin),
    /// Other exports.
    Export,
    /// Other declarations of modules without attributes.
    Module,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Standard,
    Other,
    Crate,
}

impl Paragraph {
    fn of(item: &[Token<'_>]) -> Self {
        if let [import, origin, ..] = item
            && is_word(import, "use")
        {
            return Self::Import(match origin {
                Token::Word("std") => Origin::Standard,
                Token::Word("crate") => Origin::Crate,
                _ => Origin::Other,
            });
        }
        let starts_with = |tokens, word| outer(tokens).take(2).any(|(_, token)| is_word(token, word));
        if starts_with(without_attributes(item), "use") {
            Self::Export
        } else if item.last().is_some_and(|last| is_sign(last, ";")) && starts_with(item, "mod") {
            Self::Module
        } else {
            Self::Alone
        }
    }
}

/// Writes an item with a blank line before each documented member of a struct, enum or trait and between the functions of an
/// `impl`.
///
/// Printed code has no blank lines of its own but those within documentation, and no strings of several lines, so a
/// line can be judged by how it begins and what stands before it.
fn with_blank_lines(printed: &str, out: &mut String) {
    let mut previous = "";
    for line in printed.lines() {
        if is_separated(previous, line) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
}

/// Writes a blank line before the member of an item that begins at `from`, if it is to have one.
fn blank_line_before(from: usize, out: &mut String) {
    let Some((before, member)) = out.split_at_checked(from) else { return };
    let before = before.strip_suffix('\n').unwrap_or(before);
    let line_before = memchr::memrchr(b'\n', before.as_bytes()).and_then(|end| before.get(end + 1..));
    if is_separated(line_before.unwrap_or(before), member) {
        out.insert(from, '\n');
    }
}

/// Whether a blank line stands between a line and the one that `next` begins with.
fn is_separated(previous: &str, next: &str) -> bool {
    let Some(member) = next.strip_prefix(INDENT).filter(|member| !member.starts_with([' ', '}', ')', ']']))
    else {
        return false;
    };
    let before = previous.trim_start();
    if previous.is_empty() || before.ends_with(['{', '(', '[']) || is_attribute(before) {
        return false;
    }
    let is_function = member.starts_with("fn ") || member.starts_with("pub fn ");
    let after_types = member.starts_with("const ") && before.starts_with("type ");
    is_attribute(member) || is_function || after_types
}

/// How members of an item are indented.
const INDENT: &str = "    ";

/// How rows of a table are indented.
const ROW: &str = "        ";

fn is_attribute(line: &str) -> bool {
    line.starts_with("///") || line.starts_with("#[")
}
