//! What a later look makes of the effects that were seen: which step an event belongs to that came late.

use std::collections::BTreeMap;

use crate::perform::{Effect, Seen, hoped_for};

/// What was seen of one stream in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    /// Which step, among those that were looked at.
    step: usize,
    /// Which of its streams.
    nth: usize,
    before: u64,
    /// How many more there were after the step.
    more: u64,
    hoped_for: u64,
}

/// What was seen of each stream, in the order of the steps.
fn by_stream<'a>(seen: impl Iterator<Item = &'a Seen>) -> BTreeMap<String, Vec<Part>> {
    let mut by_stream: BTreeMap<String, Vec<Part>> = BTreeMap::new();
    for (step, seen) in seen.enumerate() {
        let hoped_for = hoped_for(seen.expect, &seen.exchanges, seen.made.len());
        let effects = seen.effects.iter().flatten().zip(hoped_for);
        for (nth, ((effect, hoped_for), made)) in effects.zip(&seen.made).enumerate() {
            let part = Part { step, nth, before: effect.before, more: effect.more(), hoped_for };
            by_stream.entry(made.stream_id.clone()).or_default().push(part);
        }
    }
    by_stream
}

/// Gives every event to the step that was to have it, and what nobody hoped for to the last step that could have brought it.
fn shares(parts: &[Part], gained: u64) -> Vec<u64> {
    let mut left = gained;
    let share = |part: &Part| {
        let share = part.more.max(part.hoped_for).min(left);
        left -= share;
        share
    };
    let mut shares: Vec<_> = parts.iter().map(share).collect();
    if let Some(last) = shares.last_mut() {
        *last += left;
    }
    shares
}

/// Sets effects right by the counts of a later look. For each step: whether something came late to it.
pub(super) fn revise(mut seen: Vec<&mut Seen>, counts: &BTreeMap<String, u64>) -> Vec<bool> {
    let mut is_late = vec![false; seen.len()];
    for (stream_id, parts) in by_stream(seen.iter().map(|seen| &**seen)) {
        let (Some(count), Some(first)) = (counts.get(&stream_id), parts.first()) else { continue };
        let gained = count.saturating_sub(first.before);
        // What is there no more was there.
        if gained < parts.iter().map(|part| part.more).sum() {
            continue;
        }
        let mut before = first.before;
        for (part, share) in parts.iter().zip(shares(&parts, gained)) {
            is_late[part.step] |= share > part.more;
            if let Some(effects) = &mut seen[part.step].effects {
                effects[part.nth] = Effect { before, after: before + share };
            }
            before += share;
        }
    }
    is_late
}

/// Whether a later look finds less of a stream than was there.
pub(super) fn forgets<'a>(
    seen: impl Iterator<Item = &'a Seen>,
    counts: &BTreeMap<String, u64>,
) -> bool {
    by_stream(seen).iter().any(|(stream_id, parts)| {
        let most = parts.iter().map(|part| part.before + part.more).max();
        counts.get(stream_id).is_some_and(|count| most.is_some_and(|most| *count < most))
    })
}

/// Whether nothing was seen of something, be it hoped for or not.
pub(super) fn misses<'a>(mut seen: impl Iterator<Item = &'a Seen>) -> bool {
    seen.any(|seen| seen.effects.iter().flatten().any(|effect| effect.more() == 0))
}

/// Whether something is missing, or must not come at all.
pub(super) fn is_urgent<'a>(seen: impl Iterator<Item = &'a Seen>) -> bool {
    by_stream(seen).values().flatten().any(|part| part.more < part.hoped_for.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By what was seen and what was hoped for in each step.
    #[track_caller]
    fn check(parts: &[(u64, u64)], gained: u64, expected: &[u64]) {
        let part = |(more, hoped_for): &(u64, u64)| Part {
            step: 0,
            nth: 0,
            before: 0,
            more: *more,
            hoped_for: *hoped_for,
        };
        assert_eq!(shares(&parts.iter().map(part).collect::<Vec<_>>(), gained), expected);
    }

    #[test]
    fn what_comes_late_belongs_to_the_step_that_was_to_have_it() {
        // A sound callback that shows only after the step that repeats it.
        check(&[(0, 1), (1, 0)], 1, &[1, 0]);
        // And is taken a second time.
        check(&[(0, 1), (1, 0)], 2, &[1, 1]);
        // A forgery alone, and one before a sound callback.
        check(&[(0, 0)], 1, &[1]);
        check(&[(0, 0), (1, 1)], 2, &[0, 2]);
        // Nothing came.
        check(&[(1, 1), (0, 1)], 1, &[1, 0]);
        check(&[], 1, &[]);
    }
}
