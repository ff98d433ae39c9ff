//! Every case there is, by area. To add one: an entry in the file of its area; a test says what an entry must have.
//!
//! Ids are stable for good: scripts, profiles and old reports name them.

mod bind;
mod deliver;
mod duplicate;
mod event;
mod lessons;
mod order;
mod overload;
mod parse;
mod secrecy;
mod sign;
mod time;
mod transport;

pub(crate) use lessons::{DO_NOT_CRASH, NOT_AN_ID, ONCE};

use std::sync::LazyLock;

use crate::case::Case;

/// The case that asks whether an answer comes in time: the calibration itself shows it where none comes.
pub(crate) const IN_TIME: &str = "css/deliver/in-time";

/// The case that a clock which is off by seconds would fail though it is right.
pub(crate) const EXPIRED_A_SECOND: &str = "css/time/expired-a-second";

/// Writes down cases: id, level, what decides it, tags; then what is asked, from where, what is sent, what a sound receiver does,
/// what is learnt from failing, and the steps.
macro_rules! cases {
    ($(
        $id:literal $level:ident $decided_by:ident [$($tag:ident)*]
            $title:literal
            from $source:expr,
            sends $sends:literal,
            sound $sound:literal,
            learn $lesson:ident,
            do [$($step:expr),* $(,)?];
    )*) => {
        &[$($crate::case::Case {
            id: $id,
            level: $crate::case::Level::$level,
            title: $title,
            source: $source,
            sends: $sends,
            sound: $sound,
            lesson: &$crate::catalogue::lessons::$lesson,
            tags: &[$($crate::case::Tag::$tag),*],
            decided_by: $crate::case::DecidedBy::$decided_by,
            steps: &[$($step),*],
        },)*]
    };
}
pub(crate) use cases;

/// Every case, by area.
pub fn all() -> impl Iterator<Item = &'static Case> {
    static ALL: LazyLock<Vec<&'static Case>> = LazyLock::new(|| {
        let of_events = event::cases();
        let unsigned = sign::unsigned_of_each_kind();
        [
            deliver::CASES,
            sign::CASES,
            sign::malformed::CASES,
            unsigned,
            time::CASES,
            time::odd::CASES,
            bind::CASES,
            duplicate::CASES,
            order::CASES,
            parse::CASES,
            parse::fields::CASES,
            parse::bytes::CASES,
            of_events,
            transport::CASES,
            transport::framing::CASES,
            overload::CASES,
            secrecy::CASES,
        ]
        .into_iter()
        .flatten()
        .collect()
    });
    ALL.iter().copied()
}

/// The case with this id.
pub fn find(id: &str) -> Option<&'static Case> {
    all().find(|case| case.id == id)
}
