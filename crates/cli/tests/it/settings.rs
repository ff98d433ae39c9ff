//! Settings: layers, `config show`, `config init`, unknown names.

use crate::harness::{Dir, KEY};

#[test]
fn show_says_where_each_value_came_from() {
    let dir = Dir::new();
    dir.file(
        "livehook.toml",
        "[serve]\ninbox = \"from-file.db\"\n[sources.events]\nkey_files = [\"events.key\"]\n",
    );
    let ran = dir
        .livehook(&["config", "show", "--format", "json"])
        .env("LIVEHOOK_LISTEN", "127.0.0.1:1")
        .exits(0);
    let find = |name: &str| {
        let row = ran.json_lines().into_iter().find(|row| row["setting"] == name).unwrap();
        (row["value"].as_str().map(str::to_owned), row["origin"].as_str().map(str::to_owned))
    };
    let pair = |value: &str, origin: &str| (Some(value.to_owned()), Some(origin.to_owned()));
    assert_eq!(find("serve.listen"), pair("127.0.0.1:1", "environment"));
    assert_eq!(find("serve.inbox"), pair("from-file.db", "file"));
    assert_eq!(find("serve.path"), pair("/callbacks/css", "default"));
    assert_eq!(find("sources.events.key_files"), pair("events.key", "file"));
    assert_eq!(find("serve.grace"), (None, None));
}

#[test]
fn show_masks_the_key() {
    let ran = Dir::new().livehook(&["config", "show"]).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(0);
    assert!(
        ran.stdout().contains("(set, masked)") && !ran.stdout().contains(KEY),
        "{}",
        ran.shown()
    );
}

#[test]
fn an_unknown_setting_is_an_error_and_an_unknown_variable_a_warning() {
    let dir = Dir::new();
    let ran = dir.livehook(&["config", "show"]).env("LIVEHOOK_PORT", "tcp://10.0.0.1:80").exits(0);
    assert!(
        ran.stderr().contains("warning: the environment variable LIVEHOOK_PORT is not one of ours"),
        "{}",
        ran.shown()
    );
    dir.file("livehook.toml", "[serve]\nlisten_on = \"x\"\n");
    let ran = dir.livehook(&["config", "show"]).exits(2);
    assert!(
        ran.stderr().contains("unknown setting `serve.listen_on`; did you mean `serve.listen`?"),
        "{}",
        ran.shown()
    );
}

#[test]
fn init_writes_a_file_once() {
    let dir = Dir::new();
    dir.livehook(&["config", "init"]).exits(0);
    dir.livehook(&["config", "show"]).exits(0);
    let ran = dir.livehook(&["config", "init"]).exits(2);
    assert!(ran.stderr().contains("exists and is left as it is"), "{}", ran.shown());
}

#[test]
fn a_broken_file_stops_only_what_needs_it() {
    let dir = Dir::new();
    dir.file("livehook.toml", "[serve\n");
    for words in [&["demo"][..], &["sign", "--key", KEY], &["key", "new"], &["completions", "bash"]]
    {
        dir.livehook(words).exits(0);
    }
    let ran = dir.livehook(&["inbox", "list"]).exits(2);
    assert!(ran.stderr().contains("livehook.toml: "), "{}", ran.shown());
    dir.livehook(&["sign", "--key", KEY, "--config", "livehook.toml"]).exits(2);
}

#[test]
fn a_source_without_keys_says_where_to_name_them() {
    let dir = Dir::new();
    dir.file("livehook.toml", "[sources.events]\nkey_files = []\n");
    let ran = dir.livehook(&["serve"]).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(2);
    assert!(
        ran.stderr().contains("hint: name its key files below [sources.events]"),
        "{}",
        ran.shown()
    );
}

#[test]
fn a_value_that_cannot_be_read_is_shown_with_its_place_and_how_to_write_it() {
    let dir = Dir::new();
    let check = |expected: &[&str]| {
        let ran = dir
            .livehook(&["serve", "--unsigned"])
            .env("LIVEHOOK_API_LISTEN", if expected[0].contains("API") { "here" } else { "" })
            .exits(2);
        for expected in expected {
            assert!(ran.stderr().contains(expected), "no {expected} in {}", ran.shown());
        }
    };
    check(&[
        "LIVEHOOK_API_LISTEN=`here` in the environment: ",
        "hint: it is written like this: LIVEHOOK_API_LISTEN=127.0.0.1:8350",
    ]);
    let file = dir.file("livehook.toml", "[serve]\nkeep_records = \"lots\"\n");
    check(&[
        &format!("{file}: serve.keep_records is `lots`: "),
        "hint: it is written like this: serve.keep_records = 1000000",
    ]);
}

#[test]
fn a_mistyped_log_level_silences_nobody() {
    let dir = Dir::new();
    let ran = dir.livehook(&["serve", "--unsigned", "--log", "inof"]).exits(2);
    assert!(ran.stderr().contains("`inof` is neither a level"), "{}", ran.shown());
    assert!(ran.stderr().contains("hint: did you mean `info`?"), "{}", ran.shown());
}
