//! What is written reads back as the same value, in every protocol, for values of any type that nobody thought of.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Debug;

use http::StatusCode;
use proptest::collection::vec;
use proptest::prelude::*;
use sdk_fixtures::{events, evolved, ledger, traits, xml};
use sdk_runtime::failure::RawResponse;
use sdk_runtime::protocol::{self, Protocol};
use sdk_runtime::{OperationMeta, Shape, Value, json};
use sdk_tests::dice::Dice;

/// Checks a type with the values that the bytes decide for.
type Check = fn(&[u8]) -> Result<(), TestCaseError>;

/// Through JSON as users write it, where all members stand in one document.
fn by_users<T: Shape + Value + PartialEq + Debug>(bytes: &[u8]) -> Result<(), TestCaseError> {
    let value: T = Dice::new(bytes).value().unwrap();
    let text = json::to_string(&value).unwrap();
    match json::from_str::<T>(&text) {
        Ok(read) => prop_assert_eq!(read, value, "{}", text),
        // A recursive member that is required ends somewhere, and there it is missing.
        Err(json::Error::Invalid(_)) => {}
        Err(error) => prop_assert!(false, "{}: {}", text, error),
    }
    Ok(())
}

/// Through what a service would send, where headers and payloads have members of their own.
fn as_rest<T: Shape + Value + PartialEq + Debug>(bytes: &[u8]) -> Result<(), TestCaseError> {
    over_the_wire::<T>(Protocol::RestJson, &[], bytes)?;
    // XML has neither documents nor nulls.
    over_the_wire::<T>(Protocol::RestXml, &["Anything", "Sparse"], bytes)
}

/// Through what a service would send, where all members are in the body.
fn as_rpc<T: Shape + Value + PartialEq + Debug>(bytes: &[u8]) -> Result<(), TestCaseError> {
    over_the_wire::<T>(Protocol::Json10, &[], bytes)?;
    over_the_wire::<T>(Protocol::Json11, &[], bytes)?;
    // CBOR has no documents.
    over_the_wire::<T>(Protocol::Cbor, &["Anything"], bytes)
}

fn over_the_wire<T: Shape + Value + PartialEq + Debug>(
    protocol: Protocol,
    without: &[&str],
    bytes: &[u8],
) -> Result<(), TestCaseError> {
    let value: T = Dice::for_response(bytes, without).value().unwrap();
    let written = protocol::encode(protocol, &OperationMeta::EMPTY, &value, &|| 0);
    prop_assert!(written.is_ok(), "{:?} of {:?}: {:?}", protocol, value, written.err());
    let written = written.unwrap();
    let body = written.body.as_bytes().cloned().unwrap_or_default();
    let response = RawResponse { status: StatusCode::OK, headers: written.headers, body };
    let mut read = T::zero();
    let outcome = protocol::decode(protocol, &OperationMeta::EMPTY, &response, &mut read);
    let context = format!("{protocol:?}: {:?} {:?}", response.headers, response.body);
    prop_assert!(outcome.is_ok(), "{:?} of {}", outcome, context);
    prop_assert_eq!(read, value, "{}", context);
    Ok(())
}

fn check(checks: &[Check], bytes: &[u8]) -> Result<(), TestCaseError> {
    checks.iter().try_for_each(|check| check(bytes))
}

proptest! {
    #[test]
    fn json_of_users(bytes in vec(any::<u8>(), 0..200)) {
        check(&[
            by_users::<evolved::operation::CreateTokenInput>,
            by_users::<evolved::operation::RegisterClientOutput>,
            by_users::<traits::operation::DescribeThingsOutput>,
            by_users::<traits::operation::PutThingInput>,
            by_users::<traits::operation::PutThingOutput>,
            by_users::<xml::operation::PutGrantInput>,
        ], &bytes)?;
    }

    #[test]
    fn every_protocol(bytes in vec(any::<u8>(), 0..200)) {
        check(&[
            as_rest::<evolved::operation::CreateTokenInput>,
            as_rest::<traits::operation::DescribeThingsOutput>,
            as_rest::<traits::operation::PutThingInput>,
            as_rest::<traits::operation::PutThingOutput>,
            as_rest::<traits::types::Tree>,
            as_rest::<xml::operation::PutGrantInput>,
            as_rpc::<events::types::Acknowledgement>,
            as_rpc::<evolved::operation::RegisterClientOutput>,
            as_rpc::<ledger::operation::PostEntryInput>,
            as_rpc::<ledger::operation::PostEntryOutput>,
            as_rpc::<traits::operation::DescribeThingsOutput>,
            as_rpc::<traits::types::Tree>,
        ], &bytes)?;
    }
}
