//! Foreign text, made fit to be looked at: it may hold what steers a terminal, turns the direction of reading, or is no character.
//!
//! Every view but JSON shows text through here. HTML and Markdown escape their own marks on top of it.

use std::fmt::Write as _;

/// The text with what cannot be seen written as `\u{…}`, line breaks included. Chinese, emoji and accents stay.
pub fn inline(text: &str) -> String {
    escaped(text, |_| false)
}

/// The same for text that has lines: line feeds and tabs stay, and so does a carriage return before a line feed, unseen.
pub fn block(text: &str) -> String {
    escaped(&text.replace("\r\n", "\n"), |char| matches!(char, '\n' | '\t'))
}

fn escaped(text: &str, stays: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if !stays(char) && (char.is_control() || changes_direction(char) || is_none(char)) {
            // Writing to a String cannot fail.
            let _ignored = write!(shown, "\\u{{{:x}}}", u32::from(char));
        } else {
            shown.push(char);
        }
    }
    shown
}

/// Bidirectional controls and line separators (Unicode TR 36, "Trojan Source").
const fn changes_direction(char: char) -> bool {
    matches!(char, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Two code points that are no characters and that XML forbids.
const fn is_none(char: char) -> bool {
    matches!(char, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::{block, inline};

    #[test]
    fn what_steers_a_terminal_is_written_out_and_text_is_left_alone() {
        assert_eq!(
            inline("\u{1b}[2Jok\u{202e}\r\n\u{ffff}"),
            r"\u{1b}[2Jok\u{202e}\u{d}\u{a}\u{ffff}"
        );
        assert_eq!(inline("限时秒杀 25 元 🎉 naïve"), "限时秒杀 25 元 🎉 naïve");
    }

    #[test]
    fn a_block_keeps_its_lines_and_shows_a_lone_carriage_return() {
        assert_eq!(block("a: 1\r\n\r\nb\tc\rd\u{0}"), "a: 1\n\nb\tc\\u{d}d\\u{0}");
    }
}
