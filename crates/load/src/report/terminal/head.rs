//! What the run says, whether it may be believed, and what was run.

use livehook_display::{Indent, Line, Paint, wrapped};

use super::TerminalOptions;
use crate::{
    measurement::{ClassLine, Effects, Measurement, Met, Verdict},
    report::words,
    sums,
};

pub(super) fn lines(measurement: &Measurement, options: &TerminalOptions) -> Vec<Line> {
    let mut lines = wrapped(&verdict(measurement), options.width, Indent { first: 0, others: 2 });
    for failure in &measurement.failures {
        let line = Line::default().and(Paint::Bad, "✗ ").plain(failure);
        lines.extend(wrapped(&line, options.width, Indent { first: 2, others: 4 }));
    }
    for problem in &measurement.validity.problems {
        let line = Line::default().and(Paint::Bad, "! ").plain(problem);
        lines.extend(wrapped(&line, options.width, Indent { first: 2, others: 4 }));
    }
    let target = Line::default().and(Paint::Bold, &measurement.url);
    lines.extend(wrapped(&target, options.width, Indent { first: 0, others: 2 }));
    let facts = Line::default().faint(&facts(measurement).join(" · "));
    lines.extend(wrapped(&facts, options.width, Indent { first: 0, others: 2 }));
    lines
}

fn verdict(measurement: &Measurement) -> Line {
    let (paint, word) = match measurement.verdict {
        Verdict::Pass if measurement.interrupted => (Paint::Caution, "! interrupted"),
        Verdict::Pass if !is_judged(measurement) => (Paint::Bold, "– measured"),
        Verdict::Pass => (Paint::Good, "✓ pass"),
        Verdict::Fail => (Paint::Bad, "✗ fail"),
        Verdict::Invalid => (Paint::Bad, "! invalid"),
    };
    Line::default().and(paint, word).plain(&format!(": {}", why(measurement)))
}

/// Whether anything was asked of the receiver but that it be there.
pub(in crate::report) fn is_judged(measurement: &Measurement) -> bool {
    !measurement.expectations.is_empty() || measurement.effects.is_some()
}

/// How much went as it should, where no threshold asks for it.
fn as_expected(measurement: &Measurement) -> String {
    let sum = |of: &dyn Fn(&ClassLine) -> u64| {
        measurement.classes.iter().map(of).fold(0, u64::saturating_add)
    };
    let (right, due) =
        (sum(&|line| line.as_expected), sum(&|line| sums::due(measurement, &line.ledger)));
    match due {
        0 => "nothing was due".to_owned(),
        due if right >= due => "every request went as it should".to_owned(),
        due => format!(
            "{} of {} requests ({}) did not go as they should",
            words::count(due - right),
            words::count(due),
            words::percent(due - right, due)
        ),
    }
}

/// The verdict's reason in a sentence; the page says the same.
pub(in crate::report) fn why(measurement: &Measurement) -> String {
    match (cut(measurement), measurement.verdict) {
        (None, _) => because(measurement),
        (Some(cut), Verdict::Pass) => format!("{cut}; until then: {}", because(measurement)),
        (Some(cut), _) => format!("interrupted {cut}; until then: {}", because(measurement)),
    }
}

/// Where a run was cut off, if it was.
fn cut(measurement: &Measurement) -> Option<String> {
    if !measurement.interrupted {
        return None;
    }
    let plan = &measurement.plan;
    let shards = match measurement.shard {
        [0, _] => 1,
        [_, of] => of.max(1),
    };
    let whole = plan
        .rate
        .zip(plan.duration_us)
        .map(|(rate, duration)| rate * crate::rate::as_f64(duration) / 1e6 / f64::from(shards));
    let after = words::micros(measurement.took_us);
    Some(match plan.duration_us {
        Some(_)
            if whole.is_some_and(|whole| {
                crate::rate::as_f64(measurement.ledger.planned) + 1.0 > whole
            }) =>
        {
            "when all was sent".to_owned()
        }
        Some(duration) => format!("after {after} of {}", words::micros(duration)),
        None => format!("after {after}"),
    })
}

