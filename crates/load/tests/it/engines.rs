//! What is sent and written down does not depend on the engine that sends.

use std::{num::NonZeroU32, time::Duration};

use livehook_load::{
    measurement::Measurement,
    options::{Engine, LoadOptions, Protocol},
    referee::{Question, Recorder, Reply},
};
use serde_json::Value;

use super::referee::{measure, options};

/// The number of the event in a body, by which a receiver can be the same to any engine, whatever comes first. What is cut off has none.
fn number(body: &[u8]) -> Option<u64> {
    let text = str::from_utf8(body).ok()?;
    let (_, after) = text.split_once("\"ld-")?;
    after.get("7mxqzk-".len()..)?.get(..11)?.parse().ok()
}

fn misbehaving(question: Question<'_>) -> Reply {
    match number(question.body).map(|number| number % 12) {
        None => Reply::Status(400),
        Some(0) => Reply::Reset,
        Some(1) => Reply::Silence,
        Some(2) => Reply::Garbage,
        Some(3) => Reply::StatusAndClose(200),
        Some(4) => Reply::Chunked(503),
        Some(5) => Reply::Status(503),
        Some(_) => Reply::Status(200),
    }
}

/// What a run came to, and what the receiver saw of it but for what depends on the second.
fn run(engine: Engine, with: impl Fn(&str) -> LoadOptions) -> (Measurement, Vec<String>) {
    let referee = Recorder::start(misbehaving).unwrap();
    let mut options = with(&referee.url());
    options.engine = engine;
    let measurement = measure(&options);
    assert_eq!(measurement.ledger.sent, referee.count() as u64);
    let seen = referee.seen().into_iter().map(|seen| {
        let Ok(Value::Object(mut body)) = serde_json::from_slice(&seen.body) else {
            // What is cut off has neither.
            return String::from_utf8(seen.body).unwrap();
        };
        let signed = [body.remove("t"), body.remove("sign")];
        assert!(signed.iter().all(Option::is_some), "{body:?}");
        Value::Object(body).to_string()
    });
    let mut seen: Vec<_> = seen.collect();
    seen.sort();
    (measurement, seen)
}

#[track_caller]
fn check(with: impl Fn(&str) -> LoadOptions) -> Measurement {
    let (raw, seen_of_raw) = run(Engine::Raw, &with);
    let (hyper, seen_of_hyper) = run(Engine::Hyper(Protocol::Http1), &with);
    assert_eq!(hyper.ledger, raw.ledger);
    let ledgers = |it: &Measurement| {
        let line = |line: &livehook_load::measurement::ClassLine| {
            (line.class, line.ledger.clone(), line.as_expected)
        };
        it.classes.iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(ledgers(&hyper), ledgers(&raw));
    assert!(seen_of_hyper == seen_of_raw, "the same bodies");
    assert_eq!((raw.engine.as_str(), hyper.engine.as_str()), ("raw", "hyper/1.1"));
    hyper
}

#[test]
fn two_engines_come_to_the_same_ledger_however_badly_a_receiver_behaves() {
    let measurement = check(|url| {
        let mix = "sound=6,expired=1,forged=1,redelivered=1,malformed=1,large=1,tampered=1";
        let mut options = options(url, "poisson 300/s", 600, mix);
        // Nobody has to wait for those that are silent, nor is a busy machine taken for one.
        options.timeout = Duration::from_millis(1_500);
        options.connections = NonZeroU32::new(48).unwrap();
        options.threads = NonZeroU32::new(2).unwrap();
        options
    });
    let ledger = &measurement.ledger;
    assert!(ledger.reset > 5 && ledger.timeout > 5 && ledger.malformed > 5, "{ledger:?}");
    assert_eq!(ledger.statuses.len(), 3, "{ledger:?}");
}

#[test]
fn a_time_out_that_never_comes_times_nothing_out() {
    for engine in [Engine::Raw, Engine::Hyper(Protocol::Http1)] {
        let referee = Recorder::start(|_| Reply::Status(200)).unwrap();
        let mut options = options(&referee.url(), "100/s", 100, "sound=1");
        options.engine = engine;
        options.timeout = Duration::MAX;
        let measurement = measure(&options);
        assert_eq!(measurement.ledger.statuses, [(200, 10)].into(), "{engine:?}");
    }
}

#[test]
fn two_engines_give_up_the_same_requests_at_the_end() {
    let measurement = check(|url| {
        let mut options = options(url, "100/s", 300, "sound=1");
        options.drain = Duration::from_millis(500);
        options
    });
    assert_eq!(measurement.ledger.unfinished, 3);
}
