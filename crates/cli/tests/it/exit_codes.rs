//! Which exit code means what, and that usage errors name the way out.

use crate::harness::{Dir, KEY};

#[test]
fn help_and_version_are_a_success() {
    let dir = Dir::new();
    dir.livehook(&["--help"]).exits(0);
    dir.livehook(&["--version"]).exits(0);
}

#[test]
fn an_unknown_command_is_wrong_usage_and_names_the_nearest() {
    let ran = Dir::new().livehook(&["sing"]).exits(2);
    assert!(ran.stderr().contains("'sign'"), "{}", ran.shown());
}

#[test]
fn no_key_is_wrong_usage_with_a_hint() {
    let ran = Dir::new().livehook(&["sign", "--t", "1"]).exits(2);
    assert!(ran.stderr().contains("hint: set LIVEHOOK_CALLBACK_KEY"), "{}", ran.shown());
}

#[test]
fn a_missing_file_is_wrong_usage() {
    let ran = Dir::new().livehook(&["verify", "--file", "nowhere.json", "--key", KEY]).exits(2);
    assert!(ran.stderr().contains("cannot read nowhere.json"), "{}", ran.shown());
}

#[test]
fn no_failure_shows_the_key() {
    let dir = Dir::new();
    for words in [&["verify", "--file", "nowhere.json", "--key", KEY][..], &["config", "show"]] {
        let ran = dir.livehook(words).env("LIVEHOOK_CALLBACK_KEY", KEY);
        let ran = if words[0] == "config" { ran.exits(0) } else { ran.exits(2) };
        assert!(!ran.stdout().contains(KEY) && !ran.stderr().contains(KEY));
    }
}
