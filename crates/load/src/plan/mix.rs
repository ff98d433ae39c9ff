//! Which class each arrival has.
//!
//! The shares are whole weights, and one period of as many arrivals as the weights add up to is laid out in advance: each arrival of a
//! class has a window of places within which it keeps the class less than one arrival away from its share at every prefix (the windows
//! of "proportionate fairness"), and places go to the window that closes first. For one sequence that is always possible.

use std::{collections::BTreeMap, fmt, str::FromStr};

use crate::class::{Class, UnknownClass};

/// The longest period. Weights such as 99.999 and 0.001 still fit.
pub const PERIOD_MAX: u64 = 100_000;

/// The decimals of a share that are read.
const DECIMALS_MAX: usize = 3;

/// Shares of classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mix {
    weights: BTreeMap<Class, u64>,
    period: Vec<Class>,
}

/// Why a text is no mix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MixError {
    /// An unknown class.
    #[error(transparent)]
    Class(#[from] UnknownClass),
    /// A share that is no number.
    #[error("{0:?} is no share; write the mix as sound=90,forged=10, with three decimals at most")]
    Share(String),
    /// A class twice.
    #[error("the class {0} stands twice in the mix")]
    Twice(Class),
    /// No class with a share.
    #[error("the mix has no class with a share above 0")]
    Empty,
    /// Shares without a short common measure.
    #[error(
        "the shares of the mix have a common period of {0} requests, more than {PERIOD_MAX}; take rounder numbers"
    )]
    TooFine(u64),
}

impl MixError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Class(_) => "mix_class",
            Self::Share(_) => "mix_share",
            Self::Twice(_) => "mix_twice",
            Self::Empty => "mix_empty",
            Self::TooFine(_) => "mix_too_fine",
        }
    }
}

const fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl Mix {
    /// Sound callbacks alone.
    pub fn sound() -> Self {
        Self { weights: BTreeMap::from([(Class::Sound, 1)]), period: vec![Class::Sound] }
    }

    /// Lays out a mix by weights; classes of weight 0 are left out.
    ///
    /// # Errors
    ///
    /// [`MixError::Empty`], [`MixError::TooFine`].
    pub fn new(weights: impl IntoIterator<Item = (Class, u64)>) -> Result<Self, MixError> {
        let mut weights: BTreeMap<Class, u64> = weights.into_iter().collect();
        weights.retain(|_, weight| *weight > 0);
        let measure = weights.values().copied().fold(0, gcd);
        if measure == 0 {
            return Err(MixError::Empty);
        }
        weights.values_mut().for_each(|weight| *weight /= measure);
        let period = weights.values().fold(0_u64, |sum, weight| sum.saturating_add(*weight));
        if period > PERIOD_MAX {
            return Err(MixError::TooFine(period));
        }
        let period = lay_out(&weights, period);
        Ok(Self { weights, period })
    }

    /// The class of an arrival.
    pub fn class(&self, index: u64) -> Class {
        // A period fits a u64, and what is left of a division by it fits a usize.
        let place = index % crate::quantity::count(self.period.len());
        self.period[crate::quantity::place(place)]
    }

    /// After how many arrivals it begins anew.
    pub fn period(&self) -> u64 {
        crate::quantity::count(self.period.len())
    }

    /// The classes of it, in the order of reports.
    pub fn classes(&self) -> impl Iterator<Item = Class> + '_ {
        self.weights.keys().copied()
    }

    /// Whether it has the class.
    pub fn has(&self, class: Class) -> bool {
        self.weights.contains_key(&class)
    }

    /// The shares; they add up to 1.
    pub fn shares(&self) -> BTreeMap<Class, f64> {
        let all = self.period.len() as f64;
        self.weights.iter().map(|(class, weight)| (*class, *weight as f64 / all)).collect()
    }
}

/// One arrival of a class that is still to be placed.
struct Unit {
    class: Class,
    weight: u64,
    /// How many of the class stand already.
    placed: u64,
}

impl Unit {
    /// The first place that the next one may take.
    const fn opens(&self, period: u64) -> u64 {
        self.placed * period / self.weight
    }

    /// The first place that is too late for it.
    const fn closes(&self, period: u64) -> u64 {
        ((self.placed + 1) * period).div_ceil(self.weight)
    }
}

fn lay_out(weights: &BTreeMap<Class, u64>, period: u64) -> Vec<Class> {
    let mut units: Vec<Unit> =
        weights.iter().map(|(&class, &weight)| Unit { class, weight, placed: 0 }).collect();
    let mut places = Vec::with_capacity(crate::quantity::place(period));
    for place in 0..period {
        // Sound comes first where windows close together: others refer to it.
        let next = units
            .iter_mut()
            .filter(|unit| unit.placed < unit.weight && unit.opens(period) <= place)
            .min_by_key(|unit| (unit.closes(period), unit.class))
            .expect("the shares add up to 1, so at every place some class is behind its share");
        next.placed += 1;
        places.push(next.class);
    }
    places
}

/// `90` or `0.125` as a whole number of thousandths.
fn weight(text: &str) -> Option<u64> {
    let text = text.trim().trim_end_matches('%');
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || decimals.len() > DECIMALS_MAX
        || !are_digits(whole)
        || !are_digits(decimals)
    {
        return None;
    }
    let decimals: u64 = format!("{decimals:0<DECIMALS_MAX$}").parse().ok()?;
    // 32 bits, so that sums stay far from the end of 64.
    Some(u64::from(whole.parse::<u32>().ok()?) * 1_000 + decimals)
}

impl FromStr for Mix {
    type Err = MixError;

    fn from_str(text: &str) -> Result<Self, MixError> {
        let mut weights = BTreeMap::new();
        for part in text.split(',') {
            let (class, share) =
                part.split_once('=').ok_or_else(|| MixError::Share(part.to_owned()))?;
            let class: Class = class.trim().parse()?;
            let share = weight(share).ok_or_else(|| MixError::Share(part.to_owned()))?;
            if weights.insert(class, share).is_some() {
                return Err(MixError::Twice(class));
            }
        }
        Self::new(weights)
    }
}

impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> =
            self.weights.iter().map(|(class, weight)| format!("{class}={weight}")).collect();
        f.write_str(&parts.join(","))
    }
}
