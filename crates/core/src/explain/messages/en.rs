//! English.

use super::moment;
use crate::explain::body::Look;
use crate::explain::finding::{Finding, FromNow};
use crate::explain::mistake::Mistake;
use crate::{Event, EventType, KeyId, Refusal, Seconds, UnixSeconds};

pub(super) fn text(finding: &Finding) -> String {
    match finding {
        Finding::Body { bytes } => format!("read {bytes} bytes"),
        Finding::Event { event_type, stream } => event(*event_type, stream.as_deref()),
        Finding::Highlight { clips, unknown_fields } => {
            format!("the content is a highlight: clips {clips}, fields that no document names {unknown_fields}")
        }
        Finding::Misfit { path, problem } => format!(
            "the content does not fit its event type at {path}, {problem}; that alone is no reason to refuse it"
        ),
        Finding::Time { t, from_now } => time(*t, *from_now),
        Finding::OddT { json } => format!("t is written {json}, which is not a second by its plain digits"),
        Finding::Milliseconds => {
            "t looks like milliseconds; send seconds, and sign what you send".to_owned()
        }
        Finding::UnsignedSource { source } => format!(
            "the source `{source}` is unsigned: t and sign are not looked at, and anybody can send to it"
        ),
        Finding::Keys { source, ids } => {
            format!("the source `{source}` has these keys: {}", listed(ids))
        }
        Finding::Matched { id } => format!("sign is MD5(key + t) with the key `{id}`"),
        Finding::UpperCase => {
            "sign is in upper case, which is accepted; Tencent writes lower case".to_owned()
        }
        Finding::Domains { named, own } => {
            format!("the body names the domain {}; the source has {}", or_none(named), or_none(own))
        }
        Finding::Looks(look) => format!("it looks like this: {}", looks(*look)),
        Finding::Mistake { mistake, id } => format!("{}; the key is `{id}`", mistaken(*mistake)),
        Finding::OtherSource { source, id } => format!(
            "sign would match with the key `{id}` of the source `{source}`; send it to that source's path, or give this source the key"
        ),
        Finding::NoMistake => "none of the known mistakes explains sign: it was made with another key or for another t, or it was changed; set the key of the console's callback template here, and wait 10 minutes after a change there".to_owned(),
        Finding::PlainTFits { id, digits } => {
            format!("sign is right for t written {digits}, with the key `{id}`; send these digits")
        }
        Finding::OddTHashed { id } => format!(
            "sign covers t as it is written, with the key `{id}`; write plain digits, and sign those"
        ),
        verdict => verdict_text(verdict),
    }
}

fn verdict_text(finding: &Finding) -> String {
    match finding {
        Finding::AcceptedLate { by } => {
            format!("accepted by policy, though t passed {} ago", span(*by))
        }
        Finding::Late { by } => format!(
            "refused as expired: the sender is genuine, but t passed {} ago; compare this machine's clock, and let the callback be delivered again with a fresh t",
            span(*by)
        ),
        Finding::Early { by, cap } => format!(
            "refused as far ahead: the sender is genuine, but t is {} ahead and the policy allows {}; compare both clocks",
            span(*by),
            span(*cap)
        ),
        Finding::Refused(Refusal::Forged) => {
            "refused as forged: sign is MD5(key + t) with none of these keys".to_owned()
        }
        Finding::AcceptedUnverified => {
            "accepted without knowing the sender, since the source is unsigned".to_owned()
        }
        Finding::Refused(refusal) => format!("refused as {}: {refusal}", refusal.code()),
        _ => "accepted: the sender is genuine; sign says nothing about the content".to_owned(),
    }
}

fn event(event_type: EventType, stream: Option<&str>) -> String {
    let event = match event_type {
        EventType::Number(Event::HIGHLIGHT) => "event type 349, Smart Highlight".to_owned(),
        EventType::Number(number) if Event::DOCUMENTED_TYPES.contains(&number) => {
            format!("event type {number}")
        }
        EventType::Number(number) => format!("event type {number}, which no document names"),
        EventType::Absent => "no event type".to_owned(),
        EventType::NotAnInteger => "an event type that is no integer".to_owned(),
    };
    match stream {
        Some(stream) => format!("it is a callback: {event}, stream {stream}"),
        None => format!("it is a callback: {event}, no stream named"),
    }
}

fn time(t: UnixSeconds, from_now: FromNow) -> String {
    let date = moment::utc(t).map(|date| format!(" ({date})")).unwrap_or_default();
    match from_now {
        FromNow::Ahead(by) => format!("t is {t}{date}, {} ahead", span(by)),
        FromNow::Now => format!("t is {t}{date}, this very second"),
        FromNow::Past(by) => format!("t is {t}{date}, {} ago", span(by)),
    }
}

