//! The names of a load test's events: each has a stream of its own, by which a probe finds it in the receiver again.

use std::{fmt, str::FromStr};

/// Digits of an event's number in its name.
pub(crate) const DIGITS: usize = 11;

/// Characters of a run's name.
const RUN_CHARACTERS: usize = 6;

/// How many events a run can tell apart: as many as 11 digits can.
pub const EVENTS_MAX: u64 = 100_000_000_000;

/// Six characters that tell one run from another, so that a receiver's earlier events are not taken for this run's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RunName([u8; RUN_CHARACTERS]);

/// A text that names no run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no run: it takes six lower-case letters or digits")]
pub struct NoRunName(pub String);

impl FromStr for RunName {
    type Err = NoRunName;

    fn from_str(text: &str) -> Result<Self, NoRunName> {
        let is_plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        match <[u8; RUN_CHARACTERS]>::try_from(text.as_bytes()) {
            Ok(name) if name.iter().all(is_plain) => Ok(Self(name)),
            Ok(_) | Err(_) => Err(NoRunName(text.to_owned())),
        }
    }
}

impl RunName {
    /// The name of any number, for runs that are told apart by a clock or a seed.
    pub fn of(number: u64) -> Self {
        const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        let mut rest = number;
        let mut name = [0; RUN_CHARACTERS];
        for place in name.iter_mut().rev() {
            *place = LETTERS[crate::quantity::place(rest % 36)];
            rest /= 36;
        }
        Self(name)
    }

    /// The stream of an event, as in `ld-k3x9az-00000000042`.
    pub fn stream(&self, number: u64) -> String {
        format!("ld-{self}-{:0DIGITS$}", number % EVENTS_MAX)
    }

    /// A regular expression of all streams of the run.
    pub fn streams(&self) -> String {
        format!("ld-{self}-[0-9]{{{DIGITS}}}")
    }
}

impl fmt::Display for RunName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{}", char::from(*byte)))
    }
}

/// Writes a number as decimal digits with zeros before them.
pub(crate) fn write_digits(place: &mut [u8], number: u64) {
    let mut rest = number;
    for digit in place.iter_mut().rev() {
        // What is left of a division by ten fits.
        *digit = b"0123456789"[crate::quantity::place(rest % 10)];
        rest /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_a_fixed_width() {
        let run: RunName = "k3x9az".parse().unwrap();
        assert_eq!(run.stream(42), "ld-k3x9az-00000000042");
        assert_eq!(run.streams(), "ld-k3x9az-[0-9]{11}");
        assert_eq!(RunName::of(36 * 36 + 35).to_string(), "00010z");
        assert!("K3X9AZ".parse::<RunName>().is_err());
        assert!("k3x9a".parse::<RunName>().is_err());
        let mut digits = *b"xxxx";
        write_digits(&mut digits, 345);
        assert_eq!(&digits, b"0345");
    }
}
