//! The two programs in Python. Each ends with its standard input, whatever becomes of this one.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::{Value as Json, json};

use crate::call::Outcome;

/// A program that is spoken to by lines.
struct Script {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    log: std::path::PathBuf,
}

impl Script {
    /// Starts `script` with the interpreter `python`. What it has to say otherwise goes to a file beside the scenarios.
    fn start(python: &str, script: &Path, log: &Path, argument: &str) -> Result<Self> {
        let shown = script.display();
        let errors = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut child = Command::new(python)
            .arg(script)
            .arg(argument)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .with_context(|| format!("cannot run {python} {shown}"))?;
        let (input, output) = (child.stdin.take(), child.stdout.take().context("no output")?);
        Ok(Self { child, input, output: BufReader::new(output), log: log.to_owned() })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            let said = std::fs::read_to_string(&self.log).unwrap_or_default();
            let last = said.trim_end().lines().next_back().unwrap_or("nothing").to_owned();
            bail!("it ended, and said: {last}; all of it is in {}", self.log.display());
        }
        Ok(line)
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// A moto server.
pub(crate) struct Server {
    _script: Script,
    /// Scheme and authority.
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start(python: &str, scripts: &Path, logs: &Path) -> Result<Self> {
        let mut script = Script::start(python, &scripts.join("server.py"), &logs.join("server.log"), "")?;
        let url = script.line().context("the server cannot be started")?.trim().to_owned();
        Ok(Self { _script: script, url })
    }
}

/// boto3.
pub(crate) struct Boto(Script);

impl Boto {
    pub(crate) fn start(python: &str, scripts: &Path, logs: &Path, url: &str) -> Result<Self> {
        Ok(Self(Script::start(python, &scripts.join("boto.py"), &logs.join("boto.log"), url)?))
    }

    /// Calls an operation.
    pub(crate) fn call(&mut self, service: &str, operation: &str, input: &Json) -> Result<Outcome> {
        let question = json!({ "service": service, "operation": operation, "input": input });
        let to = self.0.input.as_mut().context("boto3 was told to end")?;
        writeln!(to, "{question}").context("cannot speak to boto3")?;
        let answer: Json = serde_json::from_str(&self.0.line().context("boto3 has no answer")?)?;
        let text = |key: &str| answer.get(key).and_then(Json::as_str).map(str::to_owned);
        Ok(match (answer.get("output"), answer.get("status").and_then(Json::as_u64)) {
            (Some(output), _) => Outcome::Output(output.clone()),
            (None, Some(status)) => Outcome::Error {
                code: text("code"),
                message: text("message"),
                status: u16::try_from(status)?,
            },
            (None, None) => Outcome::Problem(text("problem").unwrap_or_default()),
        })
    }
}
