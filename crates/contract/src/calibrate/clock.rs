//! How the receiver's clock stands against ours, by the `Date` of its answer.

use jiff::fmt::rfc2822;

use livehook_core::UnixSeconds;

use crate::exchange::Exchanged;

/// Beyond this the clocks are worth a word: an expiry is ten minutes ahead.
const SKEW_NOTED_S: i64 = 30;

/// The receiver's clock less ours at the time of its answer, in whole seconds.
pub(super) fn skew(answered_at: UnixSeconds, exchanged: &Exchanged) -> Option<i64> {
    let date = exchanged.answers.last()?.header("date")?;
    let theirs = rfc2822::parse(date).ok()?.timestamp().as_second();
    Some(theirs.saturating_sub(answered_at.0))
}

/// Whether it is worth a word.
pub(super) const fn is_noted(skew: i64) -> bool {
    skew.abs() >= SKEW_NOTED_S
}

pub(super) fn note(skew: i64) -> Option<String> {
    is_noted(skew).then(|| {
        let way = if skew > 0 { "ahead of" } else { "behind" };
        format!(
            "its clock is {} s {way} ours: what it finds expired will not be what Tencent means; set one of the clocks right first",
            skew.abs()
        )
    })
}
