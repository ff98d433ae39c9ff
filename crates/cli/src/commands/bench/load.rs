//! `bench load`: the load generator held against referees whose behaviour is known. Costs are ratios within one run; what is counted
//! must be right on any machine.

mod cost;
mod effects;
mod frozen;
mod ledger;
mod measure;
mod ours;
mod punctual;
mod rivals;

use std::time::Duration;

use crate::{
    exit::{Exit, Failure},
    output::{self, Format, Style, Table},
};

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(crate) struct LoadBenchArguments {
    /// Small numbers, which show that it works and little more
    #[arg(long)]
    quick: bool,
    /// Only this part (can be repeated; default: all)
    #[arg(long, value_enum, value_name = "PART")]
    only: Vec<Part>,
}

/// A part of the benchmark, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    // Requests a CPU-second, beside other tools.
    Cost,
    // Lateness of sending, beside a bare timer.
    Lag,
    // Percentiles of a receiver that stands still, beside the closed form.
    Frozen,
    // The ledger, beside what the receiver counted.
    Ledger,
    // Our own receiver: whether all that it answered 200 is stored.
    Stored,
    // Events that a receiver loses, doubles and invents.
    Effects,
}

const PARTS: [Part; 6] =
    [Part::Cost, Part::Lag, Part::Frozen, Part::Ledger, Part::Stored, Part::Effects];

/// How long things take.
#[derive(Debug, Clone, Copy)]
struct Scale {
    /// One measurement of the cost of one tool.
    cost: Duration,
    /// How often each tool is measured, in turn.
    cost_rounds: u32,
    /// One rate of the lag.
    lag: Duration,
    /// The run with a receiver that stands still, and how long it does.
    frozen: [Duration; 2],
    /// The run with resets.
    ledger: Duration,
    /// The run against our own receiver, and its rate.
    stored: Duration,
    stored_per_second: u64,
    /// How many writes the disk is timed by.
    syncs: usize,
    /// How many events are looked for.
    events: u64,
}

const FULL: Scale = Scale {
    cost: Duration::from_secs(5),
    cost_rounds: 3,
    lag: Duration::from_secs(10),
    frozen: [Duration::from_secs(30), Duration::from_secs(2)],
    ledger: Duration::from_secs(10),
    stored: Duration::from_secs(30),
    stored_per_second: 10_000,
    syncs: 1_000,
    events: 200_000,
};

const QUICK: Scale = Scale {
    cost: Duration::from_millis(300),
    cost_rounds: 1,
    lag: Duration::from_millis(300),
    frozen: [Duration::from_secs(1), Duration::from_millis(200)],
    ledger: Duration::from_millis(300),
    stored: Duration::from_millis(300),
    stored_per_second: 500,
    syncs: 20,
    events: 2_000,
};

/// Whether what was counted is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    Right,
    Wrong,
}

impl Count {
    const fn of(is_right: bool) -> Self {
        if is_right { Self::Right } else { Self::Wrong }
    }
}

/// How a part is printed.
#[derive(Debug, Clone, Copy)]
struct Print {
    format: Format,
    style: Style,
}

pub(super) fn run(
    arguments: &LoadBenchArguments,
    format: Format,
    style: Style,
) -> Result<Exit, Failure> {
    let scale = if arguments.quick { QUICK } else { FULL };
    let print = Print { format, style };
    let is_asked = |part: &Part| arguments.only.is_empty() || arguments.only.contains(part);
    let mut exit = Exit::Success;
    for part in PARTS.into_iter().filter(is_asked) {
        let count = match part {
            Part::Cost => cost::run(&scale, print)?,
            Part::Lag => punctual::run(&scale, print)?,
            Part::Frozen => frozen::run(&scale, print)?,
            Part::Ledger => ledger::run(&scale, print)?,
            Part::Stored => ours::run(&scale, print)?,
            Part::Effects => effects::run(&scale, print)?,
        };
        if count == Count::Wrong {
            exit = Exit::Unmet;
        }
    }
    Ok(exit)
}

impl Print {
    /// Lines as JSON, or for people as a table below a title.
    fn table<const N: usize, L: serde::Serialize>(
        self,
        title: &str,
        head: [&str; N],
        lines: &[L],
        cells: impl Fn(&L) -> [String; N],
    ) -> Result<(), Failure> {
        if self.format == Format::Json {
            return lines.iter().try_for_each(output::json);
        }
        let mut table = Table::new(head);
        lines.iter().for_each(|line| table.row(cells(line).map(|cell| (cell, None))));
        output::line(title)?;
        table.lines(self.style).iter().try_for_each(|line| output::line(line))?;
        output::line("")
    }
}

/// A time in microseconds as people read it.
fn micros(micros: Option<u64>) -> String {
    micros.map_or_else(
        || "-".to_owned(),
        |micros| match micros {
            0..1_000 => format!("{micros} µs"),
            _ => format!("{:.2} ms", Duration::from_micros(micros).as_secs_f64() * 1e3),
        },
    )
}
