//! Profiles, and which of their commands are run.

use super::{CASE, Fake, OBSERVE, contract};
use crate::harness::Dir;

/// The file that is found without being named.
const FILE: &str = "livehook-contract.toml";

#[test]
fn a_profile_that_was_only_found_starts_no_command() {
    let (dir, fake) = (Dir::new(), Fake::answering(200));
    dir.file(FILE, format!("name = 'mine'\n[observe]\ncmd = '{OBSERVE}'\n[restart]\ncmd = 'x'\n"));
    let ran = contract(&dir, &fake.url(), &[], 0);
    assert!(ran.stdout().starts_with("mine "), "the rest of it is used: {}", ran.shown());
    assert!(!dir.path().join("observed").exists(), "{}", ran.shown());
    for expected in ["observe.cmd, restart.cmd", "say --profile livehook-contract.toml"] {
        assert!(ran.stderr().contains(expected), "no {expected} in {}", ran.shown());
    }
    let ran = contract(&dir, &fake.url(), &["--profile", FILE], 0);
    assert!(dir.path().join("observed").exists(), "{}", ran.shown());
    assert!(!ran.stderr().contains("not named"), "{}", ran.shown());
}

#[test]
fn a_flag_is_stronger_than_the_profile() {
    let (dir, fake) = (Dir::new(), Fake::answering(200));
    dir.file(FILE, "unsigned = true\n[observe]\nlog = \"receiver.log\"\nsettle = \"50ms\"\n");
    let unsigned = contract(&dir, &fake.url(), &["--observe-cmd", OBSERVE], 0);
    assert!(
        unsigned.stdout().contains("unsigned callbacks · probe command"),
        "{}",
        unsigned.shown()
    );
    let key = dir.file("callback.key", crate::harness::KEY);
    let signed = contract(&dir, &fake.url(), &["--key-file", &key], 1);
    assert!(signed.stdout().contains("\nsigned callbacks · probe log"), "{}", signed.shown());
}

#[test]
fn a_failure_that_is_expected_fails_no_run() {
    let dir = Dir::new();
    dir.file(FILE, format!("expected_failures = [\"{CASE}\"]\n"));
    let lines = contract(&dir, &Fake::answering(500).url(), &["--format", "json"], 0).json_lines();
    assert_eq!(lines.last().unwrap()["expected_failures"], 1, "{lines:?}");
    let lines = contract(&dir, &Fake::answering(200).url(), &["--format", "json"], 0).json_lines();
    assert_eq!(lines.last().unwrap()["unexpected_passes"][0], CASE, "{lines:?}");
}

#[test]
fn a_profile_that_cannot_be_read_says_where_and_what() {
    let dir = Dir::new();
    dir.file("mine.toml", "name = \"x\"\ntaks = [349]\n");
    let ran = contract(&dir, "http://127.0.0.1:9/css", &["--profile", "mine.toml"], 2);
    let expected = "mine.toml:2: unknown key `taks`; did you mean `takes`?";
    assert!(ran.stderr().contains(expected), "{}", ran.shown());
    let ran = contract(&dir, "http://127.0.0.1:9/css", &["--profile", "nowhere.toml"], 2);
    assert!(ran.stderr().contains("cannot read the profile nowhere.toml"), "{}", ran.shown());
}

#[test]
fn init_writes_a_profile_that_is_taken_and_overwrites_none() {
    let dir = Dir::new();
    dir.livehook(&["contract", "init"]).exits(0);
    contract(&dir, &Fake::answering(200).url(), &[], 0);
    dir.livehook(&["contract", "init"]).exits(2);
    dir.livehook(&["contract", "init", "--to", "other.toml"]).exits(0);
    assert!(dir.path().join("other.toml").is_file());
}
