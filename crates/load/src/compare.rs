//! Runs held against runs: what got better, what got worse, and what cannot be told from noise.
//!
//! The unit is the run, not the request: requests of one run share its luck. Each figure of a run is one number; a side is the median
//! of its runs. A change counts only when it is larger than the spread between runs of the same side, which is the noise that was
//! measured, and than what is ever noise, and when the interval around it excludes none. With fewer than three runs on
//! a side nothing is claimed: one has no spread, and of two and two, all of one side lie beyond all of the other once in three times by
//! chance alone.
//!
//! Who measures both sides himself takes [`turns()`]: interleaved so that what drifts meanwhile, a machine that warms up or a disk that
//! fills, is the same for both.

mod figure;
mod lines;
mod plans;
mod statistics;
mod terminal;
mod turns;

use serde::Serialize;

pub use self::{
    figure::Figure,
    lines::{ComparisonLine, FigureLine, RunLine, ndjson},
    terminal::{lines, run_line},
    turns::{ROUNDS_MAX, Turn, turns},
};
use self::{
    plans::{differences, same_plan, valid},
    statistics::{interval, median, spread},
};
use crate::measurement::Measurement;

/// How many runs a side may have.
pub const RUNS_MAX: usize = 1_000;

/// A change of less is never called one, however alike the runs of a side are: an answer more or less behind the end, a step of a histogram.
const CHANGE_MIN: f64 = 0.01;

/// Why runs are not compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// A side has no run that may be believed.
    #[error(
        "there is no run {side} that may be believed: {given} given, {invalid} of them invalid"
    )]
    NoRun {
        /// `before` or `after`, `of the baseline` or `of the receiver`.
        side: &'static str,
        /// How many were given.
        given: usize,
        /// How many of them are invalid.
        invalid: usize,
    },
    /// A side has more than [`RUNS_MAX`].
    #[error("{given} runs {side} are more than {RUNS_MAX}")]
    TooManyRuns {
        /// `before` or `after`, `of the baseline` or `of the receiver`.
        side: &'static str,
        /// How many were given.
        given: usize,
    },
    /// Not all runs follow the same plan, so their figures are not of the same thing.
    #[error(
        "the plans differ, so nothing can be compared: {what} is {one} in one run and {other} in another"
    )]
    DifferentPlans {
        /// Which part of the plan.
        what: &'static str,
        /// What it is in the first run.
        one: String,
        /// What it is in another.
        other: String,
    },
}

impl CompareError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoRun { .. } => "compare_no_run",
            Self::TooManyRuns { .. } => "compare_too_many_runs",
            Self::DifferentPlans { .. } => "compare_different_plans",
        }
    }
}

/// What became of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Worse, by more than noise.
    Worse,
    /// Better, by more than noise.
    Better,
    /// No more apart than runs of one side are.
    SameWithinNoise,
    /// There are too few runs, or the figure is absent in some.
    Unknown,
}

/// One side of a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// The figure of each run, in the order given.
    pub runs: Vec<f64>,
    /// Their median.
    pub median: f64,
    /// Largest less smallest, as a share of the median; absent with one run.
    pub spread: Option<f64>,
}

/// A figure on both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureChange {
    /// Which.
    pub figure: Figure,
    /// Before; absent where no run has it.
    pub before: Option<Side>,
    /// After; absent where no run has it.
    pub after: Option<Side>,
    /// After over before, less 1; absent where one is, or before is 0.
    pub change: Option<f64>,
    /// Where 95% of resampled changes lie; absent with one run on a side.
    pub interval: Option<[f64; 2]>,
    /// How far apart runs of one side are at most, as a share of before: what differs though nothing was changed.
    pub noise: Option<f64>,
    /// What became of it.
    pub verdict: Change,
}

/// What the two sides are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sides {
    /// Earlier and later runs.
    InTime,
    /// Runs against two receivers: first the one that is the measure, then the one that is measured by it.
    Receivers,
}

impl Sides {
    /// The words for people.
    const fn words(self) -> [&'static str; 2] {
        match self {
            Self::InTime => ["before", "after"],
            Self::Receivers => ["baseline", "receiver"],
        }
    }

    /// Behind "runs".
    const fn phrases(self) -> [&'static str; 2] {
        match self {
            Self::InTime => ["before", "after"],
            Self::Receivers => ["of the baseline", "of the receiver"],
        }
    }

    /// What a generator costs is nothing of a receiver's.
    const fn figures(self) -> &'static [Figure] {
        match self {
            Self::InTime => Figure::ALL,
            Self::Receivers => Figure::OF_RECEIVERS,
        }
    }
}

/// Two sides, held against each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What they are.
    pub sides: Sides,
    /// What the runs do not have in common and what weakens the comparison, in sentences.
    pub notes: Vec<String>,
    /// Where the first run of each side went.
    pub targets: [String; 2],
    /// How many runs there are before and after, invalid ones left out.
    pub runs: [usize; 2],
    /// One for each figure; amplification only where every run has it.
    pub figures: Vec<FigureChange>,
}

