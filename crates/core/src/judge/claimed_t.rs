//! `t` as it was claimed: a JSON integer, or (in documents until 2020) a text of decimal digits. Canonical only, because the
//! digits themselves are what is hashed: a lenient reader would let one signature pass for many texts.

use crate::{TProblem, UnixSeconds};

/// A `t` whose digits are canonical. Not yet believed.
pub(crate) struct ClaimedT {
    seconds: i64,
    text: String,
}

impl ClaimedT {
    /// Reads the JSON text of the field.
    pub(crate) fn read(json: &str) -> Result<Self, TProblem> {
        let text = match json.as_bytes().first() {
            Some(b'"') => serde_json::from_str::<String>(json).map_err(|_| TProblem::NotDigits)?,
            Some(b'-' | b'0'..=b'9') => json.to_owned(),
            _ => return Err(TProblem::WrongType),
        };
        let seconds = canonical(&text)?;
        Ok(Self { seconds, text })
    }

    /// The second that the digits name.
    pub(crate) const fn seconds(&self) -> UnixSeconds {
        UnixSeconds(self.seconds)
    }

    /// The digits that were signed.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// The number that the digits write, if they are the one way to write it.
fn canonical(text: &str) -> Result<i64, TProblem> {
    let digits = text.as_bytes();
    match digits {
        [b'-', rest @ ..] if rest.first().is_some_and(u8::is_ascii_digit) => {
            return Err(TProblem::Negative);
        }
        [first, ..] if first.is_ascii_digit() => {}
        _ => return Err(TProblem::NotDigits),
    }
    match digits.iter().find(|byte| !byte.is_ascii_digit()) {
        None => {}
        Some(b'.') => return Err(TProblem::Fraction),
        Some(b'e' | b'E') => return Err(TProblem::Exponent),
        Some(_) => return Err(TProblem::NotDigits),
    }
    if digits.len() > 1 && digits.starts_with(b"0") {
        return Err(TProblem::LeadingZero);
    }
    // Only digits are left, so the one way to fail is their number.
    text.parse().map_err(|_| TProblem::OutOfRange)
}
