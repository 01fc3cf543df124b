//! What the tests of the generated clients need: servers that speak as the services do, and misbehave on demand.

pub mod oidc_server;
