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
    if line.is_empty() { String::new() } else { format!(" {line}") }
}
