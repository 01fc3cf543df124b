//! The forms that make up most of what is generated, printed as prettyplease would, but straight from their tokens, and
//! with the blank lines that a person would put.
//!
//! Parsing takes most of the time of printing, and these need none of it: structs, enums, constants, imports, and
//! functions of a few simple statements. Whatever has another form, or would have to be broken in another way, is left to
//! prettyplease.

use super::flat;
use super::token::{Delimiter, Token, first_group, is_sign, is_word, last_group, outer};

/// The width that prettyplease breaks lines at.
const WIDTH: usize = 89;

/// The width of a struct literal, up to its closing brace, from which on prettyplease gives each field a line.
const LITERAL_WIDTH: usize = 34;

/// How much deeper the inside of an item is.
const STEP: usize = 4;

/// Writes an item, with its attributes, at the indent `indent`; `None` if it is not of a form that is known here.
pub(super) fn item(tokens: &[Token<'_>], indent: usize, out: &mut String) -> Option<()> {
    let tokens = attributes(tokens, indent, out)?;
    // After a visibility.
    let is = |word| outer(tokens).take(3).any(|(_, token)| is_word(token, word));
    if let Some((head, Delimiter::Brace, body)) = last_group(tokens) {
        if head.iter().any(|token| is_sign(token, "!")) {
            return None;
        }
        if is("fn") {
            return function(head, body, indent, out);
        }
        let is_type = is("struct") || is("enum");
        let members = if is_type {
            separated(body, ",")
        } else if is("impl") || is("trait") {
            split(body)?
        } else {
            return None;
        };
        let braces = if members.is_empty() { "{}" } else { "{" };
        match outer(head).find(|(_, token)| is_word(token, "where")) {
            None => {
                start(head, indent, out)?;
                out.push(' ');
            }
            Some((at, _)) => {
                line(head.get(..at)?, indent, "", out)?;
                self::end(indent, "where", out);
                for bound in separated(head.get(at + 1..)?, ",") {
                    line(bound, indent + STEP, ",", out)?;
                }
                spaces(indent, out);
            }
        }
        out.push_str(braces);
        out.push('\n');
        if members.is_empty() {
            return Some(());
        }
        for member in members {
            let from = out.len();
            if write_member(member, is_type, indent + STEP, out).is_none() {
                // The others may still be of a form that is known.
                out.truncate(from);
                let holder = match is_type {
                    _ if indent > 0 => return None,
                    true if is("enum") => "enum",
                    true => "struct",
                    false if is("trait") => "trait",
                    false => "impl",
                };
                out.push_str(&super::member(holder, member)?);
            }
            if indent == 0 {
                super::blank_line_before(from, out);
            }
        }
        end(indent, "}", out);
        return Some(());
    }
    let (last, head) = tokens.split_last()?;
    if !is_sign(last, ";") {
        return None;
    }
    if is("use") {
        return import(head, indent, out);
    }
    match last_group(head) {
        // A constant with a struct for its value.
        Some((head, Delimiter::Brace, fields)) => {
            start(head, indent, out)?;
            literal(fields, indent, out)?;
            out.push_str(";\n");
            Some(())
        }
        _ => typed(head, indent, ";", out),
    }
}

/// Writes a field or variant of a type, or an item of an `impl` or trait.
fn write_member(tokens: &[Token<'_>], is_type: bool, indent: usize, out: &mut String) -> Option<()> {
    if is_type {
        let tokens = attributes(tokens, indent, out)?;
        return typed(tokens, indent, ",", out);
    }
    item(tokens, indent, out)
}

/// Writes the attributes at the start of `tokens`, and returns what comes after them.
fn attributes<'s, 't>(
    mut tokens: &'s [Token<'t>],
    indent: usize,
    out: &mut String,
) -> Option<&'s [Token<'t>]> {
    loop {
        tokens = match tokens {
            [Token::Doc(text), rest @ ..] => {
                spaces(indent, out);
                out.push_str(text);
                rest
            }
            [hash, rest @ ..] if is_sign(hash, "#") => {
                let (_, content, rest) = first_group(rest)?;
                spaces(indent, out);
                out.push_str("#[");
                flat::write(content, out)?;
                out.push(']');
                rest
            }
            _ => return Some(tokens),
        };
        out.push('\n');
    }
}

/// The tokens between signs.
pub(super) fn separated<'s, 't>(tokens: &'s [Token<'t>], sign: &str) -> Vec<&'s [Token<'t>]> {
    let mut parts = Vec::with_capacity(8);
    let (mut depth, mut from) = (0_usize, 0);
    for (index, token) in outer(tokens) {
        match token {
            Token::Sign("<") => depth += 1,
            Token::Sign(">") => depth = depth.saturating_sub(1),
            Token::Sign(found) if depth == 0 && *found == sign => {
                parts.extend(tokens.get(from..index));
                from = index + 1;
            }
            _ => {}
        }
    }
    parts.extend(tokens.get(from..));
    parts.retain(|part| !part.is_empty());
    parts
}

