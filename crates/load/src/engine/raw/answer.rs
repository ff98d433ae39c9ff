//! Reads one answer from bytes as they come, without keeping its body.

use super::{
    chunks::{Chunks, Passed},
    head::{Framing, Head, HeadReader, Parsed, Reuse},
};
use crate::quantity::{count, place};

/// Where in an answer the next byte belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Head,
    Length(Head, u64),
    Chunks(Head, Chunks),
    UntilEnd(Head),
}

/// Reads an answer.
#[derive(Debug)]
pub(super) struct Answer {
    place: Place,
    /// A head that came in parts.
    part: Vec<u8>,
}

/// What some bytes came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// More must come.
    More,
    /// The answer is there.
    Done { status: u16, reuse: Reuse },
    /// What came is no HTTP/1 answer.
    Malformed,
}

/// What the end of a connection comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AtEnd {
    /// It ended the answer.
    Done { status: u16 },
    /// It came before the answer's end.
    Early,
}

impl Answer {
    pub(super) const fn new() -> Self {
        Self { place: Place::Head, part: Vec::new() }
    }

    /// Begins anew, for the next answer.
    pub(super) fn reset(&mut self) {
        self.place = Place::Head;
        self.part.clear();
    }

    /// Whether any of it was taken.
    pub(super) fn has_begun(&self) -> bool {
        self.place != Place::Head || !self.part.is_empty()
    }

    /// Takes the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8], heads: &mut HeadReader) -> Progress {
        match self.place {
            Place::Head if self.part.is_empty() => self.head(bytes, heads),
            Place::Head => {
                let mut all = std::mem::take(&mut self.part);
                all.extend_from_slice(bytes);
                self.head(&all, heads)
            }
            Place::Length(..) | Place::Chunks(..) | Place::UntilEnd(_) => self.body(bytes),
        }
    }

    fn head(&mut self, bytes: &[u8], heads: &mut HeadReader) -> Progress {
        let mut bytes = bytes;
        loop {
            match heads.read(bytes) {
                Parsed::Malformed => return Progress::Malformed,
                Parsed::Part => {
                    self.part.extend_from_slice(bytes);
                    return Progress::More;
                }
                // 100 Continue and its like announce the answer proper.
                Parsed::Head(Head { status: 100 | 102..200, .. }, length) => {
                    bytes = &bytes[length..];
                    if bytes.is_empty() {
                        return Progress::More;
                    }
                }
                Parsed::Head(head, length) => {
                    self.place = match head.framing {
                        Framing::Length(length) => Place::Length(head, length),
                        Framing::Chunks => Place::Chunks(head, Chunks::new()),
                        Framing::UntilEnd => Place::UntilEnd(head),
                    };
                    return self.body(&bytes[length..]);
                }
            }
        }
    }

    fn body(&mut self, bytes: &[u8]) -> Progress {
        let (head, used) = match &mut self.place {
            Place::Head | Place::UntilEnd(_) => return Progress::More,
            Place::Length(head, rest) => {
                let here = count(bytes.len()).min(*rest);
                *rest -= here;
                if *rest > 0 {
                    return Progress::More;
                }
                (*head, place(here))
            }
            Place::Chunks(head, chunks) => match chunks.pass(bytes) {
                Passed::More => return Progress::More,
                Passed::Malformed => return Progress::Malformed,
                Passed::End(used) => (*head, used),
            },
        };
        self.reset();
        // Bytes that nobody asked for belong to no request of ours.
        let reuse = if used == bytes.len() { head.reuse } else { Reuse::Surplus };
        Progress::Done { status: head.status, reuse }
    }

    /// The connection ended.
    pub(super) fn end(&mut self) -> AtEnd {
        match self.place {
            Place::UntilEnd(head) => AtEnd::Done { status: head.status },
            Place::Head | Place::Length(..) | Place::Chunks(..) => AtEnd::Early,
        }
    }
}

#[cfg(test)]
mod tests;
