//! Receivers that do not behave as one of HTTP/1.1 does before anything is asked.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    num::NonZeroU32,
    time::{Duration, Instant},
};

use livehook_load::{
    hints::hints,
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

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

/// A receiver that gives this answer to so many requests of one connection, and is gone.
fn receiver_of(answers: usize, answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/callbacks/css", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        // The first of them only looks whether somebody is there.
        let _looked = listener.accept().unwrap();
        let (stream, _) = listener.accept().unwrap();
        drop(listener);
        let mut reader = BufReader::new(stream);
        for _ in 0..answers {
            let mut length = 0;
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap() <= 2 {
                    break;
                }
                if let Some(number) = line.to_lowercase().strip_prefix("content-length:") {
                    length = number.trim().parse().unwrap();
                }
            }
            reader.read_exact(&mut vec![0; length]).unwrap();
            reader.get_mut().write_all(answer).unwrap();
        }
    });
    url
}

#[test]
fn a_receiver_that_answers_twice_is_said_to_and_not_to_close() {
    let answer =
        b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
    let mut options = options(&receiver_of(1, answer), "100/s", 10, "sound=1");
    options.connections = NonZeroU32::MIN;
    let measurement = run(&options, &Control::default()).unwrap();
    assert_eq!(measurement.ledger.statuses[&200], 1, "{:?}", measurement.ledger);
    assert_eq!(measurement.generator.surplus, 1);
    let hints = hints(&measurement);
    assert!(hints[0].starts_with("the receiver sent more than was asked for"), "{hints:?}");
}

#[test]
fn a_receiver_that_dies_is_said_to_be_away_and_nothing_else() {
    let mut options = options(&receiver_of(30, ANSWER), "100/s", 1_200, "sound=1");
    options.connections = NonZeroU32::MIN;
    let measurement = run(&options, &Control::default()).unwrap();
    let unsent = measurement.ledger.not_sent["no_connection"];
    assert!(unsent > 50, "{:?}", measurement.ledger);
    assert_eq!(measurement.intervals.iter().map(|it| it.no_connection).sum::<u64>(), unsent);
    let spans = measurement.intervals.iter().filter_map(|it| it.no_connection_us);
    let first_due = spans.map(|[from, _]| from).min().unwrap();
    // Ten milliseconds apart, the 31st was the first.
    assert!((290_000..=400_000).contains(&first_due), "{first_due}");
    assert_eq!(measurement.generator.connects, 1);
    assert!(measurement.generator.failed_connects["refused"] > 5, "{:?}", measurement.generator);
    let hints = hints(&measurement);
    assert_eq!(hints.len(), 1, "{hints:?}");
    assert!(hints[0].contains("no connection could be had (refused"), "{hints:?}");
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
        let run = leaving(engine, pacing);
        let hints = hints(&run);
        assert!(hints[0].contains(" on no connection could be had (refused): 49,"), "{hints:?}");
        // Not only since it gave up.
        let away = run.intervals.iter().find_map(|line| line.no_connection_us).unwrap();
        assert!(away[0] + 1_000_000 <= run.took_us, "{away:?}");
        let ledger = run.ledger;
        assert_eq!(ledger.planned, 50_000, "{ledger:?}");
        assert!(ledger.not_sent.contains_key("no_connection"), "{ledger:?}");
    }
}

#[test]
fn a_loop_that_ends_by_time_waits_for_a_receiver_to_come_back() {
    let pacing = Pacing::Closed { requests: None, length: Duration::from_millis(2_500) };
    let begun = Instant::now();
    let hints = hints(&leaving(Engine::Raw, pacing));
    let text = " on no connection could be had (refused): the closed loop sent nothing meanwhile";
    assert!(hints[0].contains(text), "{hints:?}");
    assert!(begun.elapsed() >= Duration::from_millis(2_500));
}
