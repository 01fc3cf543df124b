//! Documentation comments.

use crate::tokens::TokenStream;

/// `/// line` for each line.
pub(super) fn outer<L: AsRef<str>>(lines: &[L]) -> TokenStream {
    comment("///", lines)
}

/// `//! line` for each line.
pub(super) fn inner<L: AsRef<str>>(lines: &[L]) -> TokenStream {
    comment("//!", lines)
}

fn comment<L: AsRef<str>>(slashes: &str, lines: &[L]) -> TokenStream {
    let mut tokens = TokenStream::new();
    lines.iter().for_each(|line| tokens.documentation(slashes, line.as_ref()));
    tokens
}
