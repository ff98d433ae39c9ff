//! How many bytes of bodies are held at this moment, over all connections, and the cap on that sum.
//!
//! What counts is what is held, never what a header claims: a claim costs its sender nothing.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The cap and what is used of it.
#[derive(Debug)]
pub(crate) struct Budget {
    limit: usize,
    used: AtomicUsize,
}

impl Budget {
    pub(crate) const fn new(limit: usize) -> Self {
        Self { limit, used: AtomicUsize::new(0) }
    }

    /// Bytes held now.
    pub(crate) fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// A charge of nothing yet.
    pub(crate) const fn open(&self) -> Charge<'_> {
        Charge { budget: self, bytes: 0 }
    }
}

/// What one body has taken of the budget. Dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Charge<'a> {
    budget: &'a Budget,
    bytes: usize,
}

impl Charge<'_> {
    /// Raises the charge to `bytes`.
    ///
    /// # Errors
    /// [`BudgetSpent`] when that would pass the cap; the charge stays as it was.
    pub(crate) fn raise_to(&mut self, bytes: usize) -> Result<(), BudgetSpent> {
        let more = bytes.saturating_sub(self.bytes);
        let limit = self.budget.limit;
        // Nothing is published through this number, so the weakest order will do.
        self.budget
            .used
            .try_update(Ordering::Relaxed, Ordering::Relaxed, |used| {
                used.checked_add(more).filter(|sum| *sum <= limit)
            })
            .map_err(|_| BudgetSpent)?;
        self.bytes += more;
        Ok(())
    }
}

impl Drop for Charge<'_> {
    fn drop(&mut self) {
        self.budget.used.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// The cap on bodies in flight is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BudgetSpent;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charge_over_the_cap_changes_nothing_and_a_dropped_one_is_given_back() {
        let budget = Budget::new(10);
        let mut first = budget.open();
        assert_eq!(first.raise_to(6), Ok(()));
        let mut second = budget.open();
        assert_eq!(second.raise_to(5), Err(BudgetSpent));
        assert_eq!(second.raise_to(4), Ok(()));
        drop(first);
        assert_eq!(budget.used(), 4);
    }
}
