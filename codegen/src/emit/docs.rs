//! Documentation comments.

use proc_macro2::TokenStream;
use quote::quote;

/// `/// line` for each line.
pub(super) fn outer<L: AsRef<str>>(lines: &[L]) -> TokenStream {
    let lines = lines.iter().map(|line| spaced(line.as_ref()));
    quote!(#(#[doc = #lines])*)
}

/// `//! line` for each line.
pub(super) fn inner<L: AsRef<str>>(lines: &[L]) -> TokenStream {
    let lines = lines.iter().map(|line| spaced(line.as_ref()));
    quote!(#(#![doc = #lines])*)
}

/// With the space that separates it from the slashes; an empty line has none.
fn spaced(line: &str) -> String {
    // A line break in a name, or any other sign of control, is none in a comment.
    let line = line.replace(char::is_control, " ");
    if line.is_empty() { line } else { format!(" {line}") }
}
