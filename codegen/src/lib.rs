//! Turns a service model into the source of a client.

pub mod model;
