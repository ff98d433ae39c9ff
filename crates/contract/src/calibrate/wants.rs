//! A sound callback was refused: which other way of signing would have been taken?

use hmac::{Hmac, KeyInit as _, Mac as _};
use livehook_core::VALIDITY;
use md5::{Digest as _, Md5};
use sha1::Sha1;
use sha2::Sha256;

use tokio::task::JoinSet;

use super::clock;
use crate::{
    exchange::{Exchanged, Request},
    perform::exchange,
    session::{Made, Sender, Trouble},
    step::{Callback, Credential, What},
};
use livehook_simulator::{recipe::Flaw, world::EventKind};

/// What the documents say, once.
const DOCUMENTED: &str =
    "Tencent signs MD5(key + t) and puts t and sign into the JSON body (document 267/38080)";

/// The way in which our own clock is not the judge.
const BY_ITS_CLOCK: &str = "whose t lies ten minutes ahead of its own clock";

/// What the status says, and every other way that it takes.
pub(super) async fn find_out(
    sender: &Sender,
    refused: &Exchanged,
    clock_skew_s: Option<i64>,
) -> Result<Vec<String>, Trouble> {
    let mut notes: Vec<String> = by_status(refused).into_iter().collect();
    let mut tried = Vec::new();
    let skew = clock_skew_s.filter(|skew| clock::is_noted(*skew));
    if let (Some(skew), Some(_)) = (skew, &sender.session.options.key) {
        let valid = VALIDITY.0.cast_signed().saturating_add(skew);
        tried.push((BY_ITS_CLOCK, sender.make(&Callback::expiring(valid).stream(3_000))?));
    }
    for (i, (way, callback)) in (1_u16..).zip(ways()) {
        // Whoever has no key cannot try what needs one.
        if sender.session.options.key.is_some() || !callback.needs_key() {
            tried.push((way, sender.make(&callback.stream(1_000 + i))?));
        }
    }
    if let Some(key) = sender.session.options.key.as_ref().map(|key| key.expose().to_owned()) {
        for (i, scheme) in (1_u16..).zip(SCHEMES) {
            let mut made = sender.make(&Callback::SOUND.stream(2_000 + i))?;
            sign_by(*scheme, &key, &mut made);
            tried.push((scheme.in_words(), made));
        }
    }
    let mut under_way = JoinSet::new();
    for (order, (way, made)) in tried.into_iter().enumerate() {
        let sender = sender.clone();
        under_way.spawn(async move { (order, way, is_taken(&sender, &made).await) });
    }
    let mut ways = under_way.join_all().await;
    ways.sort_by_key(|(order, ..)| *order);
    let mut taken = Vec::new();
    for (_, way, is_taken) in ways {
        if is_taken? {
            taken.push(way);
        }
    }
    match taken.as_slice() {
        [BY_ITS_CLOCK, ..] => {
            // What else it takes it takes for the same reason.
            notes.insert(
                0,
                format!(
                    "it takes a callback {BY_ITS_CLOCK}: the key is right, and one of the clocks is not; set it right first"
                ),
            );
        }
        [] if !may_be_about_the_key(refused) => {}
        [] => notes.push(
            "none of the other ways of signing that we know was taken either: is this the key that the receiver has, and its path?"
                .to_owned(),
        ),
        ways => notes.extend(ways.iter().map(|way| format!("it takes a callback {way}; {DOCUMENTED}"))),
    }
    Ok(notes)
}

/// Whether the key could be why: not where the answer speaks of the path, of the method, or of success.
fn may_be_about_the_key(refused: &Exchanged) -> bool {
    let status = refused.status().unwrap_or_default();
    !matches!(status, 0..=399 | 404 | 405 | 411 | 413 | 415 | 429) && status < 500
}

async fn is_taken(sender: &Sender, made: &Made) -> Result<bool, Trouble> {
    let session = &sender.session;
    session.count(1)?;
    let exchanged = exchange(session, made.event_type, &made.request.bytes()).await;
    Ok(exchanged.status() == Some(200))
}

fn by_status(refused: &Exchanged) -> Option<String> {
    let answer = refused.answers.last()?;
    Some(match answer.status {
        301 | 302 | 303 | 307 | 308 => {
            let to = answer.header("location").unwrap_or("nowhere");
            format!(
                "it redirects to {to}; give that address, since a redirect is no 200 to Tencent"
            )
        }
        404 => "there is no such path (404); is the address complete?".to_owned(),
        405 => "it takes no POST there (405); is this the callback's path?".to_owned(),
        411 | 415 => format!(
            "it dislikes how the body is announced ({}): Tencent sends application/json",
            answer.status
        ),
        401 | 403 => format!("it refuses the sender ({})", answer.status),
        status @ 201..=299 => {
            format!(
                "it answers {status} where only 200 counts: Tencent delivers everything again and again"
            )
        }
        status if status >= 500 => {
            format!("it breaks on a sound callback ({status}); look at its log")
        }
        status => format!("it answers {status} to a sound callback"),
    })
}

