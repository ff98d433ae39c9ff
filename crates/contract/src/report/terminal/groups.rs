//! Findings put together by what would mend them: one receiver's few faults make many cases fail, and each fault is read once.

use livehook_display::{Indent, Line, Paint, wrapped};

use super::{TerminalOptions, finding_line, paint_of};
use crate::{
    case::Level,
    report::{Finding, Report, compare::Outcome},
};

/// So many cases of a group are named beside the one that is told.
const NAMES_MAX: usize = 10;

/// So many mends are named at the end.
const FIRST_MAX: usize = 5;

/// Findings that are mended alike, the heaviest first.
pub(super) struct Group<'a> {
    pub(super) findings: Vec<&'a Finding>,
}

impl<'a> Group<'a> {
    /// The one that is told for all.
    fn first(&self) -> Option<&'a Finding> {
        self.findings.first().copied()
    }

    /// What weighs most comes first, then what mends most.
    fn weight(&self) -> (usize, usize) {
        let musts = self.findings.iter().filter(|finding| finding.level == Level::Must).count();
        (musts, self.findings.len())
    }
}

/// Groups by what `alike` says of each, the heaviest group first.
fn grouped<'a, K: PartialEq>(
    findings: &[&'a Finding],
    alike: impl Fn(&'a Finding) -> K,
) -> Vec<Group<'a>> {
    let mut groups: Vec<(K, Group<'a>)> = Vec::new();
    for finding in findings {
        let key = alike(finding);
        match groups.iter_mut().find(|(each, _)| *each == key) {
            Some((_, group)) => group.findings.push(finding),
            None => groups.push((key, Group { findings: vec![finding] })),
        }
    }
    let mut groups: Vec<_> = groups.into_iter().map(|(_, group)| group).collect();
    groups.iter_mut().for_each(|group| group.findings.sort_by_key(|finding| finding.level));
    groups.sort_by_key(|group| std::cmp::Reverse(group.weight()));
    groups
}

/// What is wrong, by what mends it: the mend, why it matters, one case with what it showed, and the names of the others.
pub(super) fn by_mend(
    outcome: Outcome,
    findings: &[&Finding],
    options: &TerminalOptions,
) -> Vec<Line> {
    let tell = |group: &Group<'_>| {
        let Some(first) = group.first() else { return vec![] };
        let mend = Line::default().and(Paint::Bold, "mend: ").plain(&first.mend);
        let mut lines = wrapped(&mend, options.width, Indent { first: 0, others: 6 });
        let matters = Line::default().and(Paint::Faint, &first.matters);
        lines.extend(wrapped(&matters, options.width, Indent { first: 6, others: 6 }));
        lines.extend(cases(outcome, group, options));
        lines
    };
    grouped(findings, |finding| &finding.mend).iter().flat_map(tell).collect()
}

/// What was left open, by what was met.
pub(super) fn by_reason(
    outcome: Outcome,
    findings: &[&Finding],
    options: &TerminalOptions,
) -> Vec<Line> {
    let groups = grouped(findings, |finding| &finding.why);
    groups.iter().flat_map(|group| cases(outcome, group, options)).collect()
}

fn cases(outcome: Outcome, group: &Group<'_>, options: &TerminalOptions) -> Vec<Line> {
    let Some(first) = group.first() else { return vec![] };
    let mut lines = wrapped(&finding_line(first), options.width, Indent { first: 2, others: 4 });
    let others = &group.findings[1..];
    if others.is_empty() {
        return lines;
    }
    let names: Vec<_> = others.iter().take(NAMES_MAX).map(|finding| finding.id.as_str()).collect();
    let unnamed = match others.len().saturating_sub(NAMES_MAX) {
        0 => String::new(),
        n => format!(", and {n} others"),
    };
    let line = Line::default()
        .and(paint_of(outcome), &outcome.mark().to_string())
        .plain(&format!(" and {} more: ", others.len()))
        .plain(&names.join(", "))
        .and(Paint::Faint, &unnamed);
    lines.extend(wrapped(&line, options.width, Indent { first: 2, others: 4 }));
    lines
}

/// Which mends to make first, and how a case is tried again; nothing where nothing fails.
pub(super) fn first_mends(report: &Report, options: &TerminalOptions) -> Vec<Line> {
    let failed: Vec<_> =
        report.findings.iter().filter(|it| Outcome::of(it) == Outcome::Fail).collect();
    let groups = grouped(&failed, |finding| &finding.mend);
    let mut lines = vec![];
    if groups.len() > 1 {
        lines.push(Line::default().and(Paint::Bold, "make first:"));
    }
    for (place, group) in groups.iter().take(FIRST_MAX).enumerate().filter(|_| groups.len() > 1) {
        let Some(first) = group.first() else { continue };
        let of = if group.findings.len() == 1 { "case" } else { "cases" };
        let line = Line::default()
            .plain(&format!("{}. ", place + 1))
            .and(Paint::Bold, &format!("{} {of}: ", group.findings.len()))
            .plain(&first.mend);
        lines.extend(wrapped(&line, options.width, Indent { first: 2, others: 5 }));
    }
    // Commands stay on one line each: a break would be copied with them.
    if let Some(first) = failed.first() {
        let program = first.reproduce.split_once(" contract").map_or("livehook", |(it, _)| it);
        for (what, command) in
            [("one again, with curl: ", "replay ID"), ("all of them again: ", "run --last-failed")]
        {
            let command = format!("{program} contract {command}");
            lines.push(Line::default().and(Paint::Faint, what).plain(&command));
        }
    }
    lines
}
