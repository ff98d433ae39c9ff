//! A search for a capacity: a line a trial, and the answer in a sentence.

use std::time::Duration;

use livehook_display::{Indent, Line, Paint, wrapped};

use super::TerminalOptions;
use crate::{
    capacity::{CapacityOptions, Ending, Finding, Tried},
    measurement::Met,
    quantity::{count, nanos},
    report::words,
    search::{Capacity, Found, Limit, Precision, Undecided},
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
        // What can be done about it is said in the end, if it matters then.
        let short = reason.split(';').next().unwrap_or(reason);
        let line = line.and(Paint::Caution, "  ! says nothing: ").plain(short);
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

/// The answer.
pub fn capacity_lines(
    finding: &Finding,
    options: &CapacityOptions,
    layout: &TerminalOptions,
) -> Vec<Line> {
    let limits: Vec<_> = options.search.limits.iter().map(|it| it.name.as_str()).collect();
    let mut lines = wrapped(
        &answer(finding, &limits.join(" and ")),
        layout.width,
        Indent { first: 0, others: 2 },
    );
    if let Some(reason) = finding.reason() {
        let line = Line::default().and(Paint::Caution, "! ").plain(&reason);
        lines.extend(wrapped(&line, layout.width, Indent { first: 2, others: 4 }));
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

fn answer(finding: &Finding, limits: &str) -> Line {
    let line = Line::default();
    let line = match finding.ending {
        Ending::Complete => line,
        Ending::Interrupted => line.and(Paint::Caution, "interrupted; so far: "),
    };
    match &finding.found {
        Found::Capacity(Capacity { rate, low, high, confidence, limit, .. }) => {
            let which = if limits == limit { "" } else { &format!("; {limit} is missed first") };
            line.and(Paint::Good, "✓ ")
                .and(Paint::Bold, &format!("takes {}", per_second(*rate)))
                .plain(&format!(
                    " ({} to {}, {} sure) within {limits}{which}",
                    number(*low),
                    number(*high),
                    words::share(*confidence)
                ))
        }
        Found::AboveRange { highest } => line
            .and(Paint::Good, "✓ ")
            .and(Paint::Bold, &format!("takes {} and more", per_second(*highest)))
            .plain(&format!(" within {limits}")),
        Found::BelowRange { lowest, limit } => line
            .and(Paint::Bad, "✗ ")
            .plain(&format!("misses {limit} even at {}", per_second(*lowest))),
        Found::GeneratorWasTheLimit { .. } => {
            line.and(Paint::Bad, "! no capacity: ").plain("the generator was the limit")
        }
        Found::Undecided(_) => line.and(Paint::Caution, "? no capacity yet"),
    }
}

impl Finding {
    /// Why no capacity was found, or none as exact as was asked for; in words.
    pub fn reason(&self) -> Option<String> {
        match &self.found {
            Found::Capacity(Capacity { precision: Precision::AsWanted, .. })
            | Found::AboveRange { .. }
            | Found::BelowRange { .. } => None,
            Found::Capacity(_) => Some(
                "there was no time for more trials: a larger budget would narrow the interval"
                    .to_owned(),
            ),
            Found::GeneratorWasTheLimit { at, reason } if *at == 0.0 => {
                Some(format!("it kept up at no rate that was tried: {reason}"))
            }
            Found::GeneratorWasTheLimit { at, reason } => Some(format!(
                "it kept up to {}; above that, what was measured may be its own: {reason}",
                per_second(*at)
            )),
            Found::Undecided(Undecided::NothingMissed { met: Some(met) }) => Some(format!(
                "no limit was missed yet at {}, the highest rate that was tried; give a larger budget",
                per_second(*met)
            )),
            Found::Undecided(Undecided::NothingMissed { met: None }) => {
                Some("there was time for no trial that tells; give a larger budget".to_owned())
            }
            Found::Undecided(Undecided::NothingMet { missed, limit }) => Some(format!(
                "{limit} was missed even at {}, the lowest rate that was tried; give a larger budget",
                per_second(*missed)
            )),
            Found::Undecided(Undecided::NeverJudged { limit }) => Some(format!(
                "{limit} could not be told in any trial: too few requests; give a larger budget"
            )),
        }
    }
}

/// A rate with three digits, where it has so many.
fn number(rate: f64) -> String {
    if rate.fract() == 0.0 { words::short(rate) } else { words::decimal(rate) }
}

fn per_second(rate: f64) -> String {
    format!("{}/s", number(rate))
}

fn span(span: Duration) -> String {
    words::micros(nanos(span) / 1_000)
}
