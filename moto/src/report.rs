//! What came of the scenarios, for people.

use std::collections::BTreeMap;
use std::fmt;

/// How a call ended.
#[derive(Debug)]
pub(crate) enum Verdict {
    Passed,
    Failed(String),
    /// It says nothing, and why.
    Skipped(String),
}

/// The calls of a service.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) service: String,
    pub(crate) seconds: f64,
    passed: usize,
    failed: usize,
    /// Which calls failed, and why.
    failures: Vec<String>,
    /// Which calls were skipped, by the reason.
    skipped: BTreeMap<String, Vec<String>>,
}

impl Row {
    pub(crate) fn new(service: &str) -> Self {
        Self { service: service.to_owned(), ..Self::default() }
    }

    pub(crate) fn add(&mut self, call: &str, verdict: Verdict) {
        match verdict {
            Verdict::Passed => self.passed += 1,
            Verdict::Failed(why) => {
                self.failed += 1;
                self.failures.push(format!("failed {} {call}: {why}", self.service));
            }
            Verdict::Skipped(why) => self.skipped.entry(why).or_default().push(call.to_owned()),
        }
    }
}

/// A table of services, what did not pass, and the sums.
pub(crate) struct Report(pub(crate) Vec<Row>);

impl Report {
    pub(crate) fn is_fine(&self) -> bool {
        self.0.iter().all(|row| row.failed == 0)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.0.iter().map(|row| row.service.len()).max().unwrap_or_default().max("service".len());
        writeln!(f, "{:width$}  passed  failed  skipped  seconds", "service")?;
        let (mut passed, mut failed, mut skipped) = (0, 0, 0);
        for row in &self.0 {
            let Row { service, seconds, .. } = row;
            let skips: usize = row.skipped.values().map(Vec::len).sum();
            writeln!(f, "{service:width$}  {:6}  {:6}  {skips:7}  {seconds:7.1}", row.passed, row.failed)?;
            passed += row.passed;
            failed += row.failed;
            skipped += skips;
        }
        for row in &self.0 {
            row.failures.iter().try_for_each(|failure| writeln!(f, "\n{failure}"))?;
            for (why, calls) in &row.skipped {
                writeln!(f, "\nskipped {}, {why}: {}", row.service, calls.join(", "))?;
            }
        }
        write!(f, "\n{passed} passed, {failed} failed, {skipped} skipped")
    }
}
