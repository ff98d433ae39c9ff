//! What bytes that are no callback look like: the few things that people send by accident.

use super::StepKind;
use crate::skip::skip_text;

/// What a body looks like. A guess, offered as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Empty,
    Compressed,
    Utf16,
    Marked,
    Markup,
    Form,
    EncodedTwice,
    Commented,
    TrailingComma,
    SingleQuoted,
    Truncated,
}

impl Look {
    #[cfg(test)]
    pub(super) const ALL: [Self; 11] = [
        Self::Empty,
        Self::Compressed,
        Self::Utf16,
        Self::Marked,
        Self::Markup,
        Self::Form,
        Self::EncodedTwice,
        Self::Commented,
        Self::TrailingComma,
        Self::SingleQuoted,
        Self::Truncated,
    ];

    pub(super) const fn kind(self) -> StepKind {
        match self {
            Self::Empty => StepKind::LooksEmpty,
            Self::Compressed => StepKind::LooksCompressed,
            Self::Utf16 => StepKind::LooksLikeUtf16,
            Self::Marked => StepKind::LooksMarked,
            Self::Markup => StepKind::LooksLikeMarkup,
            Self::Form => StepKind::LooksLikeForm,
            Self::EncodedTwice => StepKind::LooksEncodedTwice,
            Self::Commented => StepKind::LooksCommented,
            Self::TrailingComma => StepKind::LooksTrailingComma,
            Self::SingleQuoted => StepKind::LooksSingleQuoted,
            Self::Truncated => StepKind::LooksTruncated,
        }
    }
}

/// The first look that fits, if any.
pub(super) fn look(body: &[u8]) -> Option<Look> {
    match body {
        [0x1f, 0x8b, ..] => return Some(Look::Compressed),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, ..] | [0, _, ..] => return Some(Look::Utf16),
        [0xef, 0xbb, 0xbf, ..] => return Some(Look::Marked),
        _ => {}
    }
    let text = str::from_utf8(body).ok()?.trim();
    match text.as_bytes() {
        [] => Some(Look::Empty),
        [b'<', ..] => Some(Look::Markup),
        [b'"', ..] => is_encoded_twice(text).then_some(Look::EncodedTwice),
        [b'{' | b'/' | b'#', ..] => look_at_json(text),
        _ => is_form(text).then_some(Look::Form),
    }
}

fn is_form(text: &str) -> bool {
    text.split('&').all(|pair| pair.contains('=')) && !text.contains(['{', '\n'])
}

fn is_encoded_twice(text: &str) -> bool {
    serde_json::from_str::<String>(text).is_ok_and(|inner| inner.trim_start().starts_with('{'))
}

/// Walks over nearly JSON outside of its texts.
fn look_at_json(text: &str) -> Option<Look> {
    let mut bytes = text.bytes().peekable();
    let (mut depth, mut after_comma) = (0_usize, false);
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if !skip_text(&mut bytes) => return Some(Look::Truncated),
            b'\'' => return Some(Look::SingleQuoted),
            b'#' => return Some(Look::Commented),
            b'/' if matches!(bytes.peek(), Some(b'/' | b'*')) => return Some(Look::Commented),
            b'}' | b']' if after_comma => return Some(Look::TrailingComma),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        after_comma = byte == b',' || (after_comma && byte.is_ascii_whitespace());
    }
    (depth > 0).then_some(Look::Truncated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: impl AsRef<[u8]>, expected: Option<Look>) {
        assert_eq!(look(body.as_ref()), expected);
    }

    #[test]
    fn each_accident_is_recognised() {
        check("", Some(Look::Empty));
        check(" \r\n", Some(Look::Empty));
        check(b"\x1f\x8b\x08\x00", Some(Look::Compressed));
        check(b"\xff\xfe{\x00}\x00", Some(Look::Utf16));
        check(b"{\x00}\x00", Some(Look::Utf16));
        check("\u{feff}{}", Some(Look::Marked));
        check("<xml/>", Some(Look::Markup));
        check("t=1&sign=2", Some(Look::Form));
        check(r#""{\"t\":1}""#, Some(Look::EncodedTwice));
        check("// a\n{}", Some(Look::Commented));
        check(r#"{"a":1 /* b */}"#, Some(Look::Commented));
        check(r#"{"a":"//",}"#, Some(Look::TrailingComma));
        check("{\"a\":[1,\n]}", Some(Look::TrailingComma));
        check("{'a':1}", Some(Look::SingleQuoted));
        check(r#"{"a":"b"#, Some(Look::Truncated));
        check(r#"{"a":1"#, Some(Look::Truncated));
    }

    #[test]
    fn what_looks_like_nothing_known_is_not_guessed_at() {
        check("hello", None);
        check(r#"{"a":NaN}"#, None);
        check(r#""text""#, None);
        check(b"{\"a\":\"\xff\"}", None);
    }
}
