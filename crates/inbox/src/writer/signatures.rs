//! Counts distinct contents per signature. A pair of `t` and `sign` covers no body: whoever sniffs one can send anything with
//! it until `t`. Honest events of one second share it too, but not that many.

use std::collections::{HashMap, VecDeque};

use crate::submission::{Delivery, Proven};

/// How many signatures are counted at a time. The oldest is forgotten for a new one.
const SIGNATURES_COUNTED: usize = 4_096;

/// From how many distinct contents on a signature is reported, once.
const CONTENTS_UNUSUAL: u32 = 1_000;

/// Distinct contents per signature, as far as this process saw them stored.
#[derive(Debug, Default)]
pub(super) struct SignatureLedger {
    counts: HashMap<(i64, Proven), u32>,
    order: VecDeque<(i64, Proven)>,
}

impl SignatureLedger {
    /// Counts a content that is new.
    pub(super) fn count(&mut self, source: i64, delivery: &Delivery) {
        let Some(proven) = &delivery.proven else { return };
        let signature = (source, proven.clone());
        if let Some(count) = self.counts.get_mut(&signature) {
            *count = count.saturating_add(1);
            if *count == CONTENTS_UNUSUAL {
                tracing::warn!(
                    source = delivery.source,
                    key_id = proven.key_id.as_str(),
                    t = proven.t.0,
                    contents = CONTENTS_UNUSUAL,
                    "one signature came with unusually many contents; it may have been sniffed: change the key if nobody sends that much"
                );
            }
            return;
        }
        if self.order.len() >= SIGNATURES_COUNTED
            && let Some(oldest) = self.order.pop_front()
        {
            self.counts.remove(&oldest);
        }
        self.order.push_back(signature.clone());
        self.counts.insert(signature, 1);
    }
}
