//! What the page says besides its charts and the ledger.

use livehook_display::inline;

use crate::{
    measurement::{Measurement, Met, Verdict},
    report::{bounds, columns::origin, terminal, words},
};

/// What the run says, and what was run.
pub(super) struct Head {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) class: &'static str,
    pub(super) mark: char,
    pub(super) word: &'static str,
    pub(super) why: String,
    pub(super) failures: Vec<String>,
    pub(super) problems: Vec<String>,
    pub(super) figures: Vec<Figure>,
    pub(super) facts: Vec<String>,
}

/// A number to be read from afar.
pub(super) struct Figure {
    pub(super) value: String,
    pub(super) name: String,
    pub(super) class: &'static str,
}

impl Head {
    pub(super) fn of(measurement: &Measurement) -> Self {
        let (class, mark, word) = match measurement.verdict {
            Verdict::Pass if measurement.interrupted => ("caution", '!', "interrupted"),
            Verdict::Pass if !terminal::is_judged(measurement) => ("plain", '–', "measured"),
            Verdict::Pass => ("good", '✓', "pass"),
            Verdict::Fail => ("bad", '✗', "fail"),
            Verdict::Invalid => ("bad", '!', "invalid"),
        };
        Self {
            name: host(&measurement.url),
            url: inline(&measurement.url),
            class,
            mark,
            word,
            why: terminal::why(measurement),
            failures: measurement.failures.iter().map(|text| inline(text)).collect(),
            problems: measurement.validity.problems.iter().map(|text| inline(text)).collect(),
            figures: figures(measurement),
            facts: terminal::facts(measurement).iter().map(|fact| inline(fact)).collect(),
        }
    }
}

/// Host and port of an address, or all of it where it has none.
pub(super) fn host(address: &str) -> String {
    let parsed = url::Url::parse(address).ok();
    let host = parsed.as_ref().and_then(|url| {
        let host = url.host_str()?;
        Some(url.port().map_or(host.to_owned(), |port| format!("{host}:{port}")))
    });
    inline(&host.unwrap_or(address.to_owned()))
}

fn figures(measurement: &Measurement) -> Vec<Figure> {
    let plain = |value: String, name: &str| Figure { value, name: name.to_owned(), class: "plain" };
    let mut figures = vec![];
    if let Some((answers, micros)) = crate::rate::answers(measurement) {
        let rate = words::decimal(crate::rate::per_second(answers, micros));
        let of = measurement
            .plan
            .rate
            .map(|rate| format!("answers/s of {} planned", words::decimal(rate)));
        figures.push(plain(rate, &of.unwrap_or("answers/s".to_owned())));
    }
    for name in ["p50", "p99", "p99.9"] {
        if let Some(shown) = bounds::percentile(&measurement.latency.planned, name) {
            figures.push(plain(shown, &format!("{name} {}", origin(measurement))));
        }
    }
    let planned = measurement.ledger.planned;
    let right =
        measurement.classes.iter().map(|line| line.as_expected).fold(0, u64::saturating_add);
    let wrong = planned.saturating_sub(right);
    figures.push(Figure {
        value: words::percent(wrong, planned),
        name: "not as expected".to_owned(),
        class: if wrong == 0 { "good" } else { "bad" },
    });
    if let Some(effects) = &measurement.effects {
        let [lost, doubled, invented] = effects.counts;
        let class = if effects.are_right() { "good" } else { "bad" };
        let value = match effects.problem {
            None => [lost, doubled, invented].map(words::count).join(" · "),
            Some(_) => "—".to_owned(),
        };
        figures.push(Figure { value, name: "lost · doubled · invented".to_owned(), class });
    }
    figures
}

/// A threshold.
pub(super) struct Threshold {
    pub(super) class: &'static str,
    pub(super) mark: char,
    pub(super) word: &'static str,
    pub(super) text: String,
    pub(super) found: String,
}

