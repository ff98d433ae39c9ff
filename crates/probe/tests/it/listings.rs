//! All that a receiver has, by an address, a command and a log.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::Path,
};

use expect_test::{Expect, expect};
use livehook_probe::{
    CommandListing, LISTING_BYTES_MAX, LISTING_TIME_MAX, Listing, LogListing, UrlListing,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    time::Instant,
};
use wiremock::ResponseTemplate;

use crate::{
    harness::{Pulse, directory, said, silence},
    urls::{answering, client, saying},
};

/// What was handed on, and what came of it.
async fn list(listing: &dyn Listing) -> (Vec<u8>, Result<u64, String>) {
    let mut bytes = Vec::new();
    let listed = listing.list(&mut |piece| bytes.extend_from_slice(piece)).await;
    (bytes, listed.map_err(|error| said(&error)))
}

async fn check(listing: &dyn Listing, expected: &[u8]) {
    let (bytes, listed) = list(listing).await;
    assert_eq!(listed, Ok(expected.len() as u64));
    assert!(bytes == expected, "{} bytes instead of {}", bytes.len(), expected.len());
}

async fn check_error(listing: &dyn Listing, expected: Expect) {
    expected.assert_eq(&list(listing).await.1.unwrap_err());
}

/// More than fits into one piece.
fn many() -> Vec<u8> {
    (0..100_000).flat_map(|number| format!("took room-{number}\n").into_bytes()).collect()
}

#[tokio::test]
async fn an_address_gives_out_its_body() {
    for body in [many(), b"[\"room-1\"]".to_vec(), b"\xff\0".to_vec(), Vec::new()] {
        let server = saying(body.clone()).await;
        check(&UrlListing::new(client(), &server.uri()).unwrap(), &body).await;
    }
}

#[tokio::test]
async fn only_200_is_an_answer() {
    for status in [204, 302, 404, 500] {
        let server = answering(ResponseTemplate::new(status).set_body_string("room-1")).await;
        let (bytes, listed) = list(&UrlListing::new(client(), &server.uri()).unwrap()).await;
        let expected = format!("observe_status: the address to observe answers {status}, not 200");
        assert_eq!((bytes, listed), (vec![], Err(expected)));
    }
}

/// A server that says this once, as it is, and hangs up.
async fn raw(answer: &'static [u8]) -> UrlListing {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/?token=secret", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        assert_ne!(stream.read(&mut [0; 1024]).await.unwrap(), 0);
        stream.write_all(answer).await.unwrap();
    });
    UrlListing::new(client(), &url).unwrap()
}

#[tokio::test]
async fn a_body_that_says_it_is_too_large_is_not_read() {
    assert_eq!(LISTING_BYTES_MAX, 1_073_741_824);
    let listing = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 1073741825\r\n\r\nroom-1").await;
    check_error(
        &listing,
        expect!["observe_too_large: there is more than 1073741824 bytes to read"],
    )
    .await;
}

#[tokio::test]
async fn a_body_that_breaks_off_is_no_listing() {
    let listing = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nroom-1").await;
    let (bytes, listed) = list(&listing).await;
    assert_eq!(bytes, b"room-1");
    expect!["observe_broken_off: the address to observe takes the connection and breaks it off"]
        .assert_eq(&listed.unwrap_err());
}

#[track_caller]
fn check_url(url: &str, expected: &Expect) {
    let told = match UrlListing::new(client(), url) {
        Ok(listing) => listing.describe(),
        Err(error) => said(&error),
    };
    expected.assert_eq(&told);
}

#[test]
fn an_address_is_of_all_streams_and_shown_without_values() {
    check_url("http://a.test/all?token=secret", &expect!["GET http://a.test/all?token=…"]);
    check_url(
        "http://a.test/{stream_id}",
        &expect![
            "observe_url: the address to observe is not usable: it names one stream or type, and all are listed"
        ],
    );
    check_url(
        "file:///etc/passwd",
        &expect!["observe_url: the address to observe is not usable: it is neither http nor https"],
    );
}

