//! Generated clients against servers on this machine: what goes over the wire, and what becomes of what comes back.

#![cfg(test)]

mod oidc_server;
mod ssooidc;
mod streams;
mod tree;
