//! Looks on while frames of HTTP/2 come in (RFC 9113, section 4.1). hyper reads them too, but does not say when the other side's settings
//! have come, how many streams they allow, or that it is going away; and what is no HTTP/2 it does not name.

/// A frame's head.
const HEAD_BYTES: usize = 9;
/// One setting.
const SETTING_BYTES: usize = 6;
const SETTINGS: u8 = 0x4;
const GO_AWAY: u8 = 0x7;
/// The flag of a frame that only acknowledges settings.
const ACKNOWLEDGES: u8 = 0x1;
/// `SETTINGS_MAX_CONCURRENT_STREAMS`.
const STREAMS: [u8; 2] = [0, 3];
/// How an answer of HTTP/1 begins.
const HTTP_1: &[u8] = b"HTTP/1.";

/// What is of interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// Settings, with the number of streams at once if they name one.
    Settings(Option<u32>),
    /// The other side takes no more requests.
    GoAway,
    /// An answer of HTTP/1.
    Http1,
    /// Neither.
    Other,
}

/// Where in a frame the next byte belongs.
#[derive(Debug, Clone, Copy)]
enum Place {
    Head,
    Settings {
        rest: usize,
        streams: Option<u32>,
    },
    Payload(usize),
    /// What comes is no HTTP/2 and of no interest.
    Lost,
}

/// Looks on.
#[derive(Debug)]
pub(super) struct Frames {
    place: Place,
    /// A head or a setting in parts, and how much of it there is.
    part: [u8; HEAD_BYTES],
    filled: usize,
    /// Whether a frame has come: the first one must be settings.
    has_begun: bool,
}

impl Frames {
    pub(super) const fn new() -> Self {
        Self { place: Place::Head, part: [0; HEAD_BYTES], filled: 0, has_begun: false }
    }

    /// Looks at the next bytes, and says what was in them.
    pub(super) fn look(&mut self, bytes: &[u8], mut hear: impl FnMut(Heard)) {
        let mut bytes = bytes;
        while !bytes.is_empty() {
            match self.place {
                Place::Lost => return,
                Place::Head => {
                    if self.fill(HEAD_BYTES, &mut bytes) {
                        self.head(&mut hear);
                    }
                }
                Place::Payload(rest) => {
                    let here = rest.min(bytes.len());
                    bytes = &bytes[here..];
                    self.place = payload(rest - here);
                }
                Place::Settings { rest, streams } => {
                    if self.fill(SETTING_BYTES, &mut bytes) {
                        self.setting(rest, streams, &mut hear);
                    }
                }
            }
        }
    }

    /// Takes bytes into the part until it has so many; says whether it has.
    fn fill(&mut self, whole: usize, bytes: &mut &[u8]) -> bool {
        let here = (whole - self.filled).min(bytes.len());
        self.part[self.filled..self.filled + here].copy_from_slice(&bytes[..here]);
        *bytes = &bytes[here..];
        self.filled = (self.filled + here) % whole;
        self.filled == 0
    }

    fn head(&mut self, hear: &mut impl FnMut(Heard)) {
        let [a, b, c, kind, flags, ..] = self.part;
        let length = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
        let is_settings = kind == SETTINGS && flags & ACKNOWLEDGES == 0;
        if !std::mem::replace(&mut self.has_begun, true) && !is_settings {
            self.place = Place::Lost;
            hear(if self.part.starts_with(HTTP_1) { Heard::Http1 } else { Heard::Other });
            return;
        }
        self.place = payload(length);
        match kind {
            SETTINGS if is_settings && length == 0 => hear(Heard::Settings(None)),
            // A length that is no multiple is an error, which hyper sees.
            SETTINGS if is_settings && length.is_multiple_of(SETTING_BYTES) => {
                self.place = Place::Settings { rest: length, streams: None };
            }
            GO_AWAY => hear(Heard::GoAway),
            _ => {}
        }
    }

    fn setting(&mut self, rest: usize, streams: Option<u32>, hear: &mut impl FnMut(Heard)) {
        let [name @ .., a, b, c, d] = *self.part.first_chunk::<SETTING_BYTES>().unwrap_or(&[0; 6]);
        let streams =
            if name == STREAMS { Some(u32::from_be_bytes([a, b, c, d])) } else { streams };
        let rest = rest.saturating_sub(SETTING_BYTES);
        self.place = if rest == 0 { Place::Head } else { Place::Settings { rest, streams } };
        if rest == 0 {
            hear(Heard::Settings(streams));
        }
    }
}

const fn payload(rest: usize) -> Place {
    if rest == 0 { Place::Head } else { Place::Payload(rest) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two settings (a window, 3 streams), an acknowledgement, a data frame of four bytes, a farewell, and settings without any.
    const FRAMES: &[u8] =
        b"\x00\x00\x0c\x04\x00\x00\x00\x00\x00\x00\x04\x00\x01\x00\x00\x00\x03\x00\x00\x00\x03\
        \x00\x00\x00\x04\x01\x00\x00\x00\x00\
        \x00\x00\x04\x00\x01\x00\x00\x00\x01abcd\
        \x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\
        \x00\x00\x00\x04\x00\x00\x00\x00\x00";

    #[track_caller]
    fn check(bytes: &[u8], expected: &[Heard]) {
        for size in 1..=bytes.len() {
            let (mut frames, mut heard) = (Frames::new(), Vec::new());
            for part in bytes.chunks(size) {
                frames.look(part, |each| heard.push(each));
            }
            assert_eq!(heard, expected, "in parts of {size}");
        }
    }

    #[test]
    fn settings_and_a_farewell_are_heard_however_they_come() {
        check(FRAMES, &[Heard::Settings(Some(3)), Heard::GoAway, Heard::Settings(None)]);
    }

    #[test]
    fn what_is_no_http_2_is_named_once() {
        check(b"HTTP/1.1 400 Bad Request\r\n\r\nHTTP/1.1 400", &[Heard::Http1]);
        check(b"SSH-2.0-OpenSSH_9.9\r\n\r\n", &[Heard::Other]);
        check(&FRAMES[21..30], &[Heard::Other]);
    }
}
