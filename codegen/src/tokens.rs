//! Rust without layout, which emitters make and the renderer reads.
//!
//! A [`TokenStream`] is text in which every token has an end that is part of none. To put streams together is to copy
//! text, and to write a token is to append it: `proc_macro2`, made for macros, keeps a position and an allocation for
//! each, and copies them one by one whenever a stream becomes part of another.

use std::fmt::{self, Display, Write};

use crate::bytes;

/// The end of a token. Literals have it escaped, documentation has no signs of control.
pub const END: char = '\0';

/// A sequence of tokens.
#[derive(Clone, Debug, Default)]
pub struct TokenStream(String);

impl TokenStream {
    /// A stream without tokens. Nearly all are given some at once: with room for them, few have to grow.
    pub fn new() -> Self {
        Self(String::with_capacity(128))
    }

    /// A stream without tokens, with room for as many as take `length` bytes with their ends.
    pub fn with_capacity(length: usize) -> Self {
        Self(String::with_capacity(length))
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tokens. Signs that belong together are one: `::`. Documentation is a token with its slashes.
    pub fn iter(&self) -> Iter<'_> {
        Iter(&self.0)
    }

    /// The tokens as text, each with its [`END`].
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// About how many tokens there are.
    pub fn size_hint(&self) -> usize {
        self.0.len() / 4
    }

    /// Appends a token.
    #[inline(never)]
    pub fn token(&mut self, token: &str) {
        self.0.push_str(token);
        self.0.push(END);
    }

    /// Appends tokens, each with its end.
    // Templates are thousands of calls of it.
    #[inline(never)]
    pub fn ended(&mut self, tokens: &str) {
        self.0.push_str(tokens);
    }

    /// Appends a line of documentation: `slashes`, a space, and the text.
    pub fn documentation(&mut self, slashes: &str, text: &str) {
        self.0.push_str(slashes);
        self.0.push(' ');
        if bytes::all(text, |byte| (b' '..=b'~').contains(&byte)) {
            self.0.push_str(text);
        } else {
            // A line break in a name, or any other sign of control, is none in a comment.
            self.0.extend(text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }));
        }
        self.0.truncate(self.0.trim_end_matches(' ').len());
        self.0.push(END);
    }
}

/// With a space between tokens, and a line for each of documentation.
impl Display for TokenStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for token in self.iter() {
            f.write_str(token)?;
            f.write_char(if token.starts_with("//") { '\n' } else { ' ' })?;
        }
        Ok(())
    }
}

impl FromIterator<TokenStream> for TokenStream {
    fn from_iter<I: IntoIterator<Item = TokenStream>>(streams: I) -> Self {
        let mut all = Self::new();
        streams.into_iter().for_each(|stream| stream.to_tokens(&mut all));
        all
    }
}

impl<'t> FromIterator<&'t str> for TokenStream {
    fn from_iter<I: IntoIterator<Item = &'t str>>(tokens: I) -> Self {
        let mut all = Self::new();
        tokens.into_iter().for_each(|token| all.token(token));
        all
    }
}

/// The tokens of a stream.
#[derive(Clone, Debug)]
pub struct Iter<'t>(&'t str);

impl<'t> Iterator for Iter<'t> {
    type Item = &'t str;

    #[inline]
    fn next(&mut self) -> Option<&'t str> {
        let end = match self.0.as_bytes().first()? {
            b'/' | b'"' => memchr::memchr(0, self.0.as_bytes())?,
            // Most others are too short for that to pay off.
            _ => self.0.bytes().position(|byte| byte == 0)?,
        };
        let (token, rest) = self.0.split_at_checked(end)?;
        self.0 = rest.get(1..)?;
        Some(token)
    }
}

/// What [`quote!`] puts in place of a variable.
pub trait ToTokens {
    /// Appends itself.
    fn to_tokens(&self, tokens: &mut TokenStream);
}

impl ToTokens for TokenStream {
    #[inline(never)]
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.0.push_str(&self.0);
    }
}

/// A name: an identifier or a keyword.
#[derive(Clone, Copy, Debug)]
pub struct Ident<'n>(&'n str);

