//! Writing to a socket by hand: what no HTTP library would send.

/// One act on a connection.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    /// Writes text. `{path}` and `{host}` are the target's; `{length}`, `{half}` and `{more}` are the first body's length, half of it
    /// and ten bytes more than it.
    Text(&'static str),
    /// Writes the body of a callback.
    Body(usize),
    /// Writes the first half of the body of the first callback.
    FirstHalf,
    /// Writes its second half.
    SecondHalf,
    /// Writes the body of the first callback as chunks, each with this extension, and the last chunk.
    Chunks(&'static str),
    /// Writes the body of the first callback byte by byte, each on its own.
    Drip,
    /// Writes a whole further request with the body of a callback.
    Request(usize),
    /// Writes this many letters.
    Fill(usize),
    /// Waits so many milliseconds.
    Pause(u64),
    /// Waits for an answer.
    Answer,
    /// Ends our side of the connection; the receiver may still answer.
    End,
    /// Breaks the connection off.
    Reset,
}

/// A body that is no callback.
#[derive(Debug, Clone, Copy)]
pub enum Payload {
    /// These bytes.
    Bytes(&'static [u8]),
    /// So many times this text, and then another.
    Repeated {
        /// The text.
        text: &'static str,
        /// How many times.
        times: u32,
        /// What follows.
        end: &'static str,
    },
}

impl Payload {
    /// Text as it stands.
    pub(crate) const fn text(text: &'static str) -> Self {
        Self::Bytes(text.as_bytes())
    }

    /// The bytes.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.to_vec(),
            Self::Repeated { text, times, end } => {
                let times = usize::try_from(*times).unwrap_or(usize::MAX);
                [text.repeat(times), (*end).to_owned()].concat().into_bytes()
            }
        }
    }
}
