//! Whether each event that was answered 200 had its effect exactly once: what was acknowledged, held against what the receiver has.
//!
//! Two sides know nothing of each other. [`Fates`] are written by whoever sends; [`Sightings`] are filled by a [`Scan`] of whatever the
//! receiver gives out, be it a log or a document. [`check`] compares them, and [`look()`] does all of it after a run.
//!
//! Memory does not grow with what is read: a byte for each event that was sent, and a fixed number of names beside that.

mod bits;
mod elements;
mod look;
mod scan;
mod sightings;

use crate::{
    fates::{Fate, Fates},
    measurement::Effects,
};

pub use self::{
    elements::PointerError,
    look::{Source, cut_short, glance, look},
    scan::{Scan, ScanError, Shape},
    sightings::{STRAYS_MAX, Sightings},
};

/// How many names of each kind are listed; all are counted.
pub const NAMES_MAX: usize = 100;

/// What is wrong with an event.
#[derive(Clone, Copy)]
enum Finding {
    Lost,
    Doubled,
    Invented,
}

/// Compares what became of events with what was seen.
///
/// An event that was sent and never answered 200 may be there or not, but not twice. One that was never sent, or that only carried what a
/// receiver is to refuse, must not be there at all.
pub fn check(fates: &Fates, seen: &Sightings) -> Effects {
    let mut effects = Effects::default();
    for number in 0..fates.end().max(seen.end()) {
        let (fate, times) = (fates.fate(number), seen.times(number));
        if fate == Fate::Taken {
            effects.expected += 1;
            effects.found += u64::from(times > 0);
        }
        let finding = match (fate, times) {
            (Fate::Taken, 0) => Finding::Lost,
            (_, 0) | (Fate::Taken | Fate::Open, 1) => continue,
            (Fate::Taken | Fate::Open, _) => Finding::Doubled,
            (Fate::Unsent | Fate::Refusable, _) => Finding::Invented,
        };
        enter(&mut effects, finding, || seen.run().stream(number));
    }
    for number in seen.strays() {
        enter(&mut effects, Finding::Invented, || seen.run().stream(number));
    }
    let [_, _, invented] = &mut effects.counts;
    *invented += seen.strays_beyond();
    effects.problem = problem(fates, seen);
    effects
}

/// Why the comparison cannot be relied on.
fn problem(fates: &Fates, seen: &Sightings) -> Option<String> {
    if fates.beyond() > 0 {
        return Some(format!(
            "{} requests carried events beyond the {} that can be told apart; make the run shorter",
            fates.beyond(),
            crate::fates::FATES_MAX
        ));
    }
    (seen.crowded() > 0).then(|| {
        format!(
            "{} of {} lines or elements name several events, so that none can be seen twice: list one event a line, or say where in a \
             JSON document the list stands",
            seen.crowded(),
            seen.units()
        )
    })
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
