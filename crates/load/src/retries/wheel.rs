//! A hierarchical timer wheel: entering and taking out cost the same however many wait.
//!
//! Time is cut into ticks of a millisecond. A level has 64 slots, each as long as the whole level below. An entry stands at the level of
//! the highest six bits in which its tick differs from the present one, so that what is near lies in slots of one tick, and what is far
//! moves down whenever the time reaches its slot. Within a tick, entries are told apart by their exact due time.

use crate::quantity::place;

/// Nanoseconds in a tick.
const TICK_NS: u64 = 1_000_000;

/// Bits of a tick that name a slot.
const BITS: u32 = 6;

const SLOTS: usize = 1 << BITS;

/// Enough for every tick: there are fewer than 2 to the 45th in 64 bits of nanoseconds.
const LEVELS: u32 = 8;

#[derive(Debug)]
struct Entry<T> {
    due_ns: u64,
    /// In which order they were entered.
    nth: u64,
    item: T,
}

impl<T> Entry<T> {
    const fn order(&self) -> (u64, u64) {
        (self.due_ns, self.nth)
    }
}

#[derive(Debug)]
struct Level<T> {
    /// A bit for each slot that is not empty.
    occupied: u64,
    slots: [Vec<Entry<T>>; SLOTS],
}

/// A slot, and the tick at which it begins.
#[derive(Debug, Clone, Copy)]
struct Place {
    level: usize,
    slot: usize,
    tick: u64,
}

#[derive(Debug)]
pub(super) struct Wheel<T> {
    levels: Vec<Level<T>>,
    /// The present one. Everything before it has been taken out.
    tick: u64,
    len: usize,
    entered: u64,
}

impl<T> Wheel<T> {
    pub(super) fn new() -> Self {
        let level = |_| Level { occupied: 0, slots: std::array::from_fn(|_| Vec::new()) };
        Self { levels: (0..LEVELS).map(level).collect(), tick: 0, len: 0, entered: 0 }
    }

    pub(super) const fn len(&self) -> usize {
        self.len
    }

    pub(super) fn insert(&mut self, due_ns: u64, item: T) {
        self.put(Entry { due_ns, nth: self.entered, item });
        self.entered += 1;
        self.len += 1;
    }

    fn put(&mut self, entry: Entry<T>) {
        // What is due already is taken out next.
        let tick = (entry.due_ns / TICK_NS).max(self.tick);
        let differing = u64::BITS - (tick ^ self.tick).leading_zeros();
        let level = differing.saturating_sub(1) / BITS;
        let slot = slot_of(tick, level);
        if let Some(level) = self.levels.get_mut(level as usize) {
            level.occupied |= 1 << slot;
            level.slots[slot].push(entry);
        }
    }

    /// Takes out what is due by now, the earliest first.
    pub(super) fn advance(&mut self, now_ns: u64, mut take: impl FnMut(u64, T)) {
        let now = (now_ns / TICK_NS).max(self.tick);
        while let Some(first) = self.first().filter(|first| first.tick <= now) {
            self.tick = first.tick.max(self.tick);
            let mut entries = self.empty(first);
            if first.level > 0 {
                entries.into_iter().for_each(|entry| self.put(entry));
                continue;
            }
            entries.sort_unstable_by_key(Entry::order);
            let n_due = entries.partition_point(|entry| entry.due_ns <= now_ns);
            let later = entries.split_off(n_due);
            self.len -= entries.len();
            entries.into_iter().for_each(|entry| take(entry.due_ns, entry.item));
            if !later.is_empty() {
                // It is the present tick, and these are due within it.
                later.into_iter().for_each(|entry| self.put(entry));
                break;
            }
        }
        self.tick = now;
    }

    pub(super) fn next_due(&self) -> Option<u64> {
        let first = self.first()?;
        let entries = &self.levels.get(first.level)?.slots[first.slot];
        entries.iter().map(|entry| entry.due_ns).min()
    }

    /// The first slot that is not empty. Everything at a level comes before everything at those above.
    fn first(&self) -> Option<Place> {
        (0..LEVELS).zip(&self.levels).find_map(|(nth, level)| {
            if level.occupied == 0 {
                return None;
            }
            // None lies behind the present one: those are empty.
            let slot = level.occupied.trailing_zeros() as usize;
            let (shift, above) = (BITS * nth, BITS * (nth + 1));
            let tick = ((self.tick >> above) << above) | ((slot as u64) << shift);
            Some(Place { level: nth as usize, slot, tick })
        })
    }

    fn empty(&mut self, place: Place) -> Vec<Entry<T>> {
        let Some(level) = self.levels.get_mut(place.level) else { return Vec::new() };
        level.occupied &= !(1 << place.slot);
        std::mem::take(&mut level.slots[place.slot])
    }
}

/// The slot of a tick at a level.
fn slot_of(tick: u64, level: u32) -> usize {
    place((tick >> (BITS * level)) % SLOTS as u64)
}
