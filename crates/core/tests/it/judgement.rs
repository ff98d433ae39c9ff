//! Verdicts at their edges: t against now, keys, scope, policy.

use expect_test::{Expect, expect};
use livehook_core::{
    CallbackKey, Envelope, KeyId, LatePolicy, Policy, Seconds, Signature, Source, UnixSeconds,
    Verdict, judge,
};

const KEY: &str = "callbackKey0123456789";

fn source(keys: &[(&str, &str)]) -> Source {
    Source::signed(
        "default",
        keys.iter().map(|(id, key)| (KeyId::new(id), CallbackKey::new(key).unwrap())),
    )
    .unwrap()
}

fn sign(key: &str, t: &str) -> String {
    Signature::of(&CallbackKey::new(key).unwrap(), t).to_string()
}

fn words(verdict: &Verdict<'_>) -> String {
    match verdict {
        Verdict::Accepted(admitted) => {
            format!("accepted, {:?}, {:?}", admitted.sender(), admitted.timeliness())
        }
        Verdict::Late(_, by) => format!("late by {by}"),
        Verdict::Early(_, by) => format!("early by {by}"),
        Verdict::Refused(refusal) => refusal.code().to_string(),
    }
}

#[track_caller]
fn check_with(body: &str, source: &Source, policy: &Policy, now: i64, expected: &Expect) {
    let envelope = Envelope::read(body.as_bytes()).unwrap();
    expected.assert_eq(&words(&judge(envelope, source, UnixSeconds(now), policy)));
}