fn span(seconds: Seconds) -> String {
    moment::span(seconds, ["d", "h", "min", "s"])
}

fn listed(ids: &[KeyId]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

fn or_none(names: &[String]) -> String {
    if names.is_empty() { "no readable one".to_owned() } else { names.join(", ") }
}

const fn looks(look: Look) -> &'static str {
    match look {
        Look::Empty => {
            "nothing was sent; check that the sender sets the body, and that no proxy drops it"
        }
        Look::Compressed => "the body is compressed; send it as it is",
        Look::Utf16 => "the text is UTF-16; encode it as UTF-8",
        Look::Marked => "a byte order mark stands before the text; write UTF-8 without it",
        Look::Markup => "the body is XML or HTML, perhaps an error page; send JSON",
        Look::Form => {
            "the body is a form (a=1&b=2); send one JSON object, with t and sign as its fields"
        }
        Look::EncodedTwice => {
            "the callback was encoded twice: an object within a JSON text; encode it once"
        }
        Look::Commented => "there are comments; JSON has none",
        Look::TrailingComma => "a comma stands before a closing bracket; remove it",
        Look::SingleQuoted => "there are single quotes; JSON has double ones",
        Look::Truncated => "the end is missing; compare the length sent with the length received",
    }
}

const fn mistaken(mistake: Mistake) -> &'static str {
    match mistake {
        Mistake::TBeforeKey => "sign would match with t before the key; hash the key first, then t",
        Mistake::KeyAtBothEnds => {
            "sign would match with the key at both ends; hash the key, then t, and nothing more"
        }
        Mistake::Separator => {
            "sign would match with something between key and t; put nothing there"
        }
        Mistake::NewlineAtEnd => {
            "sign would match with a newline at the end; use printf or `echo -n` instead of echo"
        }
        Mistake::KeyWithNewline => {
            "sign would match with a line end behind the key; strip it when the key is read from a file"
        }
        Mistake::KeyWithBlank => {
            "sign would match with a blank at an end of the key; strip it on the sender's side"
        }
        Mistake::OurKeyHasBlanks => {
            "sign would match without the white space at the ends of the key; remove it from the key configured here"
        }
        Mistake::KeyInQuotes => {
            "sign would match with quotes around the key; remove them on the sender's side"
        }
        Mistake::KeyInOtherCase => {
            "sign would match with the key in upper or lower case; use its letters as they are"
        }
        Mistake::KeyUrlEncoded => "sign would match with the key URL-encoded; hash it as it is",
        Mistake::KeyHashedFirst => {
            "sign would match with the MD5 of the key in its place; hash the key itself"
        }
        Mistake::NoKey => {
            "sign is that of an empty key; the sender has none configured, and anybody can make such a sign"
        }
        Mistake::TInMilliseconds => {
            "sign would match with t in milliseconds; hash the digits that you send"
        }
        Mistake::TInSeconds => "sign would match with t in seconds; send t in seconds too",
        Mistake::TIsTimeOfSending => {
            "sign is for a t 600 s later: the t sent is the time of sending; send the second of expiry that was hashed"
        }
        Mistake::TimeOfSendingHashed => {
            "sign is for a t 600 s earlier: the time of sending was hashed; hash the second of expiry that is sent"
        }
        Mistake::TInQuotes => "sign would match with quotes around t; hash its digits only",
        Mistake::TWithFraction => {
            "sign would match with t as a number with a fraction; hash an integer's digits"
        }
        Mistake::Sha1 => "sign is SHA-1 instead of MD5; use MD5, as the protocol has it",
        Mistake::Sha256 => "sign is SHA-256 instead of MD5; use MD5, as the protocol has it",
        Mistake::HmacMd5 => "sign is HMAC-MD5 instead of MD5; hash key and t as one text",
        Mistake::HmacSha1 => {
            "sign is HMAC-SHA1 instead of MD5; hash key and t as one text with MD5"
        }
        Mistake::HmacSha256 => {
            "sign is HMAC-SHA256 instead of MD5; hash key and t as one text with MD5"
        }
        Mistake::DoubleMd5 => "sign is the MD5 of the MD5; hash once",
        Mistake::ShortMd5 => "sign is a shortened MD5; send all 32 digits",
        Mistake::Base64 => "sign is the right digest as base64; write it as 32 hex digits",
        Mistake::Decorated => {
            "sign has the right digits with something around them; send the 32 digits only"
        }
        Mistake::BodyHashed => "sign covers the body; hash the key and t only",
    }
}
