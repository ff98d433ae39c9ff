//! A log that grows, is rotated, and holds anything.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::PathBuf,
};

use expect_test::{Expect, expect};
use livehook_probe::{
    LOG_LINE_BYTES_MAX, LOG_READ_BYTES_MAX, LogProbe, Probe as _, Question, Scope,
};
use tempfile::TempDir;

use crate::harness::{Pulse, count, directory, room, said};

struct Log {
    // Removed at the end.
    _directory: TempDir,
    path: PathBuf,
}

impl Log {
    fn new() -> Self {
        let directory = directory();
        Self { path: directory.path().join("receiver.log"), _directory: directory }
    }

    fn add(&self, bytes: impl AsRef<[u8]>) {
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path).unwrap();
        file.write_all(bytes.as_ref()).unwrap();
    }

    fn probe(&self, pattern: Option<&str>) -> LogProbe {
        LogProbe::new(self.path.clone(), pattern).unwrap()
    }
}

async fn check(pattern: Option<&str>, question: Question, lines: &[u8], expected: u64) {
    let log = Log::new();
    let probe = log.probe(pattern);
    log.add(lines);
    assert_eq!(probe.count(&question).await.unwrap(), expected);
}

#[tokio::test]
async fn lines_that_name_the_stream_count() {
    check(None, room(), b"took room-1\r\ntook room-2\n\nroom-1 room-1\n", 2).await;
    check(None, Question::of_stream("a.c"), b"abc\na.c\n", 1).await;
    check(None, room(), b"\xff\xfe room-1 \x80\n\0\0\n", 1).await;
}

#[test]
fn a_log_that_is_not_there_is_a_word_worth() {
    let log = Log::new();
    let probe = log.probe(None);
    assert!(probe.oddity().unwrap().ends_with("receiver.log is not there"));
    log.add(b"");
    assert_eq!(probe.oddity(), None);
}

#[tokio::test]
async fn a_pattern_says_which_lines() {
    let lines = b"stored room-1 349\nknown room-1 349\nstored room-2 349\nstored room-1 332\nstored room-1 3491\n";
    check(Some("^stored {stream_id}"), room(), lines, 3).await;
    check(Some("^stored .* {event_type}$"), room(), lines, 3).await;
    check(Some("^stored .* {event_type}$"), room().of_type(349), lines, 1).await;
    check(Some("^stored"), room(), lines, 3).await;
    check(Some("room-1$"), room(), b"room-1\r\n", 1).await;
    check(Some(r"(?-u:\xff){stream_id}"), room(), b"\xffroom-1\n", 1).await;
}

#[test]
fn types_are_told_apart_by_a_pattern_that_names_them() {
    let log = Log::new();
    assert_eq!(log.probe(None).scope(), Scope::Stream);
    assert!(!log.probe(Some("stored")).tells_types());
    assert!(log.probe(Some("{event_type}")).tells_types());
    assert!(log.probe(None).describe().starts_with("log "));
}

#[tokio::test]
async fn only_what_is_added_counts_and_each_line_once() {
    let log = Log::new();
    log.add("room-1 before\n");
    let probe = log.probe(None);
    assert_eq!(count(&probe).await, Ok(0));
    log.add("room-1 a\nroom-2 b\n");
    assert_eq!(count(&probe).await, Ok(1));
    log.add("roo");
    assert_eq!(count(&probe).await, Ok(1));
    log.add("m-1 c");
    assert_eq!(count(&probe).await, Ok(2));
    assert_eq!(count(&probe).await, Ok(2));
    log.add(" goes on\nroom-1 d\n");
    assert_eq!(count(&probe).await, Ok(3));
    assert_eq!(probe.count(&Question::of_stream("room-2")).await.unwrap(), 1);
}

#[tokio::test]
async fn a_file_may_come_later_and_go() {
    let log = Log::new();
    let probe = log.probe(None);
    assert_eq!(count(&probe).await, Ok(0));
    log.add("room-1\n");
    assert_eq!(count(&probe).await, Ok(1));
    fs::remove_file(&log.path).unwrap();
    assert_eq!(count(&probe).await, Ok(1));
    log.add("room-1 again\n");
    assert_eq!(count(&probe).await, Ok(2));
}

#[tokio::test]
async fn a_file_that_shrank_is_read_from_its_start() {
    let log = Log::new();
    log.add("room-1 long before\n");
    let probe = log.probe(None);
    log.add("room-1 a\n");
    assert_eq!(count(&probe).await, Ok(1));
    fs::write(&log.path, "room-1 b\nroom-2\n").unwrap();
    // Another question notices it, and the next is still right.
    assert_eq!(probe.count(&Question::of_stream("room-2")).await.unwrap(), 1);
    log.add("room-1 c, and by now longer than before\n");
    assert_eq!(count(&probe).await, Ok(3));
}

#[cfg(unix)]
#[tokio::test]
async fn another_file_under_the_name_is_read_from_its_start() {
    let log = Log::new();
    log.add("room-1 before\n");
    let probe = log.probe(None);
    log.add("room-1 a\n");
    assert_eq!(count(&probe).await, Ok(1));
    fs::rename(&log.path, log.path.with_extension("1")).unwrap();
    log.add("room-1 b, which is longer than all that was there before\n");
    assert_eq!(count(&probe).await, Ok(2));
}

#[tokio::test]
async fn long_lines_are_cut_and_what_follows_is_read() {
    let long = "x".repeat(usize::try_from(LOG_LINE_BYTES_MAX).unwrap());
    check(None, room(), format!("{long}room-1\nroom-1\n").as_bytes(), 1).await;
    check(None, room(), format!("room-1{long}\nroom-1{long}").as_bytes(), 2).await;
    check(None, room(), format!("{}room-1\n{long}\nroom-1", &long[6..]).as_bytes(), 2).await;
}

#[tokio::test]
async fn too_much_is_refused_and_not_read() {
    let log = Log::new();
    let probe = log.probe(None);
    log.add("room-1\n");
    let file = OpenOptions::new().write(true).open(&log.path).unwrap();
    // A hole takes no room on disk.
    file.set_len(LOG_READ_BYTES_MAX + 1).unwrap();
    expect!["observe_too_large: there is more than 67108864 bytes to read"]
        .assert_eq(&count(&probe).await.unwrap_err());
}

#[test]
fn what_is_no_file_is_not_opened() {
    let directory = directory();
    let pulse = Pulse::new(directory.path());
    for path in [directory.path().to_owned(), pulse.path] {
        let error = LogProbe::new(path, None).unwrap_err();
        assert_eq!(error.code(), "observe_log_unreadable");
    }
}

#[track_caller]
fn check_pattern(pattern: &str, expected: &Expect) {
    let error = LogProbe::new(Log::new().path, Some(pattern)).unwrap_err();
    expected.assert_eq(&said(&error));
}

#[test]
fn patterns_are_refused_before_anything_is_asked() {
    check_pattern(
        "({stream_id}",
        &expect!["observe_pattern: the pattern is not usable: `unclosed group`"],
    );
    check_pattern(
        r"(\w{999}){999}",
        &expect![
            "observe_pattern: the pattern is not usable: `Compiled regex exceeds size limit of 1048576 bytes.`"
        ],
    );
    check_pattern(
        "(?=a)",
        &expect![
            "observe_pattern: the pattern is not usable: `look-around, including look-ahead and look-behind, is not supported`"
        ],
    );
}