/// A callback signed with the key for its own `t`.
#[track_caller]
fn check_t(t: i64, now: i64, expected: &Expect) {
    let body = format!(r#"{{"t":{t},"sign":"{}"}}"#, sign(KEY, &t.to_string()));
    check_with(&body, &source(&[("current", KEY)]), &Policy::default(), now, expected);
}

/// A body as it stands.
#[track_caller]
fn check_body(body: &str, expected: &Expect) {
    check_with(body, &source(&[("current", KEY)]), &Policy::default(), 100, expected);
}

#[test]
fn signs_as_documented() {
    assert_eq!(sign(KEY, "1761129434"), "1390d3b72cc53fd73f14ae32914f1774");
}

#[test]
fn accepts_until_the_second_named_by_t() {
    check_t(
        100,
        100,
        &expect![
            "accepted, Verified(Credential { key_id: KeyId(\"current\"), t: UnixSeconds(100), sign_case: Lower }), InTime"
        ],
    );
    check_t(100, 101, &expect!["late by 1 s"]);
}

#[test]
fn caps_the_future() {
    check_t(
        86_500,
        100,
        &expect![
            "accepted, Verified(Credential { key_id: KeyId(\"current\"), t: UnixSeconds(86500), sign_case: Lower }), InTime"
        ],
    );
    check_t(86_501, 100, &expect!["early by 86401 s"]);
}

#[test]
fn survives_both_ends_of_time() {
    check_t(i64::MAX, i64::MIN, &expect!["early by 18446744073709551615 s"]);
    check_t(0, i64::MAX, &expect!["late by 9223372036854775807 s"]);
    check_t(0, i64::MIN, &expect!["early by 9223372036854775808 s"]);
}

#[test]
fn grace_is_explicit_and_ends() {
    let body = format!(r#"{{"t":100,"sign":"{}"}}"#, sign(KEY, "100"));
    let policy = Policy { late: LatePolicy::Accept { grace: Seconds(10) }, ..Policy::default() };
    let source = source(&[("current", KEY)]);
    check_with(
        &body,
        &source,
        &policy,
        110,
        &expect![
            "accepted, Verified(Credential { key_id: KeyId(\"current\"), t: UnixSeconds(100), sign_case: Lower }), Late(Seconds(10))"
        ],
    );
    check_with(&body, &source, &policy, 111, &expect!["late by 11 s"]);
}

#[test]
fn every_key_of_the_source_is_tried() {
    let body = format!(r#"{{"t":100,"sign":"{}"}}"#, sign("oldKey", "100"));
    let both = source(&[("current", KEY), ("previous", "oldKey")]);
    check_with(
        &body,
        &both,
        &Policy::default(),
        1,
        &expect![
            "accepted, Verified(Credential { key_id: KeyId(\"previous\"), t: UnixSeconds(100), sign_case: Lower }), InTime"
        ],
    );
    check_with(&body, &source(&[("current", KEY)]), &Policy::default(), 1, &expect!["forged"]);
}

#[test]
fn upper_case_and_text_t_are_accepted() {
    let upper = sign(KEY, "100").to_uppercase();
    check_body(
        &format!(r#"{{"t":"100","sign":"{upper}"}}"#),
        &expect![
            "accepted, Verified(Credential { key_id: KeyId(\"current\"), t: UnixSeconds(100), sign_case: Upper }), InTime"
        ],
    );
}

#[test]
fn presence_comes_before_form_and_form_before_signature() {
    check_body("{}", &expect!["unsigned"]);
    check_body(r#"{"sign":null}"#, &expect!["t_missing"]);
    check_body(r#"{"t":"x"}"#, &expect!["sign_missing"]);
    check_body(r#"{"t":null,"sign":null}"#, &expect!["t_null"]);
    check_body(r#"{"t":1.5,"sign":null}"#, &expect!["t_not_canonical"]);
    check_body(r#"{"t":1,"sign":null}"#, &expect!["sign_null"]);
    check_body(r#"{"t":1,"sign":"00"}"#, &expect!["sign_malformed"]);
    check_body(
        r#"{"t":1,"sign":["00000000000000000000000000000000"]}"#,
        &expect!["sign_malformed"],
    );
    check_body(r#"{"t":1,"sign":"00000000000000000000000000000000"}"#, &expect!["forged"]);
}

#[test]
fn only_canonical_t_is_read() {
    for t in [
        "1.0",
        "1e9",
        "-1",
        "-0",
        "0.5",
        "9223372036854775808",
        r#""+1""#,
        r#""01""#,
        r#""00""#,
        r#""""#,
        r#"" 1""#,
        r#""1 ""#,
        r#""１""#,
        r#""-1""#,
        r#""1.0""#,
        "true",
        "[1]",
        "{}",
        r#""0x10""#,
        "1E2",
    ] {
        check_body(
            &format!(r#"{{"t":{t},"sign":"00000000000000000000000000000000"}}"#),
            &expect!["t_not_canonical"],
        );
    }
    check_body(r#"{"t":0,"sign":"00000000000000000000000000000000"}"#, &expect!["forged"]);
    check_body(
        r#"{"t":"9223372036854775807","sign":"00000000000000000000000000000000"}"#,
        &expect!["forged"],
    );
}

#[test]
fn a_named_domain_must_be_the_sources() {
    let scoped = source(&[("current", KEY)]).with_domains(["push.example.test".to_owned()]);
    let signed = |rest: &str| format!(r#"{{"t":100,"sign":"{}"{rest}}}"#, sign(KEY, "100"));
    let check = |rest: &str, expected: &Expect| {
        check_with(&signed(rest), &scoped, &Policy::default(), 1_000_000, expected);
    };
    check("", &expect!["late by 999900 s"]);
    check(r#","domain":"PUSH.example.test""#, &expect!["late by 999900 s"]);
    check(r#","domain":"other.example.test""#, &expect!["scope"]);
    check(r#","domain":"push.example.test","app":"other.example.test""#, &expect!["scope"]);
    check(r#","app":7"#, &expect!["scope"]);
}

#[test]
fn unsigned_is_a_mode_of_the_source_and_never_of_the_message() {
    let unsigned = Source::unsigned("default").unwrap();
    check_with("{}", &unsigned, &Policy::default(), 1, &expect!["accepted, Unverified, InTime"]);
    let placeholder = r#"{"t":1,"sign":"00000000000000000000000000000000"}"#;
    check_with(
        placeholder,
        &unsigned,
        &Policy::default(),
        100,
        &expect!["accepted, Unverified, InTime"],
    );
}

#[test]
fn a_source_without_keys_cannot_be_made() {
    assert!(Source::signed("default", []).is_err());
    assert!(Source::unsigned("a/b").is_err());
}

#[test]
fn neither_keys_nor_signatures_are_printed_by_debug() {
    let shown = format!("{:?}", source(&[("current", KEY)]));
    assert!(!shown.contains(KEY) && shown.contains("redacted"), "{shown}");
    let signature = Signature::of(&CallbackKey::new(KEY).unwrap(), "1");
    assert_eq!(format!("{signature:?}"), "Signature(redacted)");
}

#[test]
fn what_is_wrong_with_a_t_is_said() {
    let check = |t: &str, expected: &str| {
        let body = format!(r#"{{"t":{t},"sign":"00000000000000000000000000000000"}}"#);
        let envelope = Envelope::read(body.as_bytes()).unwrap();
        let verdict =
            judge(envelope, &source(&[("current", KEY)]), UnixSeconds(1), &Policy::default());
        let Verdict::Refused(refusal) = verdict else { panic!("{t} was read") };
        assert!(refusal.to_string().starts_with(&format!("t {expected};")), "{t}: {refusal}");
    };
    check("-1", "is negative");
    check(r#""-1""#, "is negative");
    check(r#""-""#, "is a text of other characters than digits");
    check(r#""-x""#, "is a text of other characters than digits");
    check(r#"".5""#, "is a text of other characters than digits");
    check(r#""e5""#, "is a text of other characters than digits");
    check(r#""""#, "is a text of other characters than digits");
    check("0.5", "has a fraction");
    check("1e9", "has an exponent");
    check(r#""01""#, "has a leading zero");
    check("9223372036854775808", "is larger than a signed 64-bit integer");
    check("true", "is neither a number nor a text of digits");
}
