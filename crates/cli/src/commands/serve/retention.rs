//! Removes handled records regularly, as far as the settings ask for it and the clock can be believed.

use std::time::Duration;

use livehook_inbox::{ClockGuard, Inbox, InboxError, Pruned, Retention, UnixMillis};
use tokio::{
    task::spawn_blocking,
    time::{Instant, MissedTickBehavior, interval_at},
};

use crate::clock;

/// How often, and after which time first: a machine that has just started may be about to set its clock.
const EVERY: Duration = Duration::from_secs(60);

/// How far the wall clock may move against the one that nobody sets, between two looks, before it is said.
const LEAP: Duration = Duration::from_secs(60);

/// From where on it is said at the start that retention waits for a callback.
const REST: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) async fn prune_regularly(inbox: Inbox, retention: Retention) {
    let start = Instant::now();
    let mut watch = ClockWatch { guard: ClockGuard::new(), last: None };
    let mut ticks = interval_at(start + EVERY, EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // From here on the time that passes counts.
    if let Err(error) = watch.look(&inbox, start).await {
        warn(&error);
    }
    loop {
        ticks.tick().await;
        let pruned = match watch.look(&inbox, start).await {
            Ok(now) => inbox.prune(retention, now).await,
            Err(error) => Err(error),
        };
        match pruned {
            Ok(Pruned { records, bytes, .. }) if records > 0 => {
                tracing::info!(records, bytes, "removed handled records");
            }
            Ok(_) => {}
            Err(error) => warn(&error),
        }
    }
}

fn warn(error: &InboxError) {
    tracing::warn!(code = error.code(), %error, "cannot remove handled records; trying again");
}

struct ClockWatch {
    guard: ClockGuard,
    /// The last look: the wall clock, and the time since the start.
    last: Option<(UnixMillis, Duration)>,
}

impl ClockWatch {
    /// What time it is as far as that can be believed.
    async fn look(&mut self, inbox: &Inbox, start: Instant) -> Result<UnixMillis, InboxError> {
        let reading = inbox.clone();
        let newest = spawn_blocking(move || reading.reader()?.newest_event_at());
        // A panic over there has been told of.
        let newest = newest.await.unwrap_or(Err(InboxError::Defect))?;
        let (wall, elapsed) = (UnixMillis(clock::now_milliseconds()), start.elapsed());
        let now = self.guard.vouch(wall, newest, elapsed);
        match self.last.replace((wall, elapsed)) {
            Some((last_wall, then)) => {
                if let Some(seconds) = leap(last_wall, wall, elapsed.saturating_sub(then)) {
                    tracing::warn!(
                        seconds,
                        "this machine's clock leapt; retention goes by the newest event and the time since, but what senders sign is judged by the clock: compare it with the right time"
                    );
                }
            }
            None => {
                let ahead = wall.0.saturating_sub(now.0).unsigned_abs();
                if newest.is_some() && ahead > whole_milliseconds(REST) {
                    tracing::info!(
                        hours = ahead / 3_600_000,
                        "the newest event is that old by this machine's clock; retention counts from it until one arrives"
                    );
                }
            }
        }
        Ok(now)
    }
}

/// By how many seconds the wall clock moved more or less than the time that passed, if that is worth a word.
fn leap(last: UnixMillis, wall: UnixMillis, passed: Duration) -> Option<i64> {
    let moved = i128::from(wall.0) - i128::from(last.0);
    let more = moved - i128::from(whole_milliseconds(passed));
    let leapt = more.unsigned_abs() > LEAP.as_millis();
    leapt.then(|| i64::try_from(more / 1_000).unwrap_or(i64::MAX))
}

fn whole_milliseconds(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leap_is_what_the_wall_clock_moved_beyond_the_time_that_passed() {
        let minute = Duration::from_secs(60);
        for (wall, expected) in [
            (60_000, None),
            (100_000, None),
            (119_999, None),
            (60_000 + 60_001, Some(60)),
            (60_000 + 86_400_000, Some(86_400)),
            (-60_000, Some(-120)),
            (i64::MIN, Some(i64::MIN / 1_000 - 60)),
        ] {
            assert_eq!(leap(UnixMillis(0), UnixMillis(wall), minute), expected, "{wall}");
        }
    }
}
