//! Looks into a receiver after a run.

use std::{
    collections::VecDeque,
    num::NonZeroU32,
    sync::{Arc, Mutex},
    time::Duration,
};

use livehook_core::CallbackKey;
use livehook_load::{
    class::Class,
    conclusion::conclude,
    destination::Destination,
    expect::Threshold,
    fates::Fates,
    identity::RunName,
    measurement::{Effects, Measurement, Met, Verdict},
    options::{Control, LoadOptions, Moment},
    oracle::{Shape, Source, look},
    plan::{Pacing, Plan, mix::Mix, shard::Shard},
    referee::{Recorder, Reply},
    report::{
        html,
        prometheus::prometheus,
        terminal::{self, TerminalOptions},
    },
    run::{merge, run},
};
use livehook_probe::{Listed, Listing, ProbeError};
use livehook_simulator::delivery::{MayTest, Target};
use tokio::time::Instant;

/// Gives out one text after the other, the last one for ever; `None` is an error.
struct Texts(Mutex<VecDeque<Option<String>>>);

impl Texts {
    fn new<const N: usize>(texts: [Option<&str>; N]) -> Self {
        Self(Mutex::new(texts.into_iter().map(|text| text.map(str::to_owned)).collect()))
    }
}

impl Listing for Texts {
    fn list<'a>(&'a self, sink: &'a mut (dyn FnMut(&[u8]) + Send)) -> Listed<'a> {
        let mut texts = self.0.lock().unwrap();
        let text = if texts.len() > 1 { texts.pop_front() } else { texts.front().cloned() };
        Box::pin(async move {
            let text = text.flatten().ok_or(ProbeError::Status { status: 503 })?;
            text.as_bytes().chunks(1_000).for_each(sink);
            Ok(text.len() as u64)
        })
    }

    fn describe(&self) -> String {
        "texts".to_owned()
    }
}

fn name() -> RunName {
    "k3x9az".parse().unwrap()
}

/// Looks for the events 0 and 1, both answered 200, with ten seconds to settle; the counts, the problem, the seconds it took.
async fn looked<const N: usize>(texts: [Option<&str>; N]) -> (Effects, u64) {
    let fates = Fates::new(2);
    for number in [0, 1] {
        fates.sent(number, Class::Sound);
        fates.answered(number, Class::Sound, 200);
    }
    let listing = Texts::new(texts);
    let settle = Duration::from_secs(10);
    let source = Source { listing: &listing, shape: Some(Shape::Lines), run: name(), settle };
    let (begun, mut heard) = (Instant::now(), Vec::new());
    let effects = look(&source, &fates, |effects| heard.push(effects.clone())).await;
    assert_eq!(heard.last(), Some(&effects));
    (effects, begun.elapsed().as_secs())
}

const BOTH: &str = "ld-k3x9az-00000000000\nld-k3x9az-00000000001\n";
const ONE: &str = "ld-k3x9az-00000000001\n";

