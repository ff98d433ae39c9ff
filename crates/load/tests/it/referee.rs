//! Runs against receivers whose behaviour is known.

use std::{
    num::NonZeroU32,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use livehook_core::CallbackKey;
use livehook_load::{
    class::Class,
    destination::Destination,
    fates::{Fate, Fates},
    hints::hints,
    measurement::{Measurement, Verdict},
    options::{Control, Engine, LoadOptions, Moment, Protocol},
    plan::{Pacing, Plan, arrivals::Arrivals, shard::Shard},
    referee::{NullReferee, Question, Recorder, Reply},
    run::{LoadError, merge, run},
};
use livehook_simulator::delivery::{MayTest, Target};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};

const KEY: &str = "Smq2rJ7fTnVx0cKd8LhW4bYp6ZgQaEuB";

pub(super) fn destination(url: &str) -> Destination {
    if url.starts_with("unix:") {
        return Destination::unix(url).unwrap();
    }
    Destination::resolve(&Target::parse(url, &MayTest::default()).unwrap()).unwrap()
}

pub(super) fn options(url: &str, arrivals: &str, length_ms: u64, mix: &str) -> LoadOptions {
    let length = Duration::from_millis(length_ms);
    let pacing = Pacing::Open { arrivals: arrivals.parse().unwrap(), length };
    let plan = Plan { seed: 7, pacing, mix: mix.parse().unwrap(), shard: Shard::WHOLE };
    let begun = Moment {
        since_epoch: Duration::from_secs(1_761_129_434),
        text: "2025-10-22T10:37:14Z".to_owned(),
    };
    let mut options = LoadOptions::new(begun, destination(url), plan);
    options.key = Some(CallbackKey::new(KEY).unwrap());
    options.connections = NonZeroU32::new(8).unwrap();
    options
}

#[track_caller]
pub(super) fn measure(options: &LoadOptions) -> Measurement {
    let measurement = run(options, &Control::default()).unwrap();
    check_sums(&measurement);
    measurement
}

/// What must hold in every run, however badly it went.
#[track_caller]
pub(super) fn check_sums(measurement: &Measurement) {
    let Measurement { ledger, classes, latency, own_lag, intervals, validity, .. } = measurement;
    assert_eq!(ledger.imbalance(), 0, "{ledger:?}");
    for line in classes {
        assert_eq!(line.ledger.imbalance(), 0, "{line:?}");
    }
    let sum =
        |of: fn(&livehook_load::measurement::ClassLine) -> u64| classes.iter().map(of).sum::<u64>();
    assert_eq!(sum(|line| line.ledger.planned), ledger.planned);
    assert_eq!(sum(|line| line.ledger.sent), ledger.sent);
    let answered: u64 = ledger.statuses.values().sum();
    let verdict = if validity.problems.is_empty() { Verdict::Pass } else { Verdict::Invalid };
    assert_eq!(measurement.verdict, verdict);
    assert_eq!(latency.planned.count, ledger.planned);
    assert_eq!(latency.planned.at_least, ledger.planned - answered);
    assert_eq!(latency.sent.count, answered);
    assert_eq!(latency.lag.count, ledger.sent);
    let again = measurement.retries.as_ref().map_or(0, |it| it.ledger.sent);
    assert_eq!(own_lag.as_ref().unwrap().count, ledger.sent + again);
    assert_eq!(intervals.iter().map(|line| line.sent).sum::<u64>(), ledger.sent);
    assert_eq!(intervals.iter().map(|line| line.planned).sum::<u64>(), ledger.planned);
    let in_intervals: u64 = intervals.iter().flat_map(|line| line.statuses.values()).sum();
    assert_eq!(in_intervals, answered);
    let text = serde_json::to_string(measurement).unwrap();
    assert!(serde_json::from_str::<Measurement>(&text).unwrap() == *measurement, "{text}");
}

#[test]
fn every_planned_request_is_answered_by_a_sound_receiver() {
    let referee = NullReferee::start().unwrap();
    let measurement = measure(&options(&referee.url(), "2000/s", 500, "sound=1"));
    assert_eq!(measurement.ledger.planned, 1_000);
    assert_eq!(measurement.ledger.statuses.get(&200), Some(&1_000));
    assert_eq!(referee.answered(), 1_000);
    assert_eq!(measurement.generator.connects, 8);
    assert_eq!(measurement.plan.rate, Some(2_000.0));
}

