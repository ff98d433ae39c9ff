//! Answers end where their heads say, however they are cut.

use super::*;

/// Feeds an answer whole, then in two parts cut at each place, then byte by byte.
#[track_caller]
fn check(bytes: &str, expected: Progress) {
    let bytes = bytes.as_bytes();
    for cut in 0..bytes.len() {
        let (mut answer, mut heads) = (Answer::new(), HeadReader::new());
        let mut found = Progress::More;
        for part in [&bytes[..cut], &bytes[cut..]].iter().filter(|part| !part.is_empty()) {
            if found == Progress::More {
                found = answer.feed(part, &mut heads);
            }
        }
        // A cut right behind the answer hides what follows it.
        if !(matches!(found, Progress::Done { reuse: Reuse::Yes, .. }) && expected != found) {
            assert_eq!(found, expected, "cut at {cut}: {}", String::from_utf8_lossy(bytes));
        }
    }
    let (mut answer, mut heads) = (Answer::new(), HeadReader::new());
    let mut singly = bytes.chunks(1).map(|byte| answer.feed(byte, &mut heads));
    let found = singly.find(|progress| *progress != Progress::More).unwrap_or(Progress::More);
    assert_eq!(std::mem::discriminant(&found), std::mem::discriminant(&expected));
}

const fn done(status: u16, reuse: Reuse) -> Progress {
    Progress::Done { status, reuse }
}

#[test]
fn bodies_end_where_their_heads_say() {
    check("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", done(200, Reuse::Yes));
    check("HTTP/1.1 204 No Content\r\n\r\n", done(204, Reuse::Yes));
    check(
        "HTTP/1.1 403 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        done(403, Reuse::No),
    );
    check("HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\n!", done(200, Reuse::No));
    check(
        "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 1\r\n\r\n!",
        done(200, Reuse::Yes),
    );
    check(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0A\r\n0123456789\r\n0\r\nx: y\r\n\r\n",
        done(200, Reuse::Yes),
    );
}

#[test]
fn an_interim_answer_is_not_the_answer() {
    check(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 no\r\ncontent-length: 0\r\n\r\n",
        done(503, Reuse::Yes),
    );
}

#[test]
fn a_connection_with_unasked_bytes_is_not_used_again() {
    check("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok!", done(200, Reuse::Surplus));
}

#[test]
fn what_is_no_answer_is_told_from_half_of_one() {
    check("SSH-2.0-OpenSSH\r\n\r\n", Progress::Malformed);
    check("HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n", Progress::Malformed);
    check("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n", Progress::Malformed);
    check("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", Progress::More);
}

#[test]
fn an_answer_without_length_ends_with_its_connection() {
    let (mut answer, mut heads) = (Answer::new(), HeadReader::new());
    assert_eq!(answer.feed(b"HTTP/1.1 200 OK\r\n\r\nto the end", &mut heads), Progress::More);
    assert_eq!(answer.end(), AtEnd::Done { status: 200 });
    answer.reset();
    assert_eq!(answer.end(), AtEnd::Early);
}

#[test]
fn the_head_before_is_remembered_only_as_it_was() {
    let mut heads = HeadReader::new();
    let mut answer = Answer::new();
    let ok = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
    let no = b"HTTP/1.1 403 no\r\ncontent-length: 2\r\n\r\nno";
    for _ in 0..2 {
        assert_eq!(answer.feed(ok, &mut heads), done(200, Reuse::Yes));
        assert_eq!(answer.feed(no, &mut heads), done(403, Reuse::Yes));
        assert_eq!(answer.feed(no, &mut heads), done(403, Reuse::Yes));
    }
}

/// Feeds an answer whose head has so many bytes in pieces of this size.
#[track_caller]
fn check_long(head_bytes: usize, piece: usize, expected: Progress) {
    let (start, end) = ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx: ", "\r\n\r\n");
    let filling = "x".repeat(head_bytes - start.len() - end.len());
    let bytes = format!("{start}{filling}{end}ok");
    let (mut answer, mut heads) = (Answer::new(), HeadReader::new());
    let mut pieces = bytes.as_bytes().chunks(piece).map(|piece| answer.feed(piece, &mut heads));
    let found = pieces.find(|progress| *progress != Progress::More);
    assert_eq!(found, Some(expected), "{head_bytes} bytes in pieces of {piece}");
}

#[test]
fn a_head_that_is_too_long_is_so_however_it_comes() {
    for piece in [1_000, 16_384, 65_535, 65_536, 200_000] {
        check_long(64 * 1_024, piece, done(200, Reuse::Yes));
        check_long(64 * 1_024 + 1, piece, Progress::Malformed);
        check_long(100_000, piece, Progress::Malformed);
    }
}
