//! What a probe sees before and after a step: how many events a receiver has taken of each stream that the step touched.

use std::time::Duration;

use livehook_probe::{Question, Scope, settled, steady};
use tokio::time::Instant;

use super::{Performance, Seen};
use crate::{
    exchange::Exchanged,
    session::{Made, Trouble},
    step::Expect,
};

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

impl Performance {
    /// What the probe has of each stream by now.
    pub(super) async fn counts(&self, made: &[Made]) -> Result<Option<Vec<u64>>, Trouble> {
        let Some(probe) = self.sender.session.probe() else { return Ok(None) };
        // A total does not say which of several callbacks it counts.
        if probe.scope() == Scope::Total && made.len() > 1 {
            return Ok(None);
        }
        let mut counts = Vec::with_capacity(made.len());
        for each in made {
            counts.push(probe.count(&Question::of_stream(&each.stream_id)).await?);
        }
        Ok(Some(counts))
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
            Some(before) => Some(self.effects(expect, &exchanges, &made, before).await?),
            None => None,
        };
        let taken_as = self.taken_as(expect, &made).await?;
        Ok(Seen { expect, event_type, exchanges, made, effects, taken_as })
    }

    async fn effects(
        &self,
        expect: Expect,
        exchanges: &[Exchanged],
        made: &[Made],
        before: Vec<u64>,
    ) -> Result<Vec<Effect>, Trouble> {
        let session = &self.sender.session;
        let probe = session.probe().expect("there are counts before");
        let acknowledged = exchanges.iter().any(|each| each.status() == Some(200));
        let hoped_for = match expect {
            Expect::Taken => 1,
            Expect::Honest if acknowledged => 1,
            Expect::EachOfOneStream => exchanges.len() as u64,
            _ => 0,
        };
        let end = Instant::now() + session.settle() * 4;
        if hoped_for > 0 {
            for (each, before) in made.iter().zip(&before) {
                let within = end.saturating_duration_since(Instant::now()).min(session.left());
                settled(&**probe, &Question::of_stream(&each.stream_id), before + 1, within)
                    .await?;
            }
        }
        // What must not come, or not a second time, is given the time in which it would have.
        let mut wait = session.settle();
        let mut effects = Vec::with_capacity(made.len());
        for (each, before) in made.iter().zip(before) {
            session.has_time_for(wait)?;
            let after = steady(&**probe, &Question::of_stream(&each.stream_id), wait).await?;
            wait = Duration::ZERO;
            effects.push(Effect { before, after });
        }
        Ok(effects)
    }

    async fn taken_as(&self, expect: Expect, made: &[Made]) -> Result<Option<u64>, Trouble> {
        let (Expect::NotAs(event_type), Some(probe)) = (expect, self.sender.session.probe()) else {
            return Ok(None);
        };
        let Some(made) = made.first().filter(|_| probe.tells_types()) else { return Ok(None) };
        let question = Question::of_stream(&made.stream_id).of_type(event_type);
        Ok(Some(probe.count(&question).await?))
    }
}
