//! What comes back does not depend on the engine that sends, nor on the version of HTTP.

use std::{
    collections::BTreeMap,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::Ordering,
        mpsc::{SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use livehook_load::{
    fates::{Fate, Fates},
    measurement::{Interval, Ledger, Measurement, Redeliveries},
    options::{Control, Engine, LoadOptions, Protocol},
    plan::{Pacing, arrivals::Arrivals},
};
use livehook_simulator::delivery::{IntervalFrom, Resign, RetryPlan, Retrying, TimeScale};
use serde_json::Value;

use super::{measure, options, retrying};
use crate::{
    referee::destination,
    server::{Act, Manners, SOUND, Server, Version, stream},
};

const fn http2(streams: u32) -> Engine {
    Engine::Hyper(Protocol::Http2 { streams: NonZeroU32::new(streams).unwrap() })
}

const ENGINES: [Engine; 4] = [Engine::Raw, Engine::Hyper(Protocol::Http1), http2(1), http2(16)];

const fn version(engine: Engine) -> Version {
    match engine {
        Engine::Raw | Engine::Hyper(Protocol::Http1) => Version::One,
        Engine::Hyper(Protocol::Http2 { .. }) => Version::Two,
    }
}

/// What a run came to that must be the same by every engine.
#[derive(Debug, PartialEq)]
struct Boxes {
    ledger: Ledger,
    classes: Vec<Ledger>,
    ledger_again: Ledger,
    amplification: f64,
    events: u64,
    deliveries: u64,
    given_up: u64,
    waiting: u64,
}

impl Boxes {
    fn of((measurement, retries): (Measurement, Redeliveries)) -> Self {
        let Redeliveries { amplification, events, deliveries, given_up, waiting, .. } = retries;
        assert_eq!(retries.latency.planned.count, retries.ledger.planned);
        Self {
            ledger: measurement.ledger,
            classes: measurement.classes.into_iter().map(|line| line.ledger).collect(),
            ledger_again: retries.ledger,
            amplification,
            events,
            deliveries,
            given_up,
            waiting,
        }
    }
}

/// Runs the same by every engine at once, and holds what it came to against each other.
#[track_caller]
fn by_all<T: PartialEq + std::fmt::Debug + Send>(run: impl Fn(Engine) -> T + Sync) -> T {
    let run = &run;
    let [first, others @ ..] = thread::scope(|scope| {
        let running = ENGINES.map(|engine| (engine, scope.spawn(move || run(engine))));
        running.map(|(engine, it)| (engine, it.join().unwrap()))
    });
    for (engine, found) in others {
        assert_eq!(found, first.1, "{engine:?}, and {:?}", first.0);
    }
    first.1
}

/// A run of 80 events that come back, and 20 that do not, against a receiver that acts by which delivery of an event it gets.
#[track_caller]
fn check(acts: &[Act], with: impl Fn(&mut LoadOptions) + Sync) -> Boxes {
    by_all(|engine| {
        let by_attempt = acts.to_vec();
        let server = Server::start(Manners { version: version(engine), by_attempt, ..SOUND });
        let plan = RetryPlan { retries: 3, ..RetryPlan::GENERIC };
        let mut options = options(&server.url(), retrying(plan), "sound=7,large=1,forged=2");
        options.engine = engine;
        with(&mut options);
        let boxes = Boxes::of(measure(&options, &Control::default()));
        let sent = boxes.ledger.sent + boxes.ledger_again.sent;
        let seen = server.seen().bodies.len() as u64;
        // On a busy machine the time may be over before a request is read.
        assert!(seen == sent || boxes.ledger.timeout > 0, "{seen} of {sent} by {engine:?}");
        boxes
    })
}

#[test]
fn a_receiver_that_fails_each_event_twice_gets_thrice_its_load_by_any_engine() {
    let boxes = check(&[Act::Status(500), Act::Status(500), Act::Status(200)], |options| {
        options.threads = NonZeroU32::new(2).unwrap();
    });
    assert_eq!((boxes.amplification, boxes.events, boxes.given_up), (3.0, 80, 0));
    assert_eq!(boxes.ledger.statuses, [(500, 100)].into());
    assert_eq!(boxes.ledger_again.statuses, [(200, 80), (500, 80)].into());
}

#[test]
fn a_receiver_that_never_answers_is_given_up_by_any_engine() {
    let boxes = check(&[Act::Silence], |options| {
        options.timeout = Duration::from_millis(500);
        // Nobody waits for those that are silent, and not many connections are to be opened anew at once.
        options.plan.pacing =
            Pacing::Open { arrivals: "100/s".parse().unwrap(), length: Duration::from_millis(200) };
        options.connections = NonZeroU32::new(24).unwrap();
    });
    assert_eq!((boxes.amplification, boxes.events, boxes.given_up), (4.0, 16, 16));
    assert_eq!((boxes.ledger.timeout, boxes.ledger_again.timeout), (20, 48));
}

#[test]
fn a_receiver_that_resets_gets_the_event_again_by_any_engine() {
    let boxes = check(&[Act::Refuse, Act::Status(204), Act::Refuse, Act::Status(200)], |_| ());
    assert_eq!((boxes.amplification, boxes.given_up), (4.0, 0));
    assert_eq!((boxes.ledger.reset, boxes.ledger_again.reset), (100, 80));
    assert_eq!(boxes.ledger_again.statuses, [(200, 80), (204, 80)].into());
}

#[test]
fn a_closed_loop_brings_back_what_failed_by_any_engine() {
    let boxes = check(&[Act::Status(503), Act::Status(200)], |options| {
        options.plan.pacing =
            Pacing::Closed { requests: Some(100), length: Duration::from_secs(20) };
    });
    assert_eq!((boxes.amplification, boxes.events), (2.0, 80));
}

#[test]
fn what_is_cut_off_with_its_connection_comes_back_until_it_is_taken() {
    for engine in ENGINES {
        let act = |nth: usize| if nth % 25 == 7 { Act::Cut } else { Act::Status(200) };
        let server = Server::start(Manners { version: version(engine), act, ..SOUND });
        let mut options = options(&server.url(), retrying(RetryPlan::GENERIC), "sound=1");
        options.engine = engine;
        options.connections = NonZeroU32::new(2).unwrap();
        let Boxes { ledger, ledger_again, given_up, waiting, .. } =
            Boxes::of(measure(&options, &Control::default()));
        assert_eq!((given_up, waiting), (0, 0), "{engine:?}");
        assert!(ledger.reset > 0, "{engine:?}, {ledger:?}");
        assert_eq!(ledger.statuses[&200] + ledger_again.statuses[&200], 100, "{engine:?}");
    }
}

#[test]
fn any_engine_keeps_a_signature_or_signs_afresh() {
    // Two attempts, more than a second apart.
    let interval = Duration::from_millis(1_100);
    let plan = RetryPlan { retries: 1, interval, ..RetryPlan::GENERIC };
    for (resign, is_same) in [(Resign::Keep, true), (Resign::Refresh, false)] {
        let retrying = Retrying { plan, resign, from: IntervalFrom::Start, ..Retrying::OFF };
        by_all(|engine| {
            let act = |_| Act::Status(500);
            let server = Server::start(Manners { version: version(engine), act, ..SOUND });
            let mut options = options(&server.url(), retrying, "sound=1");
            options.engine = engine;
            let boxes = Boxes::of(measure(&options, &Control::default()));
            let mut events = BTreeMap::<String, Vec<Value>>::new();
            for body in &server.seen().bodies {
                events.entry(stream(body)).or_default().push(serde_json::from_slice(body).unwrap());
            }
            for bodies in events.values_mut() {
                assert_eq!(bodies.len(), 2);
                assert_eq!(bodies[0] == bodies[1], is_same, "{resign:?} by {engine:?}");
                for body in &mut *bodies {
                    let signed = ["t", "sign"].map(|it| body.as_object_mut().unwrap().remove(it));
                    assert!(signed.iter().all(Option::is_some));
                }
                assert_eq!(bodies[0], bodies[1]);
            }
            (boxes, events)
        });
    }
}

#[test]
fn an_interrupted_run_says_by_any_engine_what_was_still_to_come_back() {
    let boxes = by_all(|engine| {
        let act = |_| Act::Status(500);
        let server = Server::start(Manners { version: version(engine), act, ..SOUND });
        let slow = Retrying { plan: RetryPlan::GENERIC, ..Retrying::OFF };
        let mut options = options(&server.url(), slow, "sound=1");
        options.engine = engine;
        let (seconds, seen) = sync_channel(8);
        let control = watched(seconds);
        let interrupt = control.interrupt.clone();
        let running = thread::spawn(move || Boxes::of(measure(&options, &control)));
        let mut answered = 0;
        while answered < 100 {
            answered += seen.recv().unwrap().statuses.get(&500).unwrap_or(&0);
        }
        interrupt.store(true, Ordering::Relaxed);
        running.join().unwrap()
    });
    assert_eq!((boxes.amplification, boxes.deliveries, boxes.waiting), (1.0, 100, 100));
}

fn watched(seconds: SyncSender<Interval>) -> Control {
    Control { seconds: Some(seconds), ..Control::default() }
}

/// Ten events are taken. Ten more are due 1.8 s from the start, when nobody has been there for most of a second. They are given up at
/// 2.8 s and due again at 3.2 s, are given up at 4.2 s and due again at 4.6 s, and wait for the receiver, which comes back after 5 s.
#[test]
fn what_finds_nobody_comes_back_by_any_engine() {
    let plan = RetryPlan { retries: 5, interval: Duration::from_millis(400), ..RetryPlan::GENERIC };
    let (boxes, fates) = by_all(|engine| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("receiver.sock");
        let sound = || Manners { version: version(engine), ..SOUND };
        let server = Server::start_at(&path, sound());
        let retrying = Retrying { plan, time_scale: TimeScale::REAL, ..Retrying::OFF };
        let mut options = options("http://127.0.0.1:1/", retrying, "sound=1");
        options.destination = destination(&server.url());
        options.engine = engine;
        let arrivals = Arrivals::trace(&["0\n", "1.8\n"].map(|line| line.repeat(10)).concat());
        options.plan.pacing =
            Pacing::Open { arrivals: arrivals.unwrap(), length: Duration::from_secs(2) };
        let (seconds, seen) = sync_channel(8);
        let fates = Arc::new(Fates::new(20));
        let control = Control { fates: Some(fates.clone()), ..watched(seconds) };
        let running = thread::spawn(move || Boxes::of(measure(&options, &control)));
        assert_eq!(seen.recv().unwrap().statuses, [(200, 10)].into());
        drop(server);
        let failed: u64 = seen.iter().take(4).map(|second| second.failed).sum();
        assert_eq!(failed, 10);
        let server = Server::start_at(&path, sound());
        let boxes = running.join().unwrap();
        assert_eq!(server.seen().bodies.len(), 10);
        (boxes, (0..20).map(|number| fates.fate(number)).collect::<Vec<_>>())
    });
    let nobody = [("no_connection".to_owned(), 10)].into();
    assert_eq!((&boxes.ledger.not_sent, &boxes.ledger_again.not_sent), (&nobody, &nobody));
    assert_eq!(boxes.ledger_again.statuses, [(200, 10)].into());
    assert_eq!((boxes.amplification, boxes.events, boxes.waiting), (2.0, 20, 0));
    assert!(fates.iter().all(|fate| *fate == Fate::Taken));
}
