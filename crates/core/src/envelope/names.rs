//! Has this top-level name been seen? Escapes are undone first, so that `"\u0074"` beside `"t"` counts as a repeat.

use std::{borrow::Cow, collections::HashSet};

/// Names compared one by one before a set is worth its memory. Documented callbacks have at most 30 top-level fields.
const INLINE_NAMES: usize = 32;

/// The set of names seen so far. Up to [`INLINE_NAMES`] of them cost no allocation, if no escape had to be undone in them.
pub(super) struct SeenNames<'a> {
    /// Plain slices: nothing to build and nothing to drop, once a callback.
    inline: [&'a [u8]; INLINE_NAMES],
    used: usize,
    /// Names with escapes, and those beyond the inline ones.
    spilled: HashSet<Cow<'a, [u8]>>,
}

impl<'a> SeenNames<'a> {
    pub(super) fn new() -> Self {
        Self { inline: [&[]; INLINE_NAMES], used: 0, spilled: HashSet::new() }
    }

    /// Remembers a name; false when it was there already.
    pub(super) fn insert(&mut self, name: Cow<'a, [u8]>) -> bool {
        if self.inline.iter().take(self.used).any(|seen| **seen == *name) {
            return false;
        }
        match (self.inline.get_mut(self.used), name) {
            (Some(free), Cow::Borrowed(name)) if !self.spilled.contains(name) => {
                *free = name;
                self.used += 1;
                true
            }
            (_, name) => self.spilled.insert(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_is_found_before_and_after_the_names_spill() {
        let mut seen = SeenNames::new();
        let names: Vec<String> = (0..INLINE_NAMES * 2).map(|n| format!("name{n}")).collect();
        for name in &names {
            assert!(seen.insert(Cow::Borrowed(name.as_bytes())), "{name} is new");
        }
        for name in &names {
            assert!(!seen.insert(Cow::Owned(name.clone().into_bytes())), "{name} is a repeat");
        }
    }
}
