//! The content key, version 1: the event's own time, then a hash of its canonical JSON. **Frozen**: a new release must find old records.

use std::{fmt, str::FromStr};

use sha2::{Digest as _, Sha256};

use super::{canonical::Canonical, lookup};
use crate::Envelope;

/// Where version 1 looks for the event's own time, in this order; the first non-negative integer counts, else 0.
///
/// It must be a time that a redelivery repeats, so neither `t` nor the time of arrival. It identifies nothing (the hash does):
/// keys that begin with it arrive almost in order, which makes the index of a store grow at its end.
const TIME_POINTERS_V1: &[TimePointer] = &[
    TimePointer::TopLevel("event_time"),
    TimePointer::FirstOf("items", "begin_time"),
    TimePointer::TopLevel("end_time"),
    TimePointer::TopLevel("begin_time"),
    TimePointer::TopLevel("start_time"),
    TimePointer::TopLevel("create_time"),
    TimePointer::TopLevel("sendTime"),
    TimePointer::TopLevel("data_time"),
    TimePointer::TopLevel("timestamp"),
    TimePointer::FirstOf("frames", "time"),
];

/// From here on a time is read as milliseconds (events 321, 328, 344, 345 count so). In seconds it would be the year 5138.
const MILLISECONDS_FROM: u64 = 100_000_000_000;

enum TimePointer {
    /// `/NAME`
    TopLevel(&'static str),
    /// `/NAME/0/MEMBER`
    FirstOf(&'static str, &'static str),
}

/// What identifies an event within its source: equal for every delivery of one content, whatever its `t`, `sign`, order of
/// members, white space or escapes; different when anything else differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentKey {
    time: u64,
    hash: [u8; 32],
}

impl ContentKey {
    /// The length of [`Self::to_bytes`].
    pub const BYTES: usize = 40;

    /// The key of an envelope's content.
    #[must_use]
    pub fn of(envelope: &Envelope<'_>) -> Self {
        let canonical = Canonical::of(envelope);
        Self { time: event_time(&canonical), hash: Sha256::digest(canonical.bytes()).into() }
    }

    /// The canonical JSON whose SHA-256 is the hash. For vectors and explanations.
    #[must_use]
    pub fn canonical_json(envelope: &Envelope<'_>) -> Vec<u8> {
        Canonical::of(envelope).bytes().to_vec()
    }

    /// The event's own time in Unix seconds, 0 where it names none.
    #[must_use]
    pub const fn event_time(&self) -> u64 {
        self.time
    }

    /// The key as bytes that sort by event time: 8 bytes of it, big-endian, then the hash.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let (time, hash) = bytes.split_at_mut(8);
        time.copy_from_slice(&self.time.to_be_bytes());
        hash.copy_from_slice(&self.hash);
        bytes
    }

    /// The key from [`Self::to_bytes`].
    #[must_use]
    pub fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        let (mut time, mut hash) = ([0; 8], [0; 32]);
        time.copy_from_slice(&bytes[..8]);
        hash.copy_from_slice(&bytes[8..]);
        Self { time: u64::from_be_bytes(time), hash }
    }
}

impl fmt::Display for ContentKey {
    /// `v1-1761129008-<64 hex digits>`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v1-{}-{}", self.time, hex::encode(self.hash))
    }
}

impl FromStr for ContentKey {
    type Err = ParseContentKeyError;

    /// Reads exactly what [`Display`](fmt::Display) writes: two texts of one key would be two keys to whoever compares texts.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (time, hex_hash) = text
            .strip_prefix("v1-")
            .and_then(|rest| rest.split_once('-'))
            .ok_or(ParseContentKeyError)?;
        let mut hash = [0; 32];
        hex::decode_to_slice(hex_hash, &mut hash).map_err(|_| ParseContentKeyError)?;
        let key = Self { time: time.parse().map_err(|_| ParseContentKeyError)?, hash };
        if key.to_string() == text { Ok(key) } else { Err(ParseContentKeyError) }
    }
}

/// The text is no content key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a content key reads `v1-SECONDS-` and 64 lower-case hex digits")]
pub struct ParseContentKeyError;

fn event_time(canonical: &Canonical) -> u64 {
    let time = TIME_POINTERS_V1.iter().find_map(|pointer| {
        let text = match pointer {
            TimePointer::TopLevel(name) => canonical.top_level(name)?,
            TimePointer::FirstOf(array, member) => {
                lookup::in_first_object(canonical.top_level(array)?, member)?
            }
        };
        str::from_utf8(text).ok()?.parse::<u64>().ok()
    });
    match time.unwrap_or_default() {
        milliseconds @ MILLISECONDS_FROM.. => milliseconds / 1_000,
        seconds => seconds,
    }
}
