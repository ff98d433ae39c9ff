//! What a run makes of circumstances: a scheme of its own, probes that see nothing or too much, a receiver that goes away.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use livehook_contract::{
    Options, Progress, Transcripts, catalogue,
    report::{Calibrated, Class, Report, Verdict, json::to_json},
    run,
};
use livehook_core::Signature;
use livehook_probe::{Counted, Probe, ProbeError, Question, Scope};
use livehook_simulator::Seed;

use super::{
    Fault, Faulty, Sight,
    harness::{NOW, Running, options},
    key,
};

/// Runs the cases whose ids begin with one of these.
async fn judged(options: Options, ids: &[&str]) -> Report {
    let is_asked = |id: &str| ids.iter().any(|begin| id.starts_with(begin));
    let cases: Vec<_> = catalogue::all().filter(|case| is_asked(case.id)).collect();
    run(&cases, options, |_| ()).await.unwrap()
}

fn classes(report: &Report, class: Class) -> Vec<&str> {
    let of_class = report.findings.iter().filter(|finding| finding.result == class);
    of_class.map(|finding| finding.id.as_str()).collect()
}

/// The calibration against a receiver with this fault says what it takes instead.
async fn check_wants(fault: Fault, expected: &str) {
    let running = Faulty::start(Some(fault), &key()).await;
    let report = judged(options(&running, Sight::None, Seed(3)), &["css/deliver/highlight"]).await;
    assert_eq!(report.calibration.verdict, Calibrated::Refuses);
    let notes = report.calibration.notes.join("\n");
    assert!(notes.contains(expected), "{notes}");
}

#[tokio::test]
async fn a_receiver_that_reads_the_query_is_told_so() {
    check_wants(Fault::SignOnlyFromQuery, "whose t and sign stand in the query").await;
}

#[tokio::test]
async fn a_scheme_of_its_own_is_named() {
    check_wants(Fault::HmacOfBodyInvented, "HMAC-SHA256 of the body").await;
}

#[tokio::test]
async fn the_wrong_order_is_named() {
    check_wants(Fault::TBeforeKey, "MD5(t + key)").await;
}

#[tokio::test]
async fn answers_alone_never_pass_a_receiver_that_believes_anything() {
    let running = Faulty::start(Some(Fault::BelievesAnything), &key()).await;
    let report =
        judged(options(&running, Sight::None, Seed(4)), &["css/sign/", "css/time/expired-a"]).await;
    assert_eq!(classes(&report, Class::Fail), <[&str; 0]>::default());
    let passed = classes(&report, Class::Pass);
    assert_eq!(passed, ["css/sign/strangers-in-query"], "the only sound one among them");
    assert_eq!(report.summary.verdict, Verdict::Undetermined);
}

/// All that fail with this fault are to be mended by the same words.
async fn check_mend(fault: Fault, ids: &[&str], failing: usize, mend: &str) {
    let running = Faulty::start(Some(fault), &key()).await;
    let report = judged(options(&running, Sight::Probe, Seed(11)), ids).await;
    let types = report.calibration.notes.iter().find(|note| note.contains("--takes"));
    assert_eq!(types, None, "it takes every type");
    let failed = report.findings.iter().filter(|finding| finding.result == Class::Fail);
    let mends: Vec<_> = failed.map(|finding| (&finding.id, &finding.mend)).collect();
    assert_eq!(mends.len(), failing, "{mends:#?}");
    assert!(mends.iter().all(|(_, text)| text.contains(mend)), "{mends:#?}");
}

#[tokio::test]
async fn who_takes_the_signature_for_an_id_is_told_so_and_nothing_else() {
    const IDS: &[&str] =
        &["css/bind/", "css/deliver/", "css/event/push", "css/duplicate/", "css/overload/burst"];
    const MEND: &str = "by its content without t and sign";
    check_mend(Fault::DedupsBySignAlone, IDS, 7, MEND).await;
    check_mend(Fault::DedupsByT, IDS, 7, MEND).await;
}