#[tokio::test]
async fn a_command_gives_out_its_stdout() {
    let directory = directory();
    let path = directory.path().join("many");
    fs::write(&path, many()).unwrap();
    let listing = CommandListing::new(&format!("cat '{}'; echo end >&2", path.display())).unwrap();
    check(&listing, &many()).await;
    check(&CommandListing::new("true").unwrap(), b"").await;
    assert_eq!(CommandListing::new("psql -c secret").unwrap().describe(), "command `psql …`");
    assert_eq!(CommandListing::new(" ").unwrap_err().code(), "observe_command");
}

#[tokio::test]
async fn a_command_that_fails_has_not_listed_all() {
    let listing = CommandListing::new("echo room-1; echo no table >&2; exit 3").unwrap();
    let (bytes, listed) = list(&listing).await;
    assert_eq!(bytes, b"room-1\n");
    expect!["observe_command_failed: the command failed (exit status: 3): `no table`"]
        .assert_eq(&listed.unwrap_err());
}

/// The clock stands until the command has shown that it runs; then it goes to the limit at once.
#[tokio::test(start_paused = true)]
async fn a_command_that_hangs_is_killed_with_its_children() {
    let directory = directory();
    let pulse = Pulse::new(directory.path());
    let command = format!("(echo >&3; sleep 1000) 3>'{}' & wait", pulse.path.display());
    let listing = CommandListing::new(&command).unwrap();
    let begun = Instant::now();
    let (pipe, (_, listed)) = tokio::join!(pulse.first(), list(&listing));
    assert_eq!(listed.unwrap_err(), "observe_timeout: there is no answer within 120 s");
    assert_eq!(begun.elapsed().as_secs(), LISTING_TIME_MAX.as_secs());
    silence(pipe.unwrap()).await;
}

fn add(path: &Path, bytes: &[u8]) {
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    file.write_all(bytes).unwrap();
}

#[tokio::test]
async fn a_log_gives_out_what_was_added_each_time_it_is_asked() {
    let directory = directory();
    let path = directory.path().join("receiver.log");
    add(&path, b"before\n");
    let listing = LogListing::new(path.clone()).unwrap();
    assert!(listing.describe().starts_with("log "));
    check(&listing, b"").await;
    add(&path, &many());
    check(&listing, &many()).await;
    add(&path, b"no end");
    check(&listing, &[many().as_slice(), b"no end"].concat()).await;
}

#[tokio::test]
async fn a_log_may_come_later_and_be_rotated() {
    let directory = directory();
    let path = directory.path().join("receiver.log");
    let listing = LogListing::new(path.clone()).unwrap();
    check(&listing, b"").await;
    add(&path, b"one\n");
    check(&listing, b"one\n").await;
    fs::write(&path, b"2\n").unwrap();
    check(&listing, b"2\n").await;
    fs::remove_file(&path).unwrap();
    check(&listing, b"").await;
}

#[tokio::test]
async fn only_lines_that_match_are_given_out() {
    let directory = directory();
    let path = directory.path().join("receiver.log");
    let made = || LogListing::new(path.clone()).unwrap();
    let listing = made().matching("took {stream_id} of {event_type}$", "a|b[0-9]+").unwrap();
    add(&path, b"took a of 349\r\ntook a of 349!\n\xff took b12 of -1\nrefused a of 349\n");
    check(&listing, b"took a of 349\n\xff took b12 of -1\n").await;
    add(&path, &[b"took a", vec![b'x'; 2 << 20].as_slice(), b"\ntook a of 1"].concat());
    check(&listing, b"took a of 349\n\xff took b12 of -1\ntook a of 1\n").await;
    let error = made().matching("(", "a").unwrap_err();
    assert_eq!(error.code(), "observe_pattern");
}

#[tokio::test]
async fn a_log_that_is_too_large_is_not_read() {
    let directory = directory();
    let path = directory.path().join("receiver.log");
    let listing = LogListing::new(path.clone()).unwrap();
    add(&path, b"room-1\n");
    // A hole takes no room on disk.
    let file = OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(LISTING_BYTES_MAX + 1).unwrap();
    check_error(
        &listing,
        expect!["observe_too_large: there is more than 1073741824 bytes to read"],
    )
    .await;
    let error = LogListing::new(directory.path().to_owned()).unwrap_err();
    assert_eq!(error.code(), "observe_log_unreadable");
}
