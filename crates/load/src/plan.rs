//! What is to be sent and when: a pure function from a number to an arrival.
//!
//! Nothing is stored and nothing is drawn in sequence, so a plan repeats, any arrival can be computed alone, and shards on several
//! machines agree with the whole without talking to each other.

pub mod arrivals;
pub mod burst;
pub mod mix;
mod poisson;
pub mod shard;
pub mod stages;
pub mod text;
pub mod trace;

use std::time::Duration;

use self::{arrivals::Arrivals, mix::Mix, shard::Shard};
use crate::{class::Class, quantity::nanos};

/// How far back the callback lies that a duplicate or redelivery repeats, in arrivals, where there are so many. Further than what is on
/// its way at once, so that mostly the first one was answered before.
const REPEATED_AFTER: u64 = 100;

/// How requests follow one another.
#[derive(Debug, Clone, PartialEq)]
pub enum Pacing {
    /// At planned times, whatever the receiver does: what a sender does that knows nothing of it.
    Open {
        /// When.
        arrivals: Arrivals,
        /// For how long.
        length: Duration,
    },
    /// Each connection sends the next request when the one before was answered: how much a receiver can take, but not how long anyone
    /// would wait.
    Closed {
        /// How many requests in all, if that ends it.
        requests: Option<u64>,
        /// For how long, at most.
        length: Duration,
    },
}

/// A whole plan, or one shard of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Where all that is drawn begins.
    pub seed: u64,
    /// How requests follow one another.
    pub pacing: Pacing,
    /// The classes.
    pub mix: Mix,
    /// Which part.
    pub shard: Shard,
}

/// One request to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// Its number in the whole plan.
    pub index: u64,
    /// When it is due, in nanoseconds from the start. In a closed loop 0: it is due when it is sent.
    pub due_ns: u64,
    /// Its class.
    pub class: Class,
    /// Whose event it carries: its own number, or that of the earlier sound arrival of the same shard that it repeats. Where there is
    /// none yet, a repetition carries its own: it is then the first delivery.
    pub number: u64,
}

/// Why a plan cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Nothing is due.
    #[error("nothing is due within the run; make it longer or the rate higher")]
    Nothing,
    /// Repetitions of nothing.
    #[error("the mix has {0} callbacks and no sound ones that they could repeat; add sound=…")]
    NothingToRepeat(Class),
    /// A shard that has repetitions only.
    #[error(
        "shard {0} would get {1} callbacks and no sound ones that they could repeat; take another number of shards"
    )]
    ShardWithoutSound(Shard, Class),
}

impl PlanError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Nothing => "plan_nothing_due",
            Self::NothingToRepeat(_) => "plan_nothing_to_repeat",
            Self::ShardWithoutSound(..) => "plan_shard_without_sound",
        }
    }
}

/// Whether a class repeats an earlier callback.
const fn repeats(class: Class) -> bool {
    matches!(class, Class::Duplicate | Class::Redelivered)
}

impl Plan {
    /// Checks that something is due and that what repeats has something to repeat.
    ///
    /// # Errors
    ///
    /// [`PlanError`], in the order of its variants.
    pub fn check(&self) -> Result<(), PlanError> {
        if self.count() == Some(0) {
            return Err(PlanError::Nothing);
        }
        let Some(repeating) = self.mix.classes().find(|class| repeats(*class)) else {
            return Ok(());
        };
        if !self.mix.has(Class::Sound) {
            return Err(PlanError::NothingToRepeat(repeating));
        }
        // After as many steps as the period has arrivals, a shard's classes begin anew.
        let classes = (0..self.mix.period()).map(|nth| self.mix.class(self.index(nth)));
        if classes.clone().any(repeats) && !classes.clone().any(|class| class == Class::Sound) {
            return Err(PlanError::ShardWithoutSound(self.shard, repeating));
        }
        Ok(())
    }

    /// How many requests this shard makes; nothing where only time ends it.
    pub fn count(&self) -> Option<u64> {
        match &self.pacing {
            Pacing::Open { length, .. } => Some(self.count_before(nanos(*length))),
            Pacing::Closed { requests, .. } => requests.map(|all| self.shard.share_of(all)),
        }
    }

