//! What a probe sees before and after a step: how many events a receiver has taken of each stream that the step touched.

use livehook_probe::{Question, Scope};
use tokio::time::sleep;

use super::{Performance, Seen};
use crate::{
    exchange::Exchanged,
    session::{Made, Trouble, look_at_each},
    step::Expect,
};

/// What must come is waited for so many times as long as an effect may take.
const PATIENCE_FACTOR: u32 = 4;

/// What a probe saw before and after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Effect {
    pub(crate) before: u64,
    pub(crate) after: u64,
}

impl Effect {
    pub(crate) const fn more(self) -> u64 {
        self.after.saturating_sub(self.before)
    }
}

/// How many events more of each stream a sound receiver has that has answered so: what it acknowledged.
pub(crate) fn hoped_for(expect: Expect, exchanges: &[Exchanged], streams: usize) -> Vec<u64> {
    let acknowledged = exchanges.iter().filter(|each| each.status() == Some(200)).count() as u64;
    let of_each = |i: usize| match (expect, exchanges) {
        (Expect::Taken, all) if all.len() <= streams => status(all, i) == Some(200),
        (Expect::Honest, all) => status(all, i) == Some(200),
        (Expect::Taken, _) => acknowledged > 0,
        _ => false,
    };
    match expect {
        Expect::EachOfOneStream => vec![acknowledged; streams],
        _ => (0..streams).map(|i| u64::from(of_each(i))).collect(),
    }
}

/// The answer to the callback of this number: of its own connection, or one after another on one.
fn status(exchanges: &[Exchanged], i: usize) -> Option<u16> {
    match exchanges {
        [one] => one.answers.get(i).map(|answer| answer.status),
        several => several.get(i).and_then(Exchanged::status),
    }
}

impl Performance {
    /// What the probe has of each stream by now.
    pub(super) async fn counts(&self, made: &[Made]) -> Result<Option<Vec<u64>>, Trouble> {
        let session = &self.sender.session;
        // A total does not say which of several callbacks it counts.
        if !session.watches() || (session.scope() == Scope::Total && made.len() > 1) {
            return Ok(None);
        }
        Ok(Some(self.looks(made, &[]).await?))
    }

    /// Looks at each stream, for at least so many, at once where none are named.
    async fn looks(&self, made: &[Made], at_least: &[u64]) -> Result<Vec<u64>, Trouble> {
        let session = &self.sender.session;
        let wanted = made.iter().enumerate().map(|(i, each)| {
            let question = Question::of_stream(&each.stream_id);
            (question, at_least.get(i).copied().unwrap_or_default())
        });
        let within = session.settle() * PATIENCE_FACTOR;
        let looked = look_at_each(session, wanted.collect(), within).await?;
        // Of many at once some wait for their turn to be looked at, which says nothing of the receiver.
        if let [one] = looked.as_slice() {
            session.took(one.took);
        }
        Ok(looked.into_iter().map(|each| each.count).collect())
    }

    /// Waits until effects have shown, or until they should have, and puts together what was seen.
    pub(super) async fn seen(
        &self,
        expect: Expect,
        event_type: Option<i64>,
        exchanges: Vec<Exchanged>,
        made: Vec<Made>,
        before: Option<Vec<u64>>,
    ) -> Result<Seen, Trouble> {
        let effects = match before {
            Some(before) => {
                self.sender.place.leave();
                let effects = self.effects(expect, &exchanges, &made, before).await;
                self.sender.place.come_back().await;
                effects?
            }
            None => None,
        };
        let taken_as = self.taken_as(expect, &made).await?;
        Ok(Seen { expect, event_type, exchanges, made, effects, taken_as })
    }

    /// None where counts turn out to mean nothing.
    async fn effects(
        &self,
        expect: Expect,
        exchanges: &[Exchanged],
        made: &[Made],
        before: Vec<u64>,
    ) -> Result<Option<Vec<Effect>>, Trouble> {
        let session = &self.sender.session;
        let hoped_for = hoped_for(expect, exchanges, made.len());
        if hoped_for.iter().any(|n| *n > 0) {
            let at_least = before.iter().zip(&hoped_for).map(|(before, n)| match n {
                0 => 0,
                n => before + n,
            });
            self.looks(made, &at_least.collect::<Vec<_>>()).await?;
        }
        // What must not come, or not a second time, is given the time in which it would have.
        let wait = session.settle();
        session.has_time_for(wait)?;
        sleep(wait).await;
        let after = self.looks(made, &[]).await?;
        let pairs = before.into_iter().zip(after);
        let effects: Vec<_> = pairs.map(|(before, after)| Effect { before, after }).collect();
        // A total may have moved for another reason, and moves on then.
        let is_odd = effects.iter().zip(&hoped_for).any(|(effect, n)| effect.more() > *n);
        if is_odd && session.scope() == Scope::Total {
            session.has_time_for(wait)?;
            sleep(wait).await;
            if self.looks(made, &[]).await?.first() != effects.first().map(|effect| &effect.after) {
                session.disregard_counts();
                return Ok(None);
            }
        }
        Ok(Some(effects))
    }

    async fn taken_as(&self, expect: Expect, made: &[Made]) -> Result<Option<u64>, Trouble> {
        let session = &self.sender.session;
        let (Expect::NotAs(event_type), Some(probe)) = (expect, &session.options.probe) else {
            return Ok(None);
        };
        let Some(made) = made.first().filter(|_| probe.tells_types()) else { return Ok(None) };
        let question = Question::of_stream(&made.stream_id).of_type(event_type);
        Ok(Some(session.look(&question).await?))
    }
}
