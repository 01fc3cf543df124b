//! Turns a service model into the source of a client.

pub mod diagnostic;
pub mod model;
pub mod plan;
