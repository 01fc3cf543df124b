//! Idempotency tokens that the caller leaves to us.

use crate::schema::{IDEMPOTENCY_TOKEN, Schema, no_member};
use crate::value::{Shape, Value};

/// An input in which no idempotency token is unset. The input itself stays as the caller made it, so that sending it
/// again makes another call.
pub(super) struct WithTokens<'a> {
    input: &'a dyn Shape,
    /// The members that `input` leaves unset, by their index.
    tokens: Vec<(usize, String)>,
}

impl<'a> WithTokens<'a> {
    /// The input with a random UUID for each token that it leaves unset.
    pub(super) fn new(input: &'a dyn Shape, random: &dyn Fn() -> u64) -> Self {
        let members = input.schema().members.iter().enumerate();
        let unset = members.filter(|(_, member)| member.has(IDEMPOTENCY_TOKEN));
        let unset = unset.filter(|(index, _)| !input.member(*index).is_set());
        Self { input, tokens: unset.map(|(index, _)| (index, uuid_v4(random))).collect() }
    }

    /// The input as it is to be written.
    pub(super) fn input(&self) -> &dyn Shape {
        // Most have no tokens.
        if self.tokens.is_empty() { self.input } else { self }
    }
}

impl Shape for WithTokens<'_> {
    fn schema(&self) -> &'static Schema {
        self.input.schema()
    }

    fn member(&self, index: usize) -> &dyn Value {
        match self.tokens.iter().find(|(token, _)| *token == index) {
            Some((_, token)) => token,
            None => self.input.member(index),
        }
    }

    /// Only the tokens can be written to, the input being borrowed; nothing decodes into an input.
    fn member_mut(&mut self, index: usize) -> &mut dyn Value {
        match self.tokens.iter_mut().find(|(token, _)| *token == index) {
            Some((_, token)) => token,
            None => no_member(self.input.schema(), index),
        }
    }
}

/// A version 4 UUID of 122 random bits (RFC 9562, section 5.4).
pub(crate) fn uuid_v4(random: &dyn Fn() -> u64) -> String {
    // All but the version and the variant.
    let (high, low) = (random() & !0xf000 | 0x4000, random() << 2 >> 2 | 1 << 63);
    let bits = u128::from(high) << 64 | u128::from(low);
    let mut text = [b'-'; 36];
    let mut places = text.iter_mut().enumerate().filter(|(at, _)| !matches!(at, 8 | 13 | 18 | 23));
    for byte in bits.to_be_bytes() {
        for digit in [byte >> 4, byte & 15] {
            if let Some((_, place)) = places.next() {
                *place = if digit < 10 { b'0' + digit } else { b'a' - 10 + digit };
            }
        }
    }
    // All of it is ASCII.
    str::from_utf8(&text).unwrap_or_default().to_owned()
}