impl Comparison {
    /// Whether a figure got worse by more than noise.
    pub fn is_regression(&self) -> bool {
        self.figures.iter().any(|figure| figure.verdict == Change::Worse)
    }

    /// Worse if a figure is; else better if one is; else the same if one is; else unknown.
    pub fn verdict(&self) -> Change {
        let order = [Change::Worse, Change::Better, Change::SameWithinNoise];
        let has = |verdict: &Change| self.figures.iter().any(|figure| figure.verdict == *verdict);
        order.into_iter().find(has).unwrap_or(Change::Unknown)
    }
}

/// Holds later runs against earlier ones.
///
/// # Errors
/// [`CompareError::TooManyRuns`] and [`CompareError::NoRun`] by the number of runs that may be believed;
/// [`CompareError::DifferentPlans`] when arrivals, length, mix, share of a plan or retry plan differ. Seeds may.
pub fn compare(before: &[Measurement], after: &[Measurement]) -> Result<Comparison, CompareError> {
    hold(Sides::InTime, before, after)
}

/// Holds runs against a receiver against those of another one, which is the measure.
///
/// # Errors
/// As [`compare()`].
pub fn compare_receivers(
    baseline: &[Measurement],
    receiver: &[Measurement],
) -> Result<Comparison, CompareError> {
    hold(Sides::Receivers, baseline, receiver)
}

fn hold(
    sides: Sides,
    before: &[Measurement],
    after: &[Measurement],
) -> Result<Comparison, CompareError> {
    let mut notes = vec![];
    let [one, other] = sides.phrases();
    let earlier = valid(one, before, &mut notes)?;
    let later = valid(other, after, &mut notes)?;
    let all: Vec<_> = earlier.iter().chain(&later).copied().collect();
    for other in &all[1..] {
        same_plan(all[0], other)?;
    }
    differences(sides, &all, &mut notes);
    if !statistics::are_enough(earlier.len(), later.len()) {
        notes.push(
            "so few runs lie apart by chance too often: nothing can be told from noise; three or more on each side can"
                .to_owned(),
        );
    }
    let comes_back = plans::tell_retries(&all, &mut notes);
    let is_compared = |figure: &&Figure| comes_back || **figure != Figure::Amplification;
    let figures = sides.figures().iter().filter(is_compared);
    let figures = figures.map(|figure| held(*figure, &earlier, &later));
    let targets = [earlier[0].url.clone(), later[0].url.clone()];
    let runs = [earlier.len(), later.len()];
    Ok(Comparison { sides, notes, targets, runs, figures: figures.collect() })
}

fn held(figure: Figure, before: &[&Measurement], after: &[&Measurement]) -> FigureChange {
    let side = |runs: &[&Measurement]| {
        // A figure that some runs lack is none of the side.
        let runs: Vec<f64> = runs.iter().map(|run| figure.of(run)).collect::<Option<_>>()?;
        Some(Side { median: median(&runs), spread: spread(&runs), runs })
    };
    let mut held = FigureChange {
        figure,
        before: side(before),
        after: side(after),
        change: None,
        interval: None,
        noise: None,
        verdict: Change::Unknown,
    };
    if let (Some(before), Some(after)) = (&held.before, &held.after) {
        held.change = statistics::change(before.median, after.median);
        held.interval = interval(&before.runs, &after.runs);
        held.noise = noise(before, after);
        held.verdict = verdict(before, after, &held);
    }
    held
}

/// How far apart runs of one side are at most, as a share of what the change is a share of: so the two can be held against each other
/// however different the sides are.
fn noise(before: &Side, after: &Side) -> Option<f64> {
    let range = statistics::range(&before.runs).max(statistics::range(&after.runs));
    let has_spread = before.runs.len() > 1 && after.runs.len() > 1;
    (has_spread && before.median != 0.0).then(|| range / before.median)
}

fn verdict(before: &Side, after: &Side, held: &FigureChange) -> Change {
    if !statistics::are_enough(before.runs.len(), after.runs.len()) {
        return Change::Unknown;
    }
    let grew = after.median > before.median;
    // From nothing to something has no share; every run of the one side must then lie beyond every run of the other.
    let is_real = match (held.change, held.interval, held.noise) {
        (Some(change), Some([low, high]), Some(noise)) => {
            change.abs() > noise.max(CHANGE_MIN) && (low > 0.0 || high < 0.0)
        }
        _ => statistics::are_apart(&before.runs, &after.runs),
    };
    match (is_real, grew == held.figure.is_better_when_larger()) {
        (false, _) => Change::SameWithinNoise,
        (true, true) => Change::Better,
        (true, false) => Change::Worse,
    }
}
