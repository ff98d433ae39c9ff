//! What the search says, and what was searched.

use livehook_display::{Paint, inline};

use super::{super::parts, capacity};
use crate::{
    capacity::{CapacityOptions, Finding, Tried},
    measurement::Met,
    quantity::count,
    report::{
        answer::{Answer, number, per_second, so_far, span},
        words,
    },
    search::{Found, Limit},
};

/// The answer, at a glance and in words, and how it was looked for.
pub(super) struct Head {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) class: &'static str,
    pub(super) mark: char,
    pub(super) so_far: &'static str,
    pub(super) headline: String,
    pub(super) rest: String,
    pub(super) reason: Option<String>,
    pub(super) figures: Vec<parts::Figure>,
    pub(super) words: Vec<String>,
    pub(super) facts: Vec<String>,
}

impl Head {
    pub(super) fn of(finding: &Finding, options: &CapacityOptions) -> Self {
        let limits = &options.search.limits;
        let url = options.load.destination.to_string();
        let Answer { paint, mark, headline, rest } = Answer::of(finding, limits);
        Self {
            name: parts::host(&url),
            url: inline(&url),
            class: match paint {
                Paint::Good => "good",
                Paint::Bad => "bad",
                _ => "caution",
            },
            mark,
            so_far: so_far(finding),
            headline: inline(&headline),
            rest: inline(&rest),
            reason: finding.reason().map(|reason| inline(&reason)),
            figures: figures(finding),
            words: in_words(finding, limits).iter().map(|text| inline(text)).collect(),
            facts: facts(options).iter().map(|fact| inline(fact)).collect(),
        }
    }
}

fn figures(finding: &Finding) -> Vec<parts::Figure> {
    let figure =
        |value: String, name: &str| parts::Figure { value, name: name.to_owned(), class: "plain" };
    let mut figures = vec![];
    if let Some(found) = capacity(finding) {
        figures.push(parts::Figure {
            class: "good",
            ..figure(number(found.rate), "callbacks a second")
        });
        let sure = format!("{} sure to hold it", words::share(found.confidence));
        figures.push(figure(format!("{}–{}", number(found.low), number(found.high)), &sure));
        figures.push(figure(inline(&found.limit), "missed first"));
    }
    figures.push(figure(words::count(count(finding.trials.len())), "trials"));
    figures.push(figure(span(finding.took), "in all"));
    figures
}

/// What the answer means, and what it stands on.
fn in_words(finding: &Finding, limits: &[Limit]) -> Vec<String> {
    let names: Vec<_> = limits.iter().map(|limit| limit.name.as_str()).collect();
    let names = names.join(" and ");
    let mut sentences = vec![match &finding.found {
        Found::Capacity(found) => format!(
            "The highest rate at which this receiver meets {names} lies between {} and {} callbacks a second with a probability of {}; {} is as likely too low as too high.",
            number(found.low),
            number(found.high),
            words::share(found.confidence),
            number(found.rate),
        ),
        Found::AboveRange { highest } => format!(
            "Every limit was met even at {}, the highest rate that was to be tried: the receiver takes that, and how much more was not asked.",
            per_second(*highest)
        ),
        Found::BelowRange { lowest, limit } => {
            format!("{limit} was missed even at {}, the lowest rate that is tried.", per_second(*lowest))
        }
        Found::GeneratorWasTheLimit { .. } => {
            "The receiver may take more than this generator can send and measure, so no number is given: it would be the generator's."
                .to_owned()
        }
        Found::Undecided(_) => {
            "What was tried so far does not say how much the receiver takes.".to_owned()
        }
    }];
    let believed = || finding.trials.iter().filter(|tried| tried.trial.invalid.is_none());
    let met =
        believed().filter(|it| is_met(it)).max_by(|one, other| one.rate.total_cmp(&other.rate));
    let missed =
        believed().filter(|it| is_missed(it)).min_by(|one, other| one.rate.total_cmp(&other.rate));
    let at = |tried: &Tried| format!("{} (trial {})", per_second(tried.rate), tried.nth);
    sentences.extend(
        met.map(|it| format!("The highest rate at which every limit was met was {}.", at(it))),
    );
    sentences.extend(
        missed.map(|it| format!("The lowest rate at which a limit was missed was {}.", at(it))),
    );
    if let Some((met, missed)) = met.zip(missed).filter(|(met, missed)| met.rate > missed.rate) {
        sentences.push(format!(
            "Between {} and {} trials came out one way and the other, as they do near a capacity; each is a sign that may be wrong.",
            number(missed.rate),
            number(met.rate)
        ));
    }
    let invalid = finding.trials.len() - believed().count();
    if invalid > 0 {
        sentences.push(format!(
            "{} of {} told nothing of the receiver, since the generator was the bottleneck.",
            words::count(count(invalid)),
            words::plural(count(finding.trials.len()), "trial")
        ));
    }
    sentences
}

fn is_met(tried: &Tried) -> bool {
    tried.trial.limits.iter().all(|judged| judged.met == Met::Met)
}

fn is_missed(tried: &Tried) -> bool {
    tried.trial.limits.iter().any(|judged| judged.met == Met::Missed)
}

fn facts(options: &CapacityOptions) -> Vec<String> {
    let (load, search) = (&options.load, &options.search);
    let shares = load.plan.mix.shares();
    let mix: Vec<_> =
        shares.iter().map(|(class, share)| format!("{class} {}", words::share(*share))).collect();
    let threads = words::plural(load.threads.get().into(), "thread");
    let connections = words::plural(load.connections.get().into(), "connection");
    let streams = match load.engine.streams().get() {
        1 => String::new(),
        streams => format!(" of {streams} streams"),
    };
    let mut facts = vec![
        format!("open loop, {} arrivals", options.pattern.as_str()),
        mix.join(" "),
        format!("trials of {}, shorter at first and longer at last", span(search.trial)),
        format!("a budget of {}", span(search.budget)),
        format!("{} sure, {} wide", words::share(search.confidence), words::share(search.width)),
        format!("{threads}, {connections}{streams}"),
        format!("seed {}", load.plan.seed),
        format!("began {}", load.begun.text),
        load.tool.clone(),
    ];
    facts.extend(search.highest.map(|highest| format!("never more than {}", per_second(highest))));
    facts
}
