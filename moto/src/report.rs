//! What came of the scenarios, for people.

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
    skipped: usize,
    /// Which calls failed or were skipped, and why.
    notes: Vec<String>,
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
                self.notes.push(format!("failed {} {call}: {why}", self.service));
            }
            Verdict::Skipped(why) => {
                self.skipped += 1;
                self.notes.push(format!("skipped {} {call}: {why}", self.service));
            }
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
            writeln!(
                f,
                "{service:width$}  {:6}  {:6}  {:7}  {seconds:7.1}",
                row.passed, row.failed, row.skipped
            )?;
            passed += row.passed;
            failed += row.failed;
            skipped += row.skipped;
        }
        for note in self.0.iter().flat_map(|row| &row.notes) {
            writeln!(f, "\n{note}")?;
        }
        write!(f, "\n{passed} passed, {failed} failed, {skipped} skipped")
    }
}
