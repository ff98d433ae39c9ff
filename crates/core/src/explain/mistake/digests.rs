//! What each mistake would have hashed, and by which algorithm.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest as _, Md5};
use sha1::Sha1;
use sha2::Sha256;

use super::Mistake;
use crate::{Envelope, Field, VALIDITY};

/// What people put between two parts.
const SEPARATORS: [&str; 10] = [":", "&", "+", "-", "_", "|", ",", ".", "#", " "];

/// Larger bodies are not hashed in search of a mistake: every key would go over them a dozen times.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// The digest of each mistake with a key and a `t`, the likelier ones first.
pub(super) fn of_mistakes(key: &str, t: &str, bodies: &[String]) -> Vec<(Mistake, Vec<u8>)> {
    let texts = of_order(key, t).into_iter().chain(of_key(key, t)).chain(of_t(key, t));
    let by_md5 = texts.map(|(mistake, text)| (mistake, md5(&text)));
    by_md5.chain(of_algorithm(key, t)).chain(of_body(key, t, bodies)).collect()
}

/// Key and t are right, but not in their places.
fn of_order(key: &str, t: &str) -> Vec<(Mistake, String)> {
    let mut texts = vec![
        (Mistake::TBeforeKey, format!("{t}{key}")),
        (Mistake::KeyAtBothEnds, format!("{key}{t}{key}")),
        (Mistake::NewlineAtEnd, format!("{key}{t}\n")),
        (Mistake::NewlineAtEnd, format!("{key}{t}\r\n")),
        (Mistake::Separator, format!("key={key}&t={t}")),
        (Mistake::Separator, format!("t={t}&key={key}")),
    ];
    for separator in SEPARATORS {
        texts.push((Mistake::Separator, format!("{key}{separator}{t}")));
        texts.push((Mistake::Separator, format!("{t}{separator}{key}")));
    }
    texts
}

/// The key is not quite the key.
fn of_key(key: &str, t: &str) -> Vec<(Mistake, String)> {
    let other_keys = [
        (Mistake::NoKey, String::new()),
        (Mistake::KeyWithNewline, format!("{key}\n")),
        (Mistake::KeyWithNewline, format!("{key}\r\n")),
        (Mistake::KeyWithNewline, format!("{key}\r")),
        (Mistake::KeyWithBlank, format!("{key}\t")),
        (Mistake::KeyWithBlank, format!(" {key}")),
        (Mistake::KeyWithBlank, format!(" {key} ")),
        (Mistake::OurKeyHasBlanks, key.trim().to_owned()),
        (Mistake::KeyInQuotes, format!("\"{key}\"")),
        (Mistake::KeyInQuotes, format!("'{key}'")),
        (Mistake::KeyInOtherCase, key.to_lowercase()),
        (Mistake::KeyInOtherCase, key.to_uppercase()),
        (Mistake::KeyUrlEncoded, url_encoded(key)),
        (Mistake::KeyHashedFirst, hex::encode(md5(key))),
    ];
    other_keys.into_iter().map(|(mistake, other)| (mistake, format!("{other}{t}"))).collect()
}

/// The t that was hashed is not the one that was sent.
fn of_t(key: &str, t: &str) -> Vec<(Mistake, String)> {
    let seconds = t.parse::<i64>().ok();
    let later = seconds.and_then(|t| t.checked_add_unsigned(VALIDITY.0));
    let earlier = seconds.and_then(|t| t.checked_sub_unsigned(VALIDITY.0));
    let other_ts = [
        (Mistake::TInMilliseconds, Some(format!("{t}000"))),
        (
            Mistake::TInSeconds,
            t.len().checked_sub(3).filter(|end| *end > 0).map(|end| t[..end].to_owned()),
        ),
        (Mistake::TIsTimeOfSending, later.map(|t| t.to_string())),
        (Mistake::TimeOfSendingHashed, earlier.map(|t| t.to_string())),
        (Mistake::TInQuotes, Some(format!("\"{t}\""))),
        (Mistake::TWithFraction, Some(format!("{t}.0"))),
    ];
    other_ts
        .into_iter()
        .filter_map(|(mistake, other)| Some((mistake, format!("{key}{}", other?))))
        .collect()
}

/// The right text by another algorithm.
fn of_algorithm(key: &str, t: &str) -> Vec<(Mistake, Vec<u8>)> {
    let text = format!("{key}{t}");
    let once = md5(&text);
    vec![
        (Mistake::DoubleMd5, md5(&hex::encode(&once))),
        (Mistake::DoubleMd5, md5(&hex::encode_upper(&once))),
        (Mistake::DoubleMd5, Md5::digest(&once).to_vec()),
        (Mistake::Sha1, Sha1::digest(&text).to_vec()),
        (Mistake::Sha256, Sha256::digest(&text).to_vec()),
        (Mistake::HmacMd5, hmac::<Hmac<Md5>>(key, t)),
        (Mistake::HmacSha1, hmac::<Hmac<Sha1>>(key, t)),
        (Mistake::HmacSha256, hmac::<Hmac<Sha256>>(key, t)),
    ]
}

/// The body was hashed, with or without key and t.
fn of_body(key: &str, t: &str, bodies: &[String]) -> Vec<(Mistake, Vec<u8>)> {
    let digests = bodies.iter().flat_map(|body| {
        [
            md5(body),
            md5(&format!("{key}{body}")),
            md5(&format!("{body}{key}")),
            md5(&format!("{key}{t}{body}")),
            md5(&format!("{body}{key}{t}")),
            hmac::<Hmac<Md5>>(key, body),
            hmac::<Hmac<Sha1>>(key, body),
            hmac::<Hmac<Sha256>>(key, body),
        ]
    });
    digests.map(|digest| (Mistake::BodyHashed, digest)).collect()
}

/// The bodies a sender may have hashed: a signature cannot be of itself, so it was added to one of these.
pub(super) fn bodies(envelope: &Envelope<'_>) -> Vec<String> {
    let whole = envelope.body().trim();
    if whole.len() > BODY_BYTES_MAX {
        return Vec::new();
    }
    let without_sign = without(whole, "sign", envelope.sign);
    let without_both = without(&without_sign, "t", envelope.t);
    vec![whole.to_owned(), without_sign, without_both]
}

/// The text without a member, as it was before somebody added it; unchanged where the member is written in an unusual way.
fn without(body: &str, name: &str, value: Field<'_>) -> String {
    let Field::Json(value) = value else { return body.to_owned() };
    for member in [format!("\"{name}\":{value}"), format!("\"{name}\": {value}")] {
        for spelling in [
            format!(",{member}"),
            format!(", {member}"),
            format!("{member},"),
            format!("{member}, "),
        ] {
            if body.contains(&spelling) {
                return body.replacen(&spelling, "", 1);
            }
        }
    }
    body.to_owned()
}

fn md5(text: &str) -> Vec<u8> {
    Md5::digest(text).to_vec()
}

fn hmac<M: Mac + KeyInit>(key: &str, text: &str) -> Vec<u8> {
    let mac =
        <M as KeyInit>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
    mac.chain_update(text).finalize().into_bytes().to_vec()
}

/// As forms and queries have it: everything but letters, digits and `-_.~` as `%XX`.
fn url_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            other => encoded.extend(format!("%{other:02X}").chars()),
        }
    }
    encoded
}