#[test]
fn several_threads_share_a_plan_and_a_closed_loop_its_count() {
    let referee = NullReferee::start().unwrap();
    let mut options = options(&referee.url(), "poisson 2000/s", 500, "sound=3,forged=1");
    options.threads = NonZeroU32::new(2).unwrap();
    let open = measure(&options);
    assert_eq!(open.ledger.planned, options.plan.count().unwrap());
    options.plan.pacing = Pacing::Closed { requests: Some(3_001), length: Duration::from_secs(20) };
    let closed = measure(&options);
    assert_eq!(closed.ledger.planned, 3_001);
    assert_eq!(closed.ledger.statuses.get(&200), Some(&3_001));
    assert_eq!(referee.answered(), open.ledger.sent + 3_001);
    assert_eq!(closed.latency.lag.max, 0);
    options.plan.pacing = Pacing::Closed { requests: None, length: Duration::from_millis(100) };
    assert!(measure(&options).ledger.planned > 100);
}

#[test]
fn each_class_is_counted_and_judged_by_itself() {
    let refusing = |question: Question<'_>| {
        let body = String::from_utf8_lossy(question.body);
        // The forged ones alone have another signature than the sound ones of their second, and the malformed ones none.
        if !body.ends_with('}') { Reply::Status(400) } else { Reply::Status(200) }
    };
    let referee = Recorder::start(refusing).unwrap();
    let mix = "sound=40,expired=10,forged=10,duplicate=10,redelivered=10,tampered=5,unknown-event=5,malformed=5,large=5";
    let fates = Arc::new(Fates::new(400));
    let control = Control { fates: Some(fates.clone()), ..Control::default() };
    let measurement = run(&options(&referee.url(), "1000/s", 400, mix), &control).unwrap();
    check_sums(&measurement);
    assert_eq!(measurement.classes.len(), Class::ALL.len());
    for line in &measurement.classes {
        let status = if line.class == Class::Malformed { 400 } else { 200 };
        assert_eq!(line.ledger.statuses.get(&status), Some(&line.ledger.planned), "{line:?}");
        assert_eq!(line.as_expected, line.ledger.planned, "{line:?}");
    }
    // New events must be there afterwards, but for those of a type that nobody knows; what was to be refused must not; and repetitions
    // are no events of their own.
    let with = |fate| (0..400).filter(|number| fates.fate(*number) == fate).count();
    assert_eq!(with(Fate::Refusable), 100);
    assert!((200..=210).contains(&with(Fate::Taken)), "{}", with(Fate::Taken));
    let seen = referee.seen();
    assert_eq!(seen.len(), 400);
    assert_eq!(seen.iter().filter(|it| it.body.len() == 200 * 1024).count(), 20);
    let duplicates =
        seen.len() - seen.iter().map(|it| &it.body).collect::<std::collections::HashSet<_>>().len();
    // All but those in front of which no sound one stood; redelivered ones may come within the same second.
    assert!(duplicates >= 35, "{duplicates}");
}

#[test]
fn a_ledger_balances_however_badly_a_receiver_behaves() {
    let misbehaving = |question: Question<'_>| match question.nth % 10 {
        0 => Reply::Reset,
        1 => Reply::Silence,
        2 => Reply::Garbage,
        3 => Reply::StatusAndClose(200),
        4 => Reply::Chunked(503),
        _ => Reply::Status(200),
    };
    let referee = Recorder::start(misbehaving).unwrap();
    let mut options = options(&referee.url(), "500/s", 600, "sound=1,forged=1");
    options.timeout = Duration::from_millis(300);
    options.connections = NonZeroU32::new(16).unwrap();
    let measurement = measure(&options);
    let ledger = &measurement.ledger;
    assert_eq!(ledger.planned, 300);
    assert_eq!(ledger.sent, referee.count() as u64);
    assert_eq!((ledger.reset, ledger.timeout, ledger.malformed), (30, 30, 30));
    assert_eq!(ledger.statuses, [(200, 180), (503, 30)].into());
    let hints = hints(&measurement);
    assert!(hints.iter().any(|hint| hint.contains("connections were opened for")), "{hints:?}");
}

