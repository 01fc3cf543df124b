//! From tokens to text: the only place where generated code is formatted.

use anyhow::{Context, Result};
use proc_macro2::TokenStream;

/// The text of a source file, `header` first: items as prettyplease prints them, with the blank lines that a person
/// would put.
///
/// # Errors
/// When the tokens are not a Rust file, which is a defect of an emitter.
pub fn file(header: &str, tokens: TokenStream) -> Result<String> {
    let source = tokens.to_string();
    let parsed: syn::File = syn::parse2(tokens).with_context(|| format!("emitted tokens do not parse: {source}"))?;
    let printed = prettyplease::unparse(&parsed);
    Ok(format!("{header}\n\n{}", with_blank_lines(&printed)))
}

/// Separates items, and the members of `impl`s, traits, structs and enums where they are documented. Printed code has no
/// blank lines of its own but those in doc comments, and no block comments or multi-line strings, so lines can be judged
/// by how they begin.
fn with_blank_lines(printed: &str) -> String {
    let mut text = String::with_capacity(printed.len() + printed.len() / 16);
    let mut previous = "";
    for line in printed.lines() {
        if !text.is_empty() && is_separated(previous, line) {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        previous = line;
    }
    text
}

fn is_separated(previous: &str, line: &str) -> bool {
    let content = line.trim_start();
    let indent = line.len() - content.len();
    let previous_content = previous.trim_start();
    // Attributes and documentation stay with what they belong to, and so does what closes or continues.
    let is_attribute = |line: &str| line.starts_with("#[") || line.starts_with("///");
    if content.is_empty() || content.starts_with(['}', ')', ']', '.', '|', '+']) || is_attribute(previous_content) {
        return false;
    }
    match indent {
        0 => {
            let group = |line: &str| match line.split([' ', ':']).next().unwrap_or_default() {
                "use" => 1,
                "mod" => 2,
                _ if line.starts_with("pub mod") => 2,
                _ if line.starts_with("pub use") => 3,
                _ if line.starts_with("//!") => 4,
                _ => 0,
            };
            let continues = previous.starts_with(' ') || previous.ends_with(['{', '(', '[', ',']);
            let (before, now) = (group(previous), group(line));
            !continues && (before != now || now == 0) || previous == "}" || (previous.starts_with('}') && now == 0)
        }
        _ => {
            let opens = previous_content.ends_with(['{', '(', '[']);
            let documented = content.starts_with("///") || content.starts_with("#[");
            let function_after_another = (content.starts_with("fn ") || content.starts_with("pub fn "))
                && previous_content == "}";
            let const_after_type = content.starts_with("const ") && previous_content.starts_with("type ");
            !opens && (documented || function_after_another || const_after_type)
        }
    }
}
