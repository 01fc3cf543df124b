//! From tokens to text: the only place where generated code is formatted.

use anyhow::{Context, Result, bail};
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::{Item, UseTree, Visibility};

/// The text of a source file, `header` first: items as prettyplease prints them, with the blank lines that a person
/// would put.
///
/// # Errors
/// When the tokens are not a Rust file, which is a defect of an emitter.
pub fn file(header: &str, tokens: TokenStream) -> Result<String> {
    let parsed: syn::File =
        syn::parse2(tokens.clone()).with_context(|| format!("emitted tokens do not parse: {tokens}"))?;
    let mut text = format!("{header}\n");
    if !parsed.attrs.is_empty() {
        text.push('\n');
        text.push_str(&print(parsed.attrs, None));
    }
    let mut previous = None;
    for item in parsed.items {
        let paragraph = Paragraph::of(&item);
        if previous != Some(paragraph) || paragraph == Paragraph::Alone {
            text.push('\n');
        }
        previous = Some(paragraph);
        text.push_str(&self::item(item)?);
    }
    Ok(text)
}

fn item(item: Item) -> Result<String> {
    match &item {
        Item::Macro(call) => macro_call(&call.mac),
        _ => Ok(with_blank_lines(&print(Vec::new(), Some(item)))),
    }
}

/// A call of one of the runtime's macros, whose body is either items or a table: a name, perhaps something in
/// parentheses, and rows in the form of match arms.
fn macro_call(call: &syn::Macro) -> Result<String> {
    let name = &call.path;
    let body = match syn::parse2::<syn::File>(call.tokens.clone()) {
        Ok(file) => {
            let items: Result<Vec<String>> = file.items.into_iter().map(item).collect();
            indented(&items?.join("\n"))
        }
        Err(_) => table(call.tokens.clone())?,
    };
    Ok(format!("{}! {{\n{body}}}\n", quote!(#name)))
}

fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("{INDENT}{line}\n") };
    text.lines().map(line).collect()
}

fn table(tokens: TokenStream) -> Result<String> {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let Some(TokenTree::Group(rows)) = tokens.pop() else { bail!("a macro without a table") };
    let rows = rows.stream();
    // Rows are formatted as what they look like, at the depth where they will stand.
    let printed = print(Vec::new(), Some(syn::parse2(quote!(fn table() { match rows { #rows } }))?));
    let rows = without_blocks(printed.lines().filter(|line| line.starts_with(ROW)));
    let head: TokenStream = tokens.into_iter().collect();
    let head = match syn::parse2(head.clone()) {
        Ok(call) => expression(call)?,
        Err(_) => head.to_string(),
    };
    Ok(match rows.as_str() {
        "" => format!("{INDENT}{head} {{}}\n"),
        rows => format!("{INDENT}{head} {{\n{rows}{INDENT}}}\n"),
    })
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
    let printed = print(Vec::new(), Some(syn::parse2(quote!(fn expression() { #expression }))?));
    let lines: Vec<&str> = printed.lines().filter(|line| line.starts_with(INDENT)).collect();
    Ok(lines.join("\n").trim_start().to_owned())
}

fn print(attrs: Vec<syn::Attribute>, item: Option<Item>) -> String {
    prettyplease::unparse(&syn::File {
        shebang: None,
        attrs,
        items: item.into_iter().collect(),
        frontmatter: None,
    })
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
    fn of(item: &Item) -> Self {
        match item {
            Item::Use(item) if matches!(item.vis, Visibility::Inherited) => Self::Import(match &item.tree {
                UseTree::Path(path) if path.ident == "std" => Origin::Standard,
                UseTree::Path(path) if path.ident == "crate" => Origin::Crate,
                _ => Origin::Other,
            }),
            Item::Use(_) => Self::Export,
            Item::Mod(item) if item.content.is_none() && item.attrs.is_empty() => Self::Module,
            _ => Self::Alone,
        }
    }
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