#[tokio::test]
async fn who_loses_digits_or_characters_is_told_so() {
    const IDS: &[&str] = &["css/duplicate/"];
    check_mend(Fault::DedupsByFloats, IDS, 1, "digits as they stand in the body").await;
    check_mend(Fault::DedupsByAscii, IDS, 1, "over the UTF-8 bytes").await;
}

/// A probe that sees so many events of whatever it is asked for.
struct Sees {
    running: Arc<Running>,
    scope: Scope,
}

impl Probe for Sees {
    fn count<'a>(&'a self, _: &'a Question) -> Counted<'a> {
        let count = match self.scope {
            Scope::Stream => 0,
            Scope::Total => self.running.total(),
        };
        Box::pin(std::future::ready(Ok(count)))
    }

    fn scope(&self) -> Scope {
        self.scope
    }

    fn tells_types(&self) -> bool {
        false
    }

    fn describe(&self) -> String {
        "a probe of this test".to_owned()
    }
}

/// A probe that is asked before each event is sent, and to which it shows so long afterwards.
struct Late {
    running: Arc<Running>,
    first_asked: Mutex<HashMap<String, Instant>>,
}

const LATENESS: Duration = Duration::from_millis(500);

impl Probe for Late {
    fn count<'a>(&'a self, question: &'a Question) -> Counted<'a> {
        Box::pin(async move {
            let count = self.running.probe().count(question).await?;
            let mut first_asked = self.first_asked.lock().unwrap();
            let asked = *first_asked.entry(question.stream_id.clone()).or_insert_with(Instant::now);
            Ok(if asked.elapsed() >= LATENESS { count } else { 0 })
        })
    }

    fn scope(&self) -> Scope {
        Scope::Stream
    }

    fn tells_types(&self) -> bool {
        false
    }

    fn describe(&self) -> String {
        "a late probe of this test".to_owned()
    }
}

async fn seen_late(fault: Option<Fault>, ids: &[&str]) -> Report {
    let running = Arc::new(Faulty::start(fault, &key()).await);
    let probe = Late { running: running.clone(), first_asked: Mutex::default() };
    let options =
        Options { probe: Some(Arc::new(probe)), ..options(&running, Sight::None, Seed(8)) };
    judged(options, ids).await
}

#[tokio::test]
async fn what_shows_late_is_neither_lost_nor_refused() {
    const IDS: &[&str] = &["css/deliver/highlight", "css/sign/wrong-key", "css/sign/all-zeros"];
    let sound = seen_late(None, IDS).await;
    assert_eq!(classes(&sound, Class::Pass).len(), sound.findings.len());
    let believing = seen_late(Some(Fault::BelievesAnything), IDS).await;
    let failed = classes(&believing, Class::Fail);
    assert!(failed.contains(&"css/sign/wrong-key"), "{failed:?}");
    assert_eq!(failed.len() + 1, believing.findings.len(), "all but the sound one: {failed:?}");
}

/// A probe that is a function of the question and of whether the last of the cases has ended.
struct Told<F> {
    scope: Scope,
    all_ended: Arc<AtomicBool>,
    count: F,
}

impl<F: Fn(&Question, bool) -> Result<u64, ProbeError> + Send + Sync> Probe for Told<F> {
    fn count<'a>(&'a self, question: &'a Question) -> Counted<'a> {
        let count = (self.count)(question, self.all_ended.load(Ordering::SeqCst));
        Box::pin(std::future::ready(count))
    }

    fn scope(&self) -> Scope {
        self.scope
    }

    fn tells_types(&self) -> bool {
        false
    }

    fn describe(&self) -> String {
        "a probe of this test".to_owned()
    }
}

/// Streams of the calibration are those of case 0.
fn is_of_the_calibration(question: &Question) -> bool {
    question.stream_id.contains("-000-")
}

