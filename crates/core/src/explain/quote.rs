//! Text from the payload, fit to be shown: escaped, cut, and withheld where it holds a secret.

use crate::{Authentication, Refusal, Signature, Source};

/// How much of a payload's text is shown, in characters.
const QUOTED_CHARACTERS_MAX: usize = 48;

/// Shorter keys occur within ordinary words, so hiding them would hide everything.
const HIDEABLE_KEY_BYTES_MIN: usize = 6;

/// A number of 64 bits has at most 20 digits; longer runs of hex digits may be a signature.
const DECIMAL_DIGITS_MAX: usize = 20;

/// What is shown in the place of a secret.
const WITHHELD: &str = "(withheld)";

/// Quotes payload text. A sender may put anything into a field that is shown, also the signature that would have been right.
pub(super) struct Quoter<'a> {
    keys: Vec<&'a str>,
    signatures: Vec<String>,
}

impl<'a> Quoter<'a> {
    /// For a callback to `source` that claims `t`, if that can be read.
    pub(super) fn new(source: &'a Source, other_sources: &'a [Source], t: Option<&str>) -> Self {
        let mut quoter = Self { keys: Vec::new(), signatures: Vec::new() };
        for source in [source].into_iter().chain(other_sources) {
            let Authentication::Keys(keys) = source.authentication() else { continue };
            for (_, key) in keys {
                quoter.signatures.extend(t.map(|t| Signature::of(key, t).to_string()));
                if key.expose().len() >= HIDEABLE_KEY_BYTES_MIN {
                    quoter.keys.push(key.expose());
                }
            }
        }
        quoter
    }

    /// The text in quotation marks, in one line.
    pub(super) fn quote(&self, text: &str) -> String {
        let lower = text.to_ascii_lowercase();
        if self.keys.iter().any(|key| text.contains(key))
            || self.signatures.iter().any(|signature| lower.contains(signature))
        {
            return WITHHELD.to_owned();
        }
        // Control and bidirectional characters are escaped by this; quotes need not be. It escapes backslashes too, so that the
        // two replacements cannot hit anything else.
        let escaped = text.escape_debug().to_string().replace("\\'", "'").replace("\\\"", "\"");
        match escaped.char_indices().nth(QUOTED_CHARACTERS_MAX) {
            Some((end, _)) => format!("\"{}…\"", &escaped[..end]),
            None => format!("\"{escaped}\""),
        }
    }

    /// Text that should be short: withheld where it might be a signature, as when `t` and `sign` are swapped.
    pub(super) fn quote_digits(&self, text: &str) -> String {
        let is_hex = |c: char| c.is_ascii_hexdigit();
        let longest = text.split(|c| !is_hex(c)).map(str::len).max().unwrap_or_default();
        if longest > DECIMAL_DIGITS_MAX { WITHHELD.to_owned() } else { self.quote(text) }
    }

    /// A refusal whose own quotation holds no secret either. Without an envelope no `t` is known, so that any long run of hex
    /// digits may be a signature.
    pub(super) fn refusal(&self, refusal: Refusal) -> Refusal {
        match refusal {
            Refusal::RepeatedField { name } if self.quote_digits(&name) == WITHHELD => {
                Refusal::RepeatedField { name: WITHHELD.to_owned() }
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CallbackKey, KeyId};

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let key = CallbackKey::new("callbackKey0123456789").unwrap();
        let source = Source::signed("default", [(KeyId::new("current"), key)]).unwrap();
        assert_eq!(Quoter::new(&source, &[], Some("1761129434")).quote(text), expected);
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        check("room42", "\"room42\"");
        check("直播间's \"one\"", "\"直播间's \"one\"\"");
        check("a\u{1b}[31m\u{202e}\n\\'", "\"a\\u{1b}[31m\\u{202e}\\n\\\\'\"");
    }

    #[test]
    fn long_text_is_cut() {
        check(&"x".repeat(48), &format!("\"{}\"", "x".repeat(48)));
        check(&"x".repeat(49), &format!("\"{}…\"", "x".repeat(48)));
    }

    #[test]
    fn a_signature_in_the_place_of_t_is_withheld() {
        let source = Source::unsigned("default").unwrap();
        let quoter = Quoter::new(&source, &[], None);
        assert_eq!(quoter.quote_digits("\"1390d3b72cc53fd73f14ae32914f1774\""), "(withheld)");
        assert_eq!(quoter.quote_digits("1761129434.0"), "\"1761129434.0\"");
    }

    #[test]
    fn secrets_are_withheld() {
        check("it is callbackKey0123456789", "(withheld)");
        check("1390D3B72cc53fd73f14ae32914f1774", "(withheld)");
    }
}
