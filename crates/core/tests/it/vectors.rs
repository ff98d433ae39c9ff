//! The vectors in `fixtures/vectors`: made here, checked in there, for any language. `UPDATE_EXPECT=1` writes them anew.

/// Bodies in groups: one content key within a group, another in every other.
mod content_keys;
/// A signature vector as it stands in the file, and what this crate makes of it.
mod model;
/// Accepted: every freedom a sender has.
mod sound;
/// Refused for their sender: t and sign absent or out of form, forged, out of scope, out of time.
mod unbelieved;
/// Refused before t and sign are looked at.
mod unreadable;
/// The example verifiers in Python and Node pass the vectors.
mod verifiers;

use std::collections::BTreeSet;

use expect_test::expect_file;
use livehook_core::{CallbackKey, Code, Signature, VECTOR_KEY};
use serde::Serialize;

use model::Case;

/// How many sound cases there are at least.
const SOUND_MIN: usize = 12;

/// Another key of the vectors, as public as the first.
const OTHER_KEY: &str = "DoNotUseLivehookVectorKey0000002";

#[derive(Serialize)]
struct File {
    format: &'static str,
    version: u32,
    do_not_use_keys: [&'static str; 2],
    about: &'static [&'static str],
    cases: Vec<Case>,
}

const ABOUT: &[&str] = &[
    "Each case: the bytes of a callback (`body` as UTF-8 text, else `body_base64`), the keys of the source that receives it in the order in which they are tried (or `unsigned`: true), its push domains (empty: any), the second `now` and the policy under which it is judged, and what is expected.",
    "Times and spans are texts of decimal digits in seconds: some are beyond what a double holds.",
    "`verdict` is accepted, late (genuine, but t has passed) or refused; `code` says why not accepted; `key_id` is there when the sender is genuine; `seconds` is how late t is, also when a policy accepts that, or how far ahead.",
    "All keys in this file are public: never protect anything with one of them.",
];

fn sign(key: &str, t: &str) -> String {
    Signature::of(&CallbackKey::new(key).unwrap(), t).to_string()
}

/// The t of most cases: ten minutes ahead, as Tencent signs.
fn t() -> String {
    (model::NOW + 600).to_string()
}

/// A callback signed with the vectors' key, `rest` behind t and sign.
fn signed(t: &str, rest: &str) -> String {
    format!(r#"{{"t":{t},"sign":"{}"{rest}}}"#, sign(VECTOR_KEY, t))
}

fn cases() -> Vec<Case> {
    [sound::cases(), unreadable::cases(), unbelieved::cases()].into_iter().flatten().collect()
}

#[test]
fn every_case_is_judged_as_it_says() {
    for case in cases() {
        assert_eq!(case.judged(), case.expected, "{}", case.name);
    }
}

#[test]
fn names_are_unique_and_every_code_has_a_case() {
    let cases = cases();
    let names: BTreeSet<_> = cases.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), cases.len());
    for code in Code::ALL {
        let seen = cases.iter().any(|case| case.expected.code == Some(code.as_str()));
        assert!(seen, "no case for {code}");
    }
    assert!(sound::cases().len() >= SOUND_MIN);
    assert!(sound::cases().iter().all(|case| case.expected.code.is_none()));
}

#[test]
fn the_file_holds_these_cases() {
    let file = File {
        format: "livehook signature vectors",
        version: 1,
        do_not_use_keys: [VECTOR_KEY, OTHER_KEY],
        about: ABOUT,
        cases: cases(),
    };
    expect_file!["../../../../fixtures/vectors/signature.json"].assert_eq(&pretty(&file));
}

fn pretty(file: &impl Serialize) -> String {
    serde_json::to_string_pretty(file).unwrap() + "\n"
}