    /// How many requests of a class this shard makes, or of all; nothing where only time ends it.
    pub fn count_of(&self, class: Option<Class>) -> Option<u64> {
        let count = self.count()?;
        let Some(class) = class else { return Some(count) };
        // After as many steps as the period has arrivals, a shard's classes begin anew.
        let period = self.mix.period();
        let among = |n: u64| {
            let of_class = (0..n).filter(|nth| self.mix.class(self.index(*nth)) == class);
            crate::quantity::count(of_class.count())
        };
        Some((count / period).saturating_mul(among(period)) + among(count % period))
    }

    /// How many of this shard are due before a time within the run; 0 in a closed loop.
    pub fn count_before(&self, until_ns: u64) -> u64 {
        match &self.pacing {
            Pacing::Open { arrivals, length } => {
                let until_ns = until_ns.min(nanos(*length));
                self.shard.share_of(arrivals.count_before(self.seed, until_ns))
            }
            Pacing::Closed { .. } => 0,
        }
    }

    /// The longest that requests are made.
    pub const fn length(&self) -> Duration {
        match &self.pacing {
            Pacing::Open { length, .. } | Pacing::Closed { length, .. } => *length,
        }
    }

    /// Requests a second in the mean, all shards together; nothing in a closed loop.
    pub fn rate(&self) -> Option<f64> {
        match &self.pacing {
            Pacing::Open { arrivals, length } => {
                let count = arrivals.count_before(self.seed, nanos(*length));
                Some(count as f64 / length.as_secs_f64())
            }
            Pacing::Closed { .. } => None,
        }
    }

    /// The number in the whole plan of this shard's nth arrival.
    pub fn index(&self, nth: u64) -> u64 {
        nth.saturating_mul(self.shard.step()).saturating_add(self.shard.first())
    }

    /// This shard's nth arrival, from 0; nothing beyond the last.
    pub fn arrival(&self, nth: u64) -> Option<Arrival> {
        Cursor::new(self).arrival(nth)
    }

    /// Whose event an arrival carries.
    fn number(&self, index: u64, class: Class) -> u64 {
        if !repeats(class) {
            return index;
        }
        let step = self.shard.step();
        let nth = index / step;
        let is_sound = |nth: &u64| self.mix.class(self.index(*nth)) == Class::Sound;
        // Far enough back if there is one, else the nearest: after one period of steps classes begin anew.
        let from = nth.saturating_sub(REPEATED_AFTER.div_ceil(step));
        let reach = self.mix.period().max(REPEATED_AFTER);
        let far = (from.saturating_sub(reach)..from).rev().find(is_sound);
        let found = far.or_else(|| (nth.saturating_sub(reach)..nth).rev().find(is_sound));
        found.map_or(index, |nth| self.index(nth))
    }
}

/// Computes arrivals that follow one another without doing the work of a block again for each.
#[derive(Debug)]
pub struct Cursor<'a> {
    plan: &'a Plan,
    block: Option<poisson::Block>,
}

impl<'a> Cursor<'a> {
    /// A cursor over a plan.
    pub const fn new(plan: &'a Plan) -> Self {
        Self { plan, block: None }
    }

    /// The shard's nth arrival, from 0; nothing beyond the last.
    pub fn arrival(&mut self, nth: u64) -> Option<Arrival> {
        let index = self.plan.index(nth);
        let due_ns = self.due_ns(index)?;
        let class = self.plan.mix.class(index);
        Some(Arrival { index, due_ns, class, number: self.plan.number(index, class) })
    }

    fn due_ns(&mut self, index: u64) -> Option<u64> {
        match &self.plan.pacing {
            Pacing::Open { arrivals, length } => {
                let due_ns = match arrivals {
                    Arrivals::Poisson(rate) if !rate.is_zero() => {
                        let block = self.block.take().filter(|block| block.holds(index));
                        let seed = self.plan.seed;
                        let block =
                            block.unwrap_or_else(|| poisson::Block::holding(seed, *rate, index));
                        self.block.insert(block).due_ns(index)
                    }
                    other => other.due_ns(self.plan.seed, index)?,
                };
                (due_ns < nanos(*length)).then_some(due_ns)
            }
            Pacing::Closed { requests, .. } => requests.is_none_or(|all| index < all).then_some(0),
        }
    }
}
