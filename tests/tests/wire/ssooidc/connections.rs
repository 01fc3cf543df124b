//! How many connections calls take.

use http::StatusCode;

use super::*;

#[test]
fn calls_one_after_the_other_take_one() {
    run(async {
        let (server, _) = serve(Script::new());
        let config = config(&server);
        let (first, second) = (Client::new(&config), Client::new(&config));
        for client in [&first, &first.clone(), &second, &Client::new(&config.clone())] {
            client.register_client(register()).send().await.unwrap();
            client.create_token(poll()).send().await.unwrap_err();
        }
        let log = server.log();
        assert_eq!((log.requests.len(), log.connections, log.closed), (8, 1, 0));
    });
}

#[test]
fn a_connection_that_the_server_closes_is_replaced() {
    run(async {
        let closing = Reply::json(StatusCode::OK, "{}").with_header("connection", "close");
        let (server, client) = polled([Step::Send(closing), Step::Send(token())]);
        client.create_token(poll()).send().await.unwrap();
        server.wait_for(|log| log.closed == 1).await.unwrap();
        let token = client.create_token(poll()).send().await.unwrap();
        assert_eq!(token.metadata().attempts, 1);
        let log = server.log();
        assert_eq!((log.requests.len(), log.connections), (2, 2));
    });
}
