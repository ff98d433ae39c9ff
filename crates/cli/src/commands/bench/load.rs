//! `bench load`: the load generator held against referees whose behaviour is known. Costs are ratios within one run; what is counted
//! must be right on any machine. Each part prints its own table, and at the end stands what was asked of all of them and what was found.

mod arrivals;
mod asked;
mod capacity;
mod child;
mod cost;
mod disk;
mod drift;
mod effects;
mod frozen;
mod lag;
mod ledger;
mod measure;
mod memory;
mod rivals;
mod scale;
mod shards;
mod stopped;
mod stored;

use std::time::Duration;

use self::{
    asked::{Asked, Outcome},
    scale::{FULL, QUICK, Scale},
};
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
    /// Only these parts (default: all, which takes some fifteen minutes)
    #[arg(value_enum, value_name = "PART")]
    parts: Vec<Part>,
}

/// A part of the benchmark, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Requests a CPU-second, beside other tools
    Cost,
    /// Lateness of sending, beside a bare timer and other tools
    Lag,
    /// What the rate is off by after a while
    Drift,
    /// Percentiles of a receiver that stands still, beside the closed form
    Frozen,
    /// Whether a generator that stood still says so
    Stopped,
    /// The ledger, beside what the receiver counted
    Ledger,
    /// Memory after many requests
    Memory,
    /// Shards, beside the whole
    Shards,
    /// Our own receiver: whether all that it answered 200 is stored, and how soon
    Stored,
    /// Events that a receiver loses, doubles and invents
    Effects,
    /// What a search finds of receivers whose capacity is known
    Capacity,
}

const PARTS: [Part; 11] = [
    Part::Cost,
    Part::Lag,
    Part::Drift,
    Part::Frozen,
    Part::Stopped,
    Part::Ledger,
    Part::Memory,
    Part::Shards,
    Part::Stored,
    Part::Effects,
    Part::Capacity,
];

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
    let is_asked = |part: &Part| arguments.parts.is_empty() || arguments.parts.contains(part);
    let mut asked = Vec::new();
    for part in PARTS.into_iter().filter(is_asked) {
        asked.extend(carry_out(part, &scale, print)?);
    }
    asked::tell(&asked, print)?;
    let is_wrong = asked.iter().any(|line| line.outcome == Outcome::Wrong);
    Ok(if is_wrong { Exit::Unmet } else { Exit::Success })
}

fn carry_out(part: Part, scale: &Scale, print: Print) -> Result<Vec<Asked>, Failure> {
    match part {
        Part::Cost => cost::run(scale, print),
        Part::Lag => lag::run(scale, print),
        Part::Drift => drift::run(scale, print),
        Part::Frozen => frozen::run(scale, print),
        Part::Stopped => stopped::run(scale, print),
        Part::Ledger => ledger::run(scale, print),
        Part::Memory => memory::run(scale, print),
        Part::Shards => shards::run(scale, print),
        Part::Stored => stored::run(scale, print),
        Part::Effects => effects::run(scale, print),
        Part::Capacity => capacity::run(scale, print),
    }
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
