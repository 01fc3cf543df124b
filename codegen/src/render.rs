//! From tokens to text: the only place where generated code is formatted.

mod direct;
mod flat;
#[cfg(test)]
mod tests;

use anyhow::{Context, Result, bail};
use proc_macro2::{Group, TokenStream, TokenTree};
use quote::quote;

use self::flat::is_punct;

/// The text of a source file, `header` first: items as prettyplease prints them, with the blank lines that a person
/// would put.
///
/// # Errors
/// When the tokens are not a Rust file, which is a defect of an emitter.
pub fn file(header: &str, tokens: TokenStream) -> Result<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let (documentation, rest) = inner_attributes(&tokens)?;
    let mut text = format!("{header}\n");
    if !documentation.is_empty() {
        text.push('\n');
        text.push_str(&documentation);
    }
    let items = direct::split(rest.iter().cloned());
    let items = items.with_context(|| format!("emitted tokens are not items: {}", stream(rest)))?;
    let mut previous = None;
    for item in items {
        let paragraph = Paragraph::of(&item);
        if previous != Some(paragraph) || paragraph == Paragraph::Alone {
            text.push('\n');
        }
        previous = Some(paragraph);
        text.push_str(&self::item(&item)?);
    }
    Ok(text)
}

fn stream(tokens: &[TokenTree]) -> TokenStream {
    tokens.iter().cloned().collect()
}

/// The attributes of the file itself, printed, and what comes after them.
fn inner_attributes(tokens: &[TokenTree]) -> Result<(String, &[TokenTree])> {
    let mut rest = tokens;
    while let [hash, bang, TokenTree::Group(_), after @ ..] = rest
        && is_punct(hash, '#')
        && is_punct(bang, '!')
    {
        rest = after;
    }
    let (attributes, _) = tokens.split_at(tokens.len() - rest.len());
    let parsed: syn::File = syn::parse2(stream(attributes)).context("attributes of a file")?;
    let printed = if parsed.attrs.is_empty() { String::new() } else { print(parsed) };
    Ok((printed, rest))
}

fn item(tokens: &[TokenTree]) -> Result<String> {
    if let [path @ .., bang, TokenTree::Group(body)] = tokens
        && is_punct(bang, '!')
    {
        return macro_call(path, body);
    }
    match direct::item(tokens, 0) {
        Some(text) => Ok(with_blank_lines(&text)),
        None => Ok(with_blank_lines(&print(parsed(stream(tokens))?))),
    }
}

/// A member of an `impl` or a trait, or of a struct or enum, as prettyplease prints it; `holder` is such an item without a
/// body. `None` if it is none.
fn member(holder: TokenStream, tokens: &[TokenTree]) -> Option<String> {
    let member = stream(tokens);
    let printed = print(syn::parse2(quote!(#holder { #member })).ok()?);
    let lines =
        printed.split_inclusive('\n').filter(|line| line.starts_with(INDENT) || line.trim().is_empty());
    Some(lines.collect())
}

fn parsed(tokens: TokenStream) -> Result<syn::File> {
    syn::parse2(tokens.clone()).with_context(|| format!("emitted tokens do not parse: {tokens}"))
}

/// A call of one of the runtime's macros, whose body is either items or a table: a name, perhaps something in
/// parentheses, and rows in the form of match arms.
fn macro_call(path: &[TokenTree], body: &Group) -> Result<String> {
    let name = stream(path);
    let tokens: Vec<TokenTree> = body.stream().into_iter().collect();
    let has_items = match tokens.first() {
        Some(TokenTree::Ident(first)) => first == "pub" || first == "enum",
        Some(first) => is_punct(first, '#'),
        None => false,
    };
    let body = if has_items {
        let items = direct::split(tokens.into_iter()).context("the items of a macro")?;
        let items: Result<Vec<String>> = items.iter().map(|tokens| item(tokens)).collect();
        indented(&items?.join("\n"))
    } else {
        table(tokens)?
    };
    Ok(format!("{name}! {{\n{body}}}\n"))
}

fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("{INDENT}{line}\n") };
    text.lines().map(line).collect()
}

fn table(mut tokens: Vec<TokenTree>) -> Result<String> {
    let Some(TokenTree::Group(rows)) = tokens.pop() else { bail!("a macro without a table") };
    let mut text = String::new();
    for row in direct::separated(&rows, ',') {
        match direct::row(&row, ROW.len()) {
            Some(row) => text.push_str(&row),
            None => text.push_str(&broken_row(&row)?),
        }
    }
    let head = stream(&tokens);
    let head = match syn::parse2(head.clone()) {
        Ok(call) => expression(call)?,
        Err(_) => head.to_string(),
    };
    Ok(match text.as_str() {
        "" => format!("{INDENT}{head} {{}}\n"),
        rows => format!("{INDENT}{head} {{\n{rows}{INDENT}}}\n"),
    })
}

/// A row on several lines, formatted as what it looks like, at the depth where it will stand.
fn broken_row(row: &[TokenTree]) -> Result<String> {
    let row = stream(row);
    let printed = print(parsed(quote!(fn table() { match rows { #row } }))?);
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
fn expression(expression: syn::Expr) -> Result<String> {
    let printed = print(parsed(quote!(fn expression() { #expression }))?);
    let lines: Vec<&str> = printed.lines().filter(|line| line.starts_with(INDENT)).collect();
    Ok(lines.join("\n").trim_start().to_owned())
}

fn print(file: syn::File) -> String {
    prettyplease::unparse(&file)
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
    fn of(item: &[TokenTree]) -> Self {
        let is = |token: &TokenTree, word: &str| matches!(token, TokenTree::Ident(ident) if ident == word);
        match item {
            [import, origin, ..] if is(import, "use") => Self::Import(match origin {
                origin if is(origin, "std") => Origin::Standard,
                origin if is(origin, "crate") => Origin::Crate,
                _ => Origin::Other,
            }),
            _ if without_attributes(item).iter().take(2).any(|token| is(token, "use")) => Self::Export,
            [start @ .., semicolon]
                if is_punct(semicolon, ';') && start.iter().take(2).any(|token| is(token, "mod")) =>
            {
                Self::Module
            }
            _ => Self::Alone,
        }
    }
}

fn without_attributes(mut tokens: &[TokenTree]) -> &[TokenTree] {
    while let [hash, TokenTree::Group(_), rest @ ..] = tokens
        && is_punct(hash, '#')
    {
        tokens = rest;
    }
    tokens
}

/// Puts a blank line before each documented member of a struct, enum or trait and between the functions of an `impl`.
///
/// Printed code has no blank lines of its own but those within documentation, and no strings of several lines, so a
/// line can be judged by how it begins and what stands before it.
fn with_blank_lines(printed: &str) -> String {
    let mut text = String::with_capacity(printed.len() + printed.len() / 16);
    let mut previous = "";
    for line in printed.lines() {
        if is_separated(previous, line) {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        previous = line;
    }
    text
}

fn is_separated(previous: &str, line: &str) -> bool {
    let Some(member) = line.strip_prefix(INDENT).filter(|member| !member.starts_with([' ', '}', ')', ']']))
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
