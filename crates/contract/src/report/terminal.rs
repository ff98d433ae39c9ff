//! The report for people at a terminal: worst first, short, and each failure with what to do about it.
//!
//! Lines are painted by meaning; the caller maps that to colours or to none. Text is escaped where a line takes it, so that no
//! caller can forget to.

mod body;
mod foot;
mod groups;
mod head;
pub(in crate::report) mod words;
pub(crate) use words::{NOTHING_LEARNT, RESTART_SHOWS};

use livehook_display::{Line, Paint};

use super::{Finding, Report, compare::Outcome};

/// How much is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Detail {
    /// What is wrong is told by what mends it, and what passed, informs or was skipped is counted by area.
    #[default]
    Brief,
    /// Every finding has its line, with the commands that show it again.
    Everything,
}

/// How the report is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalOptions {
    /// The terminal's width in cells. Commands are never broken, so that they can be copied.
    pub width: usize,
    /// How much is told.
    pub detail: Detail,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self { width: 100, detail: Detail::Brief }
    }
}

/// The whole report.
pub fn lines(report: &Report, options: &TerminalOptions) -> Vec<Line> {
    let mut lines = head::lines(report, options);
    lines.extend(body::lines(report, options));
    lines.extend(foot::lines(report, options));
    lines
}

/// One finding in one line, for the progress of a run: mark, id, level and what happened.
pub fn finding_line(finding: &Finding) -> Line {
    let outcome = Outcome::of(finding);
    let why_paint = if outcome >= Outcome::ExpectedFailure { Paint::Faint } else { Paint::Plain };
    Line::default()
        .and(paint_of(outcome), &outcome.mark().to_string())
        .plain(" ")
        .and(Paint::Bold, &finding.id)
        .and(Paint::Faint, &format!("  {}  ", finding.level.as_str().to_uppercase()))
        .and(why_paint, &finding.why)
}

/// The colour of an outcome.
pub(in crate::report) const fn paint_of(outcome: Outcome) -> Paint {
    match outcome {
        Outcome::Fail | Outcome::Error => Paint::Bad,
        Outcome::Undetermined | Outcome::Warn => Paint::Caution,
        Outcome::Pass => Paint::Good,
        Outcome::ExpectedFailure | Outcome::Info | Outcome::Skip => Paint::Faint,
    }
}

/// Counts in one line: `41 pass · 3 fail`.
pub(in crate::report) fn sums_line(sums: &[(Outcome, u32)]) -> Line {
    let mut line = Line::default();
    for (at, (outcome, count)) in sums.iter().enumerate() {
        if at > 0 {
            line = line.and(Paint::Faint, " · ");
        }
        let plural = if *outcome == Outcome::ExpectedFailure && *count != 1 { "s" } else { "" };
        line = line.and(paint_of(*outcome), &format!("{count} {outcome}{plural}"));
    }
    line
}
