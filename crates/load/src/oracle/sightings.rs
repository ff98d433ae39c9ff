//! How often each event was seen in what the receiver has.

use std::collections::BTreeSet;

use super::bits::{Bits, Set};
use crate::{
    fates::FATES_MAX,
    identity::RunName,
    quantity::{count, place},
};

/// How many different numbers are remembered that no event of the plan has.
pub const STRAYS_MAX: usize = 10_000;

/// Counts of events by number. Only names of this run count: what a receiver has of earlier runs is not looked at.
#[derive(Debug, Clone)]
pub struct Sightings {
    run: RunName,
    /// Saturating; more than one is one finding, whichever number it is.
    times: Vec<u8>,
    /// Numbers that are not in the plan.
    strays: BTreeSet<u64>,
    strays_beyond: u64,
    /// Seen in the present line or element.
    here: Bits,
    listed_here: Vec<u64>,
    units: u64,
    crowded: u64,
}

impl Sightings {
    /// Nothing was seen yet of this run, whose plan has so many events; of more than [`FATES_MAX`], so many.
    pub fn new(run: RunName, events: u64) -> Self {
        Self {
            run,
            times: vec![0; place(events.min(FATES_MAX))],
            strays: BTreeSet::new(),
            strays_beyond: 0,
            here: Bits::default(),
            listed_here: Vec::new(),
            units: 0,
            crowded: 0,
        }
    }

    /// The run whose names are looked for.
    pub const fn run(&self) -> RunName {
        self.run
    }

    /// How often an event of the plan was seen; 255 means as often or more.
    pub fn times(&self, number: u64) -> u8 {
        self.times.get(place(number)).copied().unwrap_or(0)
    }

    /// Lines or elements in which something of this run was seen.
    pub const fn units(&self) -> u64 {
        self.units
    }

    /// Of which so many named more than one event. Each counts once in each, so that where everything stands in one line nothing is ever
    /// seen twice: such a document wants a JSON pointer to its list.
    pub const fn crowded(&self) -> u64 {
        self.crowded
    }

    /// A number was seen in the present line or element.
    pub(super) fn note(&mut self, number: u64) {
        if place(number) >= self.times.len() {
            self.note_stray(number);
        } else if self.here.set(number) == Set::New {
            self.listed_here.push(number);
        }
    }

    fn note_stray(&mut self, number: u64) {
        if self.strays.len() < STRAYS_MAX {
            self.strays.insert(number);
        } else if !self.strays.contains(&number) {
            // Whether it is a new one can no longer be told; the count is of sightings from here on.
            self.strays_beyond += 1;
        }
    }

    /// The present line or element ends.
    pub(super) fn end_unit(&mut self) {
        if self.listed_here.is_empty() {
            return;
        }
        self.units += 1;
        self.crowded += u64::from(self.listed_here.len() > 1);
        for number in self.listed_here.drain(..) {
            self.here.clear(number);
            let times = &mut self.times[place(number)];
            *times = times.saturating_add(1);
        }
    }

    pub(super) fn strays(&self) -> impl Iterator<Item = u64> {
        self.strays.iter().copied()
    }

    pub(super) const fn strays_beyond(&self) -> u64 {
        self.strays_beyond
    }

    pub(super) fn end(&self) -> u64 {
        count(self.times.len())
    }
}
