//! `sign`, `verify` and `key`.

use crate::harness::{Dir, KEY};

/// The signature of protocol documents: key `callbackKey0123456789`, t 1761129434.
const DOCUMENTED: [&str; 3] =
    ["callbackKey0123456789", "1761129434", "1390d3b72cc53fd73f14ae32914f1774"];

#[test]
fn signs_as_documented_from_every_place_a_key_can_stand() {
    let [key, t, sign] = DOCUMENTED;
    let dir = Dir::new();
    let file = dir.file("callback.key", format!("{key}\n"));
    let words = ["sign", "--t", t];
    let from_flag = dir.livehook(&["sign", "--t", t, "--key", key]).exits(0);
    let from_file = dir.livehook(&["sign", "--t", t, "--key-file", &file]).exits(0);
    let from_env = dir.livehook(&words).env("LIVEHOOK_CALLBACK_KEY", key).exits(0);
    let from_stdin = dir.livehook(&["sign", "--t", t, "--key-file", "-"]).stdin(key).exits(0);
    for ran in [&from_flag, &from_file, &from_env, &from_stdin] {
        assert_eq!(ran.stdout(), format!("{sign}\n"), "{}", ran.shown());
    }
    assert!(
        from_file.stderr().contains("the newline at the file's end is not taken"),
        "{}",
        from_file.shown()
    );
}

fn callback(t: &str, sign: &str) -> String {
    format!(r#"{{"event_type":349,"stream_id":"room42","t":{t},"sign":"{sign}"}}"#)
}

#[track_caller]
fn check_verify(body: &str, now: &str, exit: i32, verdict: &str, code: Option<&str>) {
    let words = ["verify", "--file", "-", "--now", now, "--format", "json"];
    let ran = Dir::new()
        .livehook(&words)
        .env("LIVEHOOK_CALLBACK_KEY", DOCUMENTED[0])
        .stdin(body)
        .exits(exit);
    let report = &ran.json_lines()[0];
    assert_eq!(
        (report["verdict"].as_str(), report["code"].as_str()),
        (Some(verdict), code),
        "{}",
        ran.shown()
    );
}

#[test]
fn verify_says_accepted_late_or_refused() {
    let [_, t, sign] = DOCUMENTED;
    let sound = callback(t, sign);
    check_verify(&sound, t, 0, "accepted", None);
    check_verify(&sound, "1761129435", 1, "late", Some("expired"));
    check_verify(&sound, "0", 1, "refused", Some("far_future"));
    check_verify(&callback("1761129435", sign), t, 1, "refused", Some("forged"));
    check_verify("t=1&sign=2", t, 1, "refused", Some("not_json"));
}

#[test]
fn new_keys_are_good_and_differ() {
    let dir = Dir::new();
    let keys = [(); 2].map(|()| dir.livehook(&["key", "new"]).exits(0).stdout());
    assert_ne!(keys[0], keys[1]);
    let file = dir.file("new.key", &keys[0]);
    dir.livehook(&["key", "check", "--key-file", &file]).exits(0);
}

#[test]
fn a_weak_key_is_named_without_being_shown() {
    let ran =
        Dir::new().livehook(&["key", "check", "--key", "short1", "--format", "json"]).exits(1);
    assert_eq!(ran.json_lines()[0]["concerns"], serde_json::json!(["short", "ends_in_digit"]));
    let ran = Dir::new().livehook(&["key", "check", "--key", KEY]).exits(0);
    assert!(!ran.stdout().contains(KEY));
}
