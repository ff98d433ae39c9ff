//! The one rule by which every walk over JSON bytes steps over a text: what stands in quotes opens and closes nothing.

/// Skips the rest of a text whose opening quote has been taken; false when it has no end.
pub(crate) fn skip_text(bytes: &mut impl Iterator<Item = u8>) -> bool {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return true,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    false
}
