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
    let length = lines.iter().map(|line| line.as_ref().len() + slashes.len() + "  ".len()).sum();
    let mut tokens = TokenStream::with_capacity(length);
    lines.iter().for_each(|line| tokens.documentation(slashes, line.as_ref()));
    tokens
}
