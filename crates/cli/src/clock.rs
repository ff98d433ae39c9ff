//! The wall clock. The only file that reads it: every library takes `now` as an argument.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use livehook_core::UnixSeconds;

/// Unix milliseconds now; negative before 1970.
#[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
pub(crate) fn now_milliseconds() -> i64 {
    let clamp = |milliseconds: u128| i64::try_from(milliseconds).unwrap_or(i64::MAX);
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => clamp(since.as_millis()),
        Err(before) => -clamp(before.duration().as_millis()),
    }
}

/// Unix seconds now.
pub(crate) fn now() -> UnixSeconds {
    UnixSeconds(now_milliseconds().div_euclid(1_000))
}

/// The time since 1970, as exactly as the system tells it; nothing before 1970.
#[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
pub(crate) fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
