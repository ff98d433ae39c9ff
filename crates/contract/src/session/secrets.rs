//! What an answer must not give away, and how bytes are shown without it.

use std::iter;

use livehook_core::CallbackKey;
use livehook_simulator::delivery::Target;

use super::{Made, Session, traces};
use crate::{
    exchange::{Exchanged, literal},
    options::Transcripts,
};

/// What stands in the place of a secret.
const MASK: &str = "********";

/// Something an answer gave away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Leak {
    /// The case in which it happened.
    pub(crate) case_id: &'static str,
    pub(crate) secret: Secret,
}

/// What must not be given away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Secret {
    Key,
    RightSignature,
    StackTrace,
}

/// What has so many hex digits may be most of a signature. The ids of live sessions have 34.
const SIGNATURE_LIKE: std::ops::RangeInclusive<usize> = SIGN_PART_DIGITS..=33;
/// Shorter values of a query are words that may stand anywhere.
const TOKEN_BYTES_MIN: usize = 6;
/// So many digits of a right signature leave too few to be guessed.
const SIGN_PART_DIGITS: usize = 24;

impl Session {
    /// Looks for secrets in what came back. A signature that was sent is no secret: it may be echoed.
    pub(crate) fn leaks_in(&self, made: Option<&Made>, exchanged: &Exchanged) -> Vec<Secret> {
        let received = String::from_utf8_lossy(&exchanged.received).into_owned();
        let lower = received.to_ascii_lowercase();
        let mut found = Vec::new();
        if self.options.key.as_ref().is_some_and(|key| received.contains(key.expose())) {
            found.push(Secret::Key);
        }
        if let Some(sign) = made.and_then(|made| made.right_sign.as_deref()) {
            // What is kept of the bytes sent may end before the signature.
            let sent = made.map(|made| made.request.bytes()).unwrap_or_default();
            let sent = String::from_utf8_lossy(&sent).to_ascii_lowercase();
            if lower.contains(sign) && !sent.contains(sign) {
                found.push(Secret::RightSignature);
            }
        }
        if traces::stand_in(&received) {
            found.push(Secret::StackTrace);
        }
        found
    }

    /// Text of our own that quotes the receiver, as the report shows it.
    pub(crate) fn masked(&self, text: &str) -> String {
        let text = self.mask_tokens(mask_key(text.to_owned(), self.options.key.as_ref()));
        mask_signatures(&text, None)
    }

    /// Masks what stands in queries and header lines of the user's own.
    fn mask_tokens(&self, text: String) -> String {
        let targets = || iter::once(&self.options.target).chain(self.options.paths.values());
        let queries = targets().filter_map(|target| target.url().query());
        let text = queries
            .fold(text, |text, query| text.replace(&format!("?{query}"), &format!("?{MASK}")));
        // Wherever else they stand: shorter values may be any word.
        let in_queries = targets().flat_map(Target::query_values);
        let in_queries = in_queries.filter(|value| value.len() >= TOKEN_BYTES_MIN);
        let in_headers = self.options.traits.headers.iter().map(|(_, value)| value.as_str());
        // Behind `Bearer`, or whatever else stands before it, it may be echoed alone.
        let parts = in_headers.clone().flat_map(str::split_whitespace);
        let parts = parts.filter(|part| part.len() >= TOKEN_BYTES_MIN && *part != "Bearer");
        let tokens = in_queries.chain(in_headers.filter(|value| !value.is_empty())).chain(parts);
        tokens.fold(text, |text, token| text.replace(token, MASK))
    }

    /// Bytes as the report shows them.
    pub(crate) fn shown(&self, bytes: &[u8], made: Option<&Made>) -> String {
        // The key is nobody's to keep, whatever was asked for.
        let text = mask_key(literal(bytes), self.options.key.as_ref());
        match self.options.transcripts {
            Transcripts::Exact => text,
            Transcripts::Masked => {
                let sign = made.and_then(|made| made.right_sign.as_deref());
                mask_signatures(&self.mask_tokens(text), sign)
            }
        }
    }
}

/// Masks the right signature, most of it too, and whatever else has the form of one: a `t` that was put in by hand may be signed for
/// years ahead.
fn mask_signatures(text: &str, sign: Option<&str>) -> String {
    let mut text = text.to_owned();
    if let Some(sign) = sign {
        for part in [sign, &sign[..SIGN_PART_DIGITS]] {
            text = text.replace(part, MASK).replace(&part.to_ascii_uppercase(), MASK);
        }
    }
    let is_hex = |char: char| char.is_ascii_hexdigit();
    let mut masked = String::with_capacity(text.len());
    for run in text.split_inclusive(|char| !is_hex(char)) {
        let digits = run.trim_end_matches(|char| !is_hex(char));
        if SIGNATURE_LIKE.contains(&digits.len()) {
            masked.push_str(MASK);
            masked.push_str(&run[digits.len()..]);
        } else {
            masked.push_str(run);
        }
    }
    masked
}

fn mask_key(text: String, key: Option<&CallbackKey>) -> String {
    match key {
        Some(key) => text.replace(key.expose(), MASK),
        None => text,
    }
}