#[test]
fn what_is_unanswered_at_the_end_is_accounted_for() {
    let referee = Recorder::start(|_| Reply::Silence).unwrap();
    let mut options = options(&referee.url(), "100/s", 200, "sound=1");
    options.drain = Duration::from_millis(50);
    let measurement = measure(&options);
    assert_eq!(measurement.ledger.unfinished, 8);
    assert_eq!(measurement.ledger.not_sent.get("end_of_run"), Some(&12));
    assert_eq!(measurement.latency.planned.at_least, 20);
    assert!(referee.wait_for(8, Duration::from_secs(5)));
}

#[test]
fn an_interrupted_run_accounts_for_what_was_due() {
    let control = Control::default();
    let interrupt = control.interrupt.clone();
    let interrupting = move |question: Question<'_>| {
        if question.nth == 50 {
            interrupt.store(true, Ordering::Relaxed);
        }
        Reply::Status(200)
    };
    let referee = Recorder::start(interrupting).unwrap();
    let measurement = run(&options(&referee.url(), "1000/s", 60_000, "sound=1"), &control).unwrap();
    check_sums(&measurement);
    assert!((51..1_000).contains(&measurement.ledger.planned), "{:?}", measurement.ledger);
    assert_eq!(measurement.ledger.statuses.get(&200), Some(&measurement.ledger.sent));
}

/// What is silent keeps the run waiting beyond the second in which it was interrupted; what that second would have had due was not.
#[test]
fn the_second_in_which_a_run_is_interrupted_has_what_was_due_by_then() {
    for engine in [Engine::Raw, Engine::Hyper(Protocol::Http1)] {
        let control = Control::default();
        let interrupt = control.interrupt.clone();
        let interrupting = move |question: Question<'_>| match question.nth {
            0..70 => Reply::Status(200),
            nth => {
                interrupt.fetch_or(nth == 74, Ordering::Relaxed);
                Reply::Silence
            }
        };
        let referee = Recorder::start(interrupting).unwrap();
        let mut options = options(&referee.url(), "100/s", 60_000, "sound=1");
        options.engine = engine;
        options.threads = NonZeroU32::new(2).unwrap();
        let measurement = run(&options, &control).unwrap();
        check_sums(&measurement);
        assert!(measurement.interrupted && measurement.ledger.planned >= 75, "{measurement:?}");
        assert!(measurement.intervals.len() > 1, "it ended in a later second");
    }
}

#[test]
fn a_run_that_is_interrupted_before_anything_is_due_says_nothing_and_is_valid() {
    let referee = NullReferee::start().unwrap();
    let mut options = options(&referee.url(), "1/s", 1_000, "sound=1");
    let arrivals = Arrivals::trace("60").unwrap();
    options.plan.pacing = Pacing::Open { length: arrivals.length().unwrap(), arrivals };
    let control = Control::default();
    control.interrupt.store(true, Ordering::Relaxed);
    let measurement = run(&options, &control).unwrap();
    check_sums(&measurement);
    assert_eq!((measurement.ledger.planned, measurement.verdict), (0, Verdict::Pass));
}

#[test]
fn a_receiver_that_goes_away_leaves_requests_without_connection() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("receiver.sock");
    let removed = path.clone();
    let leaving = move |question: Question<'_>| {
        if question.nth < 20 {
            return Reply::Status(200);
        }
        drop(std::fs::remove_file(&removed));
        Reply::StatusAndClose(200)
    };
    let referee = Recorder::start_unix(&path, leaving).unwrap();
    let mut options = options(&referee.url(), "200/s", 1_500, "sound=1");
    options.connections = NonZeroU32::new(2).unwrap();
    options.drain = Duration::from_millis(100);
    let measurement = measure(&options);
    assert_eq!(measurement.ledger.sent, referee.count() as u64);
    assert!(measurement.ledger.not_sent.contains_key("no_connection"), "{:?}", measurement.ledger);
    let Err(error) = run(&options, &Control::default()) else { panic!("nobody listens") };
    assert_eq!(error.code(), "load_unreachable");
}

