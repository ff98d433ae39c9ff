//! When a callback is sent again. Plans are data; nothing here waits or knows the time.

use std::{fmt, str::FromStr, time::Duration};

use crate::nearest::nearest;

/// How often and how far apart a failed callback is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPlan {
    /// The name, as in `--retry-plan NAME`.
    pub name: &'static str,
    /// Attempts after the first.
    pub retries: u32,
    /// From one to the next.
    pub interval: Duration,
    /// Where the numbers are from.
    pub source: &'static str,
}

impl RetryPlan {
    /// One attempt only.
    pub const NONE: Self = Self {
        name: "none",
        retries: 0,
        interval: Duration::ZERO,
        source: "no retries were asked for",
    };
    /// Twelve more, a minute apart.
    pub const GENERIC: Self = Self {
        name: "generic",
        retries: 12,
        interval: Duration::from_secs(60),
        source: "documented for push, interruption, recording and moderation events",
    };
    /// Five more, two minutes apart.
    pub const SCREENSHOT: Self = Self {
        name: "screenshot",
        retries: 5,
        interval: Duration::from_secs(120),
        source: "documented for screenshot events",
    };
    /// Three more, a minute apart.
    pub const AI: Self = Self {
        name: "ai",
        retries: 3,
        interval: Duration::from_secs(60),
        source: "three retries are documented for subtitles and smart erasing; the interval is assumed",
    };

    /// Every plan.
    pub const ALL: &'static [Self] = &[Self::NONE, Self::GENERIC, Self::SCREENSHOT, Self::AI];

    /// When each attempt starts, counted from the first, if each takes this long to fail.
    pub fn starts(
        self,
        from: IntervalFrom,
        each_takes: Duration,
    ) -> impl Iterator<Item = Duration> {
        let step = match from {
            IntervalFrom::Failure => each_takes + self.interval,
            // An attempt that takes longer than the interval delays the next one: they never
            // overlap.
            IntervalFrom::Start => self.interval.max(each_takes),
        };
        (0..=self.retries).map(move |n| step * n)
    }
}

/// A name that no plan has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no retry plan {given:?}{}", did_you_mean(*.nearest))]
pub struct UnknownPlan {
    /// What was typed.
    pub given: String,
    /// The name that was probably meant.
    pub nearest: Option<&'static str>,
}

fn did_you_mean(nearest: Option<&'static str>) -> String {
    let names: Vec<_> = RetryPlan::ALL.iter().map(|plan| plan.name).collect();
    match nearest {
        Some(name) => format!("; did you mean {name}?"),
        None => format!(" (known: {})", names.join(", ")),
    }
}

impl FromStr for RetryPlan {
    type Err = UnknownPlan;

    fn from_str(name: &str) -> Result<Self, UnknownPlan> {
        Self::ALL.iter().copied().find(|plan| plan.name == name).ok_or_else(|| UnknownPlan {
            given: name.to_owned(),
            nearest: nearest(name, Self::ALL.iter().map(|plan| plan.name)),
        })
    }
}

/// A plan for an event, and how sure we are of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanChoice {
    /// The plan.
    pub plan: RetryPlan,
    /// How sure we are.
    pub basis: Basis,
}

/// How sure we are of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// A document names the event.
    Documented,
    /// None does. Whatever is shown of the plan should say so.
    Assumed,
}

impl PlanChoice {
    /// The plan that Tencent follows for an event type, as far as its documents tell. They do not
    /// for Smart Highlight.
    pub const fn for_event(event_type: Option<i64>) -> Self {
        let (plan, basis) = match event_type {
            Some(0 | 1 | 100 | 315 | 317) => (RetryPlan::GENERIC, Basis::Documented),
            Some(200) => (RetryPlan::SCREENSHOT, Basis::Documented),
            Some(338 | 347) => (RetryPlan::AI, Basis::Documented),
            _ => (RetryPlan::GENERIC, Basis::Assumed),
        };
        Self { plan, basis }
    }
}

/// What a retry is signed with. Not documented; a single capture suggests a fresh signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resign {
    /// The same `t` and `sign`: after 10 minutes they have expired.
    Keep,
    /// Fresh ones.
    Refresh,
}

/// From where the interval to the next attempt is counted. Not documented; from the failure is
/// assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalFrom {
    /// From the end of the attempt that failed.
    Failure,
    /// From its start.
    Start,
}

/// How much faster than life intervals pass: at 60, a minute takes a second. It shortens the waits
/// between attempts only: a receiver answers no faster for it, so time-outs stay, and its clock
/// runs as ever, so `t` stays too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeScale(f64);

/// A factor by which time cannot be scaled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no time scale: give a number from 1 to 1000000, such as 60 to play a minute in a second"
)]
pub struct TimeScaleError(pub String);

impl TimeScale {
    /// As in life.
    pub const REAL: Self = Self(1.0);

    /// So many times as fast.
    ///
    /// # Errors
    ///
    /// [`TimeScaleError`] below 1, above 1,000,000, and for what is no number.
    pub fn new(factor: f64) -> Result<Self, TimeScaleError> {
        if (1.0..=1_000_000.0).contains(&factor) {
            Ok(Self(factor))
        } else {
            Err(TimeScaleError(factor.to_string()))
        }
    }

    /// How long the wait is when played.
    pub fn play(self, wait: Duration) -> Duration {
        wait.div_f64(self.0)
    }
}

impl FromStr for TimeScale {
    type Err = TimeScaleError;

    fn from_str(text: &str) -> Result<Self, TimeScaleError> {
        text.parse().map_err(|_| TimeScaleError(text.to_owned())).and_then(Self::new)
    }
}

impl fmt::Display for TimeScale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// All there is to decide about retries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retrying {
    /// How often, how far apart.
    pub plan: RetryPlan,
    /// With which signature.
    pub resign: Resign,
    /// Counted from where.
    pub from: IntervalFrom,
    /// How fast.
    pub time_scale: TimeScale,
}

impl Retrying {
    /// One attempt, as when a command is not asked for more.
    pub const OFF: Self = Self {
        plan: RetryPlan::NONE,
        resign: Resign::Keep,
        from: IntervalFrom::Failure,
        time_scale: TimeScale::REAL,
    };

    /// When the next attempt is due, counted like these, after one that started and ended then.
    pub fn next_due(&self, started: Duration, ended: Duration) -> Duration {
        let interval = self.time_scale.play(self.plan.interval);
        match self.from {
            IntervalFrom::Failure => ended + interval,
            IntervalFrom::Start => ended.max(started + interval),
        }
    }
}
