//! Whether the sender is believed. The sound judgement is core's; each fault goes another way from it.

use livehook_core::{
    Code, Envelope, EventType, Field, KeyId, Policy, Signature, Source, UnixSeconds, VALIDITY,
    Verdict, judge,
};
use md5::{Digest as _, Md5};

use super::{
    answer::Answer,
    fault::Fault,
    read::Read,
    receiver::{Arrived, Receiver},
};

/// How far `t` may lie from the clock of a receiver that takes it for the time of sending.
const WINDOW_SECONDS: u64 = 300;

/// Whether it is believed, and what is answered if not.
pub(super) fn verify(
    receiver: &Receiver,
    arrived: &Arrived,
    envelope: &Envelope<'_>,
    read: &Read,
) -> Result<(), Answer> {
    let claim = Claim::of(envelope);
    let judged = match elsewhere(receiver, arrived) {
        Some(judged) => judged,
        None => by_body(receiver, envelope, &claim, read),
    };
    judged.map_err(|code| Answer::of_refusal(receiver, code, &claim.t_text))
}

/// `t` and `sign` of the body as texts.
struct Claim {
    t_text: String,
    sign: String,
}

impl Claim {
    fn of(envelope: &Envelope<'_>) -> Self {
        let text = |field: Field<'_>| match field {
            Field::Json(json) => {
                serde_json::from_str::<String>(json).unwrap_or_else(|_| json.to_owned())
            }
            Field::Absent | Field::Null => String::new(),
        };
        Self { t_text: text(envelope.t), sign: text(envelope.sign).to_ascii_lowercase() }
    }
}

/// The verdict of a receiver that looks beside the body, where there is something to see.
fn elsewhere(receiver: &Receiver, arrived: &Arrived) -> Option<Result<(), Code>> {
    let pair = |t: Option<String>, sign: Option<String>| Some((t?, sign?));
    let in_query = || pair(arrived.parameter("t"), arrived.parameter("sign"));
    let header = |name: &str| arrived.header(name).map(str::to_owned);
    let in_headers =
        || pair(header("x-t").or_else(|| header("t")), header("x-sign").or_else(|| header("sign")));
    let check = |(t, sign): (String, String)| receiver.pair_holds(&t, &sign);
    match receiver.fault {
        Some(Fault::SignFromQueryFirst) => in_query().map(check),
        Some(Fault::SignFromHeaderFirst) => in_headers().map(check),
        Some(Fault::SignOnlyFromQuery) => Some(in_query().map_or(Err(Code::Unsigned), check)),
        Some(Fault::HmacOfBodyInvented) => Some(has_hmac(receiver, arrived)),
        _ => None,
    }
}

fn has_hmac(receiver: &Receiver, arrived: &Arrived) -> Result<(), Code> {
    use hmac::{Hmac, KeyInit as _, Mac as _};

    let key = receiver.key.expose().as_bytes();
    let mac = Hmac::<sha2::Sha256>::new_from_slice(key).expect("any length is a key");
    let right = hex::encode(mac.chain_update(&arrived.body).finalize().into_bytes());
    match arrived.header("x-signature") {
        Some(sign) if sign == right => Ok(()),
        Some(_) => Err(Code::Forged),
        None => Err(Code::Unsigned),
    }
}

impl Receiver {
    /// Whether a pair is right and has not expired.
    fn pair_holds(&self, t: &str, sign: &str) -> Result<(), Code> {
        if Signature::of(&self.key, t).to_string() == sign {
            self.still_good(t)
        } else {
            Err(Code::Forged)
        }
    }

    fn still_good(&self, t: &str) -> Result<(), Code> {
        match t.parse::<i64>() {
            Ok(t) if t >= self.now.0 => Ok(()),
            Ok(_) => Err(Code::Expired),
            Err(_) => Err(Code::TNotCanonical),
        }
    }

    /// Core's verdict, with the code of what is not accepted.
    fn sound(&self, envelope: &Envelope<'_>) -> Result<(), (Code, Option<u64>)> {
        let source = Source::signed("faults", [(KeyId::new("only"), self.key.clone())])
            .expect("one key of a good name");
        let verdict = judge(envelope.clone(), &source, self.now, &Policy::default());
        let late_by = match &verdict {
            Verdict::Late(_, seconds) => Some(seconds.0),
            _ => None,
        };
        verdict.code().map_or(Ok(()), |code| Err((code, late_by)))
    }
}

