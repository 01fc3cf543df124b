//! What a row of the comparison is.

use super::builds::Side;
use super::client::Client;

/// One comparison: the same thing measured of ours and of a peer.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// By which it is asked for, and remembered.
    pub name: &'static str,
    /// For people.
    pub what: &'static str,
    /// What of the measurements is compared.
    pub figure: Figure,
    /// How ours is measured.
    pub ours: Measure,
    /// Who it is compared with.
    pub peer: Peer,
    /// How the peer is measured.
    pub theirs: Measure,
    /// How much better ours is meant to be.
    pub goal: Goal,
    /// At most so many times the peer's figure, or `--gate` fails: what was reached, with a margin.
    pub gate: Option<f64>,
    /// Whether the chart has it.
    pub is_charted: bool,
}

/// Someone to be compared with.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// The name of its crate.
    pub name: &'static str,
    /// The program that calls it.
    pub program: Program,
    /// The feature of that program that it takes.
    pub feature: Option<&'static str>,
}

impl Peer {
    /// The generator that clients of AWS's services in Rust came from before AWS had an SDK.
    const RUSOTO: Self = Self { name: "rusoto_codegen", program: Program::Generators, feature: None };
}

/// A program of `bench/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Program {
    /// Clients generated here.
    Ours,
    /// What people write without an SDK.
    Plain,
    /// AWS's SDK.
    Aws,
    /// Ours and rusoto's, of clients.
    Generators,
}

impl Program {
    /// The package, which is the name of the executable too.
    pub fn package(self) -> &'static str {
        match self {
            Self::Ours => "bench-ours",
            Self::Plain => "bench-plain",
            Self::Aws => "bench-aws",
            Self::Generators => "bench-generators",
        }
    }
}

/// A way to get figures, of which several rows can use one each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// A program does a task.
    Task {
        program: Program,
        /// Whether it is the executable that counts allocations, and so tells no time.
        is_counting: bool,
        task: &'static str,
    },
    /// A program of ten lines is built from nothing.
    Build { side: Side, client: Client, is_release: bool },
    /// What such a program is made of is counted.
    Count { side: Side, client: Client },
}

/// A kind of figure. All but [`Throughput`](Self::Throughput) are costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Nanoseconds of CPU.
    Cpu,
    /// Nanoseconds of CPU for a megabyte of what is read.
    CpuPerMegabyte,
    /// Allocations on the heap.
    Allocations,
    /// Calls per second.
    Throughput,
    /// Bytes of memory that something keeps.
    Resident,
    /// The most memory that a program takes, in bytes.
    Peak,
    /// Seconds for a whole build.
    Build,
    /// Seconds for compiling the client's crate.
    Crate,
    /// The most memory that compiling the client's crate takes, in bytes.
    CrateMemory,
    /// Crates in the lock file.
    Crates,
    /// Lines of Rust in the client's crate.
    Lines,
    /// Bytes of a stripped executable.
    Executable,
}

impl Figure {
    /// Under which name a measurement has it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Cpu => "cpu_ns",
            Self::CpuPerMegabyte => "cpu_ns_per_megabyte",
            Self::Allocations => "allocations",
            Self::Throughput => "calls_per_second",
            Self::Resident => "resident_bytes",
            Self::Peak => "peak_bytes",
            Self::Build => "seconds",
            Self::Crate => "crate_seconds",
            Self::CrateMemory => "crate_bytes",
            Self::Crates => "crates",
            Self::Lines => "lines",
            Self::Executable => "executable_bytes",
        }
    }

    /// For people.
    pub fn show(self, value: f64) -> String {
        match self {
            Self::Cpu if value < 1e3 => format!("{value:.0} ns"),
            Self::Cpu if value < 1e5 => format!("{:.2} µs", value / 1e3),
            Self::Cpu => format!("{:.0} µs", value / 1e3),
            Self::CpuPerMegabyte => format!("{:.0} ms/MB", value / 1e6),
            Self::Allocations | Self::Crates | Self::Lines => thousands(value),
            Self::Build | Self::Crate => format!("{value:.1} s"),
            Self::CrateMemory | Self::Executable | Self::Peak => format!("{:.1} MB", value / 1e6),
            Self::Throughput => format!("{:.1} k/s", value / 1e3),
            Self::Resident => format!("{:.1} KB", value / 1e3),
        }
    }

    /// How many times better `ours` is: cheaper, or more.
    pub fn times(self, ours: f64, theirs: f64) -> f64 {
        match self {
            Self::Throughput => ours / theirs,
            _ => theirs / ours,
        }
    }
}

/// How much better ours is meant to be.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// At least so many times better.
    Times(f64),
    /// At most so many times the peer's cost.
    Within(f64),
    /// Less than so many, whatever the peer has.
    Below(f64),
}

impl Goal {
    /// Whether `ours`, which is `times` times better, meets it.
    pub fn is_met(self, ours: f64, times: f64) -> bool {
        match self {
            Self::Times(goal) => times >= goal,
            Self::Within(goal) => 1.0 / times <= goal,
            Self::Below(goal) => ours < goal,
        }
    }

