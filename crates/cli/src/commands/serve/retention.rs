//! Removes handled records regularly, as far as the settings ask for it.

use std::time::Duration;

use livehook_inbox::{Inbox, Retention, UnixMillis};
use tokio::time::{MissedTickBehavior, interval};

use crate::clock;

/// How often.
const EVERY: Duration = Duration::from_secs(60);

pub(super) async fn prune_regularly(inbox: Inbox, retention: Retention) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match inbox.prune(retention, UnixMillis(clock::now_milliseconds())).await {
            Ok(pruned) if pruned.records > 0 => {
                tracing::info!(
                    records = pruned.records,
                    bytes = pruned.bytes,
                    "removed handled records"
                );
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(code = error.code(), %error, "cannot remove handled records; trying again");
            }
        }
    }
}
