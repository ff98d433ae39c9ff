//! When a session began, and when each of its clips was played and cut.
//!
//! A session is planned from its start on and then moved so that its last clip was cut just before
//! the present time: what arrives now is old by minutes, as in reality, and nothing in it lies in
//! the future.

use std::ops::{Range, RangeInclusive};

use livehook_core::UnixSeconds;

use super::Items;
use crate::draws::Draws;

/// From the start of the session to its first clip, in milliseconds.
const INTRO_MS: RangeInclusive<i64> = 45_000..=900_000;
/// From one clip to the next of the same callback, in milliseconds.
const GAP_MS: RangeInclusive<i64> = 8_000..=75_000;
/// From the last clip of a callback to the first of the next, further to `GAP_MS`, in milliseconds.
const PAUSE_MS: RangeInclusive<i64> = 60_000..=420_000;
/// The length of a clip, in seconds.
const CLIP_SECONDS: RangeInclusive<i64> = 10..=60;
/// From the end of a clip to the making of its file, in seconds.
const CUT_SECONDS: RangeInclusive<i64> = 60..=300;
/// From the making of the last file to the present, in milliseconds.
const DELIVERY_MS: RangeInclusive<i64> = 1_000..=15_000;

/// One clip, in time.
pub(super) struct Clip {
    /// Its place among the clips of the session, from 0.
    pub(super) ordinal: usize,
    /// From the start of the session to the start of the clip, in milliseconds.
    pub(super) pts_ms: i64,
    /// Unix seconds.
    pub(super) begin_time: i64,
    /// Unix seconds.
    pub(super) end_time: i64,
    /// When its file was made, Unix seconds.
    pub(super) made_at: i64,
}

/// All clips of a session.
pub(super) struct Timeline {
    /// Unix time in milliseconds.
    pub(super) started_ms: i64,
    clips: Vec<Clip>,
    messages: Vec<Range<usize>>,
}

impl Timeline {
    /// Plans a session of so many callbacks, the last of which can be delivered at `now`.
    pub(super) fn plan(
        n_messages: usize,
        items: Items,
        now: UnixSeconds,
        draws: &mut Draws,
    ) -> Timeline {
        let mut messages = Vec::with_capacity(n_messages);
        let mut plan: Vec<(i64, i64)> = Vec::new(); // pts in milliseconds, length in seconds
        let mut pts_ms = draws.between(INTRO_MS);
        for _ in 0..n_messages {
            let n_items = draws.between(i64::from(items.min())..=i64::from(items.max()));
            let first = plan.len();
            for _ in 0..n_items {
                pts_ms += draws.between(GAP_MS);
                let seconds = draws.between(CLIP_SECONDS);
                plan.push((pts_ms, seconds));
                pts_ms += seconds * 1_000;
            }
            messages.push(first..plan.len());
            pts_ms += draws.between(PAUSE_MS);
        }
        let end_ms = plan.last().map_or(pts_ms, |(pts_ms, seconds)| pts_ms + seconds * 1_000);
        let started_ms =
            now.0 * 1_000 - draws.between(DELIVERY_MS) - CUT_SECONDS.end() * 1_000 - end_ms;

        let mut made_at = 0;
        let mut clips = Vec::with_capacity(plan.len());
        for (ordinal, (pts_ms, seconds)) in plan.into_iter().enumerate() {
            let begin_time = (started_ms + pts_ms) / 1_000;
            let end_time = begin_time + seconds;
            // Files of one stream are made one after the other. A clip ends at least ten seconds
            // after the one before it, so one second later than the last file is still within the
            // range.
            made_at = (made_at + 1).max(end_time + draws.between(CUT_SECONDS));
            clips.push(Clip { ordinal, pts_ms, begin_time, end_time, made_at });
        }
        Timeline { started_ms, clips, messages }
    }

    pub(super) fn n_clips(&self) -> usize {
        self.clips.len()
    }

    /// The clips of one callback, counted from 0.
    pub(super) fn message(&self, message_idx: usize) -> &[Clip] {
        &self.clips[self.messages[message_idx].clone()]
    }
}