/// Runs these cases with a probe that is told the receiver's own counts: of the stream, and of everything.
async fn told(
    fault: Option<Fault>,
    ids: &[&str],
    scope: Scope,
    count: impl Fn(&Question, bool, u64, u64) -> Result<u64, ProbeError> + Send + Sync + 'static,
) -> Report {
    let running = Arc::new(Faulty::start(fault, &key()).await);
    let all_ended = Arc::new(AtomicBool::new(false));
    let (of_all, counts) = (running.clone(), running.counts());
    let count =
        move |question: &Question, ended| count(question, ended, counts(question), of_all.total());
    let probe = Told { scope, all_ended: all_ended.clone(), count };
    let options =
        Options { probe: Some(Arc::new(probe)), ..options(&running, Sight::None, Seed(9)) };
    let cases: Vec<_> = ids.iter().filter_map(|id| catalogue::find(id)).collect();
    let mut left = cases.len();
    let listen = |progress: Progress<'_>| {
        if matches!(progress, Progress::Found(_)) {
            left -= 1;
            all_ended.store(left == 0, Ordering::SeqCst);
        }
    };
    run(&cases, options, listen).await.unwrap()
}

const SOUND_AND_FORGED: &[&str] = &["css/deliver/highlight", "css/sign/wrong-key"];

#[tokio::test]
async fn what_only_the_last_look_sees_is_judged_as_what_it_is() {
    let shows_at_the_end = |question: &Question, ended, count, _| {
        Ok(if ended || is_of_the_calibration(question) { count } else { 0 })
    };
    let fault = Some(Fault::BelievesAnything);
    let report = told(fault, SOUND_AND_FORGED, Scope::Stream, shows_at_the_end).await;
    assert_eq!(classes(&report, Class::Pass), ["css/deliver/highlight"]);
    assert_eq!(classes(&report, Class::Fail), ["css/sign/wrong-key"]);
    assert!(report.findings.iter().all(|it| it.why.contains("came late")), "{report:?}");
    assert!(report.calibration.notes.join("\n").contains("--settle"), "{:?}", report.calibration);
}

#[tokio::test]
async fn what_a_page_does_not_show_is_not_lost() {
    let page = |question: &Question, ended: bool, count, _| {
        Ok(if !ended && is_of_the_calibration(question) { count } else { 0 })
    };
    let report = told(None, SOUND_AND_FORGED, Scope::Stream, page).await;
    assert_eq!(classes(&report, Class::Pass), SOUND_AND_FORGED, "by their answers");
    assert!(report.findings.iter().any(|it| it.why.contains("a page")), "{report:?}");
}

#[tokio::test]
async fn a_total_that_others_move_fails_nobody() {
    let asked = AtomicU64::new(0);
    let moving = move |_: &Question, _, _, total| Ok(total + asked.fetch_add(1, Ordering::SeqCst));
    let report = told(None, SOUND_AND_FORGED, Scope::Total, moving).await;
    assert_eq!(classes(&report, Class::Fail), <[&str; 0]>::default());
    let notes = report.calibration.notes.join("\n");
    assert!(notes.contains("moves while nothing is sent"), "{notes}");
}

#[tokio::test]
async fn what_a_probe_counts_is_found_out() {
    let by_stream = |_: &Question, _, count, _| Ok(count);
    let report = told(None, SOUND_AND_FORGED, Scope::Total, by_stream).await;
    assert_eq!(report.target.probe.as_deref(), Some("a probe of this test"));
    let by_nothing = |_: &Question, _, _, total| Ok(total);
    let report = told(None, SOUND_AND_FORGED, Scope::Stream, by_nothing).await;
    assert_eq!(report.target.probe.as_deref(), Some("a probe of this test (total)"));
    assert_eq!(classes(&report, Class::Pass), SOUND_AND_FORGED);
}

