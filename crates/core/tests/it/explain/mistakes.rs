//! Each mistake, made by an independent signer, is called by its name.

use std::collections::BTreeSet;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use livehook_core::{
    Code, Policy, Source, UnixSeconds,
    explain::{Explanation, Language, Role, StepKind, explain},
};
use md5::{Digest as _, Md5};
use sha1::Sha1;
use sha2::Sha256;

use super::{KEY, NOW, T, explained, source};

fn md5(text: impl AsRef<[u8]>) -> String {
    hex::encode(Md5::digest(text))
}

fn hmac<M: Mac + KeyInit>(text: &str) -> String {
    let mac = <M as KeyInit>::new_from_slice(KEY.as_bytes()).unwrap();
    hex::encode(mac.chain_update(text).finalize().into_bytes())
}

fn body(t: i64, sign: &str) -> String {
    format!(r#"{{"event_type":349,"stream_id":"room42","t":{t},"sign":"{sign}"}}"#)
}

fn advice(explanation: &Explanation) -> Option<StepKind> {
    let mut advice = explanation.steps.iter().filter(|step| step.kind.role() == Role::Advice);
    let first = advice.next().map(|step| step.kind);
    assert!(advice.next().is_none(), "more than one advice");
    first
}

/// A sign for the t that is sent, with its mistake.
#[track_caller]
fn check(sign: &str, expected: StepKind) {
    check_body(&body(T, sign), expected);
}

#[track_caller]
fn check_body(body: &str, expected: StepKind) {
    assert_eq!(advice(&explained(body.as_bytes(), Language::English)), Some(expected));
}

#[test]
fn order_and_what_stands_between() {
    check(&md5(format!("{T}{KEY}")), StepKind::TBeforeKey);
    check(&md5(format!("{KEY}{T}{KEY}")), StepKind::KeyAtBothEnds);
    for separator in [":", "&", "+", "-", "_", "|", ",", ".", "#", " "] {
        check(&md5(format!("{KEY}{separator}{T}")), StepKind::Separator);
        check(&md5(format!("{T}{separator}{KEY}")), StepKind::Separator);
    }
    check(&md5(format!("key={KEY}&t={T}")), StepKind::Separator);
    check(&md5(format!("{KEY}{T}\n")), StepKind::NewlineAtEnd);
    check(&md5(format!("{KEY}{T}\r\n")), StepKind::NewlineAtEnd);
}

#[test]
fn keys_that_are_not_quite_the_key() {
    check(&md5(format!("{KEY}\n{T}")), StepKind::KeyWithNewline);
    check(&md5(format!("{KEY}\r\n{T}")), StepKind::KeyWithNewline);
    check(&md5(format!(" {KEY}{T}")), StepKind::KeyWithBlank);
    check(&md5(format!("\"{KEY}\"{T}")), StepKind::KeyInQuotes);
    check(&md5(format!("'{KEY}'{T}")), StepKind::KeyInQuotes);
    check(&md5(format!("{}{T}", KEY.to_uppercase())), StepKind::KeyInOtherCase);
    check(&md5(format!("{}{T}", KEY.to_lowercase())), StepKind::KeyInOtherCase);
    check(&md5(format!("{}{T}", md5(KEY))), StepKind::KeyHashedFirst);
    check(&md5(T.to_string()), StepKind::NoKey);
    check(&md5(format!("anotherSourcesKey{T}")), StepKind::OtherSource);
}

#[test]
fn keys_that_are_unusual_here() {
    let check = |ours: &str, theirs: &str, expected| {
        let body = body(T, &md5(format!("{theirs}{T}")));
        let source = source("default", &[("current", ours)]);
        let policy = Policy::default();
        let seen = explain(body.as_bytes(), &source, &[], NOW, &policy, Language::Chinese);
        assert_eq!(advice(&seen), Some(expected));
    };
    check("callbackKey\n", "callbackKey", StepKind::OurKeyHasBlanks);
    check("callback Key/é", "callback%20Key%2F%C3%A9", StepKind::KeyUrlEncoded);
}

#[test]
fn another_t_was_hashed() {
    check(&md5(format!("{KEY}{T}000")), StepKind::TInMilliseconds);
    check(&md5(format!("{KEY}{}", T + 600)), StepKind::TIsTimeOfSending);
    check(&md5(format!("{KEY}{}", T - 600)), StepKind::TimeOfSendingHashed);
    check(&md5(format!("{KEY}\"{T}\"")), StepKind::TInQuotes);
    check(&md5(format!("{KEY}{T}.0")), StepKind::TWithFraction);
    check_body(&body(T * 1_000 + 7, &md5(format!("{KEY}{T}"))), StepKind::TInSeconds);
}

#[test]
fn another_algorithm_whole_or_cut_to_32_digits() {
    let text = format!("{KEY}{T}");
    let t = T.to_string();
    for (digest, expected) in [
        (hex::encode(Sha1::digest(&text)), StepKind::Sha1),
        (hex::encode(Sha256::digest(&text)), StepKind::Sha256),
        (hmac::<Hmac<Md5>>(&t), StepKind::HmacMd5),
        (hmac::<Hmac<Sha1>>(&t), StepKind::HmacSha1),
        (hmac::<Hmac<Sha256>>(&t), StepKind::HmacSha256),
    ] {
        check(&digest, expected);
        check(&digest[..32], expected);
        check(&BASE64_STANDARD.encode(hex::decode(&digest).unwrap()), expected);
    }
    check(&md5(md5(&text)), StepKind::DoubleMd5);
    check(&md5(md5(&text).to_uppercase()), StepKind::DoubleMd5);
    check(&md5(Md5::digest(&text)), StepKind::DoubleMd5);
}

#[test]
fn the_right_digest_written_wrongly() {
    let sign = md5(format!("{KEY}{T}"));
    check(&sign[8..24], StepKind::ShortMd5);
    check(&sign[..16], StepKind::ShortMd5);
    check(&format!("{sign} "), StepKind::Decorated);
    check(&format!("0x{sign}"), StepKind::Decorated);
    check(&BASE64_STANDARD.encode(hex::decode(&sign).unwrap()), StepKind::Base64);
}

#[test]
fn the_body_was_hashed_before_sign_was_added() {
    let unsigned = r#"{"event_type":349,"stream_id":"room42"}"#;
    let with_t = r#"{"event_type":349,"stream_id":"room42","t":1761129434}"#;
    for text in [unsigned, with_t] {
        for hashed in [
            text.to_owned(),
            format!("{KEY}{text}"),
            format!("{text}{KEY}"),
            format!("{KEY}{T}{text}"),
            format!("{text}{KEY}{T}"),
        ] {
            check(&md5(hashed), StepKind::BodyHashed);
        }
        check(&hmac::<Hmac<Sha256>>(text), StepKind::BodyHashed);
    }
}

#[test]
fn what_is_no_known_mistake_is_not_guessed_at() {
    check(&md5(format!("yetAnotherKey{T}")), StepKind::NoMistake);
    check(&"0".repeat(32), StepKind::NoMistake);
    check("00", StepKind::NoMistake);
}

#[test]
fn a_sound_or_late_callback_gets_no_advice() {
    for t in [T, NOW.0 - 1] {
        let body = body(t, &md5(format!("{KEY}{t}")));
        assert_eq!(advice(&explained(body.as_bytes(), Language::English)), None);
    }
}

#[test]
fn milliseconds_are_recognised_in_every_form() {
    let sign = "0".repeat(32);
    for t in ["1761129434000", "1761129434000.5", "\"1761129434000\""] {
        let body = format!(r#"{{"t":{t},"sign":"{sign}"}}"#);
        let seen = explained(body.as_bytes(), Language::English);
        let kinds: BTreeSet<_> = seen.steps.iter().map(|step| step.kind).collect();
        assert!(kinds.contains(&StepKind::Milliseconds), "{t}: {kinds:?}");
    }
}

#[test]
fn an_odd_t_is_told_from_a_forgery() {
    let check = |t: &str, hashed: &str, expected: Option<StepKind>| {
        let sign = md5(format!("{KEY}{hashed}"));
        let body = format!(r#"{{"event_type":349,"t":{t},"sign":"{sign}"}}"#);
        assert_eq!(advice(&explained(body.as_bytes(), Language::English)), expected, "{t}");
    };
    for t in
        ["1761129434.0", "\"01761129434\"", "\" 1761129434\"", "\"+1761129434\"", "1.761129434e9"]
    {
        check(t, "1761129434", Some(StepKind::PlainTFits));
        check(t, t.trim_matches('"'), Some(StepKind::OddTHashed));
        check(t, "1", None);
    }
    check("null", "null", None);
    check("-1", "-1", None);
}

#[test]
fn a_negative_t_is_shown_as_written_and_not_as_a_time() {
    let seen = explained(br#"{"t":-1,"sign":""}"#, Language::English);
    let kinds: Vec<_> = seen.steps.iter().map(|step| step.kind).collect();
    assert!(kinds.contains(&StepKind::OddT) && !kinds.contains(&StepKind::Time), "{kinds:?}");
}

#[test]
fn a_domain_out_of_scope_is_shown_beside_those_in_scope() {
    let source =
        source("default", &[("current", KEY)]).with_domains(["push.example.test".to_owned()]);
    let body = format!(
        r#"{{"domain":"other.example.test","t":{T},"sign":"{}"}}"#,
        md5(format!("{KEY}{T}"))
    );
    let policy = Policy::default();
    let seen = explain(body.as_bytes(), &source, &[], NOW, &policy, Language::English);
    let last = seen.steps.last().unwrap();
    assert_eq!((seen.code, last.kind), (Some(Code::Scope), StepKind::Domains));
    assert!(last.text.contains("other.example.test") && last.text.contains("push.example.test"));
}

#[test]
fn an_unsigned_source_says_that_nothing_was_checked() {
    let source = Source::unsigned("open").unwrap();
    let policy = Policy::default();
    let seen = explain(b"{}", &source, &[], UnixSeconds(0), &policy, Language::English);
    let kinds: Vec<_> = seen.steps.iter().map(|step| step.kind).collect();
    assert!(kinds.contains(&StepKind::UnsignedSource), "{kinds:?}");
    assert_eq!((seen.code, kinds.last()), (None, Some(&StepKind::AcceptedUnverified)));
}
