//! The programs of `bench/`: built, and run one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use sdk_driver::{Workspace, corpus};

use super::row::{Measure, Program, Row};

/// What the clients are generated of: the operations that the programs call.
const SERVICES: &[&str] = &[
    "cloudwatch:PutMetricData",
    "dynamodb:BatchGetItem,PutItem,Query",
    "ec2:DescribeInstances",
    "s3:ListObjectsV2",
    "sso-oidc",
];

/// The models that the generators are given.
const MODELS: &[&str] = &["dynamodb", "ec2", "lambda", "sqs"];

/// The executables, and a server for them to call.
pub struct Programs {
    executables: PathBuf,
    server: Server,
}

impl Programs {
    /// Generates the clients, and builds what `rows` take with optimisations.
    ///
    /// # Errors
    /// When something cannot be generated, built or started.
    pub fn build(root: &Path, wheel: Option<&Path>, rows: &[&Row]) -> Result<Self> {
        let workspace = Workspace::new(root);
        let services: Vec<String> = SERVICES.iter().map(|&service| service.to_owned()).collect();
        corpus::crates(&workspace, wheel, &services, &root.join("target/bench/selected"))?;
        // The server is one of them.
        let mut features: BTreeMap<Program, BTreeSet<&str>> = [(Program::Plain, BTreeSet::new())].into();
        for row in rows {
            if let Measure::Task { program, .. } = row.ours {
                features.entry(program).or_default();
            }
            features.entry(row.peer.program).or_default().extend(row.peer.feature);
        }
        if features.contains_key(&Program::Generators) {
            corpus::models(&workspace, wheel, MODELS, &root.join("target/bench/models"))?;
        }
        let target = root.join("target/bench/programs");
        for (program, features) in features {
            let features: Vec<&str> = features.into_iter().collect();
            let mut command = cargo();
            command.args(["build", "--release", "--package", program.package(), "--features"]);
            command.arg(features.join(",")).current_dir(root.join("bench")).env("CARGO_TARGET_DIR", &target);
            let status = command.status().context("cannot run cargo")?;
            ensure!(status.success(), "{} does not build", program.package());
        }
        let executables = target.join("release");
        let server = Server::start(&executables)?;
        Ok(Self { executables, server })
    }

    /// The figures of one run.
    ///
    /// # Errors
    /// When the program fails.
    pub fn run(&self, program: Program, is_counting: bool, task: &str) -> Result<BTreeMap<String, f64>> {
        let suffix = if is_counting { "-counting" } else { "" };
        let executable = self.executables.join(format!("{}{suffix}", program.package()));
        let output = Command::new(&executable)
            .args([task, &self.server.url])
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("cannot run {}", executable.display()))?;
        ensure!(output.status.success(), "{} {task} failed", executable.display());
        serde_json::from_slice(&output.stdout).with_context(|| format!("the figures of {task}"))
    }
}

/// Cargo, as it runs this program.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A server, which ends with this program, however that ends: it reads a pipe whose other end is here.
struct Server {
    url: String,
    child: Child,
}

impl Server {
    fn start(executables: &Path) -> Result<Self> {
        let mut command = Command::new(executables.join(Program::Plain.package()));
        let mut child = command
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the server")?;
        let mut url = String::new();
        let out = child.stdout.take().context("the server has no output")?;
        BufReader::new(out).read_line(&mut url).context("the server does not say where it is")?;
        Ok(Self { url: url.trim().to_owned(), child })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // It has nothing to lose.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
