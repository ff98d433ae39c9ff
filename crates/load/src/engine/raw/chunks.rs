//! The body of an answer in chunks, passed over as it comes.

/// The longest line of a chunk's size or of a trailer.
const LINE_BYTES_MAX: usize = 4 * 1024;

/// Where in a chunked body the next byte belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the line with a size: the size so far, and whether extensions have begun.
    Size { size: u64, digits: u8, past_size: Past },
    /// In a chunk or the line end behind it: so many bytes are to come.
    Data(u64),
    /// In a trailer's line of so many bytes so far.
    Trailer(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Past {
    No,
    /// Bytes of the line behind its size.
    Bytes(usize),
}

/// Passes over chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunks(Place);

/// What some bytes came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passed {
    /// The body ended after so many of them.
    End(usize),
    /// All belong to the body, and more will come.
    More,
    /// That is not how chunks are written.
    Malformed,
}

const LINE: Place = Place::Size { size: 0, digits: 0, past_size: Past::No };

impl Chunks {
    pub(super) const fn new() -> Self {
        Self(LINE)
    }

    pub(super) fn pass(&mut self, bytes: &[u8]) -> Passed {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match self.0 {
                Place::Data(rest) => {
                    let here = crate::quantity::count(bytes.len() - at).min(rest);
                    at += crate::quantity::place(here);
                    self.0 = if here == rest { LINE } else { Place::Data(rest - here) };
                    continue;
                }
                Place::Size { size, digits, past_size } => {
                    match in_size(byte, size, digits, past_size) {
                        Some(next) => self.0 = next,
                        None => return Passed::Malformed,
                    }
                }
                Place::Trailer(length) => match byte {
                    b'\n' if length == 0 => return Passed::End(at + 1),
                    b'\n' => self.0 = Place::Trailer(0),
                    b'\r' => {}
                    _ if length >= LINE_BYTES_MAX => return Passed::Malformed,
                    _ => self.0 = Place::Trailer(length + 1),
                },
            }
            at += 1;
        }
        Passed::More
    }
}

/// The place behind a byte of a size's line; nothing where it does not belong there.
fn in_size(byte: u8, size: u64, digits: u8, past_size: Past) -> Option<Place> {
    match (byte, past_size) {
        (b'\n', _) if digits == 0 => None,
        (b'\n', _) if size == 0 => Some(Place::Trailer(0)),
        // The line end behind the data goes with it.
        (b'\n', _) => Some(Place::Data(size.checked_add(2)?)),
        (_, Past::Bytes(LINE_BYTES_MAX..)) => None,
        (_, Past::Bytes(n)) => Some(Place::Size { size, digits, past_size: Past::Bytes(n + 1) }),
        (b';' | b'\r' | b' ' | b'\t', Past::No) if digits > 0 => {
            Some(Place::Size { size, digits, past_size: Past::Bytes(0) })
        }
        (_, Past::No) => {
            let digit = char::from(byte).to_digit(16)?;
            // 15 digits cannot overflow, and no answer is longer.
            let size = (digits < 15).then(|| size << 4 | u64::from(digit))?;
            Some(Place::Size { size, digits: digits + 1, past_size: Past::No })
        }
    }
}
