//! The forms that make up most of what is generated, printed as prettyplease would, but straight from their tokens.
//!
//! Parsing takes most of the time of printing, and these need none of it: structs, enums, constants, imports, and
//! functions of a few simple statements. Whatever has another form, or would have to be broken in another way, is left to
//! prettyplease.

use proc_macro2::{Delimiter, Group, TokenTree};
use quote::quote;

use super::flat::{self, is_punct};

/// The width that prettyplease breaks lines at.
const WIDTH: usize = 89;

/// The width of a struct literal, up to its closing brace, from which on prettyplease gives each field a line.
const LITERAL_WIDTH: usize = 34;

/// How much deeper the inside of an item is.
const STEP: usize = 4;

/// An item, with its attributes, at the indent `indent`; `None` if it is not of a form that is known here.
pub(super) fn item(tokens: &[TokenTree], indent: usize) -> Option<String> {
    let mut out = String::new();
    write_item(tokens, indent, &mut out)?;
    Some(out)
}

fn write_item(tokens: &[TokenTree], indent: usize, out: &mut String) -> Option<()> {
    let tokens = attributes(tokens, indent, out)?;
    let is = |word: &str| {
        // After a visibility.
        tokens.iter().take(3).any(|token| matches!(token, TokenTree::Ident(ident) if ident == word))
    };
    match tokens.split_last()? {
        (TokenTree::Group(group), head) if group.delimiter() == Delimiter::Brace => {
            if head.iter().any(|token| is_punct(token, '!')) {
                return None;
            }
            if is("fn") {
                return function(head, group, indent, out);
            }
            let is_type = is("struct") || is("enum");
            let members = if is_type {
                separated(group, ',')
            } else if is("impl") || is("trait") {
                items(group)?
            } else {
                return None;
            };
            start(head, indent, out)?;
            if members.is_empty() {
                out.push_str(" {}\n");
                return Some(());
            }
            out.push_str(" {\n");
            for member in &members {
                let from = out.len();
                if write_member(member, is_type, indent + STEP, out).is_none() {
                    // The others may still be of a form that is known.
                    out.truncate(from);
                    let holder = match is_type {
                        _ if indent > 0 => return None,
                        true if is("enum") => quote!(enum Holder),
                        true => quote!(struct Holder),
                        false if is("trait") => quote!(trait Holder),
                        false => quote!(impl Holder),
                    };
                    out.push_str(&super::member(holder, member)?);
                }
            }
            end(indent, "}", out);
            Some(())
        }
        (last, head) if is_punct(last, ';') => {
            if is("use") {
                return import(head, indent, out);
            }
            match head.split_last()? {
                // A constant with a struct for its value.
                (TokenTree::Group(group), head) if group.delimiter() == Delimiter::Brace => {
                    start(head, indent, out)?;
                    literal(group, indent, out)?;
                    out.push_str(";\n");
                    Some(())
                }
                _ => line(head, indent, ";", out),
            }
        }
        _ => None,
    }
}

/// Writes a field or variant of a type, or an item of an `impl` or trait.
fn write_member(tokens: &[TokenTree], is_type: bool, indent: usize, out: &mut String) -> Option<()> {
    if is_type {
        let tokens = attributes(tokens, indent, out)?;
        return line(tokens, indent, ",", out);
    }
    write_item(tokens, indent, out)
}

/// Writes the attributes at the start of `tokens`, and returns what comes after them.
pub(super) fn attributes<'t>(
    mut tokens: &'t [TokenTree],
    indent: usize,
    out: &mut String,
) -> Option<&'t [TokenTree]> {
    while let [hash, TokenTree::Group(group), rest @ ..] = tokens
        && is_punct(hash, '#')
    {
        let content: Vec<TokenTree> = group.stream().into_iter().collect();
        spaces(indent, out);
        match content.as_slice() {
            [TokenTree::Ident(name), equals, TokenTree::Literal(text)]
                if name == "doc" && is_punct(equals, '=') =>
            {
                out.push_str("///");
                let from = out.len();
                unescape(&text.to_string(), out)?;
                if out.get(from..)?.starts_with('/') {
                    return None;
                }
                let end = out.trim_end_matches(' ').len();
                out.truncate(end.max(from));
            }
            content => {
                out.push_str("#[");
                flat::write(content, out)?;
                out.push(']');
            }
        }
        out.push('\n');
        tokens = rest;
    }
    Some(tokens)
}

