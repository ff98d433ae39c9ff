//! `demo` and `simulate`: playing Tencent.

use std::net::TcpListener;

use crate::harness::{Dir, KEY, Serving, now};

fn url(serving: &Serving) -> String {
    format!("http://{}/callbacks/css", serving.callbacks)
}

/// Runs `simulate` against a serving process with our key, in JSON.
#[track_caller]
fn simulate(dir: &Dir, serving: &Serving, words: &[&str], exit: i32) -> Vec<serde_json::Value> {
    let url = url(serving);
    let fixed = ["simulate", "--format", "json", "--seed", "7", "--to", &url];
    dir.livehook(&[&fixed[..], words].concat())
        .env("LIVEHOOK_CALLBACK_KEY", KEY)
        .exits(exit)
        .json_lines()
}

#[test]
fn the_demo_is_as_expected_row_by_row() {
    let rows = Dir::new().livehook(&["demo", "--format", "json"]).exits(0).json_lines();
    let (summary, rows) = rows.split_last().unwrap();
    assert_eq!((summary["type"].as_str(), summary["ok"].as_bool()), (Some("summary"), Some(true)));
    assert!(rows.len() >= 12, "{} rows", rows.len());
    for row in rows {
        assert_eq!(row["expected"], row["answered"], "{row}");
        assert_eq!(row["ok"], true, "{row}");
    }
}

#[test]
fn sound_callbacks_are_delivered_and_stored() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let lines = simulate(&dir, &serving, &["--count", "5"], 0);
    assert_eq!(lines.len(), 6, "an attempt each and a summary");
    assert_eq!(lines[5]["delivered"], 5);
    let listed = dir
        .livehook(&["inbox", "list", "--inbox", "inbox.db", "--format", "json"])
        .exits(0)
        .json_lines();
    let streams: Vec<_> = listed.iter().map(|record| &record["stream_id"]).collect();
    let sent: Vec<_> = lines[..5].iter().map(|line| &line["stream_id"]).collect();
    assert_eq!(streams, sent);
}

#[test]
fn every_documented_type_is_delivered_under_its_stream_and_fits_its_type() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let types = livehook_core::Event::DOCUMENTED_TYPES;
    let sent: Vec<_> = types
        .iter()
        .map(|number| {
            let number = number.to_string();
            simulate(&dir, &serving, &["--type", &number, "--check"], 0).swap_remove(0)
        })
        .collect();
    let listed = dir
        .livehook(&["inbox", "list", "--inbox", "inbox.db", "--format", "json"])
        .exits(0)
        .json_lines();
    assert_eq!(listed.len(), types.len());
    for ((record, sent), number) in listed.iter().zip(&sent).zip(types) {
        assert_eq!(record["event_type"].as_i64(), Some(*number), "{record}");
        assert!(record["stream_id"].is_string(), "{record}");
        assert_eq!(record["stream_id"], sent["stream_id"], "{record}");
        assert_eq!(record["marks"], serde_json::json!([]), "{record}");
    }
}

#[test]
fn every_flaw_is_answered_as_the_table_has_it() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let flaws =
        dir.livehook(&["simulate", "--list-flaws", "--format", "json"]).exits(0).json_lines();
    assert!(flaws.len() >= 35, "only {} flaws", flaws.len());
    let names: Vec<_> = flaws.iter().map(|flaw| flaw["flaw"].as_str().unwrap()).collect();
    let count = names.len().to_string();
    let mut words = vec!["--check", "--count", &count];
    for name in &names {
        words.extend(["--flaw", name]);
    }
    let lines = simulate(&dir, &serving, &words, 0);
    for line in &lines[..names.len()] {
        assert_eq!(line["as_expected"], true, "{line}");
    }
}

#[test]
fn an_answer_that_is_not_the_tables_is_exit_1_with_check() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &["--answer", "status=200"]);
    simulate(&dir, &serving, &["--flaw", "wrong-key", "--check"], 1);
    simulate(&dir, &serving, &["--flaw", "wrong-key"], 0);
}

