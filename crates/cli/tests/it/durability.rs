//! `kill -9` at any instant: what was answered 200 is there afterwards, once.

use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
};

use crate::harness::{Dir, callback, now, request};

/// How often the server is killed.
const KILLS: u32 = 25;

/// Senders at once, so that commits hold several events.
const SENDERS: u32 = 4;

/// Sends distinct callbacks until the server is gone; tells each one that was answered 200.
fn send_until_gone(
    address: SocketAddr,
    round: u32,
    next: &AtomicU32,
    acknowledged: &mpsc::Sender<String>,
) {
    let t = now() + 600;
    loop {
        let body = callback(&format!("round{round}-{}", next.fetch_add(1, Ordering::Relaxed)), t);
        match request(address, "POST", "/callbacks/css", body.as_bytes()) {
            Some((200, _)) => acknowledged.send(body).unwrap(),
            Some((status, answer)) => panic!("{status} {answer}"),
            None => return,
        }
    }
}

#[test]
fn each_callback_answered_200_survives_kill_9_and_none_is_there_twice() {
    let dir = Dir::new();
    let promised = Mutex::new(HashSet::new());
    for round in 0..KILLS {
        let serving = dir.serve("inbox.db", &[]);
        let (acknowledged, heard) = mpsc::channel();
        let (address, next) = (serving.callbacks, AtomicU32::new(0));
        thread::scope(|scope| {
            for _ in 0..SENDERS {
                let (acknowledged, next) = (acknowledged.clone(), &next);
                scope.spawn(move || send_until_gone(address, round, next, &acknowledged));
            }
            drop(acknowledged);
            // Killed after another number of answers each time, while further requests are under way.
            let before_the_kill = 3 + (round * 7) % 23;
            promised
                .lock()
                .unwrap()
                .extend(heard.iter().take(usize::try_from(before_the_kill).unwrap()));
            serving.kill();
            promised.lock().unwrap().extend(heard.iter());
        });
    }
    let reader = livehook_inbox::Reader::open(&dir.path().join("inbox.db")).unwrap();
    let mut stored: HashMap<String, u32> = HashMap::new();
    let all = livehook_inbox::Query::default();
    reader
        .export(&all, |_, body| {
            *stored.entry(String::from_utf8(body.to_vec()).unwrap()).or_default() += 1;
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    let promised = promised.into_inner().unwrap();
    let lost: Vec<_> = promised.iter().filter(|body| !stored.contains_key(*body)).collect();
    assert!(
        lost.is_empty(),
        "{} of {} answered 200 and lost: {lost:?}",
        lost.len(),
        promised.len()
    );
    assert!(stored.values().all(|times| *times == 1), "something is there twice");
    assert!(
        promised.len() >= usize::try_from(KILLS * 3).unwrap(),
        "only {} were promised",
        promised.len()
    );
    assert_eq!(reader.check().unwrap().problem_count, 0);
}

/// Whether system calls can be traced here: strace is there and may attach.
fn can_trace() -> bool {
    let tried = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success())
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn a_sync_stands_between_a_request_and_its_200() {
    if !can_trace() {
        eprintln!("skipped: system calls cannot be traced here (is strace installed?)");
        return;
    }
    let dir = Dir::new();
    let trace = dir.path().join("trace.txt");
    let serving = dir.serve_traced("inbox.db", trace.to_str().unwrap());
    let (status, _) = request(
        serving.callbacks,
        "POST",
        "/callbacks/css",
        callback("room1", now() + 600).as_bytes(),
    )
    .unwrap();
    assert_eq!(status, 200);
    // Asked to stop by its own pid: the tracer ends with it and has written everything by then.
    serving.stop_traced();
    let trace = std::fs::read_to_string(trace).unwrap();
    let calls: Vec<&str> = trace.lines().collect();
    let place = |what: &str, from: usize| {
        let found = calls.iter().skip(from).position(|call| call.contains(what));
        from + found.unwrap_or_else(|| panic!("no {what} after call {from}:\n{trace}"))
    };
    let read = place("POST /callbacks/css", 0);
    let answered = place("HTTP/1.1 200", read);
    let synced =
        calls[read..answered].iter().any(|call| call.contains("sync(") && call.ends_with("= 0"));
    assert!(
        synced,
        "nothing was synced between the request and its 200:\n{}",
        calls[read..=answered].join("\n")
    );
}
