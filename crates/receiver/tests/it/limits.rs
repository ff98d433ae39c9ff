//! Slow, large, many and hostile connections, over real sockets with small limits.

use std::time::Duration;

use livehook_receiver::Limits;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    time::{interval, timeout},
};

use crate::harness::{Connection, PATH, PATIENCE, Receiver, Running, event, limited, post_request};

/// Time-outs short enough to wait for.
fn hasty() -> Limits {
    Limits {
        header_time: Duration::from_millis(150),
        body_time: Duration::from_millis(150),
        ..Limits::default()
    }
}

async fn running(limits: Limits) -> (Receiver, Running) {
    let receiver = Receiver::with(limited(limits));
    let running = receiver.start().await;
    (receiver, running)
}

/// Sends a byte at a time until the peer closes, then tells what it said.
async fn drip(connection: &mut Connection) -> String {
    let mut ticks = interval(Duration::from_millis(20));
    let mut said = Vec::new();
    let mut piece = [0; 1024];
    let dripping = async {
        loop {
            tokio::select! {
                read = connection.0.read(&mut piece) => match read {
                    Ok(0) | Err(_) => return,
                    Ok(read) => said.extend_from_slice(&piece[..read]),
                },
                // Writing fails once the peer has closed; reading then says so.
                _ = ticks.tick() => drop(connection.0.write_all(b"x").await),
            }
        }
    };
    timeout(PATIENCE, dripping).await.expect("the peer closes in time");
    String::from_utf8(said).unwrap()
}

#[tokio::test]
async fn a_silent_connection_and_half_a_header_are_closed_without_an_answer() {
    let (_receiver, running) = running(hasty()).await;
    for begin in ["", "P", "POST /callbacks/css HTTP/1.1\r\nhost: te"] {
        let mut connection = running.connect().await;
        connection.send(begin).await;
        assert_eq!(connection.read_to_end().await, "", "after {begin:?}");
    }
}

#[tokio::test]
async fn a_header_that_drips_is_closed_when_its_time_is_over() {
    let (_receiver, running) = running(hasty()).await;
    let mut connection = running.connect().await;
    connection.send("POST /callbacks/css HTTP/1.1\r\nx: ").await;
    assert_eq!(drip(&mut connection).await, "");
}

#[tokio::test]
async fn an_idle_connection_is_closed_after_the_header_time() {
    let (_receiver, running) = running(hasty()).await;
    let mut connection = running.connect().await;
    connection.post(&event(1)).await;
    assert!(connection.answer().await.starts_with("HTTP/1.1 200 OK\r\n"));
    assert_eq!(connection.read_to_end().await, "");
}

