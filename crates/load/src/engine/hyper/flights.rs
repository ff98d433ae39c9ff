//! Requests on their way, each in a place of its own until it has come to something.

use tokio::task::AbortHandle;

use super::mailbox::ConnectionId;
use crate::engine::delivery::Sent;

/// A request on its way.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) sent: Sent,
    pub(super) connection: ConnectionId,
    /// How many bytes had come on its connection when it was sent.
    pub(super) heard_before: u64,
    /// Ends the task that waits for its answer.
    pub(super) task: Option<AbortHandle>,
}

/// Which request: a place, and how many were in it before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FlightId {
    nth: usize,
    generation: u32,
}

struct Place {
    generation: u32,
    flight: Option<Flight>,
}

/// All of a thread's.
pub(super) struct Flights {
    places: Vec<Place>,
    free: Vec<usize>,
    at_once_max: usize,
}

impl Flights {
    /// Room for so many.
    pub(super) const fn new(at_once_max: usize) -> Self {
        Self { places: Vec::new(), free: Vec::new(), at_once_max }
    }

    /// Whether there is room for another. Requests on connections that are leaving count too.
    pub(super) fn has_room(&self) -> bool {
        !self.free.is_empty() || self.places.len() < self.at_once_max
    }

    /// Gives a request a place.
    pub(super) fn add(&mut self, flight: Flight) -> FlightId {
        let nth = self.free.pop().unwrap_or_else(|| {
            self.places.push(Place { generation: 0, flight: None });
            self.places.len() - 1
        });
        let place = &mut self.places[nth];
        place.flight = Some(flight);
        FlightId { nth, generation: place.generation }
    }

    /// Says who waits for a request's answer.
    pub(super) fn set_task(&mut self, id: FlightId, task: AbortHandle) {
        if let Some(Some(flight)) = self.places.get_mut(id.nth).map(|place| &mut place.flight) {
            flight.task = Some(task);
        }
    }

    /// Takes a request out, unless that was done before.
    pub(super) fn take(&mut self, id: FlightId) -> Option<Flight> {
        let place = self.places.get_mut(id.nth).filter(|it| it.generation == id.generation)?;
        let flight = place.flight.take()?;
        place.generation = place.generation.wrapping_add(1);
        self.free.push(id.nth);
        Some(flight)
    }

    /// Takes out the requests that were sent by then; says when the next one was.
    pub(super) fn take_sent_by(&mut self, by: u64, out: &mut Vec<Flight>) -> Option<u64> {
        let mut next = None;
        for nth in 0..self.places.len() {
            let Place { generation, flight: Some(flight) } = &self.places[nth] else { continue };
            let (generation, sent) = (*generation, flight.sent.stamps.sent);
            if sent <= by {
                out.extend(self.take(FlightId { nth, generation }));
            } else {
                next = Some(next.map_or(sent, |next: u64| next.min(sent)));
            }
        }
        next
    }
}
