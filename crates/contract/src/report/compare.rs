//! Two reports of one receiver, and what changed between them.
//!
//! Cases are matched by id. One that was skipped counts as not there: nothing was learnt of it.

mod lines;
mod outcome;

use std::collections::HashMap;

use serde::Serialize;

pub use self::{
    lines::{ChangeLine, ComparisonLine},
    outcome::Outcome,
};
use super::{Finding, Report};

/// How a case changed, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Fails now, and did not before.
    NewlyFailing,
    /// Open now (undetermined, or an error), and decided before.
    NewlyUndetermined,
    /// Failed before and fails now.
    StillFailing,
    /// Failed or was open, and is sound now.
    Fixed,
    /// Only in the later report.
    New,
    /// Only in the earlier one.
    Gone,
}

impl ChangeKind {
    /// Every kind, worst first.
    pub const ALL: &'static [Self] = &[
        Self::NewlyFailing,
        Self::NewlyUndetermined,
        Self::StillFailing,
        Self::Fixed,
        Self::New,
        Self::Gone,
    ];

    /// The words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NewlyFailing => "newly failing",
            Self::NewlyUndetermined => "newly undetermined",
            Self::StillFailing => "still failing",
            Self::Fixed => "fixed",
            Self::New => "new",
            Self::Gone => "gone",
        }
    }
}

/// What became of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The case.
    pub id: String,
    /// How it changed.
    pub kind: ChangeKind,
    /// What it came to before; absent when it was not tried.
    pub before: Option<Outcome>,
    /// What it comes to now; absent when it was not tried.
    pub after: Option<Outcome>,
    /// Why, as the later report says it; as the earlier one does for a case that is gone.
    pub why: String,
}

impl Change {
    /// Whether the receiver is worse off than it was, or no longer known to be right. A failure that the profile expects is not.
    pub fn is_regression(&self) -> bool {
        match self.kind {
            ChangeKind::NewlyFailing => self.after == Some(Outcome::Fail),
            ChangeKind::NewlyUndetermined => self.before.is_some_and(Outcome::is_sound),
            ChangeKind::StillFailing => {
                self.before == Some(Outcome::ExpectedFailure) && self.after == Some(Outcome::Fail)
            }
            ChangeKind::Fixed | ChangeKind::New | ChangeKind::Gone => false,
        }
    }
}

/// Two reports, held against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What the two runs do not have in common, in sentences: other targets, other probes.
    pub notes: Vec<String>,
    /// The cases that changed or still fail: worst kind first, in the later report's order within a kind.
    pub changes: Vec<Change>,
    /// How many cases are sound in both, or open in both.
    pub alike: usize,
}

impl Comparison {
    /// The changes of one kind.
    pub fn of(&self, kind: ChangeKind) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.kind == kind)
    }

    /// Whether something got worse: see [`Change::is_regression`].
    pub fn is_regression(&self) -> bool {
        self.changes.iter().any(Change::is_regression)
    }
}

/// Holds a later report against an earlier one.
pub fn compare(before: &Report, after: &Report) -> Comparison {
    let earlier = tried(before);
    let later = tried(after);
    let mut alike = 0;
    let mut changes = vec![];
    for finding in after.findings.iter().filter(|finding| later.contains_key(&*finding.id)) {
        let now = Outcome::of(finding);
        let was = earlier.get(&*finding.id).map(|finding| Outcome::of(finding));
        match was.map_or(Some(ChangeKind::New), |was| kind_of(was, now)) {
            Some(kind) => changes.push(change(finding, kind, was, Some(now))),
            None => alike += 1,
        }
    }
    for finding in before.findings.iter().filter(|finding| earlier.contains_key(&*finding.id)) {
        if !later.contains_key(&*finding.id) {
            changes.push(change(finding, ChangeKind::Gone, Some(Outcome::of(finding)), None));
        }
    }
    changes.sort_by_key(|change| change.kind);
    Comparison { notes: notes(before, after), changes, alike }
}

fn tried(report: &Report) -> HashMap<&str, &Finding> {
    let findings = report.findings.iter().filter(|finding| Outcome::of(finding) != Outcome::Skip);
    findings.map(|finding| (&*finding.id, finding)).collect()
}

/// `None` where nothing changed that is worth a line.
fn kind_of(was: Outcome, now: Outcome) -> Option<ChangeKind> {
    if now.is_failure() {
        return Some(if was.is_failure() {
            ChangeKind::StillFailing
        } else {
            ChangeKind::NewlyFailing
        });
    }
    match (was.is_sound(), was.is_open(), now.is_open()) {
        (_, true, true) | (true, _, false) => None,
        (_, _, true) => Some(ChangeKind::NewlyUndetermined),
        (_, _, false) => Some(ChangeKind::Fixed),
    }
}

fn change(
    finding: &Finding,
    kind: ChangeKind,
    before: Option<Outcome>,
    after: Option<Outcome>,
) -> Change {
    Change { id: finding.id.clone(), kind, before, after, why: finding.why.clone() }
}

fn notes(before: &Report, after: &Report) -> Vec<String> {
    let mut notes = vec![];
    if before.target.url != after.target.url {
        notes.push(format!(
            "the targets differ: {} before, {} now",
            before.target.url, after.target.url
        ));
    }
    match (&before.target.probe, &after.target.probe) {
        (Some(_), None) => notes.push(
            "effects were observed before and are not now, so more is undetermined".to_owned(),
        ),
        (None, Some(_)) => notes
            .push("effects are observed now and were not before, so more is decided".to_owned()),
        (Some(_), Some(_)) | (None, None) => {}
    }
    if before.target.mode != after.target.mode {
        notes.push("callbacks are signed in one of the runs alone".to_owned());
    }
    notes
}