/// Other ways in which the recipe can sign or say it.
fn ways() -> Vec<(&'static str, Callback)> {
    let unsigned = Callback::flawed(Flaw::Unsigned);
    vec![
        ("with neither t nor sign: it has no key, so judge it with --unsigned", unsigned),
        ("whose t and sign stand in the query", unsigned.credential(Credential::InQuery)),
        ("whose t and sign stand in headers", unsigned.credential(Credential::InHeaders)),
        (
            "that says t and sign in the query as well",
            Callback::SOUND.credential(Credential::InQuery),
        ),
        ("whose sign is in upper case", Callback::flawed(Flaw::UpperCaseSign)),
        ("whose t is a text", Callback::flawed(Flaw::TAsText)),
        ("signed MD5(t + key)", Callback::flawed(Flaw::TBeforeKey)),
        ("signed SHA-256(key + t)", Callback::flawed(Flaw::Sha256Sign)),
        ("whose t is the time of sending", Callback::expiring(0)),
        ("without a content type", Callback::SOUND.typed("")),
        ("that is sent as a form", Callback::flawed(Flaw::FormBody)),
        ("of event type 1; it may not know 349", Callback::of(What::Kind(EventKind::PushStarted))),
    ]
}

/// Ways of signing that are not Tencent's, as receivers were seen to invent them, and keys that were read wrongly.
#[derive(Debug, Clone, Copy)]
enum Scheme {
    HmacSha256OfBody,
    HmacSha1OfBody,
    HmacSha256OfT,
    Md5WithColon,
    Md5OfKeyTKey,
    Sha1OfKeyT,
    Md5OfBodyAndKey,
    KeyWithLineBreak,
    EmptyKey,
}

const SCHEMES: &[Scheme] = &[
    Scheme::HmacSha256OfBody,
    Scheme::HmacSha1OfBody,
    Scheme::HmacSha256OfT,
    Scheme::Md5WithColon,
    Scheme::Md5OfKeyTKey,
    Scheme::Sha1OfKeyT,
    Scheme::Md5OfBodyAndKey,
    Scheme::KeyWithLineBreak,
    Scheme::EmptyKey,
];

/// The headers in which such signatures are looked for.
const SIGNATURE_HEADERS: &[&str] = &[
    "x-signature",
    "x-hub-signature-256",
    "x-tencent-signature",
    "x-live-signature",
    "signature",
    "sign",
];

impl Scheme {
    const fn in_words(self) -> &'static str {
        match self {
            Self::HmacSha256OfBody => {
                "signed HMAC-SHA256 of the body in a header, a scheme of its own"
            }
            Self::HmacSha1OfBody => "signed HMAC-SHA1 of the body in a header, a scheme of its own",
            Self::HmacSha256OfT => "signed HMAC-SHA256(key, t), a scheme of its own",
            Self::Md5WithColon => "signed MD5(key + \":\" + t), a scheme of its own",
            Self::Md5OfKeyTKey => "signed MD5(key + t + key), a scheme of its own",
            Self::Sha1OfKeyT => "signed SHA-1(key + t), a scheme of its own",
            Self::Md5OfBodyAndKey => "signed MD5(body + key) in a header, a scheme of its own",
            Self::KeyWithLineBreak => {
                "signed with this key and a line break behind it: it reads its key untrimmed"
            }
            Self::EmptyKey => "signed with an empty key: it has not read its key at all",
        }
    }
}

fn hmac_sha256(key: &str, text: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any length is a key");
    hex::encode(mac.chain_update(text).finalize().into_bytes())
}

fn sign_by(scheme: Scheme, key: &str, made: &mut Made) {
    let t = made.t.to_string();
    let Request { body, headers, .. } = &mut made.request;
    let in_header = |headers: &mut String, sign: &str| {
        for name in SIGNATURE_HEADERS {
            let prefix = if *name == "x-hub-signature-256" { "sha256=" } else { "" };
            headers.push_str(&[name, ": ", prefix, sign, "\r\n"].concat());
        }
    };
    match scheme {
        Scheme::HmacSha256OfBody => in_header(headers, &hmac_sha256(key, body)),
        Scheme::HmacSha1OfBody => {
            let mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("any length is a key");
            in_header(headers, &hex::encode(mac.chain_update(&body).finalize().into_bytes()));
        }
        Scheme::Md5OfBodyAndKey => {
            in_header(
                headers,
                &hex::encode(Md5::new().chain_update(&body).chain_update(key).finalize()),
            );
        }
        Scheme::HmacSha256OfT => {
            replace(body, made.right_sign.as_deref(), &hmac_sha256(key, t.as_bytes()));
        }
        Scheme::KeyWithLineBreak => {
            let sign = hex::encode(Md5::digest(format!("{key}\n{t}")));
            replace(body, made.right_sign.as_deref(), &sign);
        }
        Scheme::EmptyKey => {
            replace(body, made.right_sign.as_deref(), &hex::encode(Md5::digest(&t)));
        }
        Scheme::Md5WithColon => {
            let sign = hex::encode(Md5::digest(format!("{key}:{t}")));
            replace(body, made.right_sign.as_deref(), &sign);
        }
        Scheme::Md5OfKeyTKey => {
            let sign = hex::encode(Md5::digest(format!("{key}{t}{key}")));
            replace(body, made.right_sign.as_deref(), &sign);
        }
        Scheme::Sha1OfKeyT => {
            let sign = hex::encode(Sha1::digest(format!("{key}{t}")));
            replace(body, made.right_sign.as_deref(), &sign);
        }
    }
}

/// Puts another signature in the place of the right one.
fn replace(body: &mut Vec<u8>, right: Option<&str>, other: &str) {
    let text = String::from_utf8_lossy(body);
    *body = text.replace(right.unwrap_or_default(), other).into_bytes();
}