/// A receiver that takes 200 ms keeps up with a hundred a second, and one with a single connection to it does five.
#[test]
fn a_rate_is_that_of_a_receiver_and_not_of_its_delay() {
    let slow =
        |question: Question<'_>| Reply::StatusAt(200, question.at + Duration::from_millis(200));
    let referee = Recorder::start(slow).unwrap();
    let mut options = options(&referee.url(), "100/s", 1_000, "sound=1");
    options.connections = NonZeroU32::new(64).unwrap();
    let rate = |measurement: &Measurement| {
        let answered: u64 = measurement.ledger.statuses.values().sum();
        answered as f64 * 1e6 / measurement.answered_over_us.unwrap() as f64
    };
    let keeps_up = measure(&options);
    assert!(rate(&keeps_up) > 95.0, "{keeps_up:?}");
    options.connections = NonZeroU32::new(1).unwrap();
    options.plan.pacing =
        Pacing::Open { arrivals: "20/s".parse().unwrap(), length: Duration::from_secs(1) };
    let falls_behind = measure(&options);
    assert_eq!(falls_behind.ledger.statuses, [(200, 20)].into());
    assert!(rate(&falls_behind) < 6.0, "{falls_behind:?}");
}

#[test]
fn latency_counts_from_the_planned_time() {
    // Nothing is answered from 1.0 to 1.3 s. Each connection has one request that saw it; all others waited for a connection.
    let (from, until) = (Duration::from_millis(1_000), Duration::from_millis(1_300));
    let freezing = move |question: Question<'_>| {
        if (from..until).contains(&question.at) {
            Reply::StatusAt(200, until)
        } else {
            Reply::Status(200)
        }
    };
    let referee = Recorder::start(freezing).unwrap();
    let mut options = options(&referee.url(), "500/s", 2_000, "sound=1");
    options.connections = NonZeroU32::new(4).unwrap();
    let measurement = measure(&options);
    assert_eq!(measurement.ledger.statuses.get(&200), Some(&1_000));
    let (planned, sent) = (&measurement.latency.planned, &measurement.latency.sent);
    // Of a stop S in a run D at the rate R with a capacity C, the quantile q is S - (1 - q) D (1 - R/C). C is far above R, and S is what
    // the first that was stopped waited: on a busy machine the receiver wakes late.
    let (stop, run) = (planned.max, 2_000_000);
    assert!((295_000..600_000).contains(&stop), "{planned:?}");
    let (p90, p99) = (planned.percentiles["p90"], planned.percentiles["p99"]);
    assert!(p99.abs_diff(stop - run / 100) < 10_000, "{planned:?}");
    assert!(p90.abs_diff(stop - run / 10) < 40_000, "{planned:?}");
    assert!(sent.percentiles["p99"] < 50_000, "{sent:?}");
}

#[test]
fn merged_shards_are_one_run() {
    let referee = NullReferee::start().unwrap();
    let whole = options(&referee.url(), "poisson 1000/s", 300, "sound=8,forged=1,duplicate=1");
    let shards: Vec<Measurement> = (1..=3)
        .map(|k| {
            let mut part = whole.clone();
            part.plan.shard = Shard::new(k, 3).unwrap();
            measure(&part)
        })
        .collect();
    let merged = merge(&shards).unwrap();
    let whole = measure(&whole);
    assert_eq!(merged.ledger, whole.ledger);
    assert_eq!(merged.plan, whole.plan);
    assert_eq!(merged.shard, [0, 3]);
    let ledgers = |it: &Measurement| {
        it.classes.iter().map(|line| (line.class, line.ledger.clone())).collect::<Vec<_>>()
    };
    assert_eq!(ledgers(&merged), ledgers(&whole));
    assert_eq!(merged.latency.planned.count, whole.latency.planned.count);
    let own_lag = |it: &Measurement| it.own_lag.clone().unwrap();
    assert_eq!(own_lag(&merged).count, merged.ledger.sent);
    let latest = shards.iter().map(|it| own_lag(it).max).max();
    assert_eq!(Some(own_lag(&merged).max), latest);
    let mut older = shards.clone();
    older[1].own_lag = None;
    assert_eq!(merge(&older).unwrap().own_lag, None);
    let most = shards.iter().map(|it| it.latency.planned.max).max();
    assert_eq!(Some(merged.latency.planned.max), most);
    let code = |shards: &[Measurement]| merge(shards).map(drop).map_err(|error| error.code());
    assert_eq!(code(&shards[..2]), Err("merge_missing"));
    assert_eq!(code(&[shards[0].clone(), shards[0].clone()]), Err("merge_shards"));
    assert_eq!(code(&[]), Err("merge_nothing"));
    let mut other = shards.clone();
    other[1].plan.seed = 8;
    assert_eq!(code(&other), Err("merge_plans"));
    let mut other = shards;
    other[2].classes[0].latency.sent.hdr = None;
    assert_eq!(code(&other), Err("merge_histogram"));
}

