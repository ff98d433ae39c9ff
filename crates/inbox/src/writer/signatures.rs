//! Counts distinct contents per signature. A pair of `t` and `sign` covers no body: whoever sniffs one can send anything with
//! it until `t`. Honest events of one second share it too, but not that many.

use std::collections::{HashMap, VecDeque};

use super::words::say;
use crate::submission::{Delivery, Proven};

/// How many signatures are counted at a time. The oldest is forgotten for a new one.
const SIGNATURES_COUNTED: usize = 4_096;

/// From how many distinct contents on a signature is reported, once.
const CONTENTS_UNUSUAL: u32 = 1_000;

/// Whether a count is worth a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Noted {
    /// No, or no longer.
    Usual,
    /// It has just become unusual.
    Unusual,
}

/// Distinct contents per signature, as far as this process saw them stored.
#[derive(Debug, Default)]
pub(super) struct SignatureLedger {
    counts: HashMap<Signature, u32>,
    order: VecDeque<Signature>,
}

/// A signature as one source takes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Signature {
    /// The source's id.
    pub(super) source: i64,
    pub(super) proven: Proven,
}

impl SignatureLedger {
    /// Counts a content that is new, and reports its signature when that becomes unusual.
    pub(super) fn count(&mut self, source: i64, delivery: &Delivery) {
        let Some(proven) = &delivery.proven else { return };
        if self.note(Signature { source, proven: proven.clone() }) == Noted::Unusual {
            say(|| {
                tracing::warn!(
                    source = delivery.source,
                    key_id = proven.key_id.as_str(),
                    t = proven.t.0,
                    contents = CONTENTS_UNUSUAL,
                    "one signature came with unusually many contents; it may have been sniffed: change the key if nobody sends that much"
                );
            });
        }
    }

    fn note(&mut self, signature: Signature) -> Noted {
        if let Some(count) = self.counts.get_mut(&signature) {
            *count = count.saturating_add(1);
            return if *count == CONTENTS_UNUSUAL { Noted::Unusual } else { Noted::Usual };
        }
        if self.order.len() >= SIGNATURES_COUNTED
            && let Some(oldest) = self.order.pop_front()
        {
            self.counts.remove(&oldest);
        }
        self.order.push_back(signature.clone());
        self.counts.insert(signature, 1);
        Noted::Usual
    }
}

#[cfg(test)]
mod tests {
    use livehook_core::{KeyId, UnixSeconds};

    use super::{CONTENTS_UNUSUAL, Noted, SIGNATURES_COUNTED, Signature, SignatureLedger};
    use crate::submission::Proven;

    fn note(ledger: &mut SignatureLedger, source: i64, t: i64) -> Noted {
        let proven = Proven { key_id: KeyId::new("current"), t: UnixSeconds(t) };
        ledger.note(Signature { source, proven })
    }

    #[test]
    fn a_signature_is_reported_once_whatever_comes_with_others() {
        let mut ledger = SignatureLedger::default();
        let mut reported_at = Vec::new();
        for number in 1..=CONTENTS_UNUSUAL + 5 {
            assert_eq!(note(&mut ledger, 2, i64::from(number)), Noted::Usual);
            if note(&mut ledger, 1, 100) == Noted::Unusual {
                reported_at.push(number);
            }
        }
        assert_eq!(reported_at, [CONTENTS_UNUSUAL]);
    }

    #[test]
    fn the_oldest_signature_is_forgotten_for_a_new_one() {
        let mut ledger = SignatureLedger::default();
        for t in (0..).take(SIGNATURES_COUNTED + 10) {
            note(&mut ledger, 1, t);
        }
        assert_eq!(ledger.counts.len(), SIGNATURES_COUNTED);
        assert_eq!(ledger.order.len(), SIGNATURES_COUNTED);
        assert!(!ledger.counts.keys().any(|signature| signature.proven.t.0 < 10));
    }
}
