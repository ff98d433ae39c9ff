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
    // The one newline that every editor and `>` put there is not worth a word.
    assert_eq!(from_file.stderr(), "", "{}", from_file.shown());
}

#[test]
fn a_key_in_the_environment_is_read_as_one_in_a_file() {
    let [key, t, sign] = DOCUMENTED;
    let dir = Dir::new();
    let words = ["sign", "--t", t];
    let with = |key: &str| dir.livehook(&words).env("LIVEHOOK_CALLBACK_KEY", key);
    let ran = with(&format!("{key}\n")).exits(0);
    assert_eq!(ran.stdout(), format!("{sign}\n"), "{}", ran.shown());
    assert_eq!(ran.stderr(), "", "{}", ran.shown());
    for spoilt in [format!(" {key}"), format!("{key} "), format!("{key}\n\n"), format!("{key}\t")] {
        let ran = with(&spoilt).exits(2);
        let said = "LIVEHOOK_CALLBACK_KEY has white space around the key";
        assert!(ran.stderr().contains(said), "{}", ran.shown());
        assert!(!ran.stderr().contains(key), "{}", ran.shown());
    }
}

#[cfg(unix)]
#[test]
fn a_key_file_that_anybody_can_write_is_warned_of() {
    use std::os::unix::fs::PermissionsExt as _;
    let [key, t, _] = DOCUMENTED;
    let dir = Dir::new();
    let file = dir.file("callback.key", key);
    for (mode, warned) in [(0o666, true), (0o644, false), (0o602, true)] {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let ran = dir.livehook(&["sign", "--t", t, "--key-file", &file]).exits(0);
        assert_eq!(ran.stderr().contains("chmod o-w"), warned, "{mode:o}: {}", ran.shown());
    }
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
fn a_new_key_goes_into_a_file_of_ones_own_and_replaces_none() {
    let dir = Dir::new();
    let words = ["key", "new", "--out", "callback.key"];
    let ran = dir.livehook(&words).exits(0);
    assert_eq!(ran.stdout(), "", "{}", ran.shown());
    let path = dir.path().join("callback.key");
    let key = std::fs::read_to_string(&path).unwrap();
    assert_eq!(key.len(), 32, "{key:?}");
    assert!(!ran.stderr().contains(&key), "{}", ran.shown());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    dir.livehook(&["key", "check", "--key-file", "callback.key"]).exits(0);
    let ran = dir.livehook(&words).exits(2);
    assert!(ran.stderr().contains("callback.key is there already"), "{}", ran.shown());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), key);
    dir.livehook(&["key", "new", "--out", "nowhere/callback.key"]).exits(3);
}

#[test]
fn who_named_a_key_is_not_told_how_to_do_without() {
    let dir = Dir::new();
    let [simulate, contract, load] = [
        &["simulate", "--to", "http://127.0.0.1:1/"][..],
        &["contract", "run", "--url", "http://127.0.0.1:1/"],
        &["load", "--url", "http://127.0.0.1:1/", "--rate", "1/s", "--duration", "1s"],
    ];
    for words in [simulate, contract, load] {
        let ran = dir.livehook(words).exits(2);
        assert!(ran.stderr().contains("say --unsigned"), "{}", ran.shown());
        let ran = dir.livehook(&[words, &["--key-file", "calback.key"]].concat()).exits(2);
        assert!(ran.stderr().contains("cannot read the key file calback.key"), "{}", ran.shown());
        assert!(!ran.stderr().contains("--unsigned"), "{}", ran.shown());
    }
}

#[test]
fn a_weak_key_is_named_without_being_shown() {
    let ran =
        Dir::new().livehook(&["key", "check", "--key", "short1", "--format", "json"]).exits(1);
    assert_eq!(ran.json_lines()[0]["concerns"], serde_json::json!(["short", "ends_in_digit"]));
    let ran = Dir::new().livehook(&["key", "check", "--key", KEY]).exits(0);
    assert!(!ran.stdout().contains(KEY));
}

