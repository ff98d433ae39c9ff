//! What a search came to, in words that terminal and page share.

use std::time::Duration;

use livehook_display::Paint;

use super::words;
use crate::{
    capacity::{Ending, Finding},
    quantity::nanos,
    search::{Capacity, Found, Limit, Precision, Undecided},
};

/// What is said of a limit that nobody asked for, behind it.
pub(super) const IMPLIED: &str = "implied; another limit on errors takes its place";

/// The answer in a sentence: the mark, the headline and what belongs to it.
pub(super) struct Answer {
    pub(super) paint: Paint,
    pub(super) mark: char,
    pub(super) headline: String,
    /// Follows the headline without a gap.
    pub(super) rest: String,
}

impl Answer {
    pub(super) fn of(finding: &Finding, limits: &[Limit]) -> Self {
        let all: Vec<_> = limits.iter().map(|limit| limit.name.as_str()).collect();
        let limits = all.join(" and ");
        let (paint, mark, headline, rest) = match &finding.found {
            Found::Capacity(Capacity { rate, low, high, confidence, limit, .. }) => {
                let which =
                    if limits == *limit { "" } else { &format!("; {limit} is missed first") };
                let sure = words::share(*confidence);
                let rest = format!(
                    " ({} to {}, {sure} sure) within {limits}{which}",
                    number(*low),
                    number(*high)
                );
                (Paint::Good, '✓', format!("takes {}", per_second(*rate)), rest)
            }
            Found::AboveRange { highest } => {
                let headline = format!("takes {} and more", per_second(*highest));
                (Paint::Good, '✓', headline, format!(" within {limits}"))
            }
            Found::BelowRange { lowest, limit } => {
                let rest = format!(" even at {}", per_second(*lowest));
                (Paint::Bad, '✗', format!("misses {limit}"), rest)
            }
            Found::GeneratorWasTheLimit { .. } => {
                let rest = ": the generator was the limit".to_owned();
                (Paint::Bad, '!', "no capacity".to_owned(), rest)
            }
            Found::Undecided(_) => {
                (Paint::Caution, '?', "no capacity yet".to_owned(), String::new())
            }
        };
        Self { paint, mark, headline, rest }
    }
}

/// What stands before the answer of a search that was not let come to its end.
pub(super) const fn so_far(finding: &Finding) -> &'static str {
    match finding.ending {
        Ending::Complete => "",
        Ending::Interrupted => "interrupted; so far: ",
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
            Found::Undecided(undecided) => Some(undecided.reason()),
        }
    }
}

impl Undecided {
    fn reason(&self) -> String {
        match self {
            Self::NothingMissed { met: Some(met) } => format!(
                "no limit was missed yet at {}, the highest rate that was tried; give a larger budget",
                per_second(*met)
            ),
            Self::NothingMissed { met: None } => {
                "there was time for no trial that tells; give a larger budget".to_owned()
            }
            Self::NothingMet { missed, limit } => format!(
                "{limit} was missed even at {}, the lowest rate that was tried; give a larger budget",
                per_second(*missed)
            ),
            Self::NeverJudged { limit } => format!(
                "{limit} could not be told in any trial: too few requests; give a larger budget"
            ),
        }
    }
}

/// A rate with three digits, where it has so many.
pub(super) fn number(rate: f64) -> String {
    if rate.fract() == 0.0 { words::short(rate) } else { words::decimal(rate) }
}

pub(super) fn per_second(rate: f64) -> String {
    format!("{}/s", number(rate))
}

pub(super) fn span(span: Duration) -> String {
    words::micros(nanos(span) / 1_000)
}
