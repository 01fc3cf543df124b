//! The clients whose builds are compared, and a program of ten lines for each.

use super::builds::Side;

/// A service, and a call of it that takes nothing from anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Client {
    /// For people, and of the model.
    pub name: &'static str,
    /// What is generated of the model; empty for all.
    pub operations: &'static str,
    /// The module in our crate.
    pub module: &'static str,
    /// Our crate, as `cargo xtask corpus` calls it.
    pub ours: &'static str,
    /// AWS's crate.
    pub theirs: &'static str,
    /// The method.
    pub method: &'static str,
    /// Our input, and theirs as setters.
    pub input: (&'static str, &'static str),
}

impl Client {
    /// The crate's package.
    pub fn package(&self, side: Side) -> &'static str {
        match side {
            Side::Ours => self.ours,
            Side::Aws => self.theirs,
        }
    }

    /// What to generate, as `cargo xtask corpus` takes it.
    pub fn selection(&self) -> String {
        match self.operations {
            "" => self.name.to_owned(),
            operations => format!("{}:{operations}", self.name),
        }
    }

    /// The program, as its user would write it.
    pub fn program(&self, side: Side) -> String {
        let library = self.package(side).replace('-', "_");
        let Self { module, method, input, .. } = self;
        let (import, client, call) = match side {
            Side::Ours => (
                format!("use {library}::Config;\nuse {library}::{module}::{{Client, operation::*}};"),
                "Client::new(&Config::new().with_region(\"eu-central-1\"))".to_owned(),
                format!("{method}({})", input.0),
            ),
            Side::Aws => (
                format!(
                    "use {library}::config::{{BehaviorVersion, Config, Region}};\nuse {library}::Client;"
                ),
                "Client::from_conf(Config::builder().behavior_version(BehaviorVersion::latest())\
                 .region(Region::new(\"eu-central-1\")).build())"
                    .to_owned(),
                format!("{method}(){}", input.1),
            ),
        };
        format!(
            "{import}\n\nfn main() -> Result<(), Box<dyn std::error::Error>> {{\n    let client = {client};\n    \
             let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;\n    \
             let output = runtime.block_on(client.{call}.send())?;\n    println!(\"{{output:?}}\");\n    Ok(())\n}}\n"
        )
    }
}