#[test]
fn seconds_are_handed_on_while_the_run_goes_on() {
    let referee = NullReferee::start().unwrap();
    let (seconds, seen) = std::sync::mpsc::sync_channel(8);
    let control = Control { seconds: Some(seconds), ..Control::default() };
    let measurement = run(&options(&referee.url(), "300/s", 1_100, "sound=1"), &control).unwrap();
    check_sums(&measurement);
    drop(control);
    let lines: Vec<_> = seen.iter().collect();
    assert_eq!(lines[0], measurement.intervals[0]);
    assert!(measurement.intervals[1].length_us < 1_000_000, "it was not a whole second");
    assert_eq!(lines.iter().map(|line| line.planned).collect::<Vec<_>>(), [300, 30]);
}

#[test]
fn a_wrong_plan_or_address_is_an_error_and_no_measurement() {
    let code = |options: &LoadOptions| {
        run(options, &Control::default()).map_err(|error: LoadError| error.code())
    };
    let nobody = options("http://127.0.0.1:1/", "10/s", 100, "sound=1");
    assert_eq!(code(&nobody).map(drop), Err("load_unreachable"));
    let mut keyless = options("http://127.0.0.1:1/", "10/s", 100, "forged=1");
    keyless.key = None;
    let referee = NullReferee::start().unwrap();
    keyless.destination = destination(&referee.url());
    assert_eq!(code(&keyless).map(drop), Err("render_needs_key"));
    let nothing = options("http://127.0.0.1:1/", "10/s", 0, "sound=1");
    assert_eq!(code(&nothing).map(drop), Err("plan_nothing_due"));
    // Whether a busy machine was late is not asked here.
    assert_eq!(measure(&options(&referee.url(), "100/s", 100, "sound=1")).ledger.imbalance(), 0);
}

/// A certificate for 127.0.0.1 that nobody but these tests believes, and its key.
pub(super) const CERTIFICATE: &[u8] = include_bytes!("tls/certificate.der");
pub(super) const CERTIFICATE_KEY: &[u8] = include_bytes!("tls/key.der");

#[test]
fn what_is_encrypted_is_measured_like_what_is_not() {
    let certificate = CertificateDer::from(CERTIFICATE);
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(CERTIFICATE_KEY));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server = ServerConfig::builder_with_provider(provider.clone());
    let server = server.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let server = server.with_single_cert(vec![certificate.clone()], key).unwrap();
    let behaving = |question: Question<'_>| match question.nth % 10 {
        0 => Reply::Reset,
        1 => Reply::StatusAndClose(200),
        2 => Reply::Chunked(503),
        _ => Reply::Status(200),
    };
    let referee = Recorder::start_encrypted(Arc::new(server), behaving).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let client = ClientConfig::builder_with_provider(provider);
    let client = client.with_safe_default_protocol_versions().unwrap();
    let client = client.with_root_certificates(roots).with_no_client_auth();
    let target = Target::parse(&referee.url(), &MayTest::default()).unwrap();
    let mut options = options("http://127.0.0.1:1/", "500/s", 400, "sound=19,large=1");
    options.destination = Destination::encrypted(&target, Arc::new(client)).unwrap();
    let measurement = measure(&options);
    assert_eq!(measurement.ledger.statuses, [(200, 160), (503, 20)].into());
    assert_eq!(measurement.ledger.reset, 20);
    let seen = referee.seen();
    assert_eq!(seen.iter().filter(|it| it.body.len() == 200 * 1024).count(), 10);
    // Nobody vouches for the certificate to those who believe the system's authorities alone.
    options.destination = Destination::resolve(&target).unwrap();
    let error = run(&options, &Control::default()).unwrap_err();
    assert!(matches!(error, LoadError::Untrusted { .. }), "{error}");
    assert!(error.to_string().contains("has a certificate that is not trusted here"), "{error}");
}
