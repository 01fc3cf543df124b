//! Documentation comments.

use std::marker::PhantomData;

use crate::tokens::{ToTokens, TokenStream};

/// `/// line` for each line.
pub(super) fn outer<D: AsRef<[L]>, L: AsRef<str>>(lines: D) -> impl ToTokens {
    Comment { slashes: "///", lines, line: PhantomData }
}

/// `//! line` for each line.
pub(super) fn inner<D: AsRef<[L]>, L: AsRef<str>>(lines: D) -> impl ToTokens {
    Comment { slashes: "//!", lines, line: PhantomData }
}

/// Lines, each of which becomes one of documentation.
struct Comment<D, L> {
    slashes: &'static str,
    lines: D,
    line: PhantomData<L>,
}

impl<D: AsRef<[L]>, L: AsRef<str>> ToTokens for Comment<D, L> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.lines.as_ref().iter().for_each(|line| tokens.documentation(self.slashes, line.as_ref()));
    }
}
