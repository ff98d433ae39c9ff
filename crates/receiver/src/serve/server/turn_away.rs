//! Connections over the cap: told so with a 503 and closed, without the cost of HTTP.
//!
//! The request is not understood, only read and dropped for a moment: closing a socket with unread bytes resets it, and the
//! reset would overtake the answer.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::Semaphore,
    time::timeout,
};

use crate::answer::{AnswerCode, Declined, Overload, error_body};

/// How many are being told at once, at most. Beyond it they are closed without an answer.
const TOLD_AT_ONCE: usize = 256;

/// Told at once, as a share of the cap: one for each so many. They hold file descriptors too, and whoever sets a low cap
/// has few of them.
const CAP_PER_TOLD: usize = 8;

/// How long one of them may take to hear it.
const TELLING_TIME: Duration = Duration::from_secs(2);

/// How much of what it sends meanwhile is read and dropped.
const DISCARD_BYTES: usize = 256 << 10;

/// Answers connections over the cap.
pub(super) struct TurnAway {
    answer: Arc<str>,
    permits: Arc<Semaphore>,
}

impl TurnAway {
    /// For a listener that serves `capacity` connections at once.
    pub(super) fn new(capacity: usize) -> Self {
        let declined = Declined::Overloaded(Overload::Connections);
        let (status, body) =
            (declined.code().status(), error_body(AnswerCode::Overloaded, &declined.to_string()));
        let answer = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len(),
        );
        let told_at_once = TOLD_AT_ONCE.min((capacity / CAP_PER_TOLD).max(1));
        Self { answer: answer.into(), permits: Arc::new(Semaphore::new(told_at_once)) }
    }

    /// Tells one connection, in a task of its own; where too many are being told already, closes it.
    pub(super) fn answer(&self, mut stream: TcpStream) {
        let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() else { return };
        let answer = Arc::clone(&self.answer);
        drop(tokio::spawn(async move {
            // Whether it heard or not, it is closed.
            let _heard = timeout(TELLING_TIME, tell(&mut stream, &answer)).await;
            drop(permit);
        }));
    }
}

async fn tell(stream: &mut TcpStream, answer: &str) -> std::io::Result<()> {
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await?;
    let mut bin = [0; 4 << 10];
    let mut discarded = 0;
    while discarded < DISCARD_BYTES {
        match stream.read(&mut bin).await? {
            0 => break,
            read => discarded += read,
        }
    }
    Ok(())
}
