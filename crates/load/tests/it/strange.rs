//! Receivers that do not behave as one of HTTP/1.1 does before anything is asked.

use std::{
    io::Write as _,
    net::{TcpListener, TcpStream},
    time::{Duration, Instant},
};

use livehook_load::{
    options::{Control, Engine, LoadOptions, Protocol},
    plan::Pacing,
    referee::{Question, Recorder, Reply},
    run::{LoadError, run},
};

use super::referee::{measure, options};

/// A receiver that does this with each connection. It ends with the test.
fn receiver(each: fn(TcpStream) -> Option<TcpStream>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/callbacks/css", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            kept.extend(each(stream.unwrap()));
        }
    });
    url
}

#[test]
fn a_receiver_that_speaks_before_it_is_asked_is_not_measured() {
    // The first frame of HTTP/2, empty settings.
    let url = receiver(|mut stream| {
        stream.write_all(b"\0\0\0\x04\0\0\0\0\0").unwrap();
        Some(stream)
    });
    let error = run(&options(&url, "100/s", 10, "sound=1"), &Control::default()).unwrap_err();
    assert!(matches!(error, LoadError::NotHttp1 { .. }), "{error}");
    assert_eq!(error.code(), "load_not_http1");
}

#[test]
fn a_receiver_that_ends_each_connection_is_not_stormed() {
    let url = receiver(|_| None);
    let mut options = options(&url, "100/s", 300, "sound=1");
    options.drain = Duration::from_millis(100);
    match run(&options, &Control::default()) {
        // All of them had ended before the start.
        Err(error) => {
            assert!(matches!(error, LoadError::Unreachable { .. }), "{error}");
        }
        Ok(measurement) => {
            // Each waits a tenth of a second before it is opened for the eighth time.
            let most = u64::from(measurement.connections) * 30;
            assert!(measurement.generator.connects < most, "{}", measurement.generator.connects);
        }
    }
}

/// Loads a receiver that is gone once it has answered a hundred requests.
fn leaving(engine: Engine, pacing: Pacing) -> livehook_load::measurement::Measurement {
    let rule = |question: Question<'_>| {
        if question.nth < 100 { Reply::Status(200) } else { Reply::Reset }
    };
    let referee = Recorder::start(rule).unwrap();
    let mut options = LoadOptions { engine, ..options(&referee.url(), "1/s", 1_000, "sound=1") };
    options.plan.pacing = pacing;
    options.timeout = Duration::from_millis(1_100);
    std::thread::scope(|scope| {
        let running = scope.spawn(|| measure(&options));
        assert!(referee.wait_for(100, Duration::from_secs(30)));
        drop(referee);
        running.join().unwrap()
    })
}

#[test]
fn a_counted_loop_accounts_for_all_of_it_when_the_receiver_goes_away() {
    for engine in [Engine::Raw, Engine::Hyper(Protocol::Http1)] {
        let pacing = Pacing::Closed { requests: Some(50_000), length: Duration::from_secs(60) };
        let ledger = leaving(engine, pacing).ledger;
        assert_eq!(ledger.planned, 50_000, "{ledger:?}");
        assert!(ledger.not_sent.contains_key("no_connection"), "{ledger:?}");
    }
}

#[test]
fn a_loop_that_ends_by_time_waits_for_a_receiver_to_come_back() {
    let pacing = Pacing::Closed { requests: None, length: Duration::from_millis(2_500) };
    let begun = Instant::now();
    leaving(Engine::Raw, pacing);
    assert!(begun.elapsed() >= Duration::from_millis(2_500));
}
