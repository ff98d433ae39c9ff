//! What the writer says in the log, without depending on the log.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Says something. Where a log cannot be written, some of its writers panic; that must not cost a record.
pub(super) fn say(words: impl FnOnce()) {
    // Nothing outlives the call that a panic could leave half done. Nor is there anywhere to report it to.
    catch_unwind(AssertUnwindSafe(words)).ok();
}