/// Two folders with a `key` each, as secrets are mounted.
fn two_mounted_keys(dir: &Dir) -> [String; 2] {
    ["new", "old"].map(|folder| {
        std::fs::create_dir(dir.path().join(folder)).unwrap();
        dir.file(&format!("{folder}/key"), format!("{folder}KeyOfTheCliTestsAndNothing"))
    })
}

#[test]
fn two_files_of_one_name_are_two_keys_by_name() {
    let dir = Dir::new();
    let [new, old] = two_mounted_keys(&dir);
    let words = ["key", "check", "--format", "json", "--key-file", &new, "--key-file", &old];
    let names: Vec<_> = dir
        .livehook(&words)
        .exits(0)
        .json_lines()
        .iter()
        .map(|key| key["key_id"].clone())
        .collect();
    assert_eq!(names, ["new/key", "old/key"]);
}

#[test]
fn a_key_file_with_bytes_that_nobody_sees_is_refused_by_name() {
    let dir = Dir::new();
    for (content, expected) in [
        ("\u{feff}keyOfTheCliTests", "begins with a byte order mark"),
        ("keyOfTheCliTests\0", "holds a NUL byte"),
        ("keyOfTheCliTests\n\n", "white space around the key"),
    ] {
        let file = dir.file("callback.key", content);
        let ran = dir.livehook(&["sign", "--key-file", &file]).exits(2);
        assert!(ran.stderr().contains(expected), "{}", ran.shown());
        assert!(!ran.stderr().contains("keyOfTheCliTests"), "{}", ran.shown());
    }
}

#[test]
fn stdin_is_read_once() {
    let ran =
        Dir::new().livehook(&["verify", "--file", "-", "--key-file", "-"]).stdin("x").exits(2);
    assert!(
        ran.stderr().contains("stdin cannot be both the key and the callback"),
        "{}",
        ran.shown()
    );
}

#[test]
fn only_a_canonical_t_is_signed() {
    for t in ["-1", "01", "+1", "1.0", "9223372036854775808"] {
        let ran = Dir::new().livehook(&["sign", "--key", KEY, "--t", t]).exits(2);
        let expected = format!("`{t}` is no t; write Unix seconds");
        assert!(ran.stderr().contains(&expected), "{}", ran.shown());
    }
}

/// What `verify` prints for people, with some more words.
#[track_caller]
fn verify_for_people(body: &str, words: &[&str]) -> String {
    let fixed = ["verify", "--file", "-", "--key", DOCUMENTED[0]];
    Dir::new().livehook(&[&fixed, words].concat()).stdin(body).exits(0).stdout()
}

#[test]
fn an_upper_case_sign_is_accepted_and_reported() {
    let [key, t, sign] = DOCUMENTED;
    let body = callback(t, &sign.to_uppercase());
    let shown = verify_for_people(&body, &["--now", t]);
    assert!(shown.contains("note: the digits of sign are in upper case"), "{shown}");
    let words = ["verify", "--file", "-", "--key", key, "--now", t, "--format", "json"];
    let notes = |body: &str| {
        Dir::new().livehook(&words).stdin(body).exits(0).json_lines()[0]["notes"].clone()
    };
    assert_eq!(notes(&body), serde_json::json!(["upper_case_sign"]));
    assert_eq!(notes(&callback(t, sign)), serde_json::json!([]));
}

#[test]
fn what_only_a_grace_lets_pass_is_said_to_be_late() {
    let [_, t, sign] = DOCUMENTED;
    let body = callback(t, sign);
    assert_eq!(
        verify_for_people(&body, &["--now", "1761129440", "--grace", "16m"]),
        "accepted: signed with key `flag`, good until 2025-10-22T10:37:14Z (t = 1761129434); late by 6 s, which the grace allows\n"
    );
    assert_eq!(
        verify_for_people(&body, &["--now", t]),
        "accepted: signed with key `flag`, good until 2025-10-22T10:37:14Z (t = 1761129434)\n"
    );
}
