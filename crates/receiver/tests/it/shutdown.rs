//! The end of a listener: what was accepted is finished, within the drain time.

use std::time::Duration;

use livehook_receiver::Limits;
use tokio::{net::TcpStream, time::timeout};

use crate::harness::{PATH, PATIENCE, Receiver, event, limited};

#[tokio::test]
async fn idle_and_fresh_connections_do_not_hold_it_up_and_the_counts_are_told() {
    let receiver = Receiver::new();
    let running = receiver.start().await;
    let mut idle = running.connect().await;
    idle.post(&event(1)).await;
    idle.answer().await;
    idle.post("no callback").await;
    idle.answer().await;
    let _fresh = running.connect().await;
    let mut last = running.connect().await;
    last.post(&event(1)).await;
    last.answer().await;
    let served = running.stop().await;
    assert_eq!((served.connections.served, served.connections.aborted), (3, 0));
    assert_eq!(served.answers, [("ok", 2), ("not_json", 1)]);
}

#[tokio::test]
async fn a_request_that_has_begun_is_finished_and_new_connections_are_refused() {
    let receiver = Receiver::new();
    let running = receiver.start().await;
    let address = running.address;
    let body = event(1);
    let (begin, rest) = body.split_at(10);
    let mut connection = running.connect().await;
    let length = body.len();
    let head = "expect: 100-continue\r\nhost: t\r\ncontent-length";
    connection.send(format!("POST {PATH} HTTP/1.1\r\n{head}: {length}\r\n\r\n")).await;
    // The receiver asks for the body, so the request has begun.
    assert!(connection.answer().await.starts_with("HTTP/1.1 100 "));
    let serving = running.ask_to_stop();
    connection.send(begin).await;
    let refused = async { while TcpStream::connect(address).await.is_ok() {} };
    timeout(PATIENCE, refused).await.expect("the listener is gone");
    connection.send(rest).await;
    let answer = connection.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    let served = timeout(PATIENCE, serving).await.unwrap().unwrap().unwrap();
    assert_eq!(served.connections.aborted, 0);
    assert_eq!(receiver.records().len(), 1);
}

#[tokio::test]
async fn what_is_not_finished_within_the_drain_time_is_closed_and_counted() {
    let limits = Limits { drain: Duration::from_millis(50), ..Limits::default() };
    let receiver = Receiver::with(limited(limits));
    let running = receiver.start().await;
    let mut connection = running.connect().await;
    let head = "host: t\r\nexpect: 100-continue\r\ncontent-length: 100";
    connection.send(format!("POST {PATH} HTTP/1.1\r\n{head}\r\n\r\n")).await;
    assert!(connection.answer().await.starts_with("HTTP/1.1 100 "));
    assert_eq!(running.stop().await.connections.aborted, 1);
    assert_eq!(connection.read_to_end().await, "");
}
