//! The report for people at a terminal: worst first, short, and each failure with what to do about it.
//!
//! Lines are painted by meaning; the caller maps that to colours or to none. Text is escaped where a line takes it, so that no
//! caller can forget to.

mod body;
pub(in crate::report) mod escape;
mod foot;
mod head;
pub(in crate::report) mod words;
pub(in crate::report) mod wrap;

use std::fmt;

use super::{Finding, Report, compare::Outcome};

/// What a colour says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// As it should be.
    Good,
    /// Wrong.
    Bad,
    /// Open, or not wanted.
    Caution,
    /// To be read last.
    Faint,
    /// To be read first.
    Bold,
    /// Text.
    Plain,
}

/// A piece of a line, fit for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// How it is painted.
    pub paint: Paint,
    /// The text: no control characters, none that change the direction.
    pub text: String,
}

/// A line without its end. `Display` shows it without paint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// From left to right.
    pub spans: Vec<Span>,
}

impl Line {
    /// The line with more text behind it, which is escaped here.
    #[must_use]
    pub fn and(mut self, paint: Paint, text: &str) -> Self {
        self.spans.push(Span { paint, text: escape::inline(text) });
        self
    }

    fn plain(self, text: &str) -> Self {
        self.and(Paint::Plain, text)
    }

    fn trimmed(mut self) -> Self {
        while let Some(last) = self.spans.last_mut() {
            last.text.truncate(last.text.trim_end().len());
            if !last.text.is_empty() {
                break;
            }
            self.spans.pop();
        }
        self
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spans.iter().try_for_each(|span| f.write_str(&span.text))
    }
}

/// How much is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Detail {
    /// What passed, informs or was skipped is counted by area.
    #[default]
    Brief,
    /// Every finding has its line.
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
