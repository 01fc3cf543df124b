//! Scenarios, run.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use sdk_runtime::{Config, Credentials, Retry};
use serde_json::Value as Json;

use crate::call::{Outcome, Service};
use crate::compare::Leeway;
use crate::python::{Boto, Server};
use crate::report::{Report, Row, Verdict};
use crate::scenario::{self, Scenario, Step};
use crate::transport::Loopback;

/// How long the two runs of a scenario may be apart.
const APART: f64 = 300.0;

/// Runs the scenarios of all `services`: whether nothing failed.
pub(crate) fn all(services: Vec<Service>, scripts: &Path, scenarios: &Path, python: &str) -> Result<bool> {
    let server = Server::start(python, scripts, scenarios)?;
    let boto = Boto::start(python, scripts, scenarios, &server.url)?;
    let authority = server.url.strip_prefix("http://").context("the server has another scheme")?.parse()?;
    let transport = Loopback::new(authority);
    let config = Config::new()
        .with_region("us-east-1")
        .with_endpoint_url(&server.url)
        .with_credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret"))
        .with_retry(Retry::STANDARD.with_max_attempts(1))
        .with_transport(transport.clone());
    let mut session = Session { boto, transport, config };
    // Without containers, functions echo what they are given.
    let functions = r#"{ "lambda": { "use_docker": false } }"#;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(session.transport.control("/moto-api/config", functions))?;
    let mut rows = Vec::new();
    for service in &services {
        let path = scenarios.join(format!("{}.json", service.name));
        // Some are there for what others need of them.
        if !path.exists() {
            continue;
        }
        let mut row = Row::new(service.name);
        let started = Instant::now();
        for scenario in scenario::read(&path)? {
            runtime.block_on(session.scenario(&services, service.name, &scenario, &mut row))?;
        }
        for case in service.cases {
            runtime.block_on(session.reset())?;
            let verdict = match runtime.block_on((case.run)(session.config.clone())) {
                Ok(()) => Verdict::Passed,
                Err(error) => Verdict::Failed(format!("{error:#}")),
            };
            row.add(case.name, verdict);
        }
        row.seconds = started.elapsed().as_secs_f64();
        rows.push(row);
    }
    let report = Report(rows);
    writeln!(std::io::stdout(), "{report}")?;
    Ok(report.is_fine())
}

struct Session {
    boto: Boto,
    transport: Loopback,
    config: Config,
}

/// What the generated client has seen of a call, and boto3 in the same place, where the call only looks.
struct Seen {
    ours: Outcome,
    beside: Option<Outcome>,
}

impl Session {
    /// Runs a scenario by the generated client, and then by boto3, on a server that is empty before either.
    async fn scenario(
        &mut self,
        services: &[Service],
        service: &str,
        scenario: &Scenario,
        row: &mut Row,
    ) -> Result<()> {
        self.reset().await?;
        let mut kept = scenario.given.clone();
        let mut seen = Vec::new();
        for (index, step) in scenario.steps.iter().enumerate() {
            let input = step.input(&kept);
            self.seed(index).await?;
            let name = step.of.as_deref().unwrap_or(service);
            let called = services.iter().find(|service| service.name == name);
            let called = called.with_context(|| format!("there is no client of {name}"))?;
            let ours = called.call(&self.config, &step.call, &input).await;
            let mut beside = None;
            if step.looks() {
                self.seed(index).await?;
                beside = Some(self.boto.call(name, &step.call, &input)?);
            }
            keep(step, &ours, &mut kept);
            seen.push(Seen { ours, beside });
        }
        self.reset().await?;
        kept.clone_from(&scenario.given);
        for (index, (step, Seen { ours, beside })) in scenario.steps.iter().zip(seen).enumerate() {
            self.seed(index).await?;
            let name = step.of.as_deref().unwrap_or(service);
            let alone = self.boto.call(name, &step.call, &step.input(&kept))?;
            keep(step, &alone, &mut kept);
            let name = match scenario.sampled {
                true => step.call.clone(),
                false => format!("{}, {}. {}", scenario.name, index + 1, step.call),
            };
            row.add(&name, verdict(scenario, step, &ours, beside.as_ref(), &alone));
        }
        Ok(())
    }

    /// Makes the server forget everything.
    async fn reset(&self) -> Result<()> {
        self.transport.control("/moto-api/reset", "").await
    }

    /// What the server makes up next follows from `seed` alone, so that both clients are given the same.
    async fn seed(&self, seed: usize) -> Result<()> {
        self.transport.control(&format!("/moto-api/seed?a={seed}"), "").await
    }
}

fn keep(step: &Step, outcome: &Outcome, kept: &mut BTreeMap<String, Json>) {
    if let Outcome::Output(output) = outcome {
        step.keep(output, kept);
    }
}

fn verdict(
    scenario: &Scenario,
    step: &Step,
    ours: &Outcome,
    beside: Option<&Outcome>,
    alone: &Outcome,
) -> Verdict {
    if scenario.sampled {
        match (ours, alone) {
            (Outcome::Error { status: 404 | 500.., code: None, .. }, alone) if !alone.is_answer() => {
                return Verdict::Skipped("the server does not know it".to_owned());
            }
            (_, Outcome::Problem(problem)) => {
                return Verdict::Skipped(format!("boto3 cannot call it: {problem}"));
            }
            _ => {}
        }
    } else {
        let expected = match (ours, &step.fails) {
            (Outcome::Output(_), None) => true,
            (Outcome::Error { code, status, .. }, Some(wanted)) => {
                code.as_ref() == Some(wanted) || *wanted == status.to_string()
            }
            _ => false,
        };
        if !expected {
            let wanted =
                step.fails.as_ref().map_or("an output".to_owned(), |code| format!("the error {code}"));
            return Verdict::Failed(format!("expected {wanted}, found {ours}; boto3 has {alone}"));
        }
    }
    let seconds = if scenario.sampled { 5.0 } else { 0.001 };
    let here = Leeway { seconds, varies: &step.clocks, values: true };
    if let Some(difference) = beside.and_then(|beside| here.difference(beside, ours)) {
        return Verdict::Failed(format!("of the same server, {difference}"));
    }
    let varies = [&*scenario.varies, &*step.varies].concat();
    let there = Leeway { seconds: APART, varies: &varies, values: !scenario.sampled };
    match there.difference(alone, ours) {
        Some(difference) => Verdict::Failed(format!("on a server of its own, {difference}")),
        None => Verdict::Passed,
    }
}
