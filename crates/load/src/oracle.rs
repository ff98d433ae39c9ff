//! Whether each event that was answered 200 had its effect exactly once: what was acknowledged, held against what the receiver has.
//!
//! Two sides know nothing of each other. [`Acknowledged`] is written by whoever sends, a bit an event; each thread has its own, and they
//! are merged at the end. [`Sightings`] is filled by a [`Scan`] of whatever the receiver gives out, be it a log or a document. [`check`]
//! compares them.
//!
//! Nothing here opens a file or a connection, and memory does not grow with what is read: a byte for each event that was planned, and a
//! fixed number of names beside that.

mod acknowledged;
mod bits;
mod elements;
mod scan;
mod sightings;

use crate::measurement::Effects;

pub use self::{
    acknowledged::Acknowledged,
    elements::PointerError,
    scan::{Scan, ScanError, Shape},
    sightings::{STRAYS_MAX, Sightings},
};

/// How many events can be told apart in memory. Events with higher numbers are counted as [`Acknowledged::untracked`].
pub const EVENTS_TRACKED_MAX: u64 = 100_000_000;

/// How many names of each kind are listed; all are counted.
pub const NAMES_MAX: usize = 100;

/// What is wrong with an event.
#[derive(Clone, Copy)]
enum Finding {
    Lost,
    Doubled,
    Invented,
}

/// Compares what was acknowledged with what was seen.
///
/// An event that was sent and never answered 200 may be there or not, but not twice. One that was never sent, or that only carried what a
/// receiver is to refuse, must not be there at all.
pub fn check(acknowledged: &Acknowledged, seen: &Sightings) -> Effects {
    let mut effects = Effects::default();
    for number in 0..acknowledged.end().max(seen.end()) {
        let times = seen.times(number);
        if acknowledged.is_taken(number) {
            effects.expected += 1;
            effects.found += u64::from(times > 0);
        }
        let finding = match times {
            0 if acknowledged.is_taken(number) => Finding::Lost,
            0 => continue,
            _ if !acknowledged.may_be_there(number) => Finding::Invented,
            1 => continue,
            _ => Finding::Doubled,
        };
        enter(&mut effects, finding, || seen.run().stream(number));
    }
    for number in seen.strays() {
        enter(&mut effects, Finding::Invented, || seen.run().stream(number));
    }
    let [_, _, invented] = &mut effects.counts;
    *invented += seen.strays_beyond();
    effects
}

fn enter(effects: &mut Effects, finding: Finding, name: impl FnOnce() -> String) {
    let (names, place) = match finding {
        Finding::Lost => (&mut effects.lost, 0),
        Finding::Doubled => (&mut effects.doubled, 1),
        Finding::Invented => (&mut effects.invented, 2),
    };
    effects.counts[place] += 1;
    if names.len() < NAMES_MAX {
        names.push(name());
    }
}
