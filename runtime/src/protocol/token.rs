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
    let (high, low) = (random(), random());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        (low >> 48) & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff,
    )
}
