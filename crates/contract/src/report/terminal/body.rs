//! The findings: worst class first, by area within it; what is fine is counted.

use std::collections::HashMap;

use livehook_display::{Indent, Line, Paint, wrapped};

use super::{Detail, TerminalOptions, finding_line, paint_of, words};
use crate::{
    case::Area,
    report::{Finding, Report, compare::Outcome},
};

/// Where the lines below a finding stand.
const BELOW: Indent = Indent { first: 4, others: 6 };

pub(super) fn lines(report: &Report, options: &TerminalOptions) -> Vec<Line> {
    let mut told = Told::default();
    let groups = Outcome::ALL.iter().flat_map(|outcome| {
        let mut findings: Vec<_> =
            report.findings.iter().filter(|finding| Outcome::of(finding) == *outcome).collect();
        findings.sort_by_key(|finding| finding.area);
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
    for finding in findings {
        let repeats = told.error(outcome, finding).filter(|_| options.detail == Detail::Brief);
        if let Some(first) = repeats {
            lines.push(likewise(finding, first));
            continue;
        }
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

/// What was told before, and of which case: several fail for one reason, and it is read once.
#[derive(Default)]
struct Told<'a> {
    lessons: HashMap<(&'a str, &'a str), &'a str>,
    errors: HashMap<&'a str, &'a str>,
}

impl<'a> Told<'a> {
    /// The case that taught this lesson, unless it is this one.
    fn lesson(&mut self, finding: &'a Finding) -> Option<&'a str> {
        let first = *self.lessons.entry((&finding.matters, &finding.mend)).or_insert(&finding.id);
        (first != finding.id).then_some(first)
    }

    /// The case that met the same error: a receiver that is gone meets every case with it.
    fn error(&mut self, outcome: Outcome, finding: &'a Finding) -> Option<&'a str> {
        let first = *self.errors.entry(&finding.why).or_insert(&finding.id);
        (outcome == Outcome::Error && first != finding.id).then_some(first)
    }
}

fn likewise(finding: &Finding, first: &str) -> Line {
    Line::default()
        .and(paint_of(Outcome::Error), &format!("{} ", Outcome::Error.mark()))
        .and(Paint::Bold, &finding.id)
        .and(Paint::Faint, &format!("  {}  as {first}", finding.level.as_str().to_uppercase()))
}

fn below<'a>(
    outcome: Outcome,
    finding: &'a Finding,
    options: &TerminalOptions,
    told: &mut Told<'a>,
) -> Vec<Line> {
    let mut lines = vec![];
    let is_wrong = matches!(outcome, Outcome::Fail | Outcome::Warn);
    if is_wrong || (options.detail == Detail::Everything && outcome == Outcome::ExpectedFailure) {
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
    if options.detail == Detail::Everything {
        let layers: Vec<_> = words::layers(&finding.layers)
            .into_iter()
            .map(|(name, text)| format!("{name}: {text}"))
            .collect();
        lines.extend(wrapped(
            &Line::default().and(Paint::Faint, &layers.join(" · ")),
            options.width,
            BELOW,
        ));
    }
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
