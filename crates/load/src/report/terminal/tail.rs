//! Effects, thresholds, what it cost here, hints.

use livehook_display::{Indent, Line, Paint, wrapped};

use super::TerminalOptions;
use crate::{
    measurement::{Generator, Measurement, Met},
    report::words,
};

/// How many events are named of each kind; the JSON report has a hundred.
const NAMED_MAX: usize = 5;

pub(super) fn effects(measurement: &Measurement, options: &TerminalOptions) -> Vec<Line> {
    let Some(effects) = &measurement.effects else { return vec![] };
    let title = Line::default().and(Paint::Bold, "within the receiver").plain(&format!(
        "  {} answered 200, {} found",
        words::plural(effects.expected, "event"),
        words::count(effects.found)
    ));
    let mut lines = wrapped(&title, options.width, Indent { first: 0, others: 2 });
    if let Some(problem) = &effects.problem {
        let line = Line::default().and(Paint::Caution, "? cannot be told: ").plain(problem);
        lines.extend(wrapped(&line, options.width, Indent { first: 2, others: 4 }));
        return lines;
    }
    if effects.are_right() {
        let word = if effects.expected == 0 {
            "✓ nothing is there that should not be"
        } else {
            "✓ each is there once, and nothing else"
        };
        let line = Line::default().and(Paint::Good, word);
        lines.extend(wrapped(&line, options.width, Indent { first: 2, others: 4 }));
        return lines;
    }
    let kinds = [
        ("lost", "answered 200 and not there; Tencent will not send them again", &effects.lost),
        ("doubled", "there more than once", &effects.doubled),
        ("invented", "there though they should not be", &effects.invented),
    ];
    for ((word, meaning, names), count) in kinds.into_iter().zip(effects.counts) {
        if count == 0 {
            continue;
        }
        let text = format!("✗ {} {word}", words::count(count));
        let line = Line::default().and(Paint::Bad, &text).plain(&format!(": {meaning}"));
        lines.extend(wrapped(&line, options.width, Indent { first: 2, others: 4 }));
        let shown: Vec<_> = names.iter().take(NAMED_MAX).map(String::as_str).collect();
        let rest = count.saturating_sub(u64::try_from(shown.len()).unwrap_or(u64::MAX));
        let more =
            if rest == 0 { String::new() } else { format!(" and {} more", words::count(rest)) };
        let line = Line::default().faint(&format!("{}{more}", shown.join(", ")));
        lines.extend(wrapped(&line, options.width, Indent { first: 4, others: 4 }));
    }
    lines
}

pub(super) fn expectations(measurement: &Measurement, options: &TerminalOptions) -> Vec<Line> {
    if measurement.expectations.is_empty() {
        return vec![];
    }
    let title = Line::default().and(Paint::Bold, "thresholds");
    let mut lines = vec![if measurement.interrupted {
        title.plain("  by what was sent until the interruption")
    } else {
        title
    }];
    // Worst first, in the order of typing within a kind.
    for outcome in [Met::Missed, Met::Unknown, Met::Met] {
        let (paint, mark) = match outcome {
            Met::Missed => (Paint::Bad, "✗ "),
            Met::Unknown => (Paint::Caution, "? "),
            Met::Met => (Paint::Good, "✓ "),
        };
        for expectation in measurement.expectations.iter().filter(|line| line.outcome == outcome) {
            let line = Line::default()
                .and(paint, mark)
                .plain(&expectation.text)
                .faint(&format!("  found {}", expectation.found));
            lines.extend(wrapped(&line, options.width, Indent { first: 2, others: 4 }));
        }
    }
    lines
}

pub(super) fn generator(measurement: &Measurement, options: &TerminalOptions) -> Vec<Line> {
    let text = generator_facts(measurement).join(" · ");
    let line = Line::default().and(Paint::Bold, "generator  ").faint(&text);
    wrapped(&line, options.width, Indent { first: 0, others: 2 })
}

/// What it cost here, in a few words each; the page shows them too.
pub(in crate::report) fn generator_facts(measurement: &Measurement) -> Vec<String> {
    let generator = &measurement.generator;
    let mut facts = vec![
        format!("ran {}", words::micros(measurement.took_us)),
        format!("CPU {}", words::micros(generator.cpu_us)),
        format!("{} requests a CPU-second", words::decimal(generator.requests_per_cpu_second)),
        format!("busiest thread {} of a core", words::share(generator.busiest_thread)),
        connections(generator),
        format!(
            "in flight {} on average, {} by Little's law",
            words::decimal(generator.in_flight_mean),
            words::decimal(generator.in_flight_little)
        ),
    ];
    if let Some((answers, micros)) = crate::rate::answers(measurement) {
        let rate = crate::rate::per_second(answers, micros);
        facts.insert(1, format!("{} answers a second", words::decimal(rate)));
    }
    facts
}

fn connections(generator: &Generator) -> String {
    let opened = format!("{} opened", words::plural(generator.connects, "connection"));
    let failed = generator.failed_connects.values().fold(0, |sum: u64, it| sum.saturating_add(*it));
    match words::causes(&generator.failed_connects) {
        Some(causes) => {
            format!("{opened}, {} failed ({causes})", words::plural(failed, "attempt"))
        }
        None => opened,
    }
}

pub(super) fn hints(measurement: &Measurement, options: &TerminalOptions) -> Vec<Line> {
    let lines = measurement.hints.iter().flat_map(|hint| {
        let line = Line::default().and(Paint::Caution, "hint: ").plain(hint);
        wrapped(&line, options.width, Indent { first: 0, others: 6 })
    });
    lines.collect()
}
