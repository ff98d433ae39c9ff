//! Makes `t` and `sign`, right or wrong.

use livehook_core::{CallbackKey, Seconds, Signature, UnixSeconds};
use md5::{Digest as _, Md5};
use serde_json::Value;
use sha2::Sha256;

use super::{
    Flaw, Recipe, RecipeError, Signing,
    body::Member,
    edit::{Given, Overrides},
    extend::Extended,
    flaw::Part,
};
use crate::{
    Seed,
    draws::{Draws, Purpose},
};

/// How long a callback that is about to expire is still good, in seconds.
const ABOUT_TO_EXPIRE_SECONDS: i64 = 5;

/// How far the `t` of a signature taken from elsewhere lies from the one sent, in seconds.
const ANOTHER_T_SECONDS: i64 = 60;

/// How far ahead the second of two `t` lies, in seconds: whoever believes it lets the callback live
/// a year longer.
const SECOND_T_SECONDS: i64 = 365 * 24 * 3_600;

/// How long ago the credential expired whose `t` is lengthened.
const EXTENDED_EXPIRED_BY: Seconds = Seconds(60);

/// `t` and `sign` as fields of a body; either may be missing or stand twice.
pub(super) struct Credential {
    pub(super) members: Vec<Member>,
    /// The second at which the signature expires, where one can be read.
    pub(super) t: Option<i64>,
}

/// `t` as it is written and as it is hashed.
struct Stamp {
    json: String,
    hashed: String,
    seconds: Option<i64>,
}

