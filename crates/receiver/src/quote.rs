//! Somebody else's text inside an error message: escaped, so that it cannot pretend to be part of it, and short.

/// How much of a text is quoted, in characters.
const QUOTED_CHARACTERS: usize = 64;

/// The beginning of `text`, with `…` where it was cut.
pub(crate) fn quoted(text: &str) -> String {
    let mut escaped = text.escape_debug();
    let mut quoted: String = escaped.by_ref().take(QUOTED_CHARACTERS).collect();
    if escaped.next().is_some() {
        quoted.push('…');
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped_and_only_long_texts_are_cut() {
        assert_eq!(quoted("a\nb\u{1b}"), r"a\nb\u{1b}");
        let longest = "x".repeat(QUOTED_CHARACTERS);
        assert_eq!(quoted(&longest), longest);
        assert_eq!(quoted(&format!("{longest}x")), format!("{longest}…"));
    }
}
