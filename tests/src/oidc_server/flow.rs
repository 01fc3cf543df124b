//! The service itself: who has registered, which sign-ins have begun, and how far each one is.

use serde_json::{Value, json};

use super::check::{Members, text};
use super::{Endpoint, Refusal};

/// The grant type of the device flow: RFC 8628, section 3.4.
pub const DEVICE_CODE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// How every secret begins that the server hands out and no person needs to see: client secrets, device codes, tokens.
pub const SECRETS: &str = "SECRET-";

/// 2023-11-14T22:13:20Z
const REGISTERED_AT: i64 = 1_700_000_000;
const REGISTRATION_SECONDS: i64 = 90 * 24 * 60 * 60;
const SIGN_IN_SECONDS: i32 = 600;
const TOKEN_SECONDS: i32 = 8 * 60 * 60;

/// A refusal and its reason.
pub(super) type Refused = (Refusal, String);

/// What the service remembers.
pub(super) struct Flow {
    url: String,
    polls_before_approval: u32,
    /// How many clients have registered; they are numbered from 1.
    clients: usize,
    sign_ins: Vec<SignIn>,
}

/// A device that waits for its user, or did.
struct SignIn {
    client_id: String,
    polls: u32,
    redeemed: bool,
}

impl Flow {
    pub(super) fn new(url: String, polls_before_approval: u32) -> Self {
        Self { url, polls_before_approval, clients: 0, sign_ins: Vec::new() }
    }

    pub(super) fn answer(&mut self, endpoint: Endpoint, request: &Members) -> Result<Value, Refused> {
        match endpoint {
            Endpoint::Register => self.register(request),
            Endpoint::Start => self.start(request),
            Endpoint::Token => self.token(request),
        }
    }

    fn register(&mut self, request: &Members) -> Result<Value, Refused> {
        if text(request, "clientType") != "public" {
            return Err((Refusal::InvalidClientMetadata, "the clientType is not public".into()));
        }
        self.clients += 1;
        let client_id = client_id(self.clients);
        Ok(json!({
            "clientSecret": client_secret(&client_id),
            "clientId": client_id,
            "clientIdIssuedAt": REGISTERED_AT,
            "clientSecretExpiresAt": REGISTERED_AT + REGISTRATION_SECONDS,
            "authorizationEndpoint": null,
            "tokenEndpoint": null,
        }))
    }

    fn start(&mut self, request: &Members) -> Result<Value, Refused> {
        let client_id = self.client(request)?;
        self.sign_ins.push(SignIn { client_id, polls: 0, redeemed: false });
        let number = self.sign_ins.len();
        let (page, user_code) = (format!("{}/device", self.url), format!("WDJB-{number:04}"));
        Ok(json!({
            "deviceCode": device_code(number),
            "verificationUriComplete": format!("{page}?user_code={user_code}"),
            "userCode": user_code,
            "verificationUri": page,
            "expiresIn": SIGN_IN_SECONDS,
            "interval": 1,
        }))
    }

    fn token(&mut self, request: &Members) -> Result<Value, Refused> {
        let client_id = self.client(request)?;
        if text(request, "grantType") != DEVICE_CODE_GRANT {
            return Err((Refusal::UnsupportedGrantType, "only device codes are exchanged here".into()));
        }
        let wanted = text(request, "deviceCode");
        let sign_in = (1..).zip(&mut self.sign_ins).find(|(number, sign_in)| {
            device_code(*number) == wanted && sign_in.client_id == client_id && !sign_in.redeemed
        });
        let Some((number, sign_in)) = sign_in else {
            return Err((
                Refusal::InvalidGrant,
                "the deviceCode is unknown, used up or another client's".into(),
            ));
        };
        if sign_in.polls < self.polls_before_approval {
            sign_in.polls += 1;
            return Err((Refusal::AuthorizationPending, "the user has not decided yet".into()));
        }
        sign_in.redeemed = true;
        Ok(json!({
            "accessToken": format!("{SECRETS}access-token-{number}"),
            "tokenType": "Bearer",
            "expiresIn": TOKEN_SECONDS,
            "refreshToken": format!("{SECRETS}refresh-token-{number}"),
            "idToken": null,
        }))
    }

    /// The id of the client, which must be registered and know its secret.
    fn client(&self, request: &Members) -> Result<String, Refused> {
        let (id, secret) = (text(request, "clientId"), text(request, "clientSecret"));
        let registered = (1..=self.clients).any(|number| client_id(number) == id);
        if registered && client_secret(id) == secret {
            Ok(id.into())
        } else {
            Err((Refusal::InvalidClient, "the client is not registered, or the secret is not its own".into()))
        }
    }
}

fn client_id(number: usize) -> String {
    format!("client-{number}")
}

fn client_secret(client_id: &str) -> String {
    format!("{SECRETS}{client_id}")
}

fn device_code(number: usize) -> String {
    format!("{SECRETS}device-{number}")
}