/// Makes both fields. Without a key there are none, as Tencent sends it.
pub(super) fn make(
    recipe: &Recipe,
    given: &Overrides,
    index: u64,
    signing: &Signing,
    now: UnixSeconds,
) -> Result<Credential, RecipeError> {
    let flaw = recipe.flaw;
    let key = match flaw {
        Some(Flaw::Unsigned) => None,
        Some(Flaw::WrongKey) => Some(second_key(recipe.seed, 0)),
        Some(Flaw::OldKey) => Some(second_key(recipe.seed, 1)),
        Some(flaw) if flaw.part() == Part::Credential && signing.key.is_none() => {
            return Err(RecipeError::FlawNeedsKey { flaw });
        }
        _ => signing.key.clone(),
    };
    let stamp = stamp(flaw, &given.t, signing, now);
    let mut members = Vec::with_capacity(3);
    let t_is_sent = match given.t {
        Given::Left => key.is_some() && flaw != Some(Flaw::MissingT),
        Given::Set(_) => true,
        Given::Unset => false,
    };
    if t_is_sent {
        members.push(member("t", "\"t\"", stamp.json.clone()));
    }
    if let Some(name_json) = match flaw {
        Some(Flaw::TTwice) => Some("\"t\""),
        Some(Flaw::TTwiceEscaped) => Some(r#""\u0074""#),
        _ => None,
    } {
        let second = now.0.saturating_add(SECOND_T_SECONDS);
        members.push(member("t", name_json, second.to_string()));
    }
    let sign_json = match (&given.sign, flaw, &key) {
        (Given::Set(value), ..) => Some(value.to_string()),
        (Given::Unset, ..) | (_, Some(Flaw::MissingSign), _) | (.., None) => None,
        (Given::Left, _, Some(key)) => {
            Some(sign_json(flaw, key, &stamp, &mut Draws::new(recipe.seed, Purpose::Flaw, index)))
        }
    };
    members.extend(sign_json.map(|sign| member("sign", "\"sign\"", sign)));
    Ok(Credential { members, t: stamp.seconds.filter(|_| t_is_sent) })
}

fn member(name: &'static str, name_json: &'static str, value_json: String) -> Member {
    Member { name, name_json, value_json }
}

fn stamp(flaw: Option<Flaw>, given: &Given, signing: &Signing, now: UnixSeconds) -> Stamp {
    if let Given::Set(value) = given {
        let hashed = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        return Stamp { json: value.to_string(), seconds: hashed.parse().ok(), hashed };
    }
    let t = match flaw {
        Some(Flaw::Expired(by)) => now.saturating_sub(by),
        Some(Flaw::FarFuture(by)) => now.saturating_add(by),
        Some(Flaw::AboutToExpire) => UnixSeconds(now.0.saturating_add(ABOUT_TO_EXPIRE_SECONDS)),
        _ => now.saturating_add(signing.validity),
    };
    let (json, hashed, seconds) = match flaw {
        Some(Flaw::NullT) => ("null".to_owned(), t.to_string(), None),
        Some(Flaw::TAsText) => (format!("\"{t}\""), t.to_string(), Some(t.0)),
        Some(Flaw::TFloat) => (format!("{t}.0"), format!("{t}.0"), None),
        Some(Flaw::TNegative) => (format!("-{t}"), format!("-{t}"), None),
        // Ten more digits leave 64 bits behind.
        Some(Flaw::THuge) => (format!("{t}0000000000"), format!("{t}0000000000"), None),
        Some(Flaw::TLeadingZeros) => (format!("\"0{t}\""), format!("0{t}"), None),
        Some(Flaw::LengthExtended) => return extended_stamp(signing, now),
        _ => (t.to_string(), t.to_string(), Some(t.0)),
    };
    Stamp { json, hashed, seconds }
}

/// A `t` that expired a minute ago and goes on behind it. What would be its hash is not made of it: see [`sign_json`].
fn extended_stamp(signing: &Signing, now: UnixSeconds) -> Stamp {
    let t = now.saturating_sub(EXTENDED_EXPIRED_BY).to_string();
    let key_bytes = signing.key.as_ref().map_or(0, |key| key.expose().len());
    let text = Extended::text(key_bytes, &t);
    Stamp { json: Value::from(text).to_string(), hashed: t, seconds: None }
}

fn sign_json(flaw: Option<Flaw>, key: &CallbackKey, stamp: &Stamp, draws: &mut Draws) -> String {
    let right = || Signature::of(key, &stamp.hashed).to_string();
    let text = match flaw {
        Some(Flaw::NullSign) => return Value::Null.to_string(),
        Some(Flaw::EmptySign) => String::new(),
        Some(Flaw::SignOfAnotherT) => {
            let another = stamp.seconds.unwrap_or(0).saturating_sub(ANOTHER_T_SECONDS);
            Signature::of(key, &another.to_string()).to_string()
        }
        Some(Flaw::LengthExtended) => {
            Extended::sign(&right(), key.expose().len(), &stamp.hashed).unwrap_or_default()
        }
        Some(Flaw::FlippedDigit) => flip_digit(&right(), draws),
        Some(Flaw::TruncatedSign) => right().chars().take(31).collect(),
        Some(Flaw::UpperCaseSign) => right().to_uppercase(),
        Some(Flaw::TBeforeKey) => hex::encode(
            Md5::new().chain_update(&stamp.hashed).chain_update(key.expose()).finalize(),
        ),
        Some(Flaw::Sha256Sign) => hex::encode(
            Sha256::new().chain_update(key.expose()).chain_update(&stamp.hashed).finalize(),
        ),
        _ => right(),
    };
    Value::from(text).to_string()
}

/// Another hex digit in the place of one, wherever the draw falls.
fn flip_digit(sign: &str, draws: &mut Draws) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let place = draws.below(sign.len());
    // 1 to 15 further on is never the digit itself.
    let further = 1 + draws.below(15);
    sign.char_indices()
        .map(|(i, digit)| match digit.to_digit(16) {
            Some(value) if i == place => char::from(DIGITS[(value as usize + further) % 16]),
            _ => digit,
        })
        .collect()
}

/// A key of 32 letters and digits that nobody was given; the same for every callback of a seed, as
/// a real one would be.
fn second_key(seed: Seed, which: u64) -> CallbackKey {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut draws = Draws::new(seed, Purpose::SecondKey, which);
    let text: String = (0..32).map(|_| char::from(*draws.one_of(ALPHABET))).collect();
    CallbackKey::new(&text).expect("32 characters make a key")
}