#[tokio::test(start_paused = true)]
async fn two_readings_that_agree_are_enough_where_nothing_is_lost() {
    let (effects, seconds) = looked([Some(BOTH)]).await;
    assert!(effects.are_right() && effects.found == 2 && seconds == 0, "{effects:?} {seconds}");
    // A repeated effect that comes later is seen by the second reading.
    let (effects, _) = looked([Some(BOTH), Some(&format!("{BOTH}{ONE}"))]).await;
    assert_eq!(effects.doubled, ["ld-k3x9az-00000000001"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_late_is_waited_for_and_what_never_comes_is_lost() {
    let (effects, seconds) = looked([Some(""), Some(ONE), Some(ONE), Some(BOTH)]).await;
    assert!(effects.are_right() && (1..10).contains(&seconds), "{effects:?} {seconds}");
    let (effects, seconds) = looked([Some(ONE)]).await;
    assert_eq!((effects.counts, seconds), ([1, 0, 0], 10));
    assert_eq!(effects.lost, ["ld-k3x9az-00000000000"]);
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_is_away_for_a_moment_is_waited_for() {
    let (effects, seconds) = looked([None, None, Some(BOTH)]).await;
    assert!(effects.are_right() && seconds < 10, "{effects:?} {seconds}");
    let (effects, seconds) = looked([Some(BOTH), None]).await;
    let problem = "the address to observe answers 503, not 200";
    assert_eq!((effects.problem.as_deref(), seconds), (Some(problem), 10));
}

/// Two thousand events, sent to a receiver that then has all but one, one twice, and one that nobody sent, beside those of other runs;
/// as log, as document.
#[tokio::test(start_paused = true)]
async fn one_lost_one_doubled_and_one_invented_are_named_after_a_run() {
    let referee = Recorder::start(|_| Reply::Status(200)).unwrap();
    let (options, control) = (options(&referee.url()), control());
    let measurement = run(&options, &control).unwrap();
    assert_eq!(measurement.ledger.statuses, [(200, 2_000)].into());
    let body = |it: &livehook_load::referee::Seen| String::from_utf8(it.body.clone()).unwrap();
    let mut bodies: Vec<_> = referee.seen().iter().map(body).collect();
    let id = |number| options.run.stream(number);
    bodies.retain(|body| !body.contains(&id(1_234)));
    bodies.push(bodies.iter().find(|body| body.contains(&id(42))).unwrap().clone());
    bodies.push(bodies[0].replace(&body_id(&bodies[0]), &id(2_000)));
    bodies.push(bodies[0].replace(&options.run.to_string(), "others"));
    let (lines, list) = (bodies.join("\n"), format!("[{}]", bodies.join(",")));
    for text in [lines, list] {
        let listing = Texts::new([Some(&text)]);
        let settle = Duration::from_secs(10);
        let source = Source { listing: &listing, shape: None, run: options.run, settle };
        let effects = look(&source, control.fates.as_ref().unwrap(), |_| {}).await;
        assert_eq!((effects.expected, effects.found), (2_000, 1_999));
        assert_eq!(effects.counts, [1, 1, 1]);
        let names = [&effects.lost, &effects.doubled, &effects.invented];
        assert_eq!(names, [&[id(1_234)], &[id(42)], &[id(2_000)]]);
        check_verdict(&measurement, effects, Verdict::Fail, Met::Missed);
    }
    let problem = Some("nobody <answers>".to_owned());
    let effects = Effects { problem, ..Effects::default() };
    check_verdict(&measurement, effects.clone(), Verdict::Fail, Met::Unknown);
    check_told(&Measurement { effects: Some(effects), ..measurement.clone() });
    check_verdict(&measurement, Effects::default(), Verdict::Pass, Met::Met);
}

/// That each report says that what the receiver has cannot be told.
#[track_caller]
fn check_told(measurement: &Measurement) {
    let lines = terminal::lines(measurement, &TerminalOptions::default());
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    assert!(text.contains("? cannot be told: nobody <answers>"), "{text}");
    let page = html::page(measurement).unwrap();
    assert!(page.contains("<b>cannot be told</b>: nobody &#60;answers&#62;"), "{page}");
    assert!(prometheus(measurement).contains("livehook_load_events_are_told 0"));
}

/// What a run with such effects says, with and without a threshold.
#[track_caller]
fn check_verdict(measurement: &Measurement, effects: Effects, verdict: Verdict, met: Met) {
    // Whether a busy machine was late is not asked here.
    let mut measurement = Measurement { effects: Some(effects), ..measurement.clone() };
    measurement.validity.problems.clear();
    conclude(&mut measurement, &[]);
    assert_eq!(measurement.verdict, verdict);
    let thresholds = ["lost=0", "doubled=0", "invented=0"].map(|it| it.parse::<Threshold>());
    conclude(&mut measurement, &thresholds.map(Result::unwrap));
    assert!(measurement.expectations.iter().all(|it| it.outcome == met), "{measurement:?}");
}

#[test]
fn what_shards_saw_adds_up() {
    let referee = Recorder::start(|_| Reply::Status(200)).unwrap();
    let mut shards: Vec<Measurement> = (1..=2)
        .map(|k| {
            let mut options = options(&referee.url());
            options.plan.shard = Shard::new(k, 2).unwrap();
            run(&options, &control()).unwrap()
        })
        .collect();
    assert_eq!(merge(&shards).unwrap().effects, None);
    let lost = |name: &str| Effects {
        expected: 1_000,
        found: 999,
        lost: vec![name.to_owned()],
        counts: [1, 0, 0],
        ..Effects::default()
    };
    shards[0].effects = Some(lost("a"));
    let some = merge(&shards).unwrap().effects.unwrap();
    assert_eq!(some.problem.as_deref(), Some("shard 2/2 did not look into the receiver"));
    shards[1].effects = Some(lost("b"));
    let all = merge(&shards).unwrap().effects.unwrap();
    assert_eq!((all.expected, all.found, all.counts), (2_000, 1_998, [2, 0, 0]));
    assert_eq!((all.lost, all.problem), (vec!["a".to_owned(), "b".to_owned()], None));
}

fn control() -> Control {
    Control { fates: Some(Arc::new(Fates::new(2_000))), ..Control::default() }
}

/// The stream's name in a body.
fn body_id(body: &str) -> String {
    let at = body.find("ld-").unwrap();
    body[at..at + "ld-k3x9az-00000000000".len()].to_owned()
}

/// Two thousand sound requests in a closed loop.
fn options(url: &str) -> LoadOptions {
    let pacing = Pacing::Closed { requests: Some(2_000), length: Duration::from_secs(60) };
    let plan = Plan { seed: 7, pacing, mix: Mix::sound(), shard: Shard::WHOLE };
    let begun = Moment {
        since_epoch: Duration::from_secs(1_761_129_434),
        text: "2025-10-22T10:37:14Z".to_owned(),
    };
    let target = Target::parse(url, &MayTest::default()).unwrap();
    let mut options = LoadOptions::new(begun, Destination::resolve(&target).unwrap(), plan);
    options.key = Some(CallbackKey::new("Smq2rJ7fTnVx0cKd8LhW4bYp6ZgQaEuB").unwrap());
    options.connections = NonZeroU32::new(8).unwrap();
    options
}
