//! What is counted of events that are handed on. Shown once something hands them on.

use std::sync::atomic::{AtomicBool, Ordering};

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

/// Counters of the dispatcher.
#[derive(Debug, Default)]
pub(crate) struct Handing {
    begun: AtomicBool,
    handed_on: Counter,
    failures: Family<FailureLabels, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FailureLabels {
    code: &'static str,
}

impl Handing {
    /// A dispatcher runs from now on.
    pub(crate) fn begin(&self) {
        self.begun.store(true, Ordering::Relaxed);
    }

    /// Whether there has been one.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }

    /// An event was handled, and noted as done.
    pub(crate) fn handed_on(&self) {
        self.handed_on.inc();
    }

    /// An attempt failed. Codes are the program's own, so there are few.
    pub(crate) fn failed(&self, code: &'static str) {
        self.failures.get_or_create(&FailureLabels { code }).inc();
    }

    /// Puts them into a registry that is about to be written out.
    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register("forwarded", "Events handed on and done", self.handed_on.clone());
        registry.register(
            "forward_failures",
            "Attempts to hand an event on that failed, by code; each is made again",
            self.failures.clone(),
        );
    }
}