/// The identifier that a planned name stands for; the plan has escaped keywords with `r#`.
pub fn ident(name: &str) -> Ident<'_> {
    assert!(
        name.strip_prefix("r#")
            .unwrap_or(name)
            .bytes()
            .all(|sign| sign.is_ascii_alphanumeric() || sign == b'_')
            && !name.starts_with(|first: char| first.is_ascii_digit())
            && !name.is_empty(),
        "the plan has let {name:?} pass for an identifier"
    );
    Ident(name)
}

impl ToTokens for Ident<'_> {
    #[inline(never)]
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.token(self.0);
    }
}

/// A number of whatever type is wanted where it stands.
#[derive(Clone, Debug)]
pub struct Literal(String);

impl Literal {
    /// A number without a point.
    pub fn integer(number: impl Display) -> Self {
        Self(number.to_string())
    }

    /// A number with a point.
    pub fn float(number: f64) -> Self {
        let mut text = number.to_string();
        if !text.contains('.') {
            text.push_str(".0");
        }
        Self(text)
    }
}

impl ToTokens for Literal {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.token(&self.0);
    }
}

/// As a literal.
impl ToTokens for str {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let text = &mut tokens.0;
        text.push('"');
        let is_plain = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'"' && byte != b'\\';
        if bytes::all(self, is_plain) {
            text.push_str(self);
        } else {
            for sign in self.chars() {
                match sign {
                    '\'' => text.push(sign),
                    sign => text.extend(sign.escape_debug()),
                }
            }
        }
        text.push('"');
        text.push(END);
    }
}

impl ToTokens for String {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.as_str().to_tokens(tokens);
    }
}

impl ToTokens for bool {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.token(if *self { "true" } else { "false" });
    }
}

impl<T: ToTokens> ToTokens for Option<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Some(value) = self {
            value.to_tokens(tokens);
        }
    }
}

impl<T: ToTokens + ?Sized> ToTokens for &T {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        (**self).to_tokens(tokens);
    }
}

/// What stands in the parentheses as a [`TokenStream`], as the macro of the crate `quote` does it: `#name` is the value
/// of a variable, and `#(…)*` what it holds for every item of the variables in it, each of them an iterator, with a sign
/// between items where one stands before the `*`.
macro_rules! quote {
    () => { $crate::tokens::TokenStream::new() };
    ($($token:tt)+) => {{
        let mut tokens = $crate::tokens::TokenStream::new();
        $crate::tokens::append!(tokens [] $($token)+);
        tokens
    }};
}

/// Appends to a stream what [`quote!`] is given. In brackets before it are the tokens, with their ends, that are known
/// already: those between two variables are appended at once.
macro_rules! append {
    ($out:ident []) => {};
    ($out:ident [$($known:tt)+]) => {
        $out.ended(concat!($($known)+));
    };
    ($out:ident [$($known:tt)*] # [doc = $text:literal] $($rest:tt)*) => {
        $crate::tokens::append!($out [$($known)* "///", $text, "\0",] $($rest)*);
    };
    ($out:ident $known:tt # ( $($inner:tt)+ ) * $($rest:tt)*) => {
        $crate::tokens::append!($out $known);
        $crate::tokens::repeat!($out () ($($inner)+) [] $($inner)+);
        $crate::tokens::append!($out [] $($rest)*);
    };
    ($out:ident $known:tt # ( $($inner:tt)+ ) $between:tt * $($rest:tt)*) => {
        $crate::tokens::append!($out $known);
        $crate::tokens::repeat!($out ($between) ($($inner)+) [] $($inner)+);
        $crate::tokens::append!($out [] $($rest)*);
    };
    ($out:ident $known:tt # $variable:ident $($rest:tt)*) => {
        $crate::tokens::append!($out $known);
        $crate::tokens::ToTokens::to_tokens(&$variable, &mut $out);
        $crate::tokens::append!($out [] $($rest)*);
    };
    ($out:ident [$($known:tt)*] ( $($inner:tt)* ) $($rest:tt)*) => {
        $crate::tokens::append!($out [$($known)* "(\0",] $($inner)*);
        $crate::tokens::append!($out [")\0",] $($rest)*);
    };
    ($out:ident [$($known:tt)*] [ $($inner:tt)* ] $($rest:tt)*) => {
        $crate::tokens::append!($out [$($known)* "[\0",] $($inner)*);
        $crate::tokens::append!($out ["]\0",] $($rest)*);
    };
    ($out:ident [$($known:tt)*] { $($inner:tt)* } $($rest:tt)*) => {
        $crate::tokens::append!($out [$($known)* "{\0",] $($inner)*);
        $crate::tokens::append!($out ["}\0",] $($rest)*);
    };
    // Two that close generics.
    ($out:ident [$($known:tt)*] >> $($rest:tt)*) => {
        $crate::tokens::append!($out [$($known)* ">\0>\0",] $($rest)*);
    };
    ($out:ident [$($known:tt)*] $token:tt $($rest:tt)*) => {
        $crate::tokens::append!($out [$($known)* stringify!($token), "\0",] $($rest)*);
    };
}