impl Threshold {
    /// Worst first, in the order of typing within a kind.
    pub(super) fn all(measurement: &Measurement) -> Vec<Self> {
        let kinds = [
            (Met::Missed, "bad", '✗', "missed"),
            (Met::Unknown, "caution", '?', "cannot be told"),
            (Met::Met, "good", '✓', "met"),
        ];
        let mut all = vec![];
        for (outcome, class, mark, word) in kinds {
            let lines = measurement.expectations.iter().filter(|line| line.outcome == outcome);
            all.extend(lines.map(|line| Self {
                class,
                mark,
                word,
                text: inline(&line.text),
                found: inline(&line.found),
            }));
        }
        all
    }
}

/// Events that are not as they should be.
pub(super) struct Effect {
    pub(super) words: String,
    pub(super) names: String,
    pub(super) more: String,
}

/// How many events are named of each kind.
const NAMED_MAX: usize = 20;

impl Effect {
    pub(super) fn all(measurement: &Measurement) -> Vec<Self> {
        let Some(effects) = &measurement.effects else { return vec![] };
        let kinds = [
            ("lost: answered 200 and not there", &effects.lost),
            ("doubled: there more than once", &effects.doubled),
            ("invented: there though they should not be", &effects.invented),
        ];
        let is_told = effects.problem.is_none();
        let wrong = kinds.into_iter().zip(effects.counts);
        let wrong = wrong.filter(|(_, count)| is_told && *count > 0);
        let all = wrong.map(|((words, names), count)| {
            let shown: Vec<_> = names.iter().take(NAMED_MAX).map(|name| inline(name)).collect();
            let rest = count.saturating_sub(u64::try_from(shown.len()).unwrap_or(u64::MAX));
            Self {
                words: format!("{} {words}", words::count(count)),
                names: shown.join(", "),
                more: if rest == 0 {
                    String::new()
                } else {
                    format!(" and {} more", words::count(rest))
                },
            }
        });
        all.collect()
    }
}

/// Why the counts cannot be relied on, if they cannot.
pub(super) fn effects_problem(measurement: &Measurement) -> Option<String> {
    measurement.effects.as_ref()?.problem.as_deref().map(inline)
}

/// What was looked for and found.
pub(super) fn effects_summary(measurement: &Measurement) -> Option<String> {
    let effects = measurement.effects.as_ref()?;
    Some(format!(
        "{} answered 200, {} found",
        words::plural(effects.expected, "event"),
        words::count(effects.found)
    ))
}

/// What came back.
pub(super) struct Retries {
    /// `c-caution` or `c-good`.
    pub(super) paint: &'static str,
    pub(super) times: String,
    pub(super) plan: String,
    pub(super) facts: Vec<String>,
}

impl Retries {
    pub(super) fn of(measurement: &Measurement) -> Option<Self> {
        let retries = measurement.retries.as_ref()?;
        Some(Self {
            paint: if retries.deliveries > retries.events { "c-caution" } else { "c-good" },
            times: words::short(retries.amplification),
            plan: inline(&terminal::retry_plan(retries)),
            facts: terminal::retries_facts(retries),
        })
    }
}

/// A class.
pub(super) struct Class {
    pub(super) name: &'static str,
    pub(super) planned: String,
    pub(super) as_expected: String,
    pub(super) is_right: bool,
    pub(super) percentiles: [String; 4],
    pub(super) expected: &'static str,
    pub(super) found: String,
}

impl Class {
    pub(super) fn all(measurement: &Measurement) -> Vec<Self> {
        let lines = measurement.classes.iter().map(|line| {
            let latency = &line.latency.planned;
            let none = || "—".to_owned();
            let percentile = |name: &str| bounds::percentile(latency, name).unwrap_or_else(none);
            Self {
                name: line.class.as_str(),
                planned: words::count(line.ledger.planned),
                as_expected: words::percent(line.as_expected, line.ledger.planned),
                is_right: line.as_expected == line.ledger.planned,
                percentiles: [
                    percentile("p50"),
                    percentile("p99"),
                    percentile("p99.9"),
                    bounds::max(latency).unwrap_or_else(none),
                ],
                expected: terminal::expected(line.class),
                found: inline(&terminal::found(line)),
            }
        });
        lines.collect()
    }
}