fn because(measurement: &Measurement) -> String {
    if measurement.verdict == Verdict::Invalid {
        return "what is said of latency and rate cannot be believed, and nothing else failed"
            .to_owned();
    }
    let count = |outcome| {
        let of = measurement.expectations.iter().filter(|line| line.outcome == outcome);
        of.count()
    };
    let all = measurement.expectations.len();
    let mut parts = vec![];
    match measurement.failures.len() {
        0 => {}
        failures if failures == measurement.classes.len() => {
            parts.push("nothing went as it should".to_owned());
        }
        _ => parts.push("of some traffic nothing went as it should".to_owned()),
    }
    let effects = measurement.effects.as_ref();
    parts.extend(effects.filter(|effects| !effects.are_right()).map(of_effects));
    match (count(Met::Missed), count(Met::Unknown)) {
        _ if all == 0 && measurement.verdict != Verdict::Pass => {}
        _ if all == 0 => {
            parts.push(format!("no thresholds were set; {}", as_expected(measurement)));
        }
        (0, 0) => parts.push(format!("{} met", thresholds(all))),
        (0, open) => parts.push(format!("of {}, {open} cannot be told", thresholds(all))),
        (missed, 0) => parts.push(format!("of {}, {missed} missed", thresholds(all))),
        (missed, open) => {
            parts
                .push(format!("of {}, {missed} missed and {open} cannot be told", thresholds(all)));
        }
    }
    parts.extend(effects.filter(|effects| effects.are_right()).map(of_effects));
    if !measurement.validity.problems.is_empty() {
        parts.push("what is said of latency and rate cannot be believed".to_owned());
    }
    parts.join("; ")
}

fn of_effects(effects: &Effects) -> String {
    if effects.problem.is_some() {
        return "what the receiver has cannot be told".to_owned();
    }
    if effects.are_right() {
        return match effects.expected {
            0 => "no event was answered 200, and none is there".to_owned(),
            _ => "every event is there, once".to_owned(),
        };
    }
    let named = ["lost", "doubled", "invented"].iter().zip(effects.counts);
    let wrong = named.filter(|(_, count)| *count > 0);
    let wrong: Vec<_> =
        wrong.map(|(word, count)| format!("{} {word}", words::count(count))).collect();
    format!("events: {}", wrong.join(", "))
}

fn thresholds(number: usize) -> String {
    words::plural(u64::try_from(number).unwrap_or(u64::MAX), "threshold")
}

/// What was run, in a few words each; the page shows them too.
pub(in crate::report) fn facts(measurement: &Measurement) -> Vec<String> {
    let plan = &measurement.plan;
    let mut arrivals = format!("{} loop, {}", plan.pacing, plan.arrivals);
    if let Some(duration) = plan.duration_us {
        arrivals = format!("{arrivals} for {}", words::micros(duration));
    }
    let mix: Vec<_> =
        plan.mix.iter().map(|(class, share)| format!("{class} {}", words::share(*share))).collect();
    let mut facts = vec![arrivals, mix.join(" ")];
    match measurement.shard {
        [1, 1] => {}
        [0, of] => facts.push(format!("{of} shards merged")),
        [which, of] => facts.push(format!("shard {which} of {of}")),
    }
    let threads = words::plural(measurement.threads.into(), "thread");
    let connections = words::plural(measurement.connections.into(), "connection");
    let streams = match measurement.streams {
        0 | 1 => String::new(),
        streams => format!(" of {streams} streams"),
    };
    facts.push(format!("{threads}, {connections}{streams}, {} engine", measurement.engine));
    facts.push(format!("seed {}", plan.seed));
    facts.push(format!("began {}", measurement.started_at));
    facts.push(measurement.tool.clone());
    facts
}