/// Finds the variables in what is repeated, then repeats it.
macro_rules! repeat {
    ($out:ident $between:tt $all:tt [$($variable:ident)*] # $new:ident $($rest:tt)*) => {
        $crate::tokens::repeat!($out $between $all [$($variable)* $new] $($rest)*);
    };
    ($out:ident $between:tt $all:tt $variables:tt ( $($inner:tt)* ) $($rest:tt)*) => {
        $crate::tokens::repeat!($out $between $all $variables $($inner)* $($rest)*);
    };
    ($out:ident $between:tt $all:tt $variables:tt [ $($inner:tt)* ] $($rest:tt)*) => {
        $crate::tokens::repeat!($out $between $all $variables $($inner)* $($rest)*);
    };
    ($out:ident $between:tt $all:tt $variables:tt { $($inner:tt)* } $($rest:tt)*) => {
        $crate::tokens::repeat!($out $between $all $variables $($inner)* $($rest)*);
    };
    ($out:ident $between:tt $all:tt $variables:tt $other:tt $($rest:tt)*) => {
        $crate::tokens::repeat!($out $between $all $variables $($rest)*);
    };
    ($out:ident ($($between:tt)?) ($($all:tt)*) [$($variable:ident)+]) => {{
        $(let mut $variable = ::std::iter::IntoIterator::into_iter($variable);)+
        let mut _is_first = true;
        while let ($(Some($variable),)+) = ($($variable.next(),)+) {
            $(
                if !_is_first {
                    $crate::tokens::append!($out [] $between);
                }
                _is_first = false;
            )?
            $crate::tokens::append!($out [] $($all)*);
        }
    }};
}

pub(crate) use {append, quote, repeat};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_is_that_of_the_crate_quote() {
        let (name, ty) = (ident("r#type"), quote!(Vec<Option<&'a str>>));
        let (fields, attributes) = (["a", "b"].map(ident), ["c", "d"].map(ident));
        let (values, none) = ([Some("it's \"\n\u{7f}é"), None], None::<TokenStream>);
        let tokens = quote! {
            /// Some text.
            #[inline]
            fn #name(&self) -> #ty { #none Self { #(#fields: (#values)),*, ..=-1.5 } #(#[#attributes])* }
        };
        assert_eq!(
            tokens.to_string(),
            "/// Some text.\n# [ inline ] fn r#type ( & self ) -> Vec < Option < & 'a str > > { Self { a : ( \
             \"it's \\\"\\n\\u{7f}é\" ) , b : ( ) , ..= - 1.5 } # [ c ] # [ d ] } "
        );
    }

    #[test]
    fn documentation_stays_on_its_line() {
        let mut tokens = TokenStream::new();
        tokens.documentation("///", "one\ntwo\0 ");
        tokens.documentation("///", "");
        assert_eq!(tokens.iter().collect::<Vec<_>>(), ["/// one two", "///"]);
    }

    #[test]
    fn numbers_have_a_point_where_they_must() {
        let (whole, float, part) = (Literal::integer(-5), Literal::float(-5.0), Literal::float(0.25));
        assert_eq!(quote!(#whole #float #part).to_string(), "-5 -5.0 0.25 ");
    }
}
