//! What the tests of the generated clients need: servers that speak as the services do, and misbehave on demand.
//! What must hold for each decoder: [`decoders`]. And, in [`does_not_compile`], the tests that the compiler itself makes.

pub mod decoders;
pub mod dice;
pub mod does_not_compile;
pub mod oidc_server;
