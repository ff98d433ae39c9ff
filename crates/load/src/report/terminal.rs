//! The summary for people at a terminal: whether it may be believed first, then what the receiver did, worst first.
//!
//! Lines are painted by meaning; the caller maps that to colours or to none. Text is escaped where a line takes it.

mod capacity;
mod head;
mod latency;
mod ledger;
mod live;
mod retries;
mod table;
mod tail;

pub(in crate::report) use self::{
    capacity::in_short,
    head::{facts, is_judged, why},
    latency::explanations,
    ledger::{found_in, not_sent},
    retries::retries_facts,
    tail::generator_facts,
};
pub use self::{
    capacity::{capacity_lines, trial_begins, trial_lines},
    live::live_line,
};
pub(crate) use self::{
    ledger::{expected, found},
    retries::plan as retry_plan,
    table::{Cell, table},
};
use livehook_display::Line;

use crate::measurement::Measurement;

/// How the summary is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalOptions {
    /// The terminal's width in cells. Tables are never broken.
    pub width: usize,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self { width: 100 }
    }
}

/// The whole summary.
pub fn lines(measurement: &Measurement, options: &TerminalOptions) -> Vec<Line> {
    let sections = [
        head::lines(measurement, options),
        tail::effects(measurement, options),
        tail::expectations(measurement, options),
        ledger::lines(measurement, options),
        ledger::classes(measurement),
        retries::lines(measurement, options),
        latency::lines(measurement, options),
        tail::generator(measurement, options),
        tail::hints(measurement, options),
    ];
    let mut lines: Vec<Line> = vec![];
    for section in sections.into_iter().filter(|section| !section.is_empty()) {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(section);
    }
    lines
}
