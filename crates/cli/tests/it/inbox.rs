//! `inbox`: looking into what was received, and moving it by hand.

use crate::harness::{Dir, callback, now, request};

/// An inbox with an event `room1` and a quarantined `room2`, whose server has stopped.
fn filled() -> Dir {
    let dir = Dir::new();
    let serving = dir.serve("livehook-inbox.db", &[]);
    for (stream, t) in [("room1", now() + 600), ("room2", now() - 5)] {
        request(serving.callbacks, "POST", "/callbacks/css", callback(stream, t).as_bytes())
            .unwrap();
    }
    assert_eq!(serving.stop(), Some(0));
    dir
}

#[test]
fn list_has_the_promised_fields_and_filters() {
    let dir = filled();
    let all = dir.livehook(&["inbox", "list", "--format", "json"]).exits(0).json_lines();
    for field in [
        "id",
        "state",
        "marks",
        "event_type",
        "stream_id",
        "content_key",
        "deliveries",
        "received_at",
        "source",
    ] {
        assert!(
            all.iter().all(|record| record.get(field).is_some()),
            "{field} is missing: {all:?}"
        );
    }
    let streams = |words: &[&str]| -> Vec<String> {
        let listed = dir
            .livehook(&[&["inbox", "list", "--format", "json"], words].concat())
            .exits(0)
            .json_lines();
        listed.iter().map(|record| record["stream_id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(streams(&[]), ["room1", "room2"]);
    assert_eq!(streams(&["--newest", "--limit", "1"]), ["room2"]);
    assert_eq!(streams(&["--state", "quarantined"]), ["room2"]);
    assert_eq!(streams(&["--stream", "room1", "--type", "349"]), ["room1"]);
    assert_eq!(streams(&["--type", "100"]), Vec::<String>::new());
}

#[test]
fn a_list_fits_the_window_and_a_pipe_gets_all_of_it() {
    let dir = Dir::new();
    let serving = dir.serve("livehook-inbox.db", &[]);
    for number in 0..60 {
        let stream = format!("stream-with-a-name-that-is-far-too-long-for-a-cell-{number:04}");
        request(
            serving.callbacks,
            "POST",
            "/callbacks/css",
            callback(&stream, now() + 600).as_bytes(),
        )
        .unwrap();
    }
    request(serving.callbacks, "POST", "/callbacks/css", callback("late", now() - 5).as_bytes())
        .unwrap();
    assert_eq!(serving.stop(), Some(0));
    let ran = dir.livehook(&["inbox", "list"]).env("COLUMNS", "80").exits(0);
    let list = ran.stdout();
    assert_eq!(list.lines().count(), 62, "{}", ran.shown());
    for line in list.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(list.contains("…-cell-0042 "), "{}", ran.shown());
    assert!(list.contains(" quarantined "), "{}", ran.shown());
    assert_eq!(ran.stderr(), "", "{}", ran.shown());
    let wide = dir.livehook(&["inbox", "list", "--all"]).exits(0);
    assert!(wide.stdout().contains("quarantined (expired)"), "{}", wide.shown());
}

#[test]
fn release_makes_an_event_of_a_quarantined_record() {
    let dir = filled();
    let released =
        dir.livehook(&["inbox", "release", "2", "--format", "json"]).exits(0).json_lines();
    // It is the newest event from now on.
    assert_eq!(released[0]["ids"], serde_json::json!([3]));
    let record =
        &dir.livehook(&["inbox", "show", "3", "--format", "json"]).exits(0).json_lines()[0];
    assert_eq!(
        (record["state"].as_str(), record["marks"][0].as_str()),
        (Some("received"), Some("late")),
        "{record}"
    );
    dir.livehook(&["inbox", "release", "2"]).exits(4);
}

#[test]
fn what_is_dismissed_leaves_the_list_and_is_new_when_it_comes_again() {
    let dir = filled();
    let dismissed =
        dir.livehook(&["inbox", "dismiss", "2", "--format", "json"]).exits(0).json_lines();
    assert_eq!(dismissed[0], serde_json::json!({ "type": "dismissed", "ids": [2] }));
    dir.livehook(&["inbox", "dismiss", "1"]).exits(4);
    let serving = dir.serve("livehook-inbox.db", &[]);
    let again = callback("room2", now() + 600);
    request(serving.callbacks, "POST", "/callbacks/css", again.as_bytes()).unwrap();
    let listed = dir.livehook(&["inbox", "list", "--format", "json"]).exits(0).json_lines();
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert_eq!(listed[1]["state"], "received", "{listed:?}");
}

#[test]
fn release_by_time_works_beside_a_serving_process() {
    let dir = filled();
    let _serving = dir.serve("livehook-inbox.db", &[]);
    dir.livehook(&["inbox", "release", "--since", "2020-01-01T00:00:00Z"]).exits(0);
}

#[test]
fn handled_records_are_pruned_and_others_stay() {
    let dir = filled();
    dir.livehook(&["inbox", "prune", "--keep-records", "0"]).exits(0);
    assert_eq!(dir.livehook(&["inbox", "list", "--format", "json"]).exits(0).json_lines().len(), 2);
    dir.livehook(&["inbox", "done", "1"]).exits(0);
    dir.livehook(&["inbox", "prune", "--keep-records", "0"]).exits(0);
    let left = dir.livehook(&["inbox", "list", "--format", "json"]).exits(0).json_lines();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["stream_id"], "room2");
}

#[test]
fn export_prints_record_and_body_a_line() {
    let dir = filled();
    let lines = dir.livehook(&["inbox", "export"]).exits(0).json_lines();
    assert_eq!(lines[0]["record"]["id"], 1);
    assert_eq!(lines[0]["body"]["stream_id"], "room1");
}

#[test]
fn check_says_sound() {
    let ran = filled().livehook(&["inbox", "check"]).exits(0);
    assert!(ran.stdout().ends_with("sound\n"), "{}", ran.shown());
}

#[test]
fn a_mistyped_path_makes_no_inbox() {
    let dir = Dir::new();
    let ran = dir.livehook(&["inbox", "list", "--inbox", "nowhere.db"]).exits(3);
    assert!(ran.stderr().contains("hint: name the inbox with --inbox"), "{}", ran.shown());
    dir.livehook(&["inbox", "release", "1", "--inbox", "nowhere.db"]).exits(3);
    assert!(!dir.path().join("nowhere.db").exists());
}

#[test]
fn an_unknown_record_is_wrong_usage() {
    let ran = filled().livehook(&["inbox", "show", "99"]).exits(2);
    assert!(ran.stderr().contains("no record 99"), "{}", ran.shown());
}

#[track_caller]
fn check_not_opened(inbox: &str, expected: &str) {
    let ran = Dir::new().livehook(&["inbox", "list", "--inbox", inbox]).exits(3);
    assert!(ran.stderr().contains(expected), "{}", ran.shown());
}

#[test]
fn an_inbox_that_cannot_be_opened_says_what_is_in_the_way() {
    check_not_opened(
        ".",
        "hint: that is a directory; name a file in it: --inbox ./livehook-inbox.db",
    );
    check_not_opened("nowhere/inbox.db", "hint: there is no directory nowhere");
}

#[test]
fn a_time_that_is_none_is_answered_with_how_to_write_one() {
    for words in [["list", "--since"], ["list", "--until"], ["release", "--since"]] {
        let ran = Dir::new().livehook(&[&["inbox"], &words[..], &["yesterday"]].concat()).exits(2);
        assert!(
            ran.stderr()
                .contains("`yesterday` is no point in time; write it as `2026-01-31T08:00:00Z`"),
            "{}",
            ran.shown()
        );
    }
}

#[test]
fn a_clip_shows_its_address_alone_on_a_line() {
    let dir = Dir::new();
    let serving = dir.serve("livehook-inbox.db", &[]);
    let url = format!("http://{}/callbacks/css", serving.callbacks);
    let words = ["simulate", "--to", &url, "--key", crate::harness::KEY, "--seed", "7"];
    dir.livehook(&words).exits(0);
    let shown = dir.livehook(&["inbox", "show", "1"]).exits(0);
    assert!(
        shown
            .stdout()
            .lines()
            .any(|line| line.trim().starts_with("http") && line.ends_with(".mp4")),
        "{}",
        shown.shown()
    );
}

#[test]
fn nothing_that_steers_a_terminal_is_printed_raw_in_any_format() {
    let dir = Dir::new();
    let serving = dir.serve("livehook-inbox.db", &[]);
    let stream = "a\u{9b}31m\u{202e}b\u{200b}c\u{ad}";
    let body = callback(stream, now() + 600).replace(',', ",\t");
    let sent = request(serving.callbacks, "POST", "/callbacks/css", body.as_bytes()).unwrap();
    assert_eq!(sent.0, 200, "{sent:?}");
    let lists: [&[&str]; 4] = [
        &["inbox", "list"],
        &["inbox", "show", "1"],
        &["inbox", "list", "--format", "json"],
        &["inbox", "export"],
    ];
    for words in lists {
        let printed = dir.livehook(words).exits(0).stdout();
        let raw = |char: &char| stream.contains(*char) && !char.is_ascii();
        assert_eq!(printed.chars().find(raw), None, "{words:?}: {printed}");
    }
    let listed = dir.livehook(&["inbox", "list", "--format", "json"]).exits(0).json_lines();
    assert_eq!(listed[0]["stream_id"], stream);
    let exported = dir.livehook(&["inbox", "export"]).exits(0).json_lines();
    assert_eq!(exported[0]["body"]["stream_id"], stream);
}

#[test]
fn a_damaged_inbox_is_told_of_and_what_can_be_read_is_printed() {
    let dir = Dir::new();
    let serving = dir.serve("livehook-inbox.db", &[]);
    for number in 0..120 {
        let body = callback(&format!("room{number}"), now() + 600);
        request(serving.callbacks, "POST", "/callbacks/css", body.as_bytes()).unwrap();
    }
    assert_eq!(serving.stop(), Some(0));
    let file = dir.path().join("livehook-inbox.db");
    let mut bytes = std::fs::read(&file).unwrap();
    // A leaf that holds records.
    let page = bytes.chunks(4096).position(|page| contains(page, b"room60\"")).unwrap();
    bytes[page * 4096..(page + 1) * 4096].fill(0xa5);
    std::fs::write(&file, bytes).unwrap();

    let checked = dir.livehook(&["inbox", "check"]).exits(1);
    assert!(checked.stdout().contains("problem: "), "{}", checked.stdout());
    assert!(checked.stdout().contains("not sound"), "{}", checked.stdout());
    assert!(checked.stderr().contains("hint: `inbox export` prints"), "{}", checked.stderr());
    let json = dir.livehook(&["inbox", "check", "--format", "json"]).exits(1).json_lines();
    assert_eq!(json[0]["sound"], false, "{json:?}");
    for command in ["list", "export"] {
        let ran = dir.livehook(&["inbox", command, "--format", "json"]).exits(1);
        let printed = ran.json_lines().len();
        assert!((60..120).contains(&printed), "{command}: {printed}");
        let missing = format!("damaged there: {} records;", 120 - printed);
        assert!(ran.stderr().contains(&missing), "{missing} in {}", ran.stderr());
    }
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}
