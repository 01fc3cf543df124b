//! All items of an operation that gives them page by page.

use std::future::poll_fn;
use std::pin::pin;

use futures_core::Stream;
use sdk_fixtures::fleet::Client;
use sdk_fixtures::fleet::error::ListShipsError;
use sdk_fixtures::fleet::operation::ListShipsInput;

/// The names of all ships. Pages are asked for as they are needed.
pub async fn names(client: &Client) -> Result<Vec<String>, ListShipsError> {
    let mut ships = pin!(client.list_ships(ListShipsInput::new()).items().with_limit(100));
    let mut names = Vec::new();
    // With the crate `futures-util`, or `tokio-stream`: `while let Some(ship) = ships.next().await`.
    while let Some(ship) = poll_fn(|cx| ships.as_mut().poll_next(cx)).await {
        names.push(ship?.name);
    }
    Ok(names)
}

#[test]
fn pages_are_asked_for_until_there_is_no_more() {
    use sdk_fixtures::fleet::operation::ListShipsOutput;
    use sdk_fixtures::fleet::types::Ship;

    let stub = sdk_runtime::mock::Stub::new();
    stub.on(|input: ListShipsInput| {
        assert_eq!(input.max_results, Some(100));
        let mut output = ListShipsOutput::default();
        let (name, next) = match input.next_token.as_deref() {
            None => ("first", Some("2")),
            _ => ("second", None),
        };
        output.ships = Some(vec![Ship::new(name)]);
        output.next_token = next.map(str::to_owned);
        Ok(output)
    });
    let names = super::run(names(&Client::new(&stub.config()))).unwrap();
    assert_eq!(names, ["first", "second"]);
    assert_eq!(stub.calls(), ["ListShips", "ListShips"]);
}
