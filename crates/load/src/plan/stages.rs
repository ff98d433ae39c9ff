//! Rates that change: in steps, or evenly from one to another. The number of arrivals until a time is the integral of the rate; the
//! time of an arrival is its inverse, which has a closed form for both.

use std::{fmt, time::Duration};

use crate::quantity::{Rate, SECOND, in_words, nanos, whole};

/// The most stages of a plan.
pub const STAGES_MAX: usize = 1_000;

/// A span over which the rate goes evenly from one value to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stage {
    /// The rate at its beginning.
    pub from: Rate,
    /// The rate at its end.
    pub to: Rate,
    /// How long it takes.
    pub span: Duration,
}

/// Stages one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Stages {
    stages: Vec<Begun>,
    total: f64,
    length_ns: u64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Begun {
    stage: Stage,
    from_ns: u64,
    /// Arrivals before it, with a fraction.
    before: f64,
}

impl Stage {
    /// What of it lies within a time, with the rate that it has reached then.
    pub(crate) fn cut(self, most: Duration) -> Self {
        if self.span <= most {
            return self;
        }
        let part = most.as_secs_f64() / self.span.as_secs_f64();
        let to = Rate::of(self.from.as_f64() + (self.to.as_f64() - self.from.as_f64()) * part);
        Self { to, span: most, ..self }
    }

    /// Arrivals in its first seconds.
    fn until(self, seconds: f64) -> f64 {
        let (from, to) = (self.from.as_f64(), self.to.as_f64());
        let length = self.span.as_secs_f64();
        from * seconds + (to - from) * seconds * seconds / (2.0 * length)
    }

    /// After how many seconds so many have arrived: the smaller root, in the form that does not cancel.
    fn after(self, arrived: f64) -> f64 {
        if arrived <= 0.0 {
            return 0.0;
        }
        let (from, to) = (self.from.as_f64(), self.to.as_f64());
        let slope = (to - from) / self.span.as_secs_f64();
        let root = (from * from + 2.0 * slope * arrived).max(0.0).sqrt();
        (2.0 * arrived / (from + root)).min(self.span.as_secs_f64())
    }
}

impl Stages {
    /// Puts stages one after the other; those without length are left out, and so is what lies beyond the thousandth.
    pub fn new(stages: impl IntoIterator<Item = Stage>) -> Self {
        let (mut from_ns, mut before) = (0_u64, 0.0);
        let mut begun = Vec::new();
        for stage in stages.into_iter().filter(|stage| !stage.span.is_zero()).take(STAGES_MAX) {
            begun.push(Begun { stage, from_ns, before });
            from_ns = from_ns.saturating_add(nanos(stage.span));
            before += stage.until(stage.span.as_secs_f64());
        }
        Self { stages: begun, total: before, length_ns: from_ns }
    }

    /// In their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Stage> {
        self.stages.iter().map(|begun| begun.stage)
    }

    /// How many arrive in all, with a fraction.
    pub(super) const fn total(&self) -> f64 {
        self.total
    }

    /// How long they take.
    pub(super) const fn length(&self) -> Duration {
        Duration::from_nanos(self.length_ns)
    }

    pub(super) fn due_ns(&self, index: u64) -> Option<u64> {
        let arrived = index as f64;
        // Sums of fractions are off by less than this; without it the last arrival might be lost.
        if arrived > self.total - 1e-6 {
            return None;
        }
        let next = self.stages.partition_point(|begun| begun.before <= arrived);
        let begun = self.stages.get(next.checked_sub(1)?)?;
        let seconds = begun.stage.after(arrived - begun.before);
        Some(begun.from_ns + whole(seconds * SECOND as f64))
    }

    pub(super) fn count_before(&self, until_ns: u64) -> u64 {
        if until_ns == 0 {
            return 0;
        }
        let next = self.stages.partition_point(|begun| begun.from_ns < until_ns);
        let Some(begun) = next.checked_sub(1).and_then(|last| self.stages.get(last)) else {
            return 0;
        };
        let seconds = (until_ns - begun.from_ns) as f64 / SECOND as f64;
        let estimate =
            begun.before + begun.stage.until(seconds.min(begun.stage.span.as_secs_f64()));
        // Rounding may be off by one to either side; the due times decide.
        let is_before = |n: &u64| *n == 0 || self.due_ns(n - 1).is_some_and(|due| due < until_ns);
        let estimate = whole(estimate);
        (estimate.saturating_sub(1)..=estimate.saturating_add(2)).rfind(is_before).unwrap_or(0)
    }
}

impl fmt::Display for Stages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_ramp = |begun: &Begun| begun.stage.from != begun.stage.to;
        if let [begun] = self.stages.as_slice()
            && is_ramp(begun)
        {
            let Stage { from, to, span } = begun.stage;
            return write!(f, "ramp {from}..{to} over {}", in_words(span));
        }
        f.write_str("steps ")?;
        for (n, Begun { stage: Stage { from, to, span }, .. }) in self.stages.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            let to = if from == to { String::new() } else { format!("..{to}") };
            write!(f, "{comma}{from}{to}:{}", in_words(*span))?;
        }
        Ok(())
    }
}
