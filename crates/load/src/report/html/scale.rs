//! Where a value stands on an axis, and which values are named there.

use crate::report::words;

/// A named value: its distance from the axis' start in percent, and its name.
pub(super) struct Tick {
    pub(super) at: String,
    pub(super) label: String,
}

/// How many units a picture is wide and high; it is stretched to the room there is.
const UNITS: f64 = 1_000.0;

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

    /// From the bottom up.
    pub(super) fn ticks(&self, name: impl Fn(f64) -> String) -> Vec<Tick> {
        let values = (0..=self.steps).map(|step| f64::from(step) * self.step);
        values.map(|value| Tick { at: percent(self.y(value)), label: name(value) }).collect()
    }
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
