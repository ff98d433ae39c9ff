//! Reports, the last run, and what is made of both.

use std::{fs, path::Path};

use super::{CASE, Fake, OBSERVE, contract, url};
use crate::harness::{Dir, KEY};

/// Every file below a folder.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn every_form_of_report_is_written_and_the_key_is_nowhere() {
    let (dir, fake) = (Dir::new(), Fake::answering(500));
    let reports = ["json=a.json", "junit=a.xml", "html=a.html", "md=a.md"];
    let mut words = vec!["--key", KEY, "--exact-bytes", "--verbose", "--settle", "50ms"];
    reports.iter().for_each(|report| words.extend(["--report", report]));
    let command = format!(": {KEY}; echo 0");
    words.extend(["--observe-cmd", &command]);
    let ran = contract(&dir, &fake.url(), &words, 1);
    for name in ["a.json", "a.xml", "a.html", "a.md", ".livehook/last-contract.json"] {
        assert!(fs::metadata(dir.path().join(name)).unwrap().len() > 500, "{name} is too short");
    }
    for file in files(dir.path()) {
        let text = String::from_utf8_lossy(&fs::read(&file).unwrap()).into_owned();
        assert!(!text.contains(KEY), "the key stands in {}", file.display());
        assert!(!text.is_empty(), "{} is empty", file.display());
    }
    assert!(!ran.stdout().contains(KEY) && !ran.stderr().contains(KEY), "{}", ran.shown());
    contract(&dir, &fake.url(), &["--key", KEY, "--observe-log", KEY], 1);
    let call = fs::read_to_string(dir.path().join(".livehook/last-contract-call.json")).unwrap();
    assert!(call.contains("********") && !call.contains(KEY), "{call}");
}