/// The verdict of a receiver that looks at the body, as it should.
fn by_body(
    receiver: &Receiver,
    envelope: &Envelope<'_>,
    claim: &Claim,
    read: &Read,
) -> Result<(), Code> {
    let (code, late_by) = match receiver.sound(envelope) {
        Ok(()) => return also(receiver, claim, read),
        Err(refused) => refused,
    };
    let Some(fault) = receiver.fault else { return Err(code) };
    let late_by = late_by.unwrap_or_default();
    let passes = match (fault, code) {
        (Fault::BelievesAnything, _)
        | (Fault::NoExpiryCheck | Fault::ExpiryInMilliseconds, Code::Expired)
        | (
            Fault::SkipsCheckWhenUnsigned
            | Fault::SkipsCheckWhenSignAbsent
            | Fault::SkipsCheckWhenTAbsent,
            Code::Unsigned,
        )
        | (Fault::SkipsCheckWhenSignAbsent, Code::SignMissing)
        | (Fault::SkipsCheckWhenTAbsent, Code::TMissing)
        | (Fault::SkipsCheckWhenNull, Code::TNull | Code::SignNull) => true,
        (Fault::SkipsCheckForOtherTypes, _) => {
            !matches!(envelope.event_type, EventType::Number(1 | 349))
        }
        (Fault::TReadAsSendingTime, Code::Expired) => late_by <= VALIDITY.0,
        (Fault::ExpiryOffByOne, Code::Expired) => late_by <= 1,
        (Fault::TWindow, Code::Expired) => late_by <= WINDOW_SECONDS,
        (Fault::FirstTSignedLastTDated, Code::Expired) => {
            return also(receiver, claim, read);
        }
        (Fault::AcceptsEmptySign, Code::SignMalformed) => claim.sign.is_empty(),
        (Fault::ComparesFirstEightDigits, Code::Forged) => {
            return compared_by(receiver, claim, |right, sign| sign.get(..8) == right.get(..8));
        }
        (Fault::ComparesCommonLength, Code::SignMalformed) => {
            return compared_by(receiver, claim, |right, sign| {
                right.starts_with(sign) || sign.starts_with(right)
            });
        }
        (Fault::TBeforeKey, Code::Forged) => return t_before_key(receiver, claim),
        (Fault::TrimsT, Code::TNotCanonical) => return trimmed(receiver, claim),
        (Fault::TAsFloat, Code::TNotCanonical) => return as_float(receiver, claim),
        (Fault::LengthExtension, Code::TNotCanonical) => return as_latin_1(receiver, claim),
        _ => false,
    };
    if passes { Ok(()) } else { Err(code) }
}

/// What a receiver has against what is sound.
fn also(receiver: &Receiver, claim: &Claim, read: &Read) -> Result<(), Code> {
    match receiver.fault {
        Some(Fault::TWindow) => {
            let t: i64 = claim.t_text.parse().map_err(|_| Code::TNotCanonical)?;
            let near = t.abs_diff(receiver.now.0) <= WINDOW_SECONDS;
            if near { Ok(()) } else { Err(Code::Expired) }
        }
        Some(Fault::TBeforeKey) => t_before_key(receiver, claim),
        Some(Fault::FirstTSignedLastTDated) => {
            receiver.still_good(read.dated_by.as_deref().unwrap_or(&claim.t_text))
        }
        _ => Ok(()),
    }
}

fn compared_by(
    receiver: &Receiver,
    claim: &Claim,
    same: impl Fn(&str, &str) -> bool,
) -> Result<(), Code> {
    let right = Signature::of(&receiver.key, &claim.t_text).to_string();
    if same(&right, &claim.sign) { receiver.still_good(&claim.t_text) } else { Err(Code::Forged) }
}

fn t_before_key(receiver: &Receiver, claim: &Claim) -> Result<(), Code> {
    let hashed = Md5::new().chain_update(&claim.t_text).chain_update(receiver.key.expose());
    if hex::encode(hashed.finalize()) == claim.sign {
        receiver.still_good(&claim.t_text)
    } else {
        Err(Code::Forged)
    }
}

/// Blanks, a plus, zeros before and a fraction behind: all of them are read over.
fn trimmed(receiver: &Receiver, claim: &Claim) -> Result<(), Code> {
    let plain = claim.t_text.trim().trim_start_matches(['+', '0']);
    let plain = plain.split('.').next().unwrap_or_default();
    let of = |text: &str| Signature::of(&receiver.key, text).to_string() == claim.sign;
    if of(&claim.t_text) || of(plain) { receiver.still_good(plain) } else { Err(Code::Forged) }
}

fn as_float(receiver: &Receiver, claim: &Claim) -> Result<(), Code> {
    let t: f64 = claim.t_text.parse().map_err(|_| Code::TNotCanonical)?;
    let spelt_so = claim.t_text.starts_with(|first: char| matches!(first, '-' | '1'..='9'));
    if !spelt_so || Signature::of(&receiver.key, &claim.t_text).to_string() != claim.sign {
        return Err(Code::Forged);
    }
    if t >= seconds(receiver.now) { Ok(()) } else { Err(Code::Expired) }
}

fn seconds(now: UnixSeconds) -> f64 {
    // 53 bits hold every second of the next millions of years.
    now.to_string().parse().unwrap_or_default()
}

fn as_latin_1(receiver: &Receiver, claim: &Claim) -> Result<(), Code> {
    let bytes: Vec<u8> = claim.t_text.chars().filter_map(|it| u8::try_from(it).ok()).collect();
    let hashed = Md5::new().chain_update(receiver.key.expose()).chain_update(&bytes);
    if hex::encode(hashed.finalize()) != claim.sign {
        return Err(Code::Forged);
    }
    let digits: String = claim.t_text.chars().filter(char::is_ascii_digit).collect();
    receiver.still_good(&digits)
}
