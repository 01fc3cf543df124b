//! Many calls of any one operation, some at a time.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use sdk_runtime::{Operation, Response, ServiceClient};

/// Sends all of `inputs`, at most `width` at a time, and gives the results in the order of the inputs.
pub async fn send_all<C: ServiceClient, I: Operation<Client = C>>(
    client: &C,
    inputs: impl IntoIterator<Item = I>,
    width: usize,
) -> Vec<Result<Response<I::Output>, I::Error>> {
    let mut waiting = inputs.into_iter().map(|input| Box::pin(client.send(input))).enumerate();
    let mut running: Vec<(usize, Pin<Box<_>>)> = waiting.by_ref().take(width).collect();
    let mut results = Vec::new();
    while !running.is_empty() {
        let (done, result) = poll_fn(|cx| {
            for (position, (_, call)) in running.iter_mut().enumerate() {
                if let Poll::Ready(result) = call.as_mut().poll(cx) {
                    return Poll::Ready((position, result));
                }
            }
            Poll::Pending
        })
        .await;
        let (index, _) = running.swap_remove(done);
        results.push((index, result));
        running.extend(waiting.next());
    }
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[test]
fn results_come_in_the_order_of_the_inputs() {
    use sdk::ssooidc::Client;
    use sdk::ssooidc::operation::{RegisterClientInput, RegisterClientOutput};

    let stub = sdk_runtime::mock::Stub::new();
    stub.on(|input: RegisterClientInput| {
        let mut output = RegisterClientOutput::default();
        output.client_id = Some(input.client_name);
        Ok(output)
    });
    let client = Client::new(&stub.config());
    let names: Vec<String> = (0..7).map(|number| format!("client {number}")).collect();
    let inputs = names.iter().map(|name| RegisterClientInput::new(name, "public"));
    let results = super::run(send_all(&client, inputs, 3));
    let ids: Vec<String> =
        results.into_iter().map(|result| result.unwrap().client_id.clone().unwrap()).collect();
    assert_eq!(ids, names);
}