#[tokio::test]
async fn a_body_that_stalls_or_drips_is_answered_408_and_closed() {
    let (receiver, running) = running(hasty()).await;
    let head = format!("POST {PATH} HTTP/1.1\r\nhost: t\r\ncontent-length: 5000\r\n\r\n{{");
    let mut stalling = running.connect().await;
    stalling.send(&head).await;
    let answer = stalling.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
    assert!(answer.contains(r#""error":"too_slow""#), "{answer}");

    let mut dripping = running.connect().await;
    dripping.send(&head).await;
    let answer = drip(&mut dripping).await;
    assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
    assert!(receiver.records().is_empty());
}

#[tokio::test]
async fn two_hundred_bad_connections_do_not_keep_an_honest_one_waiting() {
    let (_receiver, running) = running(hasty()).await;
    let begins = [
        String::new(),
        "POST /callbacks/css HT".to_owned(),
        format!("POST {PATH} HTTP/1.1\r\nhost: t\r\ncontent-length: 500\r\n\r\n"),
        format!("POST {PATH} HTTP/1.1\r\nhost: t\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{{"),
    ];
    let mut bad = Vec::new();
    for number in 0..200 {
        let mut connection = running.connect().await;
        connection.send(&begins[number % begins.len()]).await;
        bad.push(connection);
    }
    let mut honest = running.connect().await;
    honest.post(&event(1)).await;
    assert!(honest.answer().await.starts_with("HTTP/1.1 200 OK\r\n"));
    for connection in &mut bad {
        connection.read_to_end().await;
    }
}

#[tokio::test]
async fn a_connection_over_the_cap_is_told_so_and_a_later_one_is_served() {
    let (_receiver, running) = running(Limits { connections: 1, ..Limits::default() }).await;
    let mut first = running.connect().await;
    first.post(&event(1)).await;
    first.answer().await;

    let mut second = running.connect().await;
    second.post(&event(2)).await;
    let answer = second.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n"), "{answer}");
    assert!(answer.contains(r#""error":"overloaded""#), "{answer}");

    drop(first);
    let served = async {
        loop {
            let mut later = running.connect().await;
            later.post(&event(3)).await;
            if later.answer().await.starts_with("HTTP/1.1 200 OK\r\n") {
                return;
            }
        }
    };
    timeout(PATIENCE, served).await.expect("the place is given on");
    assert!(running.stop().await.connections.turned_away >= 1);
}

#[tokio::test]
async fn under_a_low_cap_few_are_told_at_once_and_the_rest_is_closed() {
    let (_receiver, running) = running(Limits { connections: 1, ..Limits::default() }).await;
    let mut served = running.connect().await;
    served.post(&event(1)).await;
    served.answer().await;

    // It has heard and does not hang up, so its place among the told is taken for a while.
    let mut told = running.connect().await;
    assert!(told.answer().await.starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
    let mut closed = running.connect().await;
    assert_eq!(closed.read_to_end().await, "");
    drop((served, told));
    assert_eq!(running.stop().await.connections.turned_away, 2);
}

#[tokio::test]
async fn a_peer_that_writes_all_before_it_reads_sees_its_413() {
    let (_receiver, running) = running(Limits { body_bytes: 1_000, ..Limits::default() }).await;
    for body in ["x".repeat(1_001), "x".repeat(3 << 20)] {
        let mut connection = running.connect().await;
        connection.post(&body).await;
        let answer = connection.read_to_end().await;
        assert!(answer.starts_with("HTTP/1.1 413 Payload Too Large\r\n"), "{answer}");
        assert!(answer.contains(r#""error":"too_large""#), "{answer}");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_depend_on_the_body_is_seen_by_such_a_peer_too() {
    let (_receiver, running) = running(Limits::default()).await;
    let body = "x".repeat(3 << 20);
    for (target, status) in
        [("POST /elsewhere", "404 Not Found"), ("PUT /callbacks/css", "405 Method Not Allowed")]
    {
        let mut connection = running.connect().await;
        let length = body.len();
        connection
            .send(format!("{target} HTTP/1.1\r\nhost: t\r\ncontent-length: {length}\r\n\r\n{body}"))
            .await;
        let answer = connection.answer().await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{answer}");
        // The connection is as good as before.
        connection.post(&event(1)).await;
        assert!(connection.answer().await.starts_with("HTTP/1.1 200 OK\r\n"));
    }
}

#[tokio::test]
async fn a_chunked_body_is_held_to_the_same_limit() {
    let (receiver, running) = running(Limits { body_bytes: 1_000, ..Limits::default() }).await;
    let head = format!("POST {PATH} HTTP/1.1\r\nhost: t\r\ntransfer-encoding: chunked\r\n\r\n");
    let sound = event(1);
    let (one, two) = sound.split_at(20);
    let mut connection = running.connect().await;
    connection
        .send(format!("{head}{:x}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n", one.len(), two.len()))
        .await;
    assert!(connection.answer().await.starts_with("HTTP/1.1 200 OK\r\n"));

    let chunk = format!("1f4\r\n{}\r\n", "x".repeat(500));
    connection.send(format!("{head}{}0\r\n\r\n", chunk.repeat(3))).await;
    let answer = connection.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 413 Payload Too Large\r\n"), "{answer}");
    assert_eq!(receiver.records().len(), 1);
}

#[tokio::test]
async fn a_sender_that_asks_first_is_told_to_go_on_or_not_to() {
    let (_receiver, running) = running(Limits { body_bytes: 1_000, ..Limits::default() }).await;
    let asking = |length: usize| {
        format!(
            "POST {PATH} HTTP/1.1\r\nhost: t\r\nexpect: 100-continue\r\ncontent-length: {length}\r\n\r\n"
        )
    };
    let body = event(1);
    let mut welcome = running.connect().await;
    welcome.send(asking(body.len())).await;
    assert_eq!(welcome.answer().await, "HTTP/1.1 100 Continue\r\n\r\n");
    welcome.send(body).await;
    assert!(welcome.answer().await.starts_with("HTTP/1.1 200 OK\r\n"));

    let mut too_large = running.connect().await;
    too_large.send(asking(1_001)).await;
    let answer = too_large.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 413 Payload Too Large\r\n"), "{answer}");
}

#[tokio::test]
async fn bodies_in_flight_over_the_cap_are_answered_503_until_there_is_room() {
    let limits = Limits { bodies_in_flight_bytes: 64 << 10, ..Limits::default() };
    let (_receiver, running) = running(limits).await;
    // The first 64 KiB of each are not counted.
    let padding = " ".repeat(120 << 10);
    let large = format!("{}{padding}", event(0));
    let (most, rest) = large.split_at(large.len() - 1);
    let mut holding = running.connect().await;
    let length = large.len();
    holding
        .send(format!("POST {PATH} HTTP/1.1\r\nhost: t\r\ncontent-length: {length}\r\n\r\n{most}"))
        .await;

    // What the first connection sent is held as soon as the receiver has read it.
    let padding = " ".repeat(80 << 10);
    let refused = async {
        for number in 1.. {
            let mut other = running.connect().await;
            other.post(&format!("{}{padding}", event(number))).await;
            let answer = other.answer().await;
            if answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n") {
                return answer;
            }
        }
        unreachable!("the loop has no end")
    };
    let answer = timeout(PATIENCE, refused).await.expect("there is no room for both");
    assert!(answer.contains(r#""error":"overloaded""#), "{answer}");
    // Nobody keeps a small one out.
    let mut small = running.connect().await;
    small.post(&format!("{}{}", event(0), " ".repeat(60 << 10))).await;
    assert!(small.answer().await.starts_with("HTTP/1.1 200 OK\r\n"));

    holding.send(rest).await;
    assert!(holding.answer().await.starts_with("HTTP/1.1 200 OK\r\n"));
    let mut after = running.connect().await;
    after.post(&format!("{}{padding}", event(0))).await;
    assert!(after.answer().await.starts_with("HTTP/1.1 200 OK\r\n"));
}

#[tokio::test]
async fn a_peer_that_closes_its_half_still_reads_its_answer() {
    let (receiver, running) = running(Limits::default()).await;
    let mut connection = running.connect().await;
    connection.post(&event(1)).await;
    connection.0.shutdown().await.unwrap();
    let answer = connection.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert_eq!(receiver.records().len(), 1);
}

#[tokio::test]
async fn a_body_that_ends_too_early_is_nothing() {
    let (receiver, running) = running(Limits::default()).await;
    let whole = post_request(&event(1));
    let mut connection = running.connect().await;
    connection.send(&whole[..whole.len() - 1]).await;
    connection.0.shutdown().await.unwrap();
    let answer = connection.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
    assert!(answer.contains(r#""error":"incomplete""#), "{answer}");
    assert!(receiver.records().is_empty());
}

#[tokio::test]
async fn a_peer_that_never_reads_is_closed() {
    let limits = Limits { write_time: Duration::from_millis(150), ..Limits::default() };
    let (_receiver, running) = running(limits).await;
    let mut connection = running.connect().await;
    let many = "GET /callbacks/css HTTP/1.1\r\nhost: t\r\n\r\n".repeat(1_000);
    let writing = async { while connection.0.write_all(many.as_bytes()).await.is_ok() {} };
    timeout(PATIENCE, writing).await.expect("the peer closes in time");
}

#[tokio::test]
async fn a_span_beyond_the_end_of_time_harms_nobody() {
    let ever = Duration::MAX;
    let limits = Limits {
        header_time: ever,
        body_time: ever,
        write_time: ever,
        drain: ever,
        ..Limits::default()
    };
    let (_receiver, running) = running(limits).await;
    let mut connection = running.connect().await;
    connection.post(&event(1)).await;
    assert!(connection.answer().await.starts_with("HTTP/1.1 200 OK\r\n"));
    running.stop().await;
}

#[tokio::test]
async fn a_header_block_over_the_limit_is_refused() {
    let (_receiver, running) = running(Limits::default()).await;
    let mut connection = running.connect().await;
    let long = "a".repeat(32 << 10);
    connection.send(format!("POST {PATH} HTTP/1.1\r\nhost: t\r\nx: {long}\r\n\r\n")).await;
    let answer = connection.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}
