//! A case's place among those under way, which it leaves while it only waits for effects.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Whether somebody else may have a place meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// Nobody is disturbed by others.
    May,
    /// The receiver is the case's alone until its end.
    MustNot,
}

/// A place among the cases under way.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    places: Arc<Semaphore>,
    leaving: Leaving,
    held: Arc<Mutex<Option<OwnedSemaphorePermit>>>,
}

impl Place {
    /// Waits for a place.
    pub(crate) async fn take(places: Arc<Semaphore>, leaving: Leaving) -> Self {
        let held = places.clone().acquire_owned().await.ok();
        Self { places, leaving, held: Arc::new(Mutex::new(held)) }
    }

    /// The place of whoever is alone.
    pub(crate) fn of_one() -> Self {
        let places = Arc::new(Semaphore::new(1));
        Self { places, leaving: Leaving::MustNot, held: Arc::default() }
    }

    /// Lets others send while this one only looks.
    pub(crate) fn leave(&self) {
        if self.leaving == Leaving::May {
            drop(self.held.lock().unwrap_or_else(PoisonError::into_inner).take());
        }
    }

    /// Comes back to send.
    pub(crate) async fn come_back(&self) {
        if self.leaving == Leaving::May {
            let permit = self.places.clone().acquire_owned().await.ok();
            *self.held.lock().unwrap_or_else(PoisonError::into_inner) = permit;
        }
    }
}