/// Splits tokens into items: those that declare a value or a name end with a semicolon, all others with their braces.
pub(super) fn split<'s, 't>(tokens: &'s [Token<'t>]) -> Option<Vec<&'s [Token<'t>]>> {
    let mut items = Vec::new();
    let mut from = 0;
    let (mut is_function, mut is_declaration) = (false, false);
    for (index, token) in outer(tokens) {
        let end = match token {
            Token::Word("fn") => {
                is_function = true;
                continue;
            }
            Token::Word("const" | "static" | "type" | "use") => {
                is_declaration = true;
                continue;
            }
            Token::Sign(";") => index + 1,
            Token::Open(Delimiter::Brace, length) if is_function || !is_declaration => index + length + 2,
            _ => continue,
        };
        items.push(tokens.get(from..end)?);
        from = end;
        (is_function, is_declaration) = (false, false);
    }
    (from == tokens.len()).then_some(items)
}

/// Writes `tokens` on a line of their own.
fn line(tokens: &[Token<'_>], indent: usize, end: &str, out: &mut String) -> Option<()> {
    let from = out.len();
    start(tokens, indent, out)?;
    out.push_str(end);
    fits(out, from)?;
    out.push('\n');
    Some(())
}

/// Writes what has a type at its end, or a literal: on one line if it fits, and else as [`broken`] or as it is.
fn typed(tokens: &[Token<'_>], indent: usize, end: &str, out: &mut String) -> Option<()> {
    let from = out.len();
    if line(tokens, indent, end, out).is_some() {
        return Some(());
    }
    out.truncate(from);
    spaces(indent, out);
    match tokens {
        // There is nowhere to break it.
        [.., equals, Token::Literal(_)] if is_sign(equals, "=") => flat::write(tokens, out)?,
        [.., colon, Token::Word(_)] if is_sign(colon, ":") => flat::write(tokens, out)?,
        _ => broken(tokens, indent, out)?,
    }
    out.push_str(end);
    out.push('\n');
    Some(())
}

/// Writes the rest of a line that ends with a type, with a line for each of the arguments that the type has.
fn broken(tokens: &[Token<'_>], indent: usize, out: &mut String) -> Option<()> {
    let open = tokens.iter().position(|token| is_sign(token, "<"))?;
    let (head, arguments) = tokens.split_at_checked(open)?;
    let arguments = arguments.get(1..)?.strip_suffix(&[Token::Sign(">")])?;
    let start = out.rfind('\n').map_or(0, |newline| newline + 1);
    flat::write(head, out)?;
    out.push_str("<\n");
    fits(out.get(..out.len() - 1)?, start)?;
    let arguments = separated(arguments, ",");
    for (index, argument) in arguments.iter().enumerate() {
        let from = out.len();
        // The last comma is only there once the lines are broken.
        let comma = if index + 1 < arguments.len() { "," } else { "" };
        if line(argument, indent + STEP, comma, out).is_some() {
            out.truncate(out.len() - "\n".len() - comma.len());
        } else {
            out.truncate(from);
            spaces(indent + STEP, out);
            broken(argument, indent + STEP, out)?;
        }
        out.push_str(",\n");
    }
    spaces(indent, out);
    out.push('>');
    Some(())
}

/// Writes `tokens` at the start of a line, which goes on.
fn start(tokens: &[Token<'_>], indent: usize, out: &mut String) -> Option<()> {
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

/// Writes an indent, which is made of steps.
fn spaces(indent: usize, out: &mut String) {
    for _ in 0..indent / STEP {
        out.push_str("    ");
    }
}

/// Writes the rest of a line that a struct literal ends: its braces, with a line for each field, unless all are short.
fn literal(fields: &[Token<'_>], indent: usize, out: &mut String) -> Option<()> {
    let fields = separated(fields, ",");
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
    for (index, field) in fields.iter().enumerate() {
        // The last comma is only there once the lines are broken.
        let comma = if index + 1 < fields.len() { "," } else { "" };
        value(field, indent + STEP, comma.len(), out)?;
        // What stands for all other fields is not followed by a comma.
        if !field.first().is_some_and(|first| is_sign(first, "..")) {
            out.push(',');
        }
        out.push('\n');
    }
    spaces(indent, out);
    out.push('}');
    Some(())
}

/// Writes a field or an element, on one line if it fits; else, of an array, on a line for each element, and of calls of
/// methods, on a line for each.
fn value(tokens: &[Token<'_>], indent: usize, comma: usize, out: &mut String) -> Option<()> {
    let from = out.len();
    spaces(indent, out);
    let is_literal = matches!(tokens, [Token::Word(_), Token::Sign(":"), Token::Literal(_)]);
    if flat::write(tokens, out).is_some() && (out.len() - from + comma <= WIDTH || is_literal) {
        return Some(());
    }
    out.truncate(from);
    match last_group(tokens)? {
        (head @ [.., last], Delimiter::Bracket, elements) if is_sign(last, "&") => {
            start(head, indent, out)?;
            out.push_str("[\n");
            for element in separated(elements, ",") {
                self::element(element, indent + STEP, out)?;
            }
            spaces(indent, out);
            out.push(']');
        }
        (head @ [.., Token::Word(_)], Delimiter::Parenthesis, [Token::Literal(argument)]) => {
            start(head, indent, out)?;
            out.push_str("(\n");
            spaces(indent + STEP, out);
            out.push_str(argument);
            out.push_str(",\n");
            spaces(indent, out);
            out.push(')');
        }
        _ => {
            let (name, calls) = tokens.split_at_checked(2)?;
            let [Token::Word(_), Token::Sign(":")] = name else { return None };
            start(name, indent, out)?;
            out.push(' ');
            method_calls(calls, indent + STEP, out)?;
        }
    }
    Some(())
}

/// Writes an element of an array, which is on a line of its own.
fn element(tokens: &[Token<'_>], indent: usize, out: &mut String) -> Option<()> {
    use Token::{Sign, Word};
    let from = out.len();
    if line(tokens, indent, ",", out).is_some() {
        return Some(());
    }
    out.truncate(from);
    // There is nowhere to break it.
    let [Sign("<"), Word(_), Word("as"), Word(_), Sign(">"), Sign("::"), Word(_)] = tokens else {
        return None;
    };
    spaces(indent, out);
    flat::write(tokens, out)?;
    out.push_str(",\n");
    Some(())
}

/// Writes the rest of a line, the name of a value, and on a line for each the calls of its methods.
fn method_calls(tokens: &[Token<'_>], indent: usize, out: &mut String) -> Option<()> {
    let ([Token::Word(name), after], calls) = tokens.split_at_checked(2)? else { return None };
    if !is_sign(after, ".") {
        return None;
    }
    let start = out.rfind('\n').map_or(0, |newline| newline + 1);
    out.push_str(name);
    fits(out, start)?;
    for call in separated(calls, ".") {
        let [Token::Word(_), Token::Open(Delimiter::Parenthesis, length), ..] = call else { return None };
        if call.len() != length + 3 {
            return None;
        }
        out.push('\n');
        let from = out.len();
        spaces(indent, out);
        out.push('.');
        flat::write(call, out)?;
        // What follows the last is a comma.
        if out.len() - from >= WIDTH {
            return None;
        }
    }
    Some(())
}

/// Writes a function whose body is simple statements.
fn function(head: &[Token<'_>], body: &[Token<'_>], indent: usize, out: &mut String) -> Option<()> {
    let from = out.len();
    if start(head, indent, out).is_none() || out.len() - from + 2 > WIDTH {
        out.truncate(from);
        broken_head(head, indent, out)?;
    }
    let statements = separated(body, ";");
    let Some((last, others)) = statements.split_last() else {
        out.push_str(" {}\n");
        return Some(());
    };
    out.push_str(" {\n");
    for each in others {
        statement(each, indent + STEP, ";", out)?;
    }
    let is_value = !body.last().is_some_and(|last| is_sign(last, ";"));
    statement(last, indent + STEP, if is_value { "" } else { ";" }, out)?;
    end(indent, "}", out);
    Some(())
}

/// Writes the head of a function with a line for each argument.
fn broken_head(head: &[Token<'_>], indent: usize, out: &mut String) -> Option<()> {
    // Not the parentheses of `pub(super)`.
    let mut groups = outer(head).filter(|(index, token)| {
        matches!(token, Token::Open(Delimiter::Parenthesis, _))
            && !head
                .get(..*index)
                .is_some_and(|before| before.last().is_some_and(|last| is_word(last, "pub")))
    });
    let (name, rest) = head.split_at_checked(groups.next()?.0)?;
    let (_, arguments, result) = first_group(rest)?;
    start(name, indent, out)?;
    out.push_str("(\n");
    let arguments = separated(arguments, ",");
    for (index, argument) in arguments.iter().enumerate() {
        // The last comma is only there once the lines are broken.
        let comma = if index + 1 < arguments.len() { "," } else { "" };
        typed(argument, indent + STEP, comma, out)?;
        out.truncate(out.len() - "\n".len() - comma.len());
        out.push_str(",\n");
    }
    let from = out.len();
    spaces(indent, out);
    out.push(')');
    if !result.is_empty() {
        out.push(' ');
        let from_result = out.len();
        let is_short = flat::write(result, out).is_some() && out.len() - from + 2 <= WIDTH;
        if !is_short {
            out.truncate(from_result);
            broken(result, indent, out)?;
        }
    }
    Some(())
}

/// Writes a statement: on one line if it fits, else, if it assigns what a function makes of one argument, on three.
fn statement(tokens: &[Token<'_>], indent: usize, end: &str, out: &mut String) -> Option<()> {
    let from = out.len();
    if let Some((head, Delimiter::Brace, fields)) = last_group(tokens) {
        let [Token::Word("Self")] = head else { return None };
        start(head, indent, out)?;
        literal(fields, indent, out)?;
        out.push_str(end);
        out.push('\n');
        return Some(());
    }
    if line(tokens, indent, end, out).is_some() {
        return Some(());
    }
    out.truncate(from);
    let Some((head, Delimiter::Parenthesis, arguments)) = last_group(tokens) else { return None };
    let [argument] = *separated(arguments, ",").as_slice() else { return None };
    let (value, _) = outer(head).find(|(_, token)| is_sign(token, "="))?;
    if !head.get(value + 1..)?.iter().all(|token| matches!(token, Token::Word(_))) {
        return None;
    }
    start(head, indent, out)?;
    out.push_str("(\n");
    let from = out.len();
    // The comma is only there once the lines are broken.
    if line(argument, indent + STEP, "", out).is_some() {
        out.truncate(out.len() - "\n".len());
        out.push_str(",\n");
    } else {
        out.truncate(from);
        spaces(indent + STEP, out);
        if let [Token::Word(name)] = argument {
            out.push_str(name);
        } else {
            method_calls(argument, indent + 2 * STEP, out)?;
        }
        out.push_str(",\n");
    }
    spaces(indent, out);
    out.push(')');
    out.push_str(end);
    out.push('\n');
    Some(())
}

/// Writes an import, whose names fill as many lines as they take.
fn import(tokens: &[Token<'_>], indent: usize, out: &mut String) -> Option<()> {
    let Some((head, Delimiter::Brace, names)) = last_group(tokens) else {
        // There is nowhere to break it.
        spaces(indent, out);
        flat::write(tokens, out)?;
        out.push_str(";\n");
        return Some(());
    };
    let from = out.len();
    start(head, indent, out)?;
    out.push('{');
    let names = separated(names, ",");
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

/// Tokens that fit into a line at the indent `indent`, with a brace after them.
pub(super) fn inline(tokens: &[Token<'_>], indent: usize) -> Option<String> {
    let mut out = String::new();
    flat::write(tokens, &mut out)?;
    (indent + out.len() + " {".len() <= WIDTH).then_some(out)
}

/// Writes a row of a table, `pattern => expression`, on one line if the expression would fit on a line of its own, else with a
/// line for each of its calls.
pub(super) fn row(tokens: &[Token<'_>], indent: usize, out: &mut String) -> Option<()> {
    let arrow = tokens.iter().position(|token| is_sign(token, "=>"))?;
    let (pattern, expression) = tokens.split_at_checked(arrow + 1)?;
    let start = out.len();
    spaces(indent, out);
    flat::write_row(pattern, out)?;
    out.push(' ');
    let from = out.len();
    flat::write_row(expression, out)?;
    let width = out.len() - from;
    if indent + STEP + width > WIDTH && out.len() - start >= WIDTH {
        out.truncate(from);
        chain(expression, indent + STEP, out)?;
    }
    out.push_str(",\n");
    Some(())
}

/// Writes a call of a function with calls of methods after it, each on a line, of which the first goes on.
fn chain(tokens: &[Token<'_>], indent: usize, out: &mut String) -> Option<()> {
    let calls = separated(tokens, ".");
    let (first, calls) = calls.split_first()?;
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
            out.truncate(from);
            broken_call(call, indent, out)?;
        }
    }
    Some(())
}

/// Writes a call of a method that takes a reference to a constant, on three lines.
fn broken_call(call: &[Token<'_>], indent: usize, out: &mut String) -> Option<()> {
    let ([Token::Word(name)], Delimiter::Parenthesis, argument) = last_group(call)? else { return None };
    if !argument.iter().all(|token| matches!(token, Token::Word(_) | Token::Sign("&" | "::"))) {
        return None;
    }
    spaces(indent, out);
    out.push('.');
    out.push_str(name);
    out.push_str("(\n");
    spaces(indent + STEP, out);
    flat::write(argument, out)?;
    out.push_str(",\n");
    spaces(indent, out);
    out.push(')');
    Some(())
}
