//! What is told of a search: trials as they end, on a terminal what is tried now, and the answer.

use std::time::Duration;

use livehook_load::{
    capacity::{CapacityOptions, Finding, Tried},
    report::{
        json::{CapacityLine, TrialLine},
        terminal::{capacity_lines, trial_begins, trial_lines},
    },
};

use super::super::reports::{self, ReportAsked, Stdout};
use crate::{
    commands::Context,
    exit::Failure,
    output::{self, Format, LiveLine},
};

/// Hears of a search.
pub(super) struct Listener<'a> {
    context: &'a Context,
    options: &'a CapacityOptions,
    /// What stdout is written in: JSON too where a report was asked for there.
    format: Format,
    /// Wanted whether or not anybody reads what is printed.
    asked: &'a [ReportAsked],
    live: LiveLine,
    /// Why nothing more is printed.
    stopped: Option<Failure>,
}

impl<'a> Listener<'a> {
    pub(super) fn new(
        context: &'a Context,
        options: &'a CapacityOptions,
        asked: &'a [ReportAsked],
        stdout: Stdout,
    ) -> Self {
        let format = match stdout {
            Stdout::HasTheResult => context.format,
            Stdout::HasTheMeasurement => Format::Json,
        };
        let live = LiveLine::new(&context.layers.environment);
        Self { context, options, format, asked, live, stopped: None }
    }

    pub(super) fn begins(&mut self, nth: usize, rate: f64, length: Duration) {
        let layout = reports::layout(self.context);
        self.live.say(&trial_begins(nth, rate, length).to_string(), layout.width);
    }

    /// Fails where it cannot be printed, and nothing else was asked for: the search is in vain then.
    pub(super) fn tried(&mut self, tried: &Tried) -> Result<(), Failure> {
        self.clear();
        if self.stopped.is_some() {
            return Ok(());
        }
        let limits = &self.options.search.limits;
        let told = match self.format {
            Format::Json => output::json(&TrialLine::of(tried, limits)),
            Format::Human => {
                self.context.print(&trial_lines(tried, limits, &reports::layout(self.context)))
            }
        };
        match told {
            Err(failure) if !self.asked.is_empty() => {
                self.stopped = Some(failure);
                Ok(())
            }
            told => told,
        }
    }

    /// Takes the line away that is written over.
    pub(super) fn clear(&mut self) {
        self.live.clear();
    }

    /// Tells the answer. Fails where that or a trial could not be printed.
    pub(super) fn conclude(self, finding: &Finding) -> Result<(), Failure> {
        if let Some(failure) = self.stopped {
            return Err(failure);
        }
        match self.format {
            Format::Json => output::json(&CapacityLine::of(finding, self.options)),
            Format::Human => {
                output::line("")?;
                let layout = reports::layout(self.context);
                self.context.print(&capacity_lines(finding, self.options, &layout))
            }
        }
    }
}
