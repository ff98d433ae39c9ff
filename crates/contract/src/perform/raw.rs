//! Acts on a socket, one after another.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{Performance, Seen};
use crate::{
    exchange::{Connection, Ending, Exchanged, Failure},
    session::{Made, Trouble},
    step::{Act, Callback, Expect},
};

/// The bytes of a chunk.
const CHUNK_BYTES: usize = 100;

impl Performance {
    pub(super) async fn raw(
        &self,
        callbacks: &'static [Callback],
        acts: &'static [Act],
        expect: Expect,
    ) -> Result<Seen, Trouble> {
        let made = callbacks
            .iter()
            .map(|callback| self.sender.make(callback))
            .collect::<Result<Vec<_>, _>>()?;
        let before = self.counts(&made).await?;
        self.sender.session.count(1)?;
        let exchanged = self.perform(&made, acts).await;
        self.heard(made.first(), &exchanged);
        self.sender.session.met(std::slice::from_ref(&exchanged))?;
        let event_type = made.first().map(|made| made.event_type);
        self.seen(expect, event_type, vec![exchanged], made, before).await
    }

    async fn perform(&self, made: &[Made], acts: &[Act]) -> Exchanged {
        let session = &self.sender.session;
        let event_type =
            made.first().map_or(livehook_core::Event::HIGHLIGHT, |made| made.event_type);
        let ending = if acts.iter().any(|act| matches!(act, Act::Reset)) {
            Ending::Reset
        } else {
            Ending::Close
        };
        let began = Instant::now();
        let dialed =
            session.dialer(event_type).dial_to_end(session.answer_deadline(), ending).await;
        let mut connection = match dialed {
            Ok(connection) => connection,
            Err(failure) => return Exchanged::failed(failure, began.elapsed()),
        };
        if acts.iter().any(|act| matches!(act, Act::Text(text) if text.starts_with("HEAD "))) {
            connection.expect_no_bodies();
        }
        for act in acts {
            if connection.has_failed() {
                break;
            }
            self.act(&mut connection, act, made).await;
        }
        connection.exchanged()
    }

    async fn act(&self, connection: &mut Connection, act: &Act, made: &[Made]) {
        let first: &[u8] = made.first().map_or(&[], |made| &made.request.body);
        let half = first.len() / 2;
        match act {
            Act::Text(text) => connection.write(self.filled(text, made).as_bytes()).await,
            Act::Body(i) => connection.write(&made[*i].request.body).await,
            Act::FirstHalf => connection.write(&first[..half]).await,
            Act::SecondHalf => connection.write(&first[half..]).await,
            Act::Chunks(extension) => connection.write(&chunked(first, extension)).await,
            Act::Drip => {
                for byte in first {
                    connection.write(std::slice::from_ref(byte)).await;
                }
            }
            Act::Request(i) => connection.write(&made[*i].request.bytes()).await,
            Act::Fill(n) => connection.write(&b"x".repeat(*n)).await,
            Act::Pause(milliseconds) => sleep(Duration::from_millis(*milliseconds)).await,
            Act::Answer => connection.answer().await,
            Act::End => connection.end().await,
            Act::Reset => {}
        }
    }

    fn filled(&self, text: &str, made: &[Made]) -> String {
        let Some(first) = made.first() else { return text.to_owned() };
        let length = first.request.body.len();
        let second = made.get(1).map_or(0, |made| made.request.bytes().len());
        let mut own = String::new();
        for (name, value) in &self.sender.session.options.traits.headers {
            own.extend([name, ": ", value, "\r\n"]);
        }
        // The receiver's own headers stand behind the host in each head.
        text.replace("{host}\r\n", &format!("{{host}}\r\n{own}"))
            .replace("{path}", &first.request.path)
            .replace("{host}", &first.request.host)
            .replace("{length}", &length.to_string())
            .replace("{hex-length}", &format!("{length:x}"))
            .replace("{half}", &(length / 2).to_string())
            .replace("{more}", &(length + 10).to_string())
            .replace("{with-second}", &(length + second).to_string())
            .replace("{chunked-with-second}", &(b"0\r\n\r\n".len() + second).to_string())
    }

    /// Opens connections and keeps them.
    pub(super) async fn hold(&mut self, n: u16, acts: &'static [Act]) -> Result<(), Trouble> {
        let session = self.sender.session.clone();
        session.count(n.into())?;
        let made = [self.sender.make(&Callback::SOUND.stream(u16::MAX))?];
        for _ in 0..n {
            let dialer = session.dialer(livehook_core::Event::HIGHLIGHT);
            let mut connection = match dialer.dial(session.answer_deadline()).await {
                Ok(connection) => connection,
                // A receiver may take no more than it can hold.
                Err(error)
                    if matches!(
                        error.failure,
                        Failure::Reset | Failure::Closed | Failure::Refused
                    ) =>
                {
                    break;
                }
                Err(error) => return Err(Trouble::NoConnection(error.failure.in_words())),
            };
            for act in acts {
                self.act(&mut connection, act, &made).await;
            }
            self.held.push(connection);
        }
        Ok(())
    }
}

fn chunked(body: &[u8], extension: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len() * 2);
    for chunk in body.chunks(CHUNK_BYTES) {
        bytes.extend_from_slice(format!("{:x}{extension}\r\n", chunk.len()).as_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    bytes
}
