//! What is told while a run is under way: a bar on a terminal, and in JSON each finding as it ends.

use livehook_contract::{
    Progress,
    report::{
        Calibration, Finding, TargetLine,
        compare::Outcome,
        json::{CalibrationLine, FindingLine},
        terminal::finding_line,
    },
};
use livehook_display::Line;

use crate::{
    exit::{Exit, Failure},
    output::{self, Format, LiveLine},
    settings::Environment,
};

/// How wide the bar is.
const BAR_CELLS: usize = 24;

/// Hears of a run. The first failure to print is kept for the end: the run goes on.
pub(super) struct Listener {
    format: Format,
    live: LiveLine,
    width: usize,
    cases: usize,
    about: Option<(TargetLine, u64)>,
    /// By the id of the case.
    found: Vec<(String, Outcome, Line)>,
    stopped: Result<(), Failure>,
}

impl Listener {
    /// Draws to stderr, where that is a terminal.
    pub(super) fn new(format: Format, width: usize, environment: &Environment) -> Self {
        let live = LiveLine::new(environment);
        Self { format, live, width, cases: 0, about: None, found: Vec::new(), stopped: Ok(()) }
    }

    pub(super) fn is_about(&mut self, target: TargetLine, seed: u64) {
        self.about = Some((target, seed));
    }

    pub(super) fn hear(&mut self, progress: &Progress<'_>) {
        match progress {
            Progress::Begins { cases } => {
                self.cases = *cases;
                self.live.say("sending what is right", self.width);
            }
            Progress::Calibrated(calibration) => self.calibrated(calibration),
            Progress::Found(finding) => self.hear_of(finding),
            Progress::Revised(finding) => {
                self.found.retain(|(id, ..)| *id != finding.id);
                self.hear_of(finding);
            }
        }
    }

    fn calibrated(&mut self, calibration: &Calibration) {
        let Some((target, seed)) = &self.about else { return };
        if self.format == Format::Json && self.stopped.is_ok() {
            let line = CalibrationLine::new(calibration, target, *seed);
            self.stopped = self.live.aside(|| output::json(&line));
        }
    }

    fn hear_of(&mut self, finding: &Finding) {
        self.found.push((finding.id.clone(), Outcome::of(finding), finding_line(finding)));
        if self.format == Format::Json && self.stopped.is_ok() {
            self.stopped = self.live.aside(|| output::json(&FindingLine::from(finding)));
        }
        self.live.say(&self.bar(), self.width);
    }

    /// How far it is, and what was found until now.
    fn bar(&self) -> String {
        let filled = BAR_CELLS * self.found.len() / self.cases.max(1);
        let (done, left) = ("█".repeat(filled), "░".repeat(BAR_CELLS.saturating_sub(filled)));
        format!("{done}{left} {} of {} cases  {}", self.found.len(), self.cases, self.counts())
    }

    /// How many there are of what is worth a word.
    fn counts(&self) -> String {
        let count = |outcome: Outcome| {
            let count = self.found.iter().filter(|(_, found, _)| *found == outcome).count();
            (count > 0).then(|| format!("{count} {outcome}"))
        };
        let worth = [Outcome::Fail, Outcome::Error, Outcome::Undetermined, Outcome::Warn];
        worth.into_iter().filter_map(count).collect::<Vec<_>>().join(", ")
    }

    /// Takes the bar away. What was found until now, worst first.
    pub(super) fn finish(&mut self) -> Vec<Line> {
        self.live.clear();
        self.found.sort_by_key(|(_, outcome, _)| *outcome);
        self.found.drain(..).map(|(.., line)| line).collect()
    }

    /// Whether everything could be printed. That nobody read to the end does not change what was found.
    pub(super) fn printed(self) -> Result<(), Failure> {
        self.stopped.or_else(|failure| match failure.exit() {
            Exit::Success => Ok(()),
            _ => Err(failure),
        })
    }
}
