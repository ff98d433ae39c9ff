//! What all shards saw within the receiver. Each run has names of its own, so no event is of two shards.

use crate::{
    measurement::{Effects, Measurement},
    oracle::NAMES_MAX,
};

/// The sum; nothing where no shard has looked.
pub(super) fn sum(shards: &[Measurement]) -> Option<Effects> {
    if shards.iter().all(|shard| shard.effects.is_none()) {
        return None;
    }
    let mut sum = Effects::default();
    for Measurement { effects, shard: [k, n], .. } in shards {
        let Some(effects) = effects else {
            sum.problem.get_or_insert(format!("shard {k}/{n} did not look into the receiver"));
            continue;
        };
        if let Some(problem) = &effects.problem {
            sum.problem.get_or_insert(format!("shard {k}/{n}: {problem}"));
        }
        sum.expected += effects.expected;
        sum.found += effects.found;
        let kinds = [
            (&mut sum.lost, &effects.lost),
            (&mut sum.doubled, &effects.doubled),
            (&mut sum.invented, &effects.invented),
        ];
        for (all, names) in kinds {
            let room = NAMES_MAX.saturating_sub(all.len());
            all.extend(names.iter().take(room).cloned());
        }
        for (all, count) in sum.counts.iter_mut().zip(effects.counts) {
            *all += count;
        }
    }
    Some(sum)
}
