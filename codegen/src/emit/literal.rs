//! Names as tokens.

use proc_macro2::{Ident, Span};

/// The identifier that a planned name stands for; the plan has escaped keywords with `r#`.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(keyword) => Ident::new_raw(keyword, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}
