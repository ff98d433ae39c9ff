//! Adds up the seconds of all threads while a run is on.

use std::{collections::BTreeMap, sync::mpsc::SyncSender};

use crate::{
    measurement::Interval,
    plan::{Pacing, Plan},
    quantity::SECOND,
    record::{Beat, Extent, second::Second},
};

/// The most seconds that have a line; what comes later goes into the last.
const LINES_MAX: u64 = 86_400;

/// Seconds as they come in.
pub(super) struct Seconds<'a> {
    plan: &'a Plan,
    threads: u32,
    view: Option<SyncSender<Interval>>,
    open: BTreeMap<u64, Open>,
    lines: Vec<Interval>,
    /// How many were due at most: fewer than planned where the run was interrupted.
    planned: u64,
}

/// A second that not all threads have handed on.
struct Open {
    second: Second,
    heard: u32,
    /// Whether all that have saw the whole of it.
    extent: Extent,
}

impl<'a> Seconds<'a> {
    pub(super) const fn new(
        plan: &'a Plan,
        threads: u32,
        view: Option<SyncSender<Interval>>,
    ) -> Self {
        Self { plan, threads, view, open: BTreeMap::new(), lines: Vec::new(), planned: u64::MAX }
    }

    /// Takes one thread's second. When all have handed one on, it becomes a line.
    pub(super) fn hear(&mut self, beat: &Beat) {
        let nth = beat.nth.min(LINES_MAX - 1);
        let new = || Open { second: Second::new(), heard: 0, extent: Extent::Whole };
        let open = self.open.entry(nth).or_insert_with(new);
        open.second.add(&beat.second);
        open.heard += 1;
        if beat.extent == Extent::Part {
            open.extent = Extent::Part;
        }
        // How many were due in a second that any thread saw cut short is known at the end.
        if open.heard == self.threads && nth < LINES_MAX - 1 && open.extent == Extent::Whole {
            self.close(nth);
        }
    }

    fn close(&mut self, nth: u64) {
        let Some(Open { second, .. }) = self.open.remove(&nth) else { return };
        let planned = match &self.plan.pacing {
            Pacing::Closed { .. } => None,
            Pacing::Open { .. } => {
                let before =
                    |nth: u64| self.plan.count_before(nth.saturating_mul(SECOND)).min(self.planned);
                Some(before(nth + 1) - before(nth))
            }
        };
        let line = second.line(nth, planned, SECOND / 1_000);
        if let Some(view) = &self.view {
            // A view that does not keep up loses seconds; the run does not wait for it.
            drop(view.try_send(line.clone()));
        }
        self.lines.push(line);
    }

    /// Closes what is left: the last seconds, in which some threads were done. `planned` is how many were due by the end, and `last_ns`
    /// when that was.
    pub(super) fn finish(mut self, planned: u64, last_ns: u64) -> Vec<Interval> {
        self.planned = planned;
        while let Some((&nth, _)) = self.open.first_key_value() {
            self.close(nth);
        }
        self.lines.sort_by_key(|line| line.from_us);
        if let Some(last) = self.lines.last_mut() {
            last.length_us =
                (last_ns / 1_000).saturating_sub(last.from_us).clamp(1, SECOND / 1_000);
        }
        self.lines
    }
}