/// Writes what a string literal stands for; gives up where that takes more than a line.
fn unescape(literal: &str, out: &mut String) -> Option<()> {
    // Documentation that an emitter has as such is a raw literal.
    let (text, is_raw) = match literal.strip_prefix('r') {
        Some(raw) => (raw.trim_matches('#'), true),
        None => (literal, false),
    };
    let text = text.strip_prefix('"')?.strip_suffix('"')?;
    if is_raw || !text.contains('\\') {
        out.push_str(text);
        return (!text.contains('\n')).then_some(());
    }
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match characters.next()? {
            escaped @ ('"' | '\'' | '\\') => out.push(escaped),
            't' => out.push('\t'),
            'u' => {
                let code = characters.as_str().strip_prefix('{')?.split('}').next()?;
                out.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
                characters.nth(code.len() + 1)?;
            }
            _ => return None,
        }
    }
    Some(())
}

/// The tokens between signs.
pub(super) fn separated(group: &Group, sign: char) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    let mut depth = 0_usize;
    let mut previous = ' ';
    for token in group.stream() {
        let punct = if let TokenTree::Punct(punct) = &token { punct.as_char() } else { ' ' };
        match punct {
            '<' => depth += 1,
            // Not the head of an arrow.
            '>' if previous != '-' && previous != '=' => depth = depth.saturating_sub(1),
            _ => {}
        }
        previous = punct;
        match parts.last_mut() {
            Some(part) if depth > 0 || punct != sign => part.push(token),
            _ => parts.push(Vec::new()),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The items in a group, each with its attributes.
pub(super) fn items(group: &Group) -> Option<Vec<Vec<TokenTree>>> {
    split(group.stream().into_iter())
}

/// Splits tokens into items: those that declare a value or a name end with a semicolon, all others with their braces.
pub(super) fn split(tokens: impl Iterator<Item = TokenTree>) -> Option<Vec<Vec<TokenTree>>> {
    let mut items = Vec::new();
    let mut item: Vec<TokenTree> = Vec::new();
    let (mut is_function, mut is_declaration) = (false, false);
    for token in tokens {
        if let TokenTree::Ident(word) = &token {
            is_function |= word == "fn";
            is_declaration |= ["const", "static", "type", "use"].iter().any(|keyword| word == keyword);
        }
        let is_brace = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        let is_end = is_punct(&token, ';') || (is_brace && (is_function || !is_declaration));
        item.push(token);
        if is_end {
            items.push(std::mem::take(&mut item));
            (is_function, is_declaration) = (false, false);
        }
    }
    item.is_empty().then_some(items)
}

/// Writes `tokens` on a line of their own.
fn line(tokens: &[TokenTree], indent: usize, end: &str, out: &mut String) -> Option<()> {
    let from = out.len();
    start(tokens, indent, out)?;
    out.push_str(end);
    fits(out, from)?;
    out.push('\n');
    Some(())
}

/// Writes `tokens` at the start of a line, which goes on.
fn start(tokens: &[TokenTree], indent: usize, out: &mut String) -> Option<()> {
    let from = out.len();
    spaces(indent, out);
    flat::write(tokens, out)?;
    fits(out, from)
}

fn fits(out: &str, from: usize) -> Option<()> {
    let line = out.get(from..)?;
    (line.len() <= WIDTH || line.chars().count() <= WIDTH).then_some(())
}

fn end(indent: usize, text: &str, out: &mut String) {
    spaces(indent, out);
    out.push_str(text);
    out.push('\n');
}

fn spaces(count: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', count));
}

/// Writes the rest of a line that a struct literal ends: its braces, with a line for each field, unless all are short.
fn literal(group: &Group, indent: usize, out: &mut String) -> Option<()> {
    let fields = separated(group, ',');
    let mut line = String::new();
    let is_short = flat::write_fields(&fields, &mut line).is_some()
        && out.rsplit([' ', '\n']).next()?.len() + "{".len() + line.len() < LITERAL_WIDTH;
    if is_short {
        // Whether it fits depends on what comes after it.
        let start = out.rfind('\n').map_or(0, |newline| newline + 1);
        out.push_str(" {");
        out.push_str(&line);
        out.push('}');
        return (out.len() - start < WIDTH).then_some(());
    }
    out.push_str(" {\n");
    for field in &fields {
        value(field, indent + STEP, out)?;
        // What stands for all other fields is not followed by a comma.
        if !field.first().is_some_and(|first| is_punct(first, '.')) {
            out.push(',');
        }
        out.push('\n');
    }
    spaces(indent, out);
    out.push('}');
    Some(())
}

/// Writes a field or an element, on one line if it fits; else, of an array, on a line for each element.
fn value(tokens: &[TokenTree], indent: usize, out: &mut String) -> Option<()> {
    let from = out.len();
    spaces(indent, out);
    if flat::write(tokens, out).is_some() && out.len() - from < WIDTH {
        return Some(());
    }
    out.truncate(from);
    let (TokenTree::Group(group), head) = tokens.split_last()? else { return None };
    // A call would be broken where it suits best, but an array has nowhere else to break.
    if group.delimiter() != Delimiter::Bracket || !head.last().is_some_and(|last| is_punct(last, '&')) {
        return None;
    }
    start(head, indent, out)?;
    out.push_str("[\n");
    for element in separated(group, ',') {
        line(&element, indent + STEP, ",", out)?;
    }
    spaces(indent, out);
    out.push(']');
    Some(())
}

/// Writes a function whose body is simple statements.
fn function(head: &[TokenTree], body: &Group, indent: usize, out: &mut String) -> Option<()> {
    let from = out.len();
    if start(head, indent, out).is_none() || out.len() - from + 2 > WIDTH {
        out.truncate(from);
        let arguments = head.iter().position(
            |token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis && !is_visibility(head, group)),
        )?;
        let (name, rest) = head.split_at(arguments);
        let (TokenTree::Group(arguments), result) = rest.split_first()? else { return None };
        start(name, indent, out)?;
        out.push_str("(\n");
        for argument in separated(arguments, ',') {
            line(&argument, indent + STEP, ",", out)?;
        }
        let from = out.len();
        spaces(indent, out);
        out.push(')');
        if !result.is_empty() {
            out.push(' ');
            flat::write(result, out)?;
        }
        if out.len() - from + 2 > WIDTH {
            return None;
        }
    }
    let statements = separated(body, ';');
    if statements.is_empty() {
        out.push_str(" {}\n");
        return Some(());
    }
    out.push_str(" {\n");
    let last_ends = body.stream().into_iter().last().is_some_and(|last| is_punct(&last, ';'));
    let count = statements.len();
    for (index, statement) in statements.iter().enumerate() {
        let semicolon = if index + 1 < count || last_ends { ";" } else { "" };
        match statement.split_last()? {
            (TokenTree::Group(group), head) if group.delimiter() == Delimiter::Brace => {
                let [TokenTree::Ident(name)] = head else { return None };
                if name != "Self" {
                    return None;
                }
                start(head, indent + STEP, out)?;
                literal(group, indent + STEP, out)?;
                out.push_str(semicolon);
                out.push('\n');
            }
            _ => self::statement(statement, indent + STEP, semicolon, out)?,
        }
    }
    end(indent, "}", out);
    Some(())
}

/// Writes a statement: on one line if it fits, else, if it assigns what a function makes of one argument, on three.
fn statement(tokens: &[TokenTree], indent: usize, end: &str, out: &mut String) -> Option<()> {
    let from = out.len();
    if line(tokens, indent, end, out).is_some() {
        return Some(());
    }
    out.truncate(from);
    let (TokenTree::Group(argument), head) = tokens.split_last()? else { return None };
    let value = head.iter().position(|token| is_punct(token, '='))?;
    let is_call = head.get(value + 1..)?.iter().all(|token| matches!(token, TokenTree::Ident(_)));
    if !is_call || argument.delimiter() != Delimiter::Parenthesis {
        return None;
    }
    let argument: Vec<TokenTree> = argument.stream().into_iter().collect();
    start(head, indent, out)?;
    out.push_str("(\n");
    line(&argument, indent + STEP, ",", out)?;
    spaces(indent, out);
    out.push(')');
    out.push_str(end);
    out.push('\n');
    Some(())
}

/// Whether a group is that of `pub(super)`.
fn is_visibility(head: &[TokenTree], group: &Group) -> bool {
    matches!(head, [TokenTree::Ident(first), TokenTree::Group(second), ..]
        if first == "pub" && second.to_string() == group.to_string())
}

/// Writes an import, whose names fill as many lines as they take.
fn import(tokens: &[TokenTree], indent: usize, out: &mut String) -> Option<()> {
    let (TokenTree::Group(group), head) = tokens.split_last()? else { return line(tokens, indent, ";", out) };
    if group.delimiter() != Delimiter::Brace {
        return None;
    }
    let from = out.len();
    start(head, indent, out)?;
    out.push('{');
    let names = separated(group, ',');
    let mut texts = Vec::with_capacity(names.len());
    for name in &names {
        let mut text = String::new();
        flat::write(name, &mut text)?;
        texts.push(text);
    }
    let width: usize = texts.iter().map(|text| text.len() + 2).sum();
    if out.len() - from + width <= WIDTH && !texts.is_empty() {
        out.push_str(&texts.join(", "));
        out.push_str("};\n");
        return Some(());
    }
    let mut column = WIDTH;
    for (index, text) in texts.iter().enumerate() {
        // The last comma is only there once the lines are broken.
        let comma = usize::from(index + 1 < texts.len());
        if column + 1 + text.len() + comma > WIDTH {
            out.push('\n');
            spaces(indent + STEP, out);
            column = indent + STEP;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(text);
        out.push(',');
        column += text.len() + 1;
    }
    out.push('\n');
    end(indent, "};", out);
    Some(())
}

/// A row of a table, `pattern => expression`, on one line if the expression would fit on a line of its own, else with a
/// line for each of its calls.
pub(super) fn row(tokens: &[TokenTree], indent: usize) -> Option<String> {
    let arrow = tokens
        .windows(2)
        .position(|pair| matches!(pair, [first, second] if is_punct(first, '=') && is_punct(second, '>')))?;
    let (pattern, expression) = tokens.split_at_checked(arrow + 2)?;
    let mut out = String::new();
    spaces(indent, &mut out);
    flat::write_row(pattern, &mut out)?;
    out.push(' ');
    let from = out.len();
    flat::write_row(expression, &mut out)?;
    let width = out.len() - from;
    if indent + STEP + width > WIDTH && out.len() >= WIDTH {
        out.truncate(from);
        chain(expression, indent + STEP, &mut out)?;
    }
    out.push_str(",\n");
    Some(out)
}

/// Writes a call of a function with calls of methods after it, each on a line, of which the first goes on.
fn chain(tokens: &[TokenTree], indent: usize, out: &mut String) -> Option<()> {
    let mut calls = tokens.split(|token| is_punct(token, '.'));
    let first = calls.next()?;
    let from = out.len();
    flat::write_row(first, out)?;
    if indent + out.len() - from > WIDTH || first.len() == tokens.len() {
        return None;
    }
    for call in calls {
        out.push('\n');
        let from = out.len();
        spaces(indent, out);
        out.push('.');
        flat::write_row(call, out)?;
        // It stands deeper where prettyplease breaks it.
        if out.len() - from + STEP > WIDTH {
            return None;
        }
    }
    Some(())
}
