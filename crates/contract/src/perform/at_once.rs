//! Requests that a receiver gets at the same time: the connections come first, one shortly after another, and then all are written to
//! together.
//!
//! That is more at once than connecting and writing in one go, where handshakes spread the requests. It also keeps a short accept queue
//! (five connections in Python's `socketserver`) from dropping handshakes, which the kernel repeats after 1 s, 3 s and 7 s.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::Barrier,
    task::JoinSet,
    time::{Instant, sleep, timeout_at},
};

use super::{Performance, ask, exchange};
use crate::{
    exchange::{Dialer, Exchanged},
    session::{Made, Session, Trouble},
};

/// From one handshake to the next, as long as all of them are begun within half of [`GATHER_MAX`].
const BETWEEN_HANDSHAKES: Duration = Duration::from_millis(1);

/// For so long connections wait for each other. A receiver that serves one after another does not take the last before it has the first
/// request.
const GATHER_MAX: Duration = Duration::from_millis(400);

/// Where requests wait until all have their connection.
struct Gathering {
    complete: Barrier,
    between_handshakes: Duration,
    end: Instant,
}

impl Gathering {
    fn of(n: u32) -> Self {
        Self {
            complete: Barrier::new(n as usize),
            between_handshakes: BETWEEN_HANDSHAKES.min(GATHER_MAX / 2 / n.max(1)),
            end: Instant::now() + GATHER_MAX,
        }
    }

    async fn exchange(
        &self,
        nth: u32,
        dialer: &Dialer,
        bytes: &[u8],
        deadline: Instant,
    ) -> Exchanged {
        sleep(self.between_handshakes * nth).await;
        let began = Instant::now();
        let dialled = dialer.dial(deadline).await;
        // Whoever has none is not waited for.
        drop(timeout_at(self.end, self.complete.wait()).await);
        match dialled {
            Ok(connection) => ask(connection, bytes).await,
            Err(failure) => Exchanged::failed(failure, began.elapsed()),
        }
    }
}

impl Performance {
    /// Sends each so many times, all at once.
    pub(super) async fn send_at_once(
        &self,
        made: &[Made],
        copies: u16,
    ) -> Result<Vec<Exchanged>, Trouble> {
        let session = &self.sender.session;
        let requests: Vec<&Made> =
            made.iter().flat_map(|each| std::iter::repeat_n(each, copies.into())).collect();
        session.count(requests.len() as u64)?;
        let exchanges = match requests.as_slice() {
            [one] => vec![exchange(session, one.event_type, &one.request.bytes()).await],
            several => together(session, several).await,
        };
        for (made, exchanged) in requests.iter().zip(&exchanges) {
            self.heard(Some(made), exchanged);
        }
        session.met(&exchanges)?;
        Ok(exchanges)
    }
}

async fn together(session: &Session, requests: &[&Made]) -> Vec<Exchanged> {
    let n = u32::try_from(requests.len()).unwrap_or(u32::MAX);
    let gathering = Arc::new(Gathering::of(n));
    let mut under_way = JoinSet::new();
    for (order, made) in (0..n).zip(requests) {
        let (dialer, gathering) = (session.dialer(made.event_type).clone(), gathering.clone());
        let (bytes, deadline) = (made.request.bytes(), session.answer_deadline());
        under_way.spawn(async move {
            (order, gathering.exchange(order, &dialer, &bytes, deadline).await)
        });
    }
    let mut exchanges: Vec<_> = under_way.join_all().await;
    exchanges.sort_by_key(|(order, _)| *order);
    exchanges.into_iter().map(|(_, each)| each).collect()
}
