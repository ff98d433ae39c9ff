//! A comparison for people, as lines, and for programs, as objects of a stream.

use livehook_display::{Indent, Line, Paint, wrapped};
use serde::Serialize;

use super::{Change, ChangeKind, Comparison, Outcome};
use crate::report::terminal::TerminalOptions;

/// One change.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    change: ChangeKind,
    id: &'a str,
    before: Option<Outcome>,
    after: Option<Outcome>,
    why: &'a str,
    regression: bool,
}

impl<'a> From<&'a Change> for ChangeLine<'a> {
    fn from(change: &'a Change) -> Self {
        Self {
            kind: "change",
            change: change.kind,
            id: &change.id,
            before: change.before,
            after: change.after,
            why: &change.why,
            regression: change.is_regression(),
        }
    }
}

/// The sums of a comparison.
#[derive(Debug, Clone, Serialize)]
pub struct ComparisonLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    newly_failing: usize,
    newly_undetermined: usize,
    still_failing: usize,
    fixed: usize,
    new: usize,
    gone: usize,
    alike: usize,
    regression: bool,
    notes: &'a [String],
}

impl<'a> From<&'a Comparison> for ComparisonLine<'a> {
    fn from(comparison: &'a Comparison) -> Self {
        let count = |kind| comparison.of(kind).count();
        Self {
            kind: "comparison",
            newly_failing: count(ChangeKind::NewlyFailing),
            newly_undetermined: count(ChangeKind::NewlyUndetermined),
            still_failing: count(ChangeKind::StillFailing),
            fixed: count(ChangeKind::Fixed),
            new: count(ChangeKind::New),
            gone: count(ChangeKind::Gone),
            alike: comparison.alike,
            regression: comparison.is_regression(),
            notes: &comparison.notes,
        }
    }
}

impl Comparison {
    /// For people: what got worse first, and the sums last.
    pub fn lines(&self, options: &TerminalOptions) -> Vec<Line> {
        let mut lines = vec![];
        for note in &self.notes {
            let note = Line::default().and(Paint::Caution, "! ").and(Paint::Plain, note);
            lines.extend(wrapped(&note, options.width, Indent { first: 0, others: 2 }));
        }
        for kind in ChangeKind::ALL {
            lines.extend(self.group(*kind, options));
        }
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(wrapped(&self.sums(), options.width, Indent { first: 0, others: 2 }));
        lines
    }

    fn group(&self, kind: ChangeKind, options: &TerminalOptions) -> Vec<Line> {
        let changes: Vec<_> = self.of(kind).collect();
        if changes.is_empty() {
            return vec![];
        }
        let title = format!("{} {}", kind.words().to_uppercase(), changes.len());
        let mut lines = vec![Line::default(), Line::default().and(paint_of(kind), &title)];
        for change in changes {
            let line = Line::default()
                .and(Paint::Bold, &change.id)
                .and(
                    paint_of(kind),
                    &format!("  {} → {}  ", words(change.before), words(change.after)),
                )
                .and(Paint::Plain, &change.why);
            lines.extend(wrapped(&line, options.width, Indent { first: 2, others: 4 }));
        }
        lines
    }

    fn sums(&self) -> Line {
        let kinds = ChangeKind::ALL.iter().map(|kind| (*kind, self.of(*kind).count()));
        let parts: Vec<_> = kinds
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| format!("{count} {}", kind.words()))
            .chain([format!("{} alike", self.alike)])
            .collect();
        let (paint, word) = if self.is_regression() {
            (Paint::Bad, "worse: ")
        } else {
            (Paint::Good, "no regression: ")
        };
        Line::default().and(paint, word).and(Paint::Plain, &parts.join(" · "))
    }
}

const fn paint_of(kind: ChangeKind) -> Paint {
    match kind {
        ChangeKind::NewlyFailing | ChangeKind::StillFailing => Paint::Bad,
        ChangeKind::NewlyUndetermined => Paint::Caution,
        ChangeKind::Fixed => Paint::Good,
        ChangeKind::New | ChangeKind::Gone => Paint::Faint,
    }
}

fn words(outcome: Option<Outcome>) -> &'static str {
    outcome.map_or("not tried", Outcome::words)
}
