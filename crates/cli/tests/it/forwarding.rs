//! `serve --forward-to`: events reach somebody's application, whatever becomes of it and of us.

mod application;
mod python;
mod usage;

use std::{
    collections::{HashMap, HashSet},
    net::{SocketAddr, TcpListener},
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
};

use crate::harness::{Dir, Serving, callback, now, request};
use application::{Application, HANG};

/// Posts a callback for a stream; it is answered 200.
#[track_caller]
fn post(serving: &Serving, stream: &str) -> String {
    let body = callback(stream, now() + 600);
    let answered = request(serving.callbacks, "POST", "/callbacks/css", body.as_bytes());
    assert_eq!(answered.map(|(status, _)| status), Some(200));
    body
}

fn metrics(api: SocketAddr) -> String {
    request(api, "GET", "/metrics", b"").unwrap().1
}

/// Asks until a line stands in the metrics.
#[track_caller]
fn wait_for(serving: &Serving, line: &str) {
    wait_until(serving, line, |own| own == line);
}

#[track_caller]
fn wait_until(serving: &Serving, what: &str, is_it: impl Fn(&str) -> bool) {
    let begun = std::time::Instant::now();
    while !metrics(serving.api).lines().any(&is_it) {
        assert!(begun.elapsed().as_secs() < 20, "no {what} in\n{}", metrics(serving.api));
        thread::yield_now();
    }
}

/// The state of each record, by stream.
fn states(dir: &Dir) -> HashMap<String, String> {
    let listed =
        dir.livehook(&["inbox", "list", "--inbox", "inbox.db", "--format", "json"]).exits(0);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    listed
        .json_lines()
        .iter()
        .map(|record| (text(&record["stream_id"]), text(&record["state"])))
        .collect()
}

fn all_done(dir: &Dir) -> bool {
    states(dir).values().all(|state| state == "done")
}

#[test]
fn an_application_that_was_down_gets_what_came_meanwhile() {
    let dir = Dir::new();
    let place = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut serving = dir.serve("inbox.db", &["--forward-to", &format!("http://{place}/in")]);
    let sent: HashSet<_> = (0..5).map(|number| post(&serving, &format!("room{number}"))).collect();
    wait_for(&serving, "livehook_forward_waiting 5");
    assert!(metrics(serving.api).contains("livehook_forwarded_total 0"));
    let application = Application::at(place, 200);
    let got: HashSet<_> = (0..5).map(|_| application.request().body).collect();
    assert_eq!(got, sent);
    wait_for(&serving, "livehook_forward_waiting 0");
    assert!(metrics(serving.api).contains("livehook_forwarded_total 5"));
    assert!(all_done(&dir), "{:?}", states(&dir));
    assert_eq!(serving.line()["type"], "stored");
    assert_eq!(serving.stop(), Some(0));
}

#[test]
fn what_was_under_way_at_kill_9_comes_again_under_its_id() {
    let dir = Dir::new();
    let application = Application::answering(HANG);
    let url = application.url();
    let serving = dir.serve("inbox.db", &["--forward-to", &url]);
    let body = post(&serving, "room1");
    let first = application.request();
    assert_eq!(first.body, body);
    serving.kill();
    assert_eq!(states(&dir)["room1"], "received");
    application.answer(500);
    let serving = dir.serve("inbox.db", &["--forward-to", &url]);
    let second = application.request();
    let third = application.request();
    application.answer(200);
    for (request, attempt) in [(&second, "1"), (&third, "2")] {
        assert_eq!(request.body, body);
        assert_eq!(request.header("webhook-id"), first.header("webhook-id"));
        assert_eq!(request.header("livehook-attempt"), attempt);
    }
    wait_for(&serving, "livehook_forward_waiting 0");
    assert!(all_done(&dir));
    serving.kill();
    application.rest();
    // Done is done: after a third start only the new one is sent.
    let serving = dir.serve("inbox.db", &["--forward-to", &url]);
    let another = post(&serving, "room2");
    assert_eq!(application.request().body, another);
    wait_for(&serving, "livehook_forward_waiting 0");
    assert!(application.rest().is_empty());
}

