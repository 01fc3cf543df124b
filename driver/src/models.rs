//! `cargo xtask models`: what is in `models/`, and how it comes there.

mod add;
mod manifest;
mod provenance;

use crate::Outcome;
use crate::workspace::Workspace;

/// The arguments of `cargo xtask models`.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
    /// Bring a model into `models/` and `services.toml`
    ///
    /// Copies the model and what belongs to it (paginators, waiters, endpoint rules, and what `sdk-extras` add to them),
    /// notes in a file SOURCE where they are from, and names the service in `services.toml`. A service that is there is
    /// replaced. Nothing is written unless the model can be read.
    Add(add::Args),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// When there is no such model, it cannot be read, or a file cannot be written.
    pub fn run(&self, workspace: &Workspace) -> Outcome {
        match self {
            Self::Add(args) => add::run(workspace, args),
        }
    }
}
