//! Idempotency tokens that the caller leaves to us.

use crate::hex;
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
        Self { input, tokens: unset.map(|(index, _)| (index, token(random))).collect() }
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

fn token(random: &dyn Fn() -> u64) -> String {
    // All of it is ASCII.
    str::from_utf8(&uuid_v4(random)).unwrap_or_default().to_owned()
}

/// A version 4 UUID of 122 random bits (RFC 9562, section 5.4): digits and hyphens.
pub(crate) fn uuid_v4(random: &dyn Fn() -> u64) -> [u8; 36] {
    // All but the version and the variant.
    let (high, low) = (random() & !0xf000 | 0x4000, random() << 2 >> 2 | 1 << 63);
    let bytes = (u128::from(high) << 64 | u128::from(low)).to_be_bytes();
    let mut digits = [0; 32];
    hex::write(&mut digits, &bytes);
    let mut text = [b'-'; 36];
    // Each of the five groups moves as far to the right as there are hyphens before it.
    for (hyphens, group) in [0..8, 8..12, 12..16, 16..20, 20..32].into_iter().enumerate() {
        let place = text.get_mut(group.start + hyphens..group.end + hyphens);
        if let (Some(place), Some(group)) = (place, digits.get(group)) {
            place.copy_from_slice(group);
        }
    }
    text
}
