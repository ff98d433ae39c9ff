//! Signing and judging: who is believed, for how long.

use livehook_core::{
    CallbackKey, Envelope, KeyId, LatePolicy, Policy, Seconds, Signature, Source, Timeliness,
    UnixSeconds, Verdict, judge,
};
use proptest::prelude::*;

/// Tencent's keys, and whatever else an operator may set.
fn key() -> impl Strategy<Value = CallbackKey> {
    prop_oneof!["[A-Za-z0-9]{1,32}", ".{1,32}", "[0-9]{1,4}"]
        .prop_map(|text| CallbackKey::new(&text).unwrap())
}

fn t() -> impl Strategy<Value = i64> {
    prop_oneof![0..=i64::MAX, 0..=10_i64, 1_700_000_000..=1_800_000_000_i64, Just(i64::MAX)]
}

fn policy() -> impl Strategy<Value = Policy> {
    let span = || prop_oneof![0..=3_u64, 0..=100_000_u64, any::<u64>()].prop_map(Seconds);
    let late = prop_oneof![
        Just(LatePolicy::Refuse),
        span().prop_map(|grace| LatePolicy::Accept { grace })
    ];
    (span(), late).prop_map(|(future_cap, late)| Policy { future_cap, late })
}

fn body(t: &str, sign: &str) -> String {
    format!(r#"{{"event_type":349,"t":{t},"sign":"{sign}"}}"#)
}

fn source(key: &CallbackKey) -> Source {
    Source::signed("default", [(KeyId::new("current"), key.clone())]).unwrap()
}

/// Where a verdict on a genuine callback stands in the course of time, with the seconds it reports.
fn stage(body: &str, key: &CallbackKey, now: i64, policy: &Policy) -> (Stage, u64) {
    let envelope = Envelope::read(body.as_bytes()).unwrap();
    match judge(envelope, &source(key), UnixSeconds(now), policy) {
        Verdict::Early(_, ahead) => (Stage::Early, ahead.0),
        Verdict::Accepted(admitted) => match admitted.timeliness() {
            Timeliness::InTime => (Stage::InTime, 0),
            Timeliness::Late(late) => (Stage::AcceptedLate, late.0),
        },
        Verdict::Late(_, late) => (Stage::Late, late.0),
        Verdict::Refused(refusal) => (Stage::Refused(refusal.code().as_str()), 0),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Early,
    InTime,
    AcceptedLate,
    Late,
    Refused(&'static str),
}

/// The stage by the definition, with numbers that cannot overflow.
fn defined(t: i64, now: i64, policy: &Policy) -> (Stage, u64) {
    let ahead = i128::from(t) - i128::from(now);
    let seconds = u64::try_from(ahead.abs()).unwrap();
    match policy.late {
        _ if ahead > i128::from(policy.future_cap.0) => (Stage::Early, seconds),
        _ if ahead >= 0 => (Stage::InTime, 0),
        LatePolicy::Accept { grace } if seconds <= grace.0 => (Stage::AcceptedLate, seconds),
        LatePolicy::Accept { .. } | LatePolicy::Refuse => (Stage::Late, seconds),
    }
}

proptest! {
    #[test]
    fn what_a_key_signs_is_accepted_with_it_while_the_policy_allows(
        key in key(), t in t(), policy in policy(), now in any::<i64>(), near in -5..=5_i64,
    ) {
        let signed = body(&t.to_string(), &Signature::of(&key, &t.to_string()).to_string());
        for now in [now, t.saturating_sub(near)] {
            prop_assert_eq!(stage(&signed, &key, now, &policy), defined(t, now, &policy));
        }
    }

    #[test]
    fn time_moves_a_verdict_one_way_only(
        key in key(), t in t(), policy in policy(), mut times in any::<[i64; 4]>(), near in -3..=3_i64,
    ) {
        times[3] = t.saturating_add(near);
        times.sort_unstable();
        let signed = body(&t.to_string(), &Signature::of(&key, &t.to_string()).to_string());
        let stages = times.map(|now| stage(&signed, &key, now, &policy).0);
        prop_assert!(stages.is_sorted(), "{:?} at {:?}", stages, times);
    }

    #[test]
    fn any_changed_digit_of_the_signature_is_refused(
        key in key(), t in t(), at in 0..32_usize, add in 1..16_u32,
    ) {
        let mut digits: Vec<char> = Signature::of(&key, &t.to_string()).to_string().chars().collect();
        let digit = digits[at].to_digit(16).unwrap();
        digits[at] = char::from_digit((digit + add) % 16, 16).unwrap();
        let forged = body(&t.to_string(), &digits.iter().collect::<String>());
        prop_assert_eq!(stage(&forged, &key, t, &Policy::default()).0, Stage::Refused("forged"));
    }

    #[test]
    fn any_other_t_is_refused(key in key(), (signed, sent) in (t(), t())) {
        prop_assume!(signed != sent);
        let forged = body(&sent.to_string(), &Signature::of(&key, &signed.to_string()).to_string());
        prop_assert_eq!(stage(&forged, &key, sent, &Policy::default()).0, Stage::Refused("forged"));
    }

    #[test]
    fn any_other_key_is_refused((signer, ours) in (key(), key()), t in t()) {
        prop_assume!(signer != ours);
        let forged = body(&t.to_string(), &Signature::of(&signer, &t.to_string()).to_string());
        prop_assert_eq!(stage(&forged, &ours, t, &Policy::default()).0, Stage::Refused("forged"));
    }

    #[test]
    fn letter_case_and_the_type_of_t_do_not_matter(key in key(), t in t()) {
        let sign = Signature::of(&key, &t.to_string()).to_string().to_uppercase();
        let signed = body(&format!("\"{t}\""), &sign);
        prop_assert_eq!(stage(&signed, &key, t, &Policy::default()).0, Stage::InTime);
    }
}
