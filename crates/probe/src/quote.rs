//! Somebody else's text inside an error or a report: escaped, so that no terminal obeys it, and short.

/// How much of a text is quoted, in characters.
const QUOTED_CHARACTERS_MAX: usize = 80;

/// The beginning of `text` between backticks, with `…` where it was cut.
pub(crate) fn quoted(text: &str) -> String {
    let mut characters = text.chars();
    let beginning: String = characters.by_ref().take(QUOTED_CHARACTERS_MAX).collect();
    let cut = if characters.next().is_some() { "…" } else { "" };
    format!("`{}{cut}`", escaped(&beginning))
}

/// The same of bytes; what is no UTF-8 shows as `�`.
pub(crate) fn quoted_bytes(bytes: &[u8]) -> String {
    // The longest character has four bytes, so that this is enough text, and a cut within the last character is not seen.
    let enough = bytes.len().min(4 * (QUOTED_CHARACTERS_MAX + 2));
    quoted(&String::from_utf8_lossy(&bytes[..enough]))
}

/// The last line that says something, or that there is none.
pub(crate) fn last_line(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    match text.lines().rev().map(str::trim).find(|line| !line.is_empty()) {
        Some(line) => quoted(line),
        None => "it says nothing on stderr".to_owned(),
    }
}

/// Control and bidirectional characters escaped. Quotation marks harm nobody and are easier to read as they are.
fn escaped(text: &str) -> String {
    // Backslashes are doubled by this, so that the two replacements cannot hit anything else.
    text.escape_debug().to_string().replace("\\'", "'").replace("\\\"", "\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(quoted("a \"b\"\n\u{1b}[31m\u{202e}\\"), r#"`a "b"\n\u{1b}[31m\u{202e}\\`"#);
    }

    #[test]
    fn only_long_texts_are_cut() {
        let longest = "直".repeat(QUOTED_CHARACTERS_MAX);
        assert_eq!(quoted(&longest), format!("`{longest}`"));
        assert_eq!(quoted_bytes(longest.as_bytes()), format!("`{longest}`"));
        assert_eq!(quoted_bytes(longest.repeat(9).as_bytes()), format!("`{longest}…`"));
        assert_eq!(quoted(&format!("{longest}x")), format!("`{longest}…`"));
    }

    #[test]
    fn the_last_line_is_the_last_that_says_something() {
        assert_eq!(last_line(b"one\ntwo\xff\r\n \n"), "`two\u{fffd}`");
        assert_eq!(last_line(b"\n"), "it says nothing on stderr");
    }
}
