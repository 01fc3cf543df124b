//! Idempotency tokens.

use super::*;
use crate::schema::{IDEMPOTENCY_TOKEN, Location, Member, row};

structure! {
    Tokens {
        query: Option<String> =
            Member { location: Location::Query, ..row("query", IDEMPOTENCY_TOKEN) },
        header: Option<String> =
            Member { location: Location::Header, ..row("header", IDEMPOTENCY_TOKEN) },
        body: Option<String> = row("body", IDEMPOTENCY_TOKEN),
    }
}

#[test]
fn a_token_that_the_caller_leaves_unset_is_filled_in_wherever_it_goes() {
    let zero = "00000000-0000-4000-8000-000000000000";
    let mut input = Tokens::default();
    assert_eq!(
        wire(&encoded(Protocol::RestJson, &input)),
        format!(
            "POST /?query={zero}\nheader: {zero}\ncontent-type: application/json\ncontent-length: 47\n\n\
             {{\"body\":\"{zero}\"}}"
        ),
    );
    assert_eq!(input, Tokens::default(), "the input stays as it is");

    input.body = Some("mine".into());
    let request = encoded(Protocol::Json10, &Tokens { query: Some("q".into()), ..input });
    assert!(wire(&request).ends_with("\n\n{\"body\":\"mine\"}"));
}

#[test]
fn tokens_are_random_uuids() {
    let bits = std::cell::Cell::new(0x0123_4567_89ab_cdef_u64);
    let random = || bits.replace(!bits.get());
    let meta = &OperationMeta::EMPTY;
    let request = encode(Protocol::Json10, meta, &Tokens::default(), &random).expect("an encodable input");
    assert!(
        wire(&request).ends_with(r#"{"body":"01234567-89ab-4def-bedc-ba9876543210"}"#),
        "{}",
        wire(&request)
    );
}
