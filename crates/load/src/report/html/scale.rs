//! Where a value stands on an axis, and which values are named there.

use crate::report::words;

/// A named value: its distance from the axis' start in percent, and its name.
pub(super) struct Tick {
    pub(super) at: String,
    pub(super) label: String,
}

/// How many units a picture is wide and high; it is stretched to the room there is.
pub(super) const UNITS: f64 = 1_000.0;

/// Microseconds, each decade as long as the next.
pub(super) struct Decades {
    low: i32,
    high: i32,
}

impl Decades {
    /// The decades that hold all of these; at least one.
    pub(super) fn around(micros: impl Iterator<Item = f64>) -> Self {
        let (low, high) = micros.fold((f64::MAX, 1.0), |(low, high): (f64, f64), value| {
            let value = value.max(1.0);
            (low.min(value), high.max(value))
        });
        let low = decade(low.min(high).log10().floor());
        Self { low, high: decade(high.log10().ceil()).max(low + 1) }
    }

    /// From the top, in picture units.
    pub(super) fn y(&self, micros: f64) -> f64 {
        let share =
            (micros.max(1.0).log10() - f64::from(self.low)) / f64::from(self.high - self.low);
        (1.0 - share.clamp(0.0, 1.0)) * UNITS
    }

    pub(super) fn ticks(&self) -> Vec<Tick> {
        let ticks = (self.low..=self.high).map(|decade| Tick {
            at: percent(self.y(10_f64.powi(decade))),
            label: words::micros(10_u64.saturating_pow(decade.unsigned_abs())),
        });
        ticks.collect()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "between 0 and 20: the logarithm of a u64")]
fn decade(exponent: f64) -> i32 {
    exponent.clamp(0.0, 19.0) as i32
}

/// From 0 to a round number.
pub(super) struct Linear {
    step: f64,
    steps: u32,
}

impl Linear {
    /// Up to a round number that holds all of these.
    pub(super) fn around(values: impl Iterator<Item = f64>) -> Self {
        let high = values.fold(1.0, f64::max);
        let power = 10_f64.powf((high / 4.0).log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0]
            .into_iter()
            .map(|times| times * power)
            .find(|step| step * 4.0 >= high)
            .unwrap_or(high / 4.0);
        Self { step, steps: (1..4).find(|steps| step * f64::from(*steps) >= high).unwrap_or(4) }
    }

    /// From the start, in picture units.
    pub(super) fn x(&self, value: f64) -> f64 {
        (value / (self.step * f64::from(self.steps))).clamp(0.0, 1.0) * UNITS
    }

    /// From the top, in picture units.
    pub(super) fn y(&self, value: f64) -> f64 {
        UNITS - self.x(value)
    }

    /// From the start along.
    pub(super) fn ticks_along(&self, name: impl Fn(f64) -> String) -> Vec<Tick> {
        let values = (0..=self.steps).map(|step| f64::from(step) * self.step);
        values.map(|value| Tick { at: percent(self.x(value)), label: name(value) }).collect()
    }

    /// From the bottom up.
    pub(super) fn ticks(&self, name: impl Fn(f64) -> String) -> Vec<Tick> {
        let values = (0..=self.steps).map(|step| f64::from(step) * self.step);
        values.map(|value| Tick { at: percent(self.y(value)), label: name(value) }).collect()
    }
}

/// From the smallest of some rates to the largest and a little further, each factor as long as the next.
pub(super) struct Factors {
    low: f64,
    high: f64,
}

impl Factors {
    /// The room beside the outermost rates, as a share of the axis.
    const ROOM: f64 = 0.04;
    /// How many values are named at least, and at most.
    const TICKS: [usize; 2] = [3, 8];

    /// Around rates; none where there is no rate above 0.
    pub(super) fn around(rates: impl Iterator<Item = f64>) -> Option<Self> {
        let (low, high) = rates
            .filter(|rate| rate.is_finite() && *rate > 0.0)
            .fold((f64::INFINITY, 0.0), |(low, high): (f64, f64), rate| {
                (low.min(rate), high.max(rate))
            });
        let room = (high / low).max(1.1).powf(Self::ROOM);
        (high > 0.0).then_some(Self { low: low / room, high: high * room })
    }

    /// From the start, in picture units.
    pub(super) fn x(&self, rate: f64) -> f64 {
        let rate = rate.clamp(self.low, self.high);
        (rate / self.low).ln() / (self.high / self.low).ln() * UNITS
    }

    /// From the top, in picture units.
    pub(super) fn y(&self, rate: f64) -> f64 {
        UNITS - self.x(rate)
    }

    /// Round numbers along the axis.
    pub(super) fn ticks_along(&self) -> Vec<Tick> {
        let tick = |rate: f64| Tick { at: percent(self.x(rate)), label: words::short(rate) };
        self.round().into_iter().map(tick).collect()
    }

    /// Round numbers from the bottom up.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let tick = |rate: f64| Tick { at: percent(self.y(rate)), label: words::short(rate) };
        self.round().into_iter().map(tick).collect()
    }

    /// Decades, and what lies between them where those are few; where even that is too few, numbers that are evenly apart.
    fn round(&self) -> Vec<f64> {
        let decades = decade(self.low.log10().floor().max(0.0))..=decade(self.high.log10().ceil());
        let within = |values: Vec<f64>| -> Vec<f64> {
            values.into_iter().filter(|it| (self.low..=self.high).contains(it)).collect()
        };
        let few = [1.0, 2.0, 5.0];
        let more = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0];
        for (between, every) in [(&few[..], 1), (&more, 1), (&[1.0], 1), (&[1.0], 3)] {
            let decades = decades.clone().step_by(every);
            let values = decades.flat_map(|exponent| {
                between.iter().map(move |times| times * 10_f64.powi(exponent))
            });
            let values = within(values.collect());
            if (Self::TICKS[0]..=Self::TICKS[1]).contains(&values.len()) {
                return values;
            }
        }
        let step = nice((self.high - self.low) / 4.0);
        let first = (self.low / step).ceil();
        within((0..8).map(|nth| (first + f64::from(nth)) * step).collect())
    }
}

/// A round number that is no less.
fn nice(number: f64) -> f64 {
    let power = 10_f64.powf(number.log10().floor());
    let round = [1.0, 2.0, 2.5, 5.0].into_iter().map(|times| times * power);
    round.into_iter().find(|it| *it >= number).unwrap_or(power * 10.0)
}

/// Picture units as percent of the room.
pub(super) fn percent(units: f64) -> String {
    format!("{:.2}", units / UNITS * 100.0)
}

/// A path through points in picture units; a gap where a point is absent.
pub(super) fn path(points: impl Iterator<Item = Option<(f64, f64)>>) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    let mut command = 'M';
    for point in points {
        let Some((x, y)) = point else {
            command = 'M';
            continue;
        };
        // Writing to a String cannot fail.
        let _ignored = write!(path, "{command}{x:.1} {y:.1}");
        command = 'L';
    }
    path
}
