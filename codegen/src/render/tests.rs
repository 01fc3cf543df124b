//! What is printed straight from tokens is what prettyplease would print.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Spacing, TokenTree};

use super::token::{Token, is_sign, last_group, text, tokens};
use super::{direct, print, with_blank_lines};
use crate::tokens::TokenStream;

/// Every file of the generated crates, whose items are of all forms that the emitters know.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The tokens of Rust that is written out.
fn stream(text: &str) -> TokenStream {
    let mut tokens = Vec::new();
    flatten(text.parse().expect("Rust"), &mut tokens);
    tokens.iter().map(String::as_str).collect()
}

fn flatten(stream: proc_macro2::TokenStream, tokens: &mut Vec<String>) {
    let mut stream = stream.into_iter().peekable();
    while let Some(token) = stream.next() {
        match token {
            TokenTree::Group(group) => {
                let text = group.stream().to_string();
                if let Some(literal) = text.strip_prefix("doc = ") {
                    let literal: syn::LitStr = syn::parse_str(literal).expect("a string");
                    let slashes = if tokens.pop().as_deref() == Some("!") && tokens.pop().is_some() {
                        "//!"
                    } else {
                        "///"
                    };
                    tokens.push(format!("{slashes}{}", literal.value()));
                    continue;
                }
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                tokens.push(open.to_owned());
                flatten(group.stream(), tokens);
                tokens.push(close.to_owned());
            }
            TokenTree::Punct(first) => {
                let mut sign = first.to_string();
                if first.spacing() == Spacing::Joint
                    && let Some(next) = stream.peek()
                {
                    let both = format!("{sign}{next}");
                    if sign == "'"
                        || ["::", "->", "=>", "..", "&&", "||", "==", "!=", "<=", ">="]
                            .contains(&both.as_str())
                    {
                        sign = both;
                        stream.next();
                    }
                }
                tokens.push(sign);
            }
            other => tokens.push(other.to_string()),
        }
    }
}

/// The items among tokens, those in the bodies of the runtime's macros among them.
fn items<'s, 't>(tokens: &'s [Token<'t>]) -> Vec<&'s [Token<'t>]> {
    let mut items = Vec::new();
    for item in direct::split(tokens).expect("items") {
        match last_group(item) {
            Some((head, _, body)) if head.last().is_some_and(|last| is_sign(last, "!")) => {
                let has_items = syn::parse_str::<syn::File>(&text(body)).is_ok();
                items.extend(has_items.then(|| self::items(body)).into_iter().flatten());
            }
            _ => items.push(item),
        }
    }
    items
}

#[test]
fn direct_printing_is_that_of_prettyplease() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a repository");
    let mut paths = Vec::new();
    files(&repository.join("generated/src"), &mut paths);
    files(&repository.join("tests/generated/src"), &mut paths);
    let (mut direct, mut other) = (0, 0);
    for path in paths {
        let stream = stream(&fs::read_to_string(&path).expect("a file"));
        let tokens = tokens(&stream).expect("groups");
        let documented =
            tokens.iter().take_while(|token| matches!(token, Token::Doc(line) if line.starts_with("//!")));
        for item in items(&tokens[documented.count()..]) {
            let mut printed = String::new();
            if direct::item(item, 0, &mut printed).is_none() {
                other += 1;
                continue;
            }
            direct += 1;
            let mut expected = String::new();
            with_blank_lines(&print(&text(item)).expect("an item"), &mut expected);
            assert_eq!(printed, expected, "{}", path.display());
        }
    }
    assert!(direct > other, "{direct} items are printed directly, {other} are not");
}
