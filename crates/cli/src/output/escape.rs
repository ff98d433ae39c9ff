//! Text from payloads, made fit for a terminal: it may hold escape sequences that recolour, retitle or rewrite what was printed.

use std::fmt::Write as _;

/// The text with control and direction-changing characters written as `\u{…}`. Everything else, Chinese and emoji included, stays.
pub(crate) fn for_terminal(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_control() || changes_direction(char) {
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
    use super::for_terminal;

    #[test]
    fn escapes_what_steers_a_terminal_and_leaves_text_alone() {
        assert_eq!(for_terminal("\u{1b}[2Jok\u{202e}\r\n"), r"\u{1b}[2Jok\u{202e}\u{d}\u{a}");
        assert_eq!(for_terminal("限时秒杀 25 元 🎉 naïve"), "限时秒杀 25 元 🎉 naïve");
    }
}
