//! The flow as its user sees it.

use std::sync::Mutex;

use sdk_tests::oidc_server::{Endpoint, Refusal, SECRETS, Step};

use super::*;

/// Signs in to a server that follows `script`. What the user sees, how it ended, and for how many seconds it paused.
fn sign_in(script: Script) -> (String, Result<()>, Vec<u64>) {
    let server = Server::start(script).unwrap();
    let client = Client::new(&Config::new().with_endpoint_url(server.url()));
    let pauses = Mutex::new(Vec::new());
    let mut out = Vec::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let result = runtime.block_on(login(&client, "https://example.com/start", &mut out, |time| {
        pauses.lock().unwrap().push(time.as_secs());
        std::future::ready(())
    }));
    let seen = String::from_utf8(out).unwrap().replace(server.url(), "http://server");
    assert!(!seen.contains(SECRETS), "{seen}");
    (seen, result, pauses.into_inner().unwrap())
}

#[test]
fn tells_the_user_what_to_do_until_it_is_done() {
    let (seen, result, pauses) = sign_in(Script::new().polls_before_approval(2));
    result.unwrap();
    assert_eq!(
        seen,
        "\
To sign in, open this page in a browser, on this device or another:

    http://server/device

and enter the code WDJB-0001

This page has the code filled in: http://server/device?user_code=WDJB-0001

Waiting for you to approve …
Waiting for you to approve …
You are signed in. The access token (type Bearer, not shown) is valid for 480 minutes.
"
    );
    assert_eq!(pauses, [1, 1, 1], "before each poll, as long as the service says");
}

#[test]
fn slows_down_for_good_each_time_it_is_told_to() {
    let steps = [Refusal::SlowDown, Refusal::AuthorizationPending, Refusal::SlowDown].map(Step::Refuse);
    let (seen, result, pauses) = sign_in(Script::new().then(Endpoint::Token, steps));
    result.unwrap();
    assert!(seen.contains("asking only every 6 seconds"), "{seen}");
    assert!(seen.contains("asking only every 11 seconds"), "{seen}");
    assert_eq!(pauses, [1, 6, 6, 11]);
}

#[test]
fn says_why_it_ends_without_a_token() {
    for (endpoint, refusal, reason) in [
        (Endpoint::Token, Refusal::AccessDenied, "the request was refused in the browser: CreateToken: "),
        (
            Endpoint::Token,
            Refusal::ExpiredToken,
            "nobody has approved the request in time: please start again: ",
        ),
        (Endpoint::Token, Refusal::InvalidGrant, "CreateToken: InvalidGrantException: "),
        (
            Endpoint::Start,
            Refusal::InvalidRequest,
            "the service does not know this --start-url in this --region: ",
        ),
        (Endpoint::Register, Refusal::InvalidScope, "RegisterClient: InvalidScopeException: "),
    ] {
        let (_, result, _) = sign_in(Script::new().then(endpoint, [Step::Refuse(refusal)]));
        let text = format!("{:#}", result.unwrap_err());
        assert!(text.starts_with(reason), "{text}");
        assert!(text.contains(&refusal.description()), "{text}");
    }
}

#[test]
fn takes_arguments_that_belong_together() {
    for (arguments, is_valid) in [
        ("", true),
        ("--start-url u --region r", true),
        ("--start-url u --endpoint-url e", true),
        ("--start-url u --endpoint-url e --region r", true),
        ("--start-url u", false),
        ("--region r", false),
        ("--endpoint-url e", false),
    ] {
        let words = ["device_login"].into_iter().chain(arguments.split_whitespace());
        assert_eq!(Arguments::try_parse_from(words).is_ok(), is_valid, "{arguments}");
    }
}
