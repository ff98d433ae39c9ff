//! Tests of reading profiles.

use super::*;

/// The default file with every line in force.
fn uncommented_default() -> String {
    let set = |line: &'static str| line.strip_prefix("#: ").unwrap_or(line);
    DEFAULT_TEXT.lines().map(set).fold(String::new(), |all, line| all + line + "\n")
}

/// The default file with every line in force but those of these keys.
fn default_without(keys: &[&str]) -> String {
    let is_left_out = |line: &&str| keys.iter().any(|key| line.starts_with(&format!("{key} = ")));
    let text = uncommented_default();
    let lines: Vec<_> = text.lines().filter(|line| !is_left_out(line)).collect();
    lines.join("\n")
}

#[test]
fn the_default_file_shows_every_key_and_changes_nothing() {
    assert_eq!(read(DEFAULT_TEXT), Ok(Profile::default()));
    let shown: toml::Table = uncommented_default().parse().unwrap();
    for key in keys::KEYS {
        let mut value = shown.get(key.split('.').next().unwrap());
        if let Some(inner) = key.split('.').nth(1) {
            value = value.and_then(|table| table.get(inner));
        }
        assert!(value.is_some(), "default.toml does not show {key}");
    }
    for others in [
        &["cmd", "log", "pattern"][..],
        &["url", "pointer", "log", "pattern"],
        &["url", "pointer", "cmd"],
    ] {
        // The command to restart goes with the one to observe.
        let read = read(&default_without(others));
        assert!(read.as_ref().is_ok_and(|profile| profile.observe.is_some()), "{read:?}");
    }
}

#[track_caller]
fn check_refused(text: &str, expected: &str) {
    let error = Profile::parse(Path::new("p.toml"), text).unwrap_err();
    assert_eq!(format!("{error} ({})", error.code()), expected);
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_what_was_probably_meant() {
    check_refused(
        "name = \"x\"\n\ntaks = [349]",
        "p.toml:3: unknown key `taks`; did you mean `takes`? (profile_unknown_key)",
    );
    check_refused(
        "[observe]\nurll = \"x\"",
        "p.toml:2: unknown key `observe.urll`; did you mean `observe.url`? (profile_unknown_key)",
    );
    check_refused("[zzzz]\nx = 1", "p.toml:1: unknown key `zzzz` (profile_unknown_key)");
    check_refused(
        "takes = [\n  349,\n  394,\n]",
        "p.toml:3: no document of CSS names the event type 394; did you mean 349? (profile_unknown_event_type)",
    );
    check_refused(
        "[paths]\n3490 = \"/x\"",
        "p.toml:2: no document of CSS names the event type 3490; did you mean 349? (profile_unknown_event_type)",
    );
    check_refused(
        "expected_failures = [\"css/deliver/higlight\"]",
        "p.toml:1: there is no case \"css/deliver/higlight\"; did you mean `css/deliver/highlight`? (profile_unknown_case)",
    );
    check_refused(
        "refuses = \"silently\"",
        "p.toml:1: `refuses` is \"silently\"; it is one of \"quietly\" and \"loudly\" (profile_word)",
    );
    check_refused(
        "\nname = ",
        "p.toml:2: string values must be quoted, expected literal string (profile_not_toml)",
    );
    check_refused(
        "unsigned = \"yes\"",
        "p.toml:1: invalid type: string \"yes\", expected a boolean (profile_value)",
    );
    check_refused(
        "[paths]\nall = \"/x\"",
        "p.toml:2: `all` is no event type; write a number such as 349 (profile_value)",
    );
    check_refused("name = \"\"", "p.toml:1: `name` is empty; leave it out instead (profile_empty)");
}

#[test]
fn one_way_to_observe_with_what_belongs_to_it() {
    check_refused(
        "[observe]\nlog = \"a\"\ncmd = \"b\"",
        "p.toml:3: there is one way to observe: `url`, `cmd` or `log`, and here are two (profile_two_ways_to_observe)",
    );
    check_refused(
        "[observe]\nlog = \"a\"\npointer = \"/x\"",
        "p.toml:3: `observe.pointer` means nothing without `observe.url` (profile_alone)",
    );
    check_refused(
        "[observe]\npattern = \"x\"",
        "p.toml:2: `observe.pattern` means nothing without `observe.log` (profile_alone)",
    );
    check_refused(
        "[observe]\nsettle = \"soon\"",
        "p.toml:2: `observe.settle` is \"soon\"; write a span of time such as \"400ms\" (profile_span)",
    );
}

#[test]
fn a_header_stays_one_line_and_its_value_untold() {
    for (line, reason) in [
        ("\"a b\" = \"secret\"", "the header \"a b\" cannot be sent: its name is none"),
        ("Host = \"secret\"", "the header \"Host\" cannot be sent: the tests set it themselves"),
        (
            "x-a = \"secret\\r\\nx-b: 1\"",
            "the header \"x-a\" cannot be sent: there are control characters in its value",
        ),
    ] {
        check_refused(
            &format!("[headers]\n{line}"),
            &format!("p.toml:2: {reason} (profile_header)"),
        );
    }
}

#[test]
fn every_value_arrives() {
    let profile = read(&default_without(&["cmd", "log", "pattern"])).unwrap();
    assert_eq!(profile.traits.name.as_deref(), Some("orders service"));
    assert_eq!(profile.traits.takes, Some(vec![1, 0, 100, 200, 349]));
    assert_eq!(profile.traits.refuses, Some(Refuses::Loudly));
    assert_eq!(profile.traits.headers, [("x-gateway-token".to_owned(), "secret".to_owned())]);
    assert_eq!(profile.traits.expected_failures, ["css/deliver/highlight"]);
    assert_eq!(profile.mode, Some(Mode::Unsigned));
    assert_eq!(profile.paths[&349], "/callbacks/highlights");
    assert_eq!(profile.settle, Some(Duration::from_millis(400)));
    assert!(matches!(profile.observe, Some(Observe::Url { pointer: Some(_), .. })));
}