#[tokio::test]
async fn a_probe_that_fails_now_and_then_is_asked_again() {
    let asked = AtomicU64::new(0);
    let locked = move |_: &Question, _, count, _| match asked.fetch_add(1, Ordering::SeqCst) % 2 {
        0 => Err(ProbeError::CommandFailed {
            status: "exit status: 1".to_owned(),
            said: "`database is locked`".to_owned(),
        }),
        _ => Ok(count),
    };
    let report = told(None, SOUND_AND_FORGED, Scope::Stream, locked).await;
    assert_eq!(classes(&report, Class::Pass), SOUND_AND_FORGED);
}

/// Never says anything.
struct Mute;

impl Probe for Mute {
    fn count<'a>(&'a self, _: &'a Question) -> Counted<'a> {
        Box::pin(std::future::pending())
    }

    fn scope(&self) -> Scope {
        Scope::Stream
    }

    fn tells_types(&self) -> bool {
        false
    }

    fn describe(&self) -> String {
        "a mute probe of this test".to_owned()
    }
}

#[tokio::test]
async fn a_probe_that_never_answers_ends_with_the_run() {
    let running = Faulty::start(None, &key()).await;
    let mut options =
        Options { probe: Some(Arc::new(Mute)), ..options(&running, Sight::None, Seed(10)) };
    options.patience.total = Duration::from_millis(200);
    let report = judged(options, &["css/deliver/"]).await;
    assert_eq!(report.calibration.verdict, Calibrated::CutOff);
    assert_eq!(classes(&report, Class::Error).len(), report.findings.len());
}

const MIXED: &[&str] = &[
    "css/deliver/highlight",
    "css/sign/wrong-key",
    "css/bind/",
    "css/duplicate/same-bytes",
    "css/transport/pipelined",
    "css/overload/burst-64",
];

async fn seen_by(scope: Scope) -> Report {
    let running = Arc::new(Faulty::start(None, &key()).await);
    let probe = Sees { running: running.clone(), scope };
    let options =
        Options { probe: Some(Arc::new(probe)), ..options(&running, Sight::None, Seed(5)) };
    judged(options, MIXED).await
}

#[tokio::test]
async fn a_probe_that_sees_nothing_fails_no_sound_receiver_and_passes_nothing_by_it() {
    let report = seen_by(Scope::Stream).await;
    assert_eq!(report.calibration.verdict, Calibrated::TakesWithoutEffect);
    assert_eq!(classes(&report, Class::Fail), <[&str; 0]>::default());
    assert!(classes(&report, Class::Undetermined).contains(&"css/deliver/highlight"));
}

#[tokio::test]
async fn a_probe_of_totals_fails_no_sound_receiver() {
    let report = seen_by(Scope::Total).await;
    assert_eq!(report.calibration.verdict, Calibrated::Takes);
    assert_eq!(classes(&report, Class::Fail), <[&str; 0]>::default());
    assert!(classes(&report, Class::Pass).contains(&"css/duplicate/same-bytes"));
}

#[tokio::test]
async fn nobody_there_is_no_finding() {
    let running = Faulty::start(None, &key()).await;
    let options = options(&running, Sight::None, Seed(6));
    drop(running);
    let report = judged(options, MIXED).await;
    assert_eq!(report.calibration.verdict, Calibrated::Unreachable);
    assert_eq!(classes(&report, Class::Error).len(), report.findings.len());
}

#[tokio::test]
async fn no_report_holds_the_key_or_a_signature_that_could_be_used() {
    let running = Faulty::start(Some(Fault::BelievesAnything), &key()).await;
    let options =
        Options { transcripts: Transcripts::Masked, ..options(&running, Sight::Probe, Seed(7)) };
    let report = to_json(&judged(options, &["css/sign/", "css/time/", "css/secrecy/"]).await);
    assert!(!report.contains(key().expose()));
    let ahead = (0..=600).map(|seconds| NOW.0 + seconds);
    for t in ahead.chain([i64::MAX, 0, 1_545_030_873]) {
        let sign = Signature::of(&key(), &t.to_string()).to_string();
        assert!(!report.contains(&sign[..24]), "the signature for {t}");
    }
}
