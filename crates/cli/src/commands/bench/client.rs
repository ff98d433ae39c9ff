//! The smallest honest client: keep-alive connections, one request at a time on each, every event distinct, only 200 counts.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// The largest answer read, head and body.
const ANSWER_BYTES: usize = 4096;

/// One request with a place for the number that makes its event distinct.
#[derive(Clone)]
pub(super) struct Template {
    bytes: Vec<u8>,
    slots: Vec<usize>,
}

/// The digits that stand for the number in a template: as many as a Unix second in this century has.
pub(super) const SLOT: &str = "1000000000";

impl Template {
    /// A POST of `body`, whose every [`SLOT`] becomes the event's number.
    pub(super) fn new(path: &str, body: &str) -> Self {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let bytes = format!("{head}{body}").into_bytes();
        let slots = bytes
            .windows(SLOT.len())
            .enumerate()
            .filter(|(_, window)| *window == SLOT.as_bytes())
            .map(|(at, _)| at)
            .collect();
        Self { bytes, slots }
    }

    fn number(&mut self, number: u64) {
        let base: u64 = SLOT.parse().expect("the slot is a number");
        let digits = (base + number).to_string();
        for at in &self.slots {
            if let Some(slot) = self.bytes.get_mut(*at..*at + SLOT.len()) {
                slot.copy_from_slice(&digits.as_bytes()[..SLOT.len()]);
            }
        }
    }
}

/// What the connections of a run share.
#[derive(Default)]
pub(super) struct Tally {
    next: AtomicU64,
    answered: AtomicU64,
    failed: AtomicU64,
    stop: AtomicBool,
}

impl Tally {
    /// Answers with 200 so far.
    pub(super) fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// Everything else so far: other statuses, broken or silent connections.
    pub(super) fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// Asks the connections to end after their current request.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Sends one request after the other on one connection until the tally says stop. A failure ends the connection.
///
/// There is no time-out for each answer: a timer each would cost more than reading the answer. Who waits for the end bounds it.
pub(super) async fn converse(address: SocketAddr, mut template: Template, tally: Arc<Tally>) {
    let Ok(stream) = TcpStream::connect(address).await else {
        tally.failed.fetch_add(1, Ordering::Relaxed);
        return;
    };
    // Without this a small request waits for an acknowledgement; where it fails the figures only get worse.
    drop(stream.set_nodelay(true));
    let mut connection = Connection { stream, answer: vec![0; ANSWER_BYTES], usual_length: None };
    while !tally.stop.load(Ordering::Relaxed) {
        template.number(tally.next.fetch_add(1, Ordering::Relaxed));
        let status = connection.exchange(&template.bytes).await;
        let outcome = if status == Some(200) { &tally.answered } else { &tally.failed };
        outcome.fetch_add(1, Ordering::Relaxed);
        if status.is_none() {
            return;
        }
    }
}

/// The beginning of every answer that counts.
const GOOD: &[u8] = b"HTTP/1.1 200 ";

/// A connection that is kept open.
struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
    /// How long the first good answer was. The others are as long, so their heads need not be read.
    usual_length: Option<usize>,
}

impl Connection {
    /// Sends a request and reads its whole answer; its status, or `None` for a connection that is of no further use.
    async fn exchange(&mut self, request: &[u8]) -> Option<u16> {
        self.stream.write_all(request).await.ok()?;
        let mut filled = 0;
        loop {
            let room = self.answer.get_mut(filled..)?;
            filled += self.stream.read(room).await.ok().filter(|read| *read > 0)?;
            let text = self.answer.get(..filled)?;
            if self.usual_length == Some(filled) && text.starts_with(GOOD) {
                return Some(200);
            }
            let Some(head) = text.windows(4).position(|window| window == b"\r\n\r\n") else {
                continue;
            };
            if filled >= head + 4 + content_length(text.get(..head)?)? {
                if text.starts_with(GOOD) {
                    self.usual_length = Some(filled);
                }
                return std::str::from_utf8(text.get(9..12)?).ok()?.parse().ok();
            }
        }
    }
}

fn content_length(head: &[u8]) -> Option<usize> {
    let head = std::str::from_utf8(head).ok()?;
    let line = head
        .lines()
        .find(|line| line.len() > 15 && line[..15].eq_ignore_ascii_case("content-length:"))?;
    line[15..].trim().parse().ok()
}