#[test]
fn what_stands_in_a_query_is_nobodys_to_read() {
    let (dir, fake) = (Dir::new(), Fake::answering(500));
    let url = format!("{}?app=live&token=Zq3xW9", fake.url());
    let reports = ["json=a.json", "junit=a.xml", "html=a.html", "md=a.md"];
    let observe = "http://127.0.0.1:1/n?stream={stream_id}&api_key=Wk7rD2";
    let paths = ["--path-for", "349=/other?token=Yp4vK8"];
    let mut words = [&["--verbose", "--observe-url", observe], &paths[..]].concat();
    reports.iter().for_each(|report| words.extend(["--report", report]));
    let ran = contract(&dir, &url, &words, 3);
    let texts = files(dir.path()).into_iter().map(|file| fs::read_to_string(file).unwrap());
    for text in texts.chain([ran.stdout(), ran.stderr()]) {
        let tokens = ["Zq3xW9", "Yp4vK8", "Wk7rD2"];
        assert!(!tokens.iter().any(|token| text.contains(token)), "{text}");
    }
    assert!(ran.stdout().contains(r#"token='"${TOKEN:?}""#), "{}", ran.shown());
    let replay = ["contract", "replay", CASE];
    let ran = dir.livehook(&replay).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(2);
    assert!(ran.stderr().contains("give it again with --url"), "{}", ran.shown());
}

#[test]
fn a_line_that_runs_a_case_again_has_what_made_the_run() {
    let (dir, fake) = (Dir::new(), Fake::answering(500));
    let limits = ["--verbose", "--level", "must", "--time-limit", "9s", "--max-requests", "500"];
    let ran = contract(&dir, &fake.url(), &limits, 1);
    let flags = "--time-limit 9000ms --max-requests 500 --level must";
    assert!(ran.stdout().contains(flags), "{}", ran.shown());
}

#[test]
fn a_line_for_curl_stands_where_it_is_asked_for() {
    let (dir, fake) = (Dir::new(), Fake::answering(500));
    let brief = contract(&dir, &fake.url(), &[], 1).stdout();
    assert!(!brief.contains("curl -sS") && brief.contains("contract replay ID"), "{brief}");
    let explained = dir.livehook(&["contract", "explain", CASE]).exits(0).stdout();
    assert!(explained.contains("the last run") && explained.contains("curl -sS"), "{explained}");
    let again = ["contract", "replay", CASE];
    let replayed = dir.livehook(&again).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(1).stdout();
    assert!(replayed.contains("curl -sS"), "{replayed}");
}

#[test]
fn two_reports_do_not_go_to_one_file_however_it_is_spelt() {
    let dir = Dir::new();
    let words = ["--report", "json=a.json", "--report", "md=./a.json"];
    let ran = contract(&dir, "http://127.0.0.1:1/", &words, 2);
    assert!(ran.stderr().contains("two reports would be written"), "{}", ran.shown());
}

#[test]
fn exact_bytes_are_not_kept_beyond_the_reports_that_were_asked_for() {
    let (dir, fake) = (Dir::new(), Fake::answering(500));
    contract(&dir, &fake.url(), &["--exact-bytes", "--report", "json=a.json"], 1);
    let asked = fs::read_to_string(dir.path().join("a.json")).unwrap();
    assert!(!asked.contains("\"exchanges\": []"), "{asked}");
    let kept = fs::read_to_string(dir.path().join(".livehook/last-contract.json")).unwrap();
    assert!(kept.contains("\"exchanges\": []"), "exact bytes are kept: {kept}");
    assert_eq!(fs::read_to_string(dir.path().join(".livehook/.gitignore")).unwrap(), "*\n");
}

#[test]
fn the_last_failures_are_run_again_until_there_are_none() {
    let (dir, wrong, right) = (Dir::new(), Fake::answering(500), Fake::answering(200));
    contract(&dir, &wrong.url(), &[], 1);
    contract(&dir, &wrong.url(), &["--last-failed"], 1);
    contract(&dir, &right.url(), &["--last-failed"], 0);
    let ran = contract(&dir, &right.url(), &["--last-failed"], 4);
    assert!(ran.stderr().contains("none of these cases failed"), "{}", ran.shown());
}

#[test]
fn a_run_that_cannot_be_kept_is_only_a_word() {
    let dir = Dir::new();
    dir.file(".livehook", "in the way");
    let ran = contract(&dir, &Fake::answering(200).url(), &[], 0);
    assert!(ran.stderr().contains("this run is not kept in .livehook"), "{}", ran.shown());
}

#[track_caller]
fn replay(dir: &Dir, words: &[&str], exit: i32, expected: &str) {
    let fixed = ["contract", "replay", CASE];
    let run = |more: &[&str]| dir.livehook(&[&fixed[..], words, more].concat());
    let ran = run(&[]).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(exit);
    assert_eq!(ran.stdout().lines().next(), Some(expected), "{}", ran.shown());
    let lines =
        run(&["--format", "json"]).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(exit).json_lines();
    let became = expected.to_lowercase().replace(' ', "_");
    assert_eq!(lines.last().unwrap()["became"], became.as_str(), "{lines:?}");
}

#[test]
fn a_replay_says_whether_a_case_is_fixed() {
    let (dir, wrong, right) = (Dir::new(), Fake::answering(500), Fake::answering(200));
    dir.livehook(&["contract", "replay", CASE, "--unsigned"]).exits(2);
    replay(&dir, &["--url", &right.url()], 0, "PASSES");
    contract(&dir, &wrong.url(), &[], 1);
    replay(&dir, &[], 1, "STILL FAILS");
    replay(&dir, &["--url", &right.url()], 0, "FIXED");
    contract(&dir, &right.url(), &[], 0);
    replay(&dir, &[], 0, "STILL PASSES");
    replay(&dir, &["--url", &wrong.url()], 1, "NOW FAILS");
}

/// The number that stands in the streams of a case.
fn number(dir: &Dir, case: &str) -> usize {
    let lines = dir.livehook(&["contract", "list", "--format", "json"]).exits(0).json_lines();
    lines.iter().position(|line| line["id"] == case).unwrap() + 1
}

#[test]
fn what_failed_among_others_is_not_fixed_by_passing_alone() {
    const LATER: &str = "css/deliver/content-type-text";
    let dir = Dir::new();
    let fake = Fake::breaking_among_others(number(&dir, LATER));
    let run = ["contract", "run", "deliver", "--url", &fake.url()];
    dir.livehook(&run).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(1);
    let replay = |fake: &Fake, exit| {
        let words = ["contract", "replay", LATER, "--url", &fake.url()];
        let ran = dir.livehook(&words).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(exit);
        (ran.stdout().lines().next().map(str::to_owned), ran.stderr())
    };
    let anew = Fake::breaking_among_others(number(&dir, LATER));
    let (became, said) = replay(&anew, 1);
    assert_eq!(became.as_deref(), Some("PASSES ALONE"));
    assert!(said.contains("so it is tried among"), "{said}");
    assert_eq!(replay(&Fake::answering(200), 0).0.as_deref(), Some("FIXED"));
}

#[test]
fn a_replay_sees_effects_as_the_last_run_did_but_starts_none_of_its_commands() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let api = format!("http://{}/api/events?stream={{stream_id}}", serving.api);
    contract(&dir, &url(&serving), &["--observe-url", &api, "--observe-pointer", "/events"], 0);
    let again = ["contract", "replay", CASE];
    let ran = dir.livehook(&again).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(0);
    assert!(ran.stdout().contains("1 event"), "{}", ran.shown());

    contract(&dir, &url(&serving), &["--observe-cmd", OBSERVE], 0);
    fs::remove_file(dir.path().join("observed")).unwrap();
    let ran = dir.livehook(&again).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(0);
    assert!(ran.stderr().contains("the last run had --observe-cmd"), "{}", ran.shown());
    assert!(!dir.path().join("observed").exists(), "{}", ran.shown());
}

/// Two reports of one case: `right.json` passes, `wrong.json` fails.
fn right_and_wrong() -> Dir {
    let dir = Dir::new();
    contract(&dir, &Fake::answering(200).url(), &["--report", "json=right.json"], 0);
    contract(&dir, &Fake::answering(500).url(), &["--report", "json=wrong.json"], 1);
    dir
}

#[test]
fn a_report_that_is_worse_than_the_one_before_is_exit_1() {
    let dir = right_and_wrong();
    dir.livehook(&["contract", "compare", "right.json", "wrong.json"]).exits(1);
    dir.livehook(&["contract", "compare", "wrong.json", "right.json"]).exits(0);
    dir.livehook(&["contract", "compare", "right.json", ".livehook/last-contract.json"]).exits(1);
    let words = ["contract", "compare", "right.json", "wrong.json", "--format", "json"];
    let lines = dir.livehook(&words).exits(1).json_lines();
    assert_eq!((&lines[0]["change"], &lines[0]["id"]), (&"newly_failing".into(), &CASE.into()));
    assert_eq!(lines[1]["regression"], true, "{lines:?}");
}

#[test]
fn reports_of_several_receivers_stand_side_by_side() {
    let dir = right_and_wrong();
    let words = ["contract", "matrix", "right.json", "wrong.json"];
    let files = ["--html", "m.html", "--md", "m.md"];
    let ran = dir.livehook(&[words, files].concat()).exits(0);
    let is_row = |line: &str| line.split_whitespace().eq([CASE, "p", "F"]);
    assert!(ran.stdout().lines().any(is_row), "{}", ran.shown());
    assert!(fs::read_to_string(dir.path().join("m.md")).unwrap().contains(CASE));
    assert!(fs::read_to_string(dir.path().join("m.html")).unwrap().contains(CASE));
    let lines = dir.livehook(&[&words[..], &["--format", "json"]].concat()).exits(0).json_lines();
    assert_eq!(lines[0]["matrix"]["rows"][0]["outcomes"], serde_json::json!(["pass", "fail"]));
}

#[test]
fn what_is_no_report_is_wrong_usage() {
    let dir = Dir::new();
    dir.file("x.json", "{}");
    let ran = dir.livehook(&["contract", "matrix", "x.json"]).exits(2);
    assert!(ran.stderr().contains("x.json: the report's schema is"), "{}", ran.shown());
    let ran = dir.livehook(&["contract", "compare", "x.json", "nowhere.json"]).exits(2);
    assert!(ran.stderr().contains("hint: `contract run --report json=FILE`"), "{}", ran.shown());
    dir.livehook(&["contract", "matrix"]).exits(2);
}

#[test]
fn within_github_actions_failures_are_annotated_and_the_summary_is_added_to() {
    let dir = Dir::new();
    let summary = dir.file("summary.md", "before\n");
    let wrong = Fake::answering(500).url();
    let words = ["contract", "run", CASE, "--url", &wrong, "--unsigned"];
    let ran = dir.livehook(&words).env("GITHUB_STEP_SUMMARY", &summary);
    let ran = ran.env("GITHUB_ACTIONS", "true").exits(1);
    assert!(ran.stderr().contains(&format!("::error title={CASE} fail")), "{}", ran.shown());
    let page = fs::read_to_string(&summary).unwrap();
    assert!(page.starts_with("before\n") && page.contains(CASE), "{page}");
    let elsewhere = dir.livehook(&words).env("GITHUB_STEP_SUMMARY", &summary).exits(1);
    assert!(!elsewhere.stderr().contains("::error"), "{}", elsewhere.shown());
    assert_eq!(fs::read_to_string(&summary).unwrap(), page);
}
