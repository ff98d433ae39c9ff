//! The findings: worst class first, by area within it; what is fine is counted.

use std::collections::HashMap;

use livehook_display::{Indent, Line, Paint, wrapped};

use super::{Detail, TerminalOptions, finding_line, groups, paint_of, words};
use crate::{
    case::Area,
    is_refused,
    report::{Finding, Report, compare::Outcome},
};

/// Where the lines below a finding stand.
const BELOW: Indent = Indent { first: 4, others: 6 };

pub(super) fn lines(report: &Report, options: &TerminalOptions) -> Vec<Line> {
    let mut told = Told::default();
    let is_refused = is_refused(report);
    let groups = Outcome::ALL.iter().flat_map(|outcome| {
        let mut findings: Vec<_> =
            report.findings.iter().filter(|finding| Outcome::of(finding) == *outcome).collect();
        findings.sort_by_key(|finding| finding.area);
        // The one reason was told with the calibration.
        if is_refused && *outcome == Outcome::Error && options.detail == Detail::Brief {
            return std::iter::once(Line::default())
                .chain(counted(*outcome, &findings, options))
                .collect();
        }
        group(*outcome, &findings, options, &mut told)
    });
    groups.collect()
}

fn group<'a>(
    outcome: Outcome,
    findings: &[&'a Finding],
    options: &TerminalOptions,
    told: &mut Told<'a>,
) -> Vec<Line> {
    if findings.is_empty() {
        return vec![];
    }
    let is_counted = matches!(outcome, Outcome::Pass | Outcome::Info | Outcome::Skip);
    if is_counted && options.detail == Detail::Brief {
        let before = if outcome == Outcome::Pass { vec![Line::default()] } else { vec![] };
        return before.into_iter().chain(counted(outcome, findings, options)).collect();
    }
    let title = format!("{} {}", outcome.words().to_uppercase(), findings.len());
    let mut lines = vec![Line::default(), Line::default().and(paint_of(outcome), &title)];
    if options.detail == Detail::Brief {
        lines.extend(match outcome {
            Outcome::Fail | Outcome::Warn => groups::by_mend(outcome, findings, options),
            _ => groups::by_reason(outcome, findings, options),
        });
        return lines;
    }
    for finding in findings {
        let hanging = Indent { first: 0, others: 2 };
        lines.extend(wrapped(&finding_line(finding), options.width, hanging));
        lines.extend(below(outcome, finding, options, told));
    }
    lines
}

/// `pass 41  deliver 12 · sign 9`.
fn counted(outcome: Outcome, findings: &[&Finding], options: &TerminalOptions) -> Vec<Line> {
    let areas = Area::ALL.iter().filter_map(|area| {
        let count = findings.iter().filter(|finding| finding.area == *area).count();
        (count > 0).then(|| format!("{area} {count}"))
    });
    let areas: Vec<_> = areas.collect();
    let line = Line::default()
        .and(paint_of(outcome), &format!("{} {outcome} {}", outcome.mark(), findings.len()))
        .and(Paint::Faint, &format!("  {}", areas.join(" · ")));
    wrapped(&line, options.width, Indent { first: 0, others: 4 })
}

/// Which case taught a lesson first: several fail for one reason, and it is read once.
#[derive(Default)]
struct Told<'a>(HashMap<(&'a str, &'a str), &'a str>);

impl<'a> Told<'a> {
    /// The case that taught this lesson, unless it is this one.
    fn lesson(&mut self, finding: &'a Finding) -> Option<&'a str> {
        let first = *self.0.entry((&finding.matters, &finding.mend)).or_insert(&finding.id);
        (first != finding.id).then_some(first)
    }
}

fn below<'a>(
    outcome: Outcome,
    finding: &'a Finding,
    options: &TerminalOptions,
    told: &mut Told<'a>,
) -> Vec<Line> {
    let mut lines = vec![];
    let is_wrong = matches!(outcome, Outcome::Fail | Outcome::Warn);
    if is_wrong || outcome == Outcome::ExpectedFailure {
        if let Some(first) = told.lesson(finding) {
            let mend = Line::default().and(Paint::Faint, &format!("mend: as for {first}"));
            lines.extend(wrapped(&mend, options.width, BELOW));
        } else {
            let matters = Line::default().plain(&finding.matters);
            lines.extend(wrapped(&matters, options.width, BELOW));
            let mend = Line::default().and(Paint::Bold, "mend: ").plain(&finding.mend);
            lines.extend(wrapped(&mend, options.width, BELOW));
        }
    }
    let layers: Vec<_> = words::layers(&finding.layers)
        .into_iter()
        .map(|(name, text)| format!("{name}: {text}"))
        .collect();
    let layers = Line::default().and(Paint::Faint, &layers.join(" · "));
    lines.extend(wrapped(&layers, options.width, BELOW));
    // Commands stay on one line each: a break would be copied with them.
    if outcome <= Outcome::Warn {
        lines.push(
            Line::default().plain("    ").and(Paint::Faint, "again: ").plain(&finding.reproduce),
        );
    }
    // What is undetermined answers the same to curl.
    if outcome == Outcome::Fail
        && let Some(curl) = &finding.curl
    {
        lines.push(Line::default().plain("    ").and(Paint::Faint, "curl:  ").plain(curl));
    }
    lines
}