    /// For people: of a row that compares `figure`.
    pub fn show(self, figure: Figure) -> String {
        match self {
            Self::Times(goal) => format!("{goal}×"),
            Self::Within(goal) => format!("≤ {goal} of it"),
            Self::Below(goal) => format!("< {}", figure.show(goal)),
        }
    }

    /// What was reached, in the terms of the goal.
    pub fn reached(self, times: f64) -> String {
        match self {
            Self::Times(_) | Self::Below(_) => format!("{}×", two_digits(times)),
            Self::Within(_) => format!("{} of it", two_digits(1.0 / times)),
        }
    }
}

/// With a comma between thousands.
fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn two_digits(value: f64) -> String {
    if value >= 9.95 { format!("{value:.0}") } else { format!("{value:.2}") }
}

impl Row {
    /// A task that computes.
    pub const fn compute(
        name: &'static str,
        what: &'static str,
        peer: Peer,
        task: &'static str,
        goal: Goal,
    ) -> Self {
        Self::task(name, what, Figure::Cpu, task, peer, task, goal)
    }

    /// `task` of ours against `their_task` of a peer.
    pub const fn task(
        name: &'static str,
        what: &'static str,
        figure: Figure,
        task: &'static str,
        peer: Peer,
        their_task: &'static str,
        goal: Goal,
    ) -> Self {
        let is_counting = matches!(figure, Figure::Allocations);
        Self {
            name,
            what,
            figure,
            ours: Measure::Task { program: Program::Ours, is_counting, task },
            peer,
            theirs: Measure::Task { program: peer.program, is_counting, task: their_task },
            goal,
            gate: None,
            is_charted: false,
        }
    }

    /// Generators: `task` of ours, `their_task` of rusoto's.
    pub const fn generation(
        name: &'static str,
        what: &'static str,
        figure: Figure,
        task: &'static str,
        their_task: &'static str,
    ) -> Self {
        Self {
            ours: Measure::Task { program: Program::Generators, is_counting: false, task },
            ..Self::task(name, what, figure, task, Peer::RUSOTO, their_task, Goal::Times(1.0))
        }
    }

    /// A program that calls `client`, built from nothing.
    pub const fn build(
        name: &'static str,
        what: &'static str,
        figure: Figure,
        client: Client,
        is_release: bool,
        goal: Goal,
    ) -> Self {
        Self {
            name,
            what,
            figure,
            ours: Measure::Build { side: Side::Ours, client, is_release },
            peer: Peer { name: client.theirs, program: Program::Aws, feature: None },
            theirs: Measure::Build { side: Side::Aws, client, is_release },
            goal,
            gate: None,
            is_charted: false,
        }
    }

    /// What a program that calls `client` is made of.
    pub const fn count(
        name: &'static str,
        what: &'static str,
        figure: Figure,
        client: Client,
        goal: Goal,
    ) -> Self {
        Self {
            ours: Measure::Count { side: Side::Ours, client },
            theirs: Measure::Count { side: Side::Aws, client },
            ..Self::build(name, what, figure, client, false, goal)
        }
    }

    /// Kept from regressing: at most `times` the peer's figure.
    pub const fn gate(self, times: f64) -> Self {
        Self { gate: Some(times), ..self }
    }

    /// Shown in the chart.
    pub const fn charted(self) -> Self {
        Self { is_charted: true, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_much_better_and_whether_that_is_enough() {
        for (figure, ours, theirs, goal, reached, is_met) in [
            (Figure::Cpu, 100.0, 500.0, Goal::Times(5.0), "5.00×", true),
            (Figure::Cpu, 101.0, 500.0, Goal::Times(5.0), "4.95×", false),
            (Figure::Build, 2.0, 100.0, Goal::Times(50.0), "50×", true),
            (Figure::Throughput, 500.0, 100.0, Goal::Times(4.0), "5.00×", true),
            (Figure::Throughput, 100.0, 500.0, Goal::Times(1.0), "0.20×", false),
            (Figure::Cpu, 130.0, 100.0, Goal::Within(1.3), "1.30 of it", true),
            (Figure::Cpu, 140.0, 100.0, Goal::Within(1.3), "1.40 of it", false),
            (Figure::Crates, 79.0, 158.0, Goal::Below(80.0), "2.00×", true),
            (Figure::Crates, 80.0, 160.0, Goal::Below(80.0), "2.00×", false),
        ] {
            let times = figure.times(ours, theirs);
            assert_eq!(
                (goal.reached(times).as_str(), goal.is_met(ours, times)),
                (reached, is_met),
                "{goal:?}"
            );
        }
    }

    #[test]
    fn figures_for_people() {
        for (figure, value, text) in [
            (Figure::Cpu, 389.4, "389 ns"),
            (Figure::Cpu, 1_890.0, "1.89 µs"),
            (Figure::Cpu, 329_000.0, "329 µs"),
            (Figure::Build, 10.04, "10.0 s"),
            (Figure::CrateMemory, 8.6e9, "8600.0 MB"),
            (Figure::Lines, 1_239_392.0, "1,239,392"),
            (Figure::Crates, 72.0, "72"),
            (Figure::Throughput, 27_240.0, "27.2 k/s"),
        ] {
            assert_eq!(figure.show(value), text);
        }
    }
}
