//! MD5's length extension and its missing separator: what an attacker can compute, and why it gains nothing.

use livehook_core::{
    CallbackKey, Code, Envelope, KeyId, Policy, Signature, Source, UnixSeconds, Verdict, judge,
};
use md5::{Digest as _, Md5, block_api::compress};
use proptest::prelude::*;

const BLOCK_BYTES: usize = 64;

fn verdict_code(body: &[u8], key: &str, now: i64) -> Option<Code> {
    let keys = [(KeyId::new("current"), CallbackKey::new(key).unwrap())];
    let source = Source::signed("default", keys).unwrap();
    match Envelope::read(body) {
        Ok(envelope) => match judge(envelope, &source, UnixSeconds(now), &Policy::default()) {
            Verdict::Refused(refusal) => Some(refusal.code()),
            genuine => genuine.code(),
        },
        Err(refusal) => Some(refusal.code()),
    }
}

/// What MD5 appends to a message of this length: 0x80, zeros, the length in bits.
fn padding(message_bytes: usize) -> Vec<u8> {
    let zeros = (2 * BLOCK_BYTES - 9 - message_bytes % BLOCK_BYTES) % BLOCK_BYTES;
    let bits = u64::try_from(message_bytes).unwrap() * 8;
    [&[0x80], vec![0; zeros].as_slice(), &bits.to_le_bytes()].concat()
}

/// Goes on from a digest without knowing what led to it but its length: the digest of message, padding and suffix.
fn extend(digest: [u8; 16], message_bytes: usize, suffix: &[u8]) -> [u8; 16] {
    let (words, _) = digest.as_chunks::<4>();
    let mut state = [words[0], words[1], words[2], words[3]].map(u32::from_le_bytes);
    let before = message_bytes + padding(message_bytes).len();
    let rest = [suffix, &padding(before + suffix.len())].concat();
    let (blocks, left_over) = rest.as_chunks::<BLOCK_BYTES>();
    assert!(left_over.is_empty());
    compress(&mut state, blocks);
    let mut extended = [0; 16];
    for (bytes, word) in extended.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    extended
}

/// A JSON string of the characters U+0000 to U+00FF that these bytes name.
fn escaped(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\u{byte:04x}")).collect()
}

proptest! {
    #[test]
    fn an_extended_digest_needs_a_t_that_is_refused(
        key in "[A-Za-z0-9]{1,80}", t in 0..=i64::MAX, suffix in "[0-9]{1,70}",
    ) {
        let t = t.to_string();
        let sniffed: [u8; 16] = Md5::digest(format!("{key}{t}")).into();
        let message_bytes = key.len() + t.len();

        let needed_t = [t.as_bytes(), &padding(message_bytes), suffix.as_bytes()].concat();
        let forged = extend(sniffed, message_bytes, suffix.as_bytes());
        let really: [u8; 16] = Md5::digest([key.as_bytes(), &needed_t].concat()).into();
        prop_assert_eq!(forged, really, "the forgery is a sound MD5");

        let sign = hex::encode(forged);
        let raw = [b"{\"t\":\"".as_slice(), &needed_t, format!("\",\"sign\":\"{sign}\"}}").as_bytes()].concat();
        prop_assert_eq!(verdict_code(&raw, &key, 0), Some(Code::NotUtf8));
        let as_text = format!("{{\"t\":\"{}\",\"sign\":\"{sign}\"}}", escaped(&needed_t));
        prop_assert_eq!(verdict_code(as_text.as_bytes(), &key, 0), Some(Code::TNotCanonical));
        let digits_only = format!("{{\"t\":\"{t}{suffix}\",\"sign\":\"{sign}\"}}");
        let refused = verdict_code(digits_only.as_bytes(), &key, 0);
        prop_assert!(matches!(refused, Some(Code::Forged | Code::TNotCanonical)), "{:?}", refused);
    }

    /// There is no separator between key and t. So the same signature is good for a longer t under the shorter key: harmless
    /// within one source unless one of its keys is another with digits added. `KeyConcern::EndsInDigit` warns of it.
    #[test]
    fn a_key_with_digits_added_signs_for_the_key_without_them(
        key in "[A-Za-z]{1,10}", digits in "[1-9][0-9]{0,5}", t in 0..=1_000_000_i64,
    ) {
        let longer = format!("{key}{digits}");
        let sign = Signature::of(&CallbackKey::new(&longer).unwrap(), &t.to_string()).to_string();
        let far_t: i64 = format!("{digits}{t}").parse().unwrap();
        let signed = |t: i64| format!(r#"{{"t":{t},"sign":"{sign}"}}"#);
        prop_assert_eq!(verdict_code(signed(t).as_bytes(), &longer, t), None);
        prop_assert_eq!(verdict_code(signed(far_t).as_bytes(), &key, far_t), None);
        prop_assert_eq!(verdict_code(signed(t).as_bytes(), &key, t), Some(Code::Forged));
    }
}

#[test]
fn k1_with_23_signs_as_k_with_123() {
    let of = |key: &str, t: &str| Signature::of(&CallbackKey::new(key).unwrap(), t).to_string();
    assert_eq!(of("k1", "23"), of("k", "123"));
    assert_eq!(of("k1", "23"), "1d430d0a0757ca4b16a57dbc5c436353");
}
