//! A search for a capacity: a line a trial, and the answer in a sentence.

use std::time::Duration;

use livehook_display::{Indent, Line, Paint, wrapped};

use super::TerminalOptions;
use crate::{
    capacity::{CapacityOptions, Finding, Tried},
    measurement::Met,
    quantity::count,
    report::{
        answer::{Answer, IMPLIED, per_second, so_far, span},
        words,
    },
    search::Limit,
};

/// What is tried now, to be written over.
pub fn trial_begins(nth: usize, rate: f64, length: Duration) -> Line {
    Line::default().and(Paint::Bold, &format!("trial {nth}")).plain(&format!(
        "  {} for {}",
        per_second(rate),
        span(length)
    ))
}

/// A trial that is over: the rate, and for each limit whether it was met and what was found.
pub fn trial_lines(tried: &Tried, limits: &[Limit], options: &TerminalOptions) -> Vec<Line> {
    let line = Line::default().faint(&format!("{:>3}  ", tried.nth)).plain(&format!(
        "{:>11} for {:<7}",
        per_second(tried.rate),
        span(tried.length)
    ));
    if let Some(reason) = &tried.trial.invalid {
        let line = line.and(Paint::Caution, "  ! says nothing: ").plain(in_short(reason));
        return wrapped(&line, options.width, Indent { first: 0, others: 5 });
    }
    let line = limits.iter().zip(&tried.trial.limits).fold(line, |line, (limit, judged)| {
        let (paint, mark) = match judged.met {
            Met::Met => (Paint::Good, "  ✓ "),
            Met::Missed => (Paint::Bad, "  ✗ "),
            Met::Unknown => (Paint::Caution, "  ? "),
        };
        line.and(paint, mark).plain(&limit.name).faint(&format!("  {}", judged.figure))
    });
    wrapped(&line, options.width, Indent { first: 0, others: 5 })
}

/// Why a trial says nothing, without what can be done about it: that is said in the end, if it matters then.
pub(in crate::report) fn in_short(reason: &str) -> &str {
    reason.split(';').next().unwrap_or(reason)
}

/// The answer.
pub fn capacity_lines(
    finding: &Finding,
    options: &CapacityOptions,
    layout: &TerminalOptions,
) -> Vec<Line> {
    let mut lines = wrapped(
        &answer(finding, &options.search.limits),
        layout.width,
        Indent { first: 0, others: 2 },
    );
    if let Some(reason) = finding.reason() {
        let line = Line::default().and(Paint::Caution, "! ").plain(&reason);
        lines.extend(wrapped(&line, layout.width, Indent { first: 2, others: 4 }));
    }
    for limit in options.search.implied() {
        let text = format!("{limit} is {IMPLIED}");
        lines.extend(wrapped(
            &Line::default().faint(&text),
            layout.width,
            Indent { first: 2, others: 4 },
        ));
    }
    let url = options.load.destination.to_string();
    lines.extend(wrapped(
        &Line::default().and(Paint::Bold, &url),
        layout.width,
        Indent { first: 0, others: 2 },
    ));
    let facts = [
        words::plural(count(finding.trials.len()), "trial"),
        span(finding.took),
        format!("{} arrivals", options.pattern.as_str()),
        words::plural(options.load.threads.get().into(), "thread"),
        words::plural(options.load.connections.get().into(), "connection"),
        format!("seed {}", options.load.plan.seed),
        options.load.tool.clone(),
    ];
    lines.extend(wrapped(
        &Line::default().faint(&facts.join(" · ")),
        layout.width,
        Indent { first: 0, others: 2 },
    ));
    lines
}

fn answer(finding: &Finding, limits: &[Limit]) -> Line {
    let Answer { paint, mark, headline, rest } = Answer::of(finding, limits);
    Line::default()
        .and(Paint::Caution, so_far(finding))
        .and(paint, &format!("{mark} "))
        .and(Paint::Bold, &headline)
        .plain(&rest)
}
