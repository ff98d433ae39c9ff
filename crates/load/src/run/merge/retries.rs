//! What came back in all shards.

use super::MergeError;
use crate::{
    class::Class,
    measurement::{Measurement, Redeliveries},
    quantity::rounded,
    record::tally::{AllTimes, add_ledger},
    retries::Amplification,
};

/// Adds up what came back; all shards have one retry plan, or none has any.
pub(super) fn sum(shards: &[Measurement]) -> Result<Option<Redeliveries>, MergeError> {
    let of = |shard: &Measurement| shard.retries.as_ref().map(plan);
    let plan_of_first = shards.first().map(of);
    if shards.iter().any(|shard| Some(of(shard)) != plan_of_first) {
        return Err(MergeError::Plans("the retry plan"));
    }
    let mut all = shards.iter().filter_map(|shard| shard.retries.as_ref());
    let Some(first) = all.next() else { return Ok(None) };
    let histogram = || MergeError::Histogram(Class::Redelivered);
    let mut times = AllTimes::read(&first.latency).ok_or_else(histogram)?;
    let mut sum = first.clone();
    for other in all {
        times.add(&AllTimes::read(&other.latency).ok_or_else(histogram)?);
        add_ledger(&mut sum.ledger, &other.ledger);
        sum.events += other.events;
        sum.deliveries += other.deliveries;
        sum.given_up += other.given_up;
        sum.dropped += other.dropped;
        sum.waiting += other.waiting;
    }
    let Redeliveries { events, deliveries, .. } = sum;
    let amplification = Amplification { events, deliveries, ..Amplification::default() };
    sum.amplification = rounded(amplification.ratio());
    sum.latency = times.line();
    Ok(Some(sum))
}

/// What must be the same in all.
fn plan(of: &Redeliveries) -> (String, u32, u64, String, String) {
    (of.plan.clone(), of.retries, of.interval_us, of.resign.clone(), of.interval_from.clone())
}