#[test]
fn what_another_process_releases_or_requeues_is_sent_too() {
    let dir = Dir::new();
    let application = Application::answering(200);
    let serving = dir.serve("inbox.db", &["--forward-to", &application.url()]);
    post(&serving, "room1");
    let first = application.request();
    let expired = callback("late", now() - 5);
    let answered = request(serving.callbacks, "POST", "/callbacks/css", expired.as_bytes());
    assert_eq!(answered.map(|(status, _)| status), Some(403));
    wait_for(&serving, "livehook_forward_waiting 0");
    dir.livehook(&["inbox", "release", "2", "--inbox", "inbox.db"]).exits(0);
    dir.livehook(&["inbox", "requeue", "1", "--inbox", "inbox.db"]).exits(0);
    let mut again = [application.request(), application.request()];
    again.sort_by_key(|request| request.header("livehook-record").to_owned());
    assert_eq!(again[0].header("webhook-id"), first.header("webhook-id"));
    assert_eq!(again[1].body, expired);
    wait_for(&serving, "livehook_forward_waiting 0");
    assert!(application.rest().is_empty());
}

/// How often the server is killed while it takes callbacks and hands them on.
const KILLS: u32 = 8;

#[test]
fn each_callback_answered_200_reaches_the_application_through_kill_9_and_failures() {
    let dir = Dir::new();
    let application = Application::answering(200);
    let url = application.url();
    let words = ["--forward-to", url.as_str(), "--forward-jobs", "4"];
    let next = AtomicU32::new(0);
    let mut promised = HashSet::new();
    for round in 0..KILLS {
        // Every other start meets an application that fails.
        application.answer(if round % 2 == 0 { 200 } else { 500 });
        let serving = dir.serve("inbox.db", &words);
        let (acknowledged, heard) = mpsc::channel();
        let address = serving.callbacks;
        thread::scope(|scope| {
            for _ in 0..2 {
                let (acknowledged, next) = (acknowledged.clone(), &next);
                scope.spawn(move || send_until_gone(address, next, &acknowledged));
            }
            drop(acknowledged);
            promised.extend(heard.iter().take(5 + usize::try_from(round * 7 % 23).unwrap()));
            serving.kill();
            promised.extend(heard.iter());
        });
    }
    application.answer(200);
    let serving = dir.serve("inbox.db", &words);
    wait_for(&serving, "livehook_forward_waiting 0");
    assert!(all_done(&dir), "{:?}", states(&dir));
    let mut ids: HashMap<String, HashSet<String>> = HashMap::new();
    for request in application.rest() {
        let id = request.header("webhook-id").to_owned();
        ids.entry(request.body).or_default().insert(id);
    }
    let lost: Vec<_> = promised.iter().filter(|body| !ids.contains_key(*body)).collect();
    assert!(lost.is_empty(), "{} of {} never arrived: {lost:?}", lost.len(), promised.len());
    assert!(ids.values().all(|ids| ids.len() == 1), "one event under two ids");
    let distinct: HashSet<_> = ids.values().flatten().collect();
    assert_eq!(distinct.len(), ids.len(), "two events under one id");
}

fn send_until_gone(address: SocketAddr, next: &AtomicU32, acknowledged: &mpsc::Sender<String>) {
    loop {
        let stream = format!("room{}", next.fetch_add(1, Ordering::Relaxed));
        let body = callback(&stream, now() + 600);
        match request(address, "POST", "/callbacks/css", body.as_bytes()) {
            Some((200, _)) => acknowledged.send(body).unwrap(),
            Some((status, answer)) => panic!("{status} {answer}"),
            None => return,
        }
    }
}
