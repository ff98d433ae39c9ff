//! `kill -9` at any instant: what was answered 200 is there afterwards, once.

use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
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
