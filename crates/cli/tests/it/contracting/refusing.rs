//! Receivers that refuse what is right: one word on it instead of a failure a case.

use super::{CASE, Fake, contract};
use crate::harness::{Dir, KEY, Ran};

/// Runs the whole catalogue.
#[track_caller]
fn whole(fake: &Fake, words: &[&str]) -> Ran {
    let fixed = ["contract", "run", "--url", &fake.url()];
    let dir = Dir::new();
    let ran = dir.livehook(&[&fixed[..], words].concat());
    ran.env("LIVEHOOK_CALLBACK_KEY", KEY).exits(1)
}

#[track_caller]
fn check_stopped(status: u16, words: &[&str]) {
    let ran = whole(&Fake::answering(status), &["--allow-undetermined"]);
    let told = ran.stdout();
    // Lines are broken anywhere.
    let words_told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in [words, &["no case was tried", "--anyway"]].concat() {
        assert!(words_told.contains(expected), "no {expected:?} in {}", ran.shown());
    }
    assert!(told.lines().count() < 25, "{}", ran.shown());
}

#[test]
fn a_wrong_key_or_path_is_told_once_and_is_exit_1() {
    check_stopped(403, &["is this the key that the receiver has"]);
    check_stopped(401, &["is this the key that the receiver has"]);
    check_stopped(404, &["there is no such path (404)"]);
}

#[test]
fn cases_are_tried_anyway_where_that_is_asked_or_where_they_are_few() {
    let ran = whole(&Fake::answering(403), &["--anyway", "--area", "deliver"]);
    assert!(ran.stdout().contains("FAIL 2"), "{}", ran.shown());
    let ran = contract(&Dir::new(), &Fake::answering(403).url(), &[], 1);
    assert!(ran.stdout().contains(&format!("✗ {CASE}")), "{}", ran.shown());
}
