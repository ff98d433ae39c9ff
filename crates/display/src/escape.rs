//! Foreign text, made fit to be looked at: it may hold what steers a terminal, turns the direction of reading, or is no character.
//!
//! Every view shows text through here. HTML and Markdown escape their own marks on top of it.

use std::{borrow::Cow, fmt::Write as _};

/// The text with what cannot be seen written as `\u{…}`, line breaks included. Chinese, emoji and accents stay.
pub fn inline(text: &str) -> String {
    escaped(text, |_| false)
}

/// The same for text that has lines: line feeds and tabs stay, and so does a carriage return before a line feed, unseen.
pub fn block(text: &str) -> String {
    escaped(&text.replace("\r\n", "\n"), |char| matches!(char, '\n' | '\t'))
}

/// JSON with the same characters written as `\u….`: to a program it says what it said, and a terminal sees none of them.
pub fn json(text: &str) -> Cow<'_, str> {
    // Outside of its texts JSON has white space, and no other of these characters; inside, it has no such white space.
    let is_escaped = |char| is_unseen(char) && !matches!(char, '\t' | '\n' | '\r');
    if !text.chars().any(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 64);
    for char in text.chars() {
        if is_escaped(char) {
            for unit in char.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ignored = write!(shown, "\\u{unit:04x}");
            }
        } else {
            shown.push(char);
        }
    }
    Cow::Owned(shown)
}

fn escaped(text: &str, stays: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let joins = char == JOINER
            && before.is_some_and(is_picture)
            && chars.peek().copied().is_some_and(is_picture);
        if is_unseen(char) && !stays(char) && !joins {
            // Writing to a String cannot fail.
            let _ignored = write!(shown, "\\u{{{:x}}}", u32::from(char));
        } else {
            shown.push(char);
        }
        before = Some(char);
    }
    shown
}

fn is_unseen(char: char) -> bool {
    char.is_control() || is_format(char) || is_blank(char) || is_none(char)
}

/// Makes one emoji of several. Between letters it is a letter's disguise.
const JOINER: char = '\u{200d}';

/// What a [`JOINER`] joins: pictures, and the mark that makes a picture of a sign.
const fn is_picture(char: char) -> bool {
    matches!(char, '\u{2190}'..='\u{21ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// Format characters (Unicode's Cf), which steer how others are shown: bidirectional controls (TR 36, "Trojan Source"), zero-width
/// ones, soft hyphens, tags; and the two separators of lines. Those of Cf that are seen, such as Arabic number signs, are left out.
const fn is_format(char: char) -> bool {
    matches!(
        char,
        '\u{ad}'
            | '\u{61c}'
            | '\u{70f}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Letters and marks that are shown as nothing.
const fn is_blank(char: char) -> bool {
    matches!(
        char,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}'
    )
}

/// Two code points that are no characters and that XML forbids.
const fn is_none(char: char) -> bool {
    matches!(char, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::{block, inline, json};

    #[test]
    fn what_steers_a_terminal_is_written_out_and_text_is_left_alone() {
        assert_eq!(
            inline("\u{1b}[2Jok\u{202e}\r\n\u{ffff}"),
            r"\u{1b}[2Jok\u{202e}\u{d}\u{a}\u{ffff}"
        );
        assert_eq!(inline("限时秒杀 25 元 🎉 naïve"), "限时秒杀 25 元 🎉 naïve");
    }

    #[test]
    fn characters_that_nobody_sees_are_written_out_and_emoji_stay_whole() {
        assert_eq!(
            inline("a\u{200b}b\u{ad}c\u{2060}\u{e0041}"),
            r"a\u{200b}b\u{ad}c\u{2060}\u{e0041}"
        );
        assert_eq!(inline("a\u{200d}b秒\u{200d}杀\u{3164}"), r"a\u{200d}b秒\u{200d}杀\u{3164}");
        let family = "👩\u{200d}👧 ❤\u{fe0f}\u{200d}🔥";
        assert_eq!(inline(family), family);
    }

    #[test]
    fn json_says_the_same_without_them() {
        assert_eq!(json(r#"{"a":"秒杀 🎉"}"#), r#"{"a":"秒杀 🎉"}"#);
        let raw = "{\t\"a\":\"\u{7f}\u{9b}\u{202e}\u{200b}\u{e0041}\u{feff}\"}";
        let expected = r#""a":"\u007f\u009b\u202e\u200b\udb40\udc41\ufeff"}"#;
        assert_eq!(json(raw), format!("{{\t{expected}"));
    }

    #[test]
    fn a_block_keeps_its_lines_and_shows_a_lone_carriage_return() {
        assert_eq!(block("a: 1\r\n\r\nb\tc\rd\u{0}"), "a: 1\n\nb\tc\\u{d}d\\u{0}");
    }
}
