//! What is told while a run is under way: one line on a terminal that is written over each second, and in JSON each second as it ends.

use std::time::Duration;

use livehook_load::{
    measurement::{Effects, Interval},
    plan::{Pacing, Plan},
    report::{json::IntervalLine, terminal::live_line},
};

use super::reports;
use crate::{
    commands::Context,
    exit::{Exit, Failure},
    output::{self, Format, LiveLine, for_terminal},
};

/// Hears of a run. The first failure to print is kept for the end: the run goes on.
pub(super) struct Listener<'a> {
    context: &'a Context,
    /// Whether seconds are printed as JSON, as they are where the result is.
    prints_seconds: bool,
    live: LiveLine,
    /// How long the run is to take.
    length: Option<Duration>,
    stopped: Result<(), Failure>,
}

impl<'a> Listener<'a> {
    /// Draws to stderr, where that is a terminal. Where stdout is wanted for the measurement alone, nothing is printed to it.
    pub(super) fn new(context: &'a Context, plan: &Plan, stdout: reports::Stdout) -> Self {
        let length = match plan.pacing {
            Pacing::Closed { requests: Some(_), .. } => None,
            Pacing::Closed { requests: None, .. } | Pacing::Open { .. } => Some(plan.length()),
        };
        let live = LiveLine::new(&context.layers.environment);
        let prints_seconds =
            context.format == Format::Json && stdout == reports::Stdout::HasTheResult;
        Self { context, prints_seconds, live, length, stopped: Ok(()) }
    }

    pub(super) fn hear(&mut self, second: &Interval) {
        if self.prints_seconds && self.stopped.is_ok() {
            self.stopped = self.live.aside(|| output::json(&IntervalLine::from(second)));
        }
        let layout = reports::layout(self.context);
        self.live.say(&live_line(second, self.length, &layout).to_string(), layout.width);
    }

    /// Says something to people, with the line out of its way.
    pub(super) fn aside(&mut self, text: &str) {
        self.live.aside(|| output::note(text));
    }

    /// What a look into the receiver has seen so far.
    pub(super) fn looks(&mut self, effects: &Effects) {
        let text = match &effects.problem {
            Some(problem) => format!("looking into the receiver: {problem}"),
            None => format!(
                "looking into the receiver: {} of {} events there",
                effects.found, effects.expected
            ),
        };
        let layout = reports::layout(self.context);
        self.live.say(&for_terminal(&text), layout.width);
    }

    /// Takes the line away. Whether everything could be printed; that nobody read to the end does not change what was measured.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        self.live.clear();
        self.stopped.or_else(|failure| match failure.exit() {
            Exit::Success => Ok(()),
            _ => Err(failure),
        })
    }
}