/// Where every request is answered 200 with this body.
fn answering(body: &'static str) -> String {
    use std::io::{Read as _, Write as _};
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // Ends with the test's process.
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut seen = Vec::new();
            let mut piece = [0; 4096];
            // Every body of ours is an object and ends so.
            while !seen.ends_with(b"}") {
                match stream.read(&mut piece) {
                    Ok(length @ 1..) => seen.extend_from_slice(&piece[..length]),
                    _ => break,
                }
            }
            let length = body.len();
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            drop(stream.write_all(format!("{head}{body}").as_bytes()));
        }
    });
    format!("http://{address}/css")
}

#[test]
fn a_refusal_that_only_a_body_states_is_said_to_be_a_delivery() {
    let words =
        ["simulate", "--key", KEY, "--check", "--count", "3", "--documented", "--flaw", "expired"];
    let dir = Dir::new();
    let ran = dir
        .livehook(&[&words[..], &["--to", &answering(r#"{"code":1,"msg":"expired"}"#)]].concat())
        .exits(1);
    let hint = "hint: Tencent counts any 200 as delivered and ignores the body; refuse by status: livehook contract explain css/time/expired-a-minute\n";
    assert_eq!(ran.stderr().matches(hint).count(), 1, "{}", ran.shown());
    // Who answers as if nothing were wrong has another fault.
    let ran = dir.livehook(&[&words[..], &["--to", &answering(r#"{"code":0}"#)]].concat()).exits(1);
    assert!(!ran.stderr().contains("any 200"), "{}", ran.shown());
}

#[test]
fn nobody_there_is_said_in_plain_words_once_an_attempt() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let to = format!("http://{free}/css");
    let words = [
        "simulate",
        "--key",
        KEY,
        "--retry-plan",
        "generic",
        "--time-scale",
        "100000",
        "--to",
        &to,
    ];
    let ran = Dir::new().livehook(&words).exits(3);
    assert_eq!(
        ran.stdout().matches("no answer: connection refused  ").count(),
        13,
        "{}",
        ran.shown()
    );
    assert!(!ran.stdout().contains("error"), "{}", ran.shown());
}

#[test]
fn a_failed_callback_is_sent_again_by_its_plan() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &["--answer", "status=503,times=2"]);
    let lines = simulate(&dir, &serving, &["--retry-plan", "generic", "--time-scale", "1000"], 0);
    let statuses: Vec<_> = lines.iter().filter_map(|line| line["status"].as_u64()).collect();
    assert_eq!(statuses, [503, 503, 200]);
}

#[test]
fn a_dry_run_shows_the_request_and_sends_nothing() {
    let words = [
        "simulate",
        "--to",
        "http://127.0.0.1:9/css",
        "--seed",
        "7",
        "--set",
        "items[0].title=限时秒杀",
        "--dry-run",
        "--key",
        KEY,
    ];
    let ran = Dir::new().livehook(&words).exits(0);
    let shown = ran.stdout();
    assert!(
        shown.contains("POST /css HTTP/1.1")
            && shown.contains("curl -sS")
            && shown.contains("限时秒杀"),
        "{}",
        ran.shown()
    );
    assert!(!shown.contains(KEY), "{}", ran.shown());
}

#[test]
fn a_slip_of_the_pen_in_set_names_the_nearest_path() {
    let words = [
        "simulate",
        "--to",
        "http://127.0.0.1:9/css",
        "--set",
        "items[0].titel=x",
        "--dry-run",
        "--key",
        KEY,
    ];
    let ran = Dir::new().livehook(&words).exits(2);
    assert!(ran.stderr().contains("items[0].title"), "{}", ran.shown());
}

#[test]
fn other_machines_must_be_named_and_silence_is_an_environment_that_failed() {
    let dir = Dir::new();
    let ran = dir.livehook(&["simulate", "--to", "http://192.0.2.1/css", "--key", KEY]).exits(2);
    assert!(ran.stderr().contains("--i-may-test 192.0.2.1"), "{}", ran.shown());
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    dir.livehook(&["simulate", "--to", &format!("http://{free}/css"), "--key", KEY]).exits(3);
    dir.livehook(&["simulate", "--to", &format!("http://{free}/css")]).exits(2);
}

/// The objects of a dry run with our key, and what stood on stderr.
#[track_caller]
fn dry_run(words: &[&str]) -> (Vec<serde_json::Value>, String) {
    let fixed = ["simulate", "--to", "http://127.0.0.1:9/css", "--dry-run", "--format", "json"];
    let keyed: &[&str] = if words.contains(&"--unsigned") { &[] } else { &["--key", KEY] };
    let ran = Dir::new().livehook(&[&fixed, keyed, words].concat()).exits(0);
    (ran.json_lines(), ran.stderr())
}

#[test]
fn a_dry_run_for_a_script_is_an_object_a_request() {
    let (lines, _) = dry_run(&["--count", "2", "--flaw", "wrong-key", "--flaw", "invalid-utf8"]);
    let seen: Vec<_> =
        lines.iter().map(|line| [&line["type"], &line["flaw"], &line["situation"]]).collect();
    assert_eq!(
        seen,
        [["request", "wrong-key", "forged"], ["request", "invalid-utf8", "not_utf8"]],
        "{lines:?}"
    );
}

/// The body of the only request, without `t` and `sign`.
fn content(line: &serde_json::Value) -> serde_json::Value {
    let mut body: serde_json::Value = serde_json::from_str(line["body"].as_str().unwrap()).unwrap();
    for signed in ["t", "sign"] {
        assert!(body.as_object_mut().unwrap().remove(signed).is_some(), "{line}");
    }
    body
}

/// The world's present is a fixed moment, so this holds on any day: the text is that of a seed and a release.
#[test]
fn a_seed_has_the_same_content_on_any_day() {
    let (lines, notes) = dry_run(&["--seed", "5"]);
    let begin_time = content(&lines[0])["items"][0]["begin_time"].as_i64().unwrap();
    assert!((1_761_000_000..1_761_129_434).contains(&begin_time), "{begin_time}");
    assert!(!notes.contains("sends the same events again"), "{notes}");
}

#[test]
fn clips_of_the_present_are_repeated_by_the_flags_that_a_note_gives() {
    let (lines, notes) = dry_run(&["--as-of", "now"]);
    let begin_time = content(&lines[0])["items"][0]["begin_time"].as_i64().unwrap();
    assert!((now() - 7 * 24 * 3_600..=now()).contains(&begin_time), "{begin_time}");
    let flags = notes
        .lines()
        .find_map(|line| line.strip_prefix("note: ")?.strip_suffix(" sends the same events again"))
        .unwrap_or_else(|| panic!("no note in {notes}"));
    let words: Vec<_> = flags.split(' ').collect();
    assert_eq!(content(&dry_run(&words).0[0]), content(&lines[0]), "{flags}");
}

#[test]
fn a_sender_without_a_key_and_a_receiver_in_unsigned_mode_agree() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &["--unsigned"]);
    let ran = dir
        .livehook(&["simulate", "--to", &url(&serving), "--unsigned", "--check", "--seed", "7"])
        .exits(0);
    assert!(ran.stdout().contains("1 callback in 1 request: 1 delivered"), "{}", ran.shown());
}

#[track_caller]
fn check_refused(words: &[&str], expected: &str) {
    let fixed = ["simulate", "--to", "http://127.0.0.1:9/css", "--key", KEY, "--dry-run"];
    let ran = Dir::new().livehook(&[&fixed, words].concat()).exits(2);
    assert!(ran.stderr().contains(expected), "{}", ran.shown());
    assert!(!ran.stderr().contains("note: "), "nothing was sent to repeat: {}", ran.shown());
}

#[test]
fn what_cannot_be_meant_is_answered_with_what_can() {
    check_refused(&["--count", "0"], "`0` is no number of callbacks; write 1 or more");
    check_refused(&["--count", "-1"], "`-1` is no number of callbacks; write 1 or more");
    check_refused(&["--retry-plan", "foo"], "`auto` takes the event's own plan");
    check_refused(
        &["--as-of", "yesterday"],
        "write it as `2026-01-31T08:00:00Z`, `now` or `fixed`",
    );
    check_refused(&["--as-of", "1999-01-01T00:00:00Z"], "as of 2004-11-09T11:33:20Z to 2286-");
    check_refused(&["--unset", "nowhere_at_all"], "--allow-unknown-paths");
}
