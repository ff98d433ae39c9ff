//! Foreign text, made fit to be looked at: it may hold what steers a terminal, turns the direction of reading, or is no character.

use std::fmt::Write as _;

/// The text with what cannot be seen written as `\u{…}`, line breaks included. Chinese, emoji and accents stay.
pub(in crate::report) fn inline(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_control() || changes_direction(char) || matches!(char, '\u{fffe}' | '\u{ffff}') {
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

#[cfg(test)]
mod tests {
    use super::inline;

    #[test]
    fn what_steers_a_terminal_is_written_out_and_text_is_left_alone() {
        assert_eq!(
            inline("\u{1b}[2Jok\u{202e}\r\n\u{ffff}"),
            r"\u{1b}[2Jok\u{202e}\u{d}\u{a}\u{ffff}"
        );
        assert_eq!(inline("限时秒杀 25 元 🎉 naïve"), "限时秒杀 25 元 🎉 naïve");
    }
}
