//! One request on a connection of its own.

use std::{pin::pin, time::Duration};

use tokio::time::{Instant, timeout};

use crate::{
    exchange::{Connection, Exchanged},
    session::Session,
};

/// So many connections are opened at once by cases that run side by side: fewer wait to be accepted than the shortest accept queue that
/// is usual takes, five, and nobody waits for handshakes that the kernel repeats after 1 s.
pub(crate) const AT_THE_DOOR_MAX: usize = 5;

/// After this the receiver has accepted the connection and is only slow to answer, so that the next one may come.
const AT_THE_DOOR: Duration = Duration::from_millis(50);

/// Sends a request to where events of the type go, and waits for the answer.
pub(crate) async fn exchange(session: &Session, event_type: i64, bytes: &[u8]) -> Exchanged {
    let place = session.door().acquire().await;
    let deadline = session.answer_deadline();
    let began = Instant::now();
    let exchanging = async {
        match session.dialer(event_type).dial(deadline).await {
            Ok(connection) => ask(connection, bytes).await,
            Err(failure) => Exchanged::failed(failure, began.elapsed()),
        }
    };
    let mut exchanging = pin!(exchanging);
    let exchanged = match timeout(AT_THE_DOOR, &mut exchanging).await {
        Ok(exchanged) => exchanged,
        Err(_) => {
            drop(place);
            exchanging.await
        }
    };
    if !exchanged.answers.is_empty() {
        session.pace().note(exchanged.latency);
    }
    exchanged
}

pub(super) async fn ask(mut connection: Connection, bytes: &[u8]) -> Exchanged {
    connection.write_and_answer(bytes).await;
    connection.exchanged()
}
