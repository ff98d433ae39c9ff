//! What a run makes of a receiver that goes away, and of one that takes nothing from the tester any more.

use std::time::Duration;

use livehook_contract::{
    Limits, Options, Patience, Traits, catalogue,
    report::{Class, Report, Verdict},
    run,
};
use livehook_simulator::{
    Seed,
    delivery::{MayTest, Target},
};

use super::{
    Fault, Faulty, Sight,
    front::{Front, Manner},
    harness::{Running, options},
    key,
};

const HIGHLIGHT: &str = "css/deliver/highlight";
const KILLING: &[&str] = &["css/sign/unsigned-typeless", "css/sign/unsigned-undocumented"];

async fn judged(options: Options, is_asked: impl Fn(&str) -> bool) -> Report {
    let cases: Vec<_> = catalogue::all().filter(|case| is_asked(case.id)).collect();
    run(&cases, options, |_| ()).await.unwrap()
}

/// Options for a sound receiver behind a front.
fn before(running: &Running, front: &Front, seed: Seed) -> Options {
    let url = running.url().replace(&running.address().to_string(), &front.address.to_string());
    Options {
        target: Target::parse(&url, &MayTest::default()).unwrap(),
        restart: None,
        ..options(running, Sight::Probe, seed)
    }
}

#[track_caller]
fn why(report: &Report, class: Class) -> Vec<(&str, &str)> {
    let of_class = report.findings.iter().filter(|finding| finding.result == class);
    of_class.map(|finding| (finding.id.as_str(), finding.why.as_str())).collect()
}

fn is_of_the_few(id: &str) -> bool {
    KILLING.contains(&id) || id.starts_with("css/deliver/") || id.starts_with("css/sign/wrong-key")
}

#[tokio::test]
async fn of_many_at_once_those_fail_of_which_the_receiver_dies() {
    let running = Faulty::start(None, &key()).await;
    let absence = Duration::from_millis(200);
    let front = Front::start(running.address(), Manner::DiesOfUnsigned(Some(absence)));
    let options = Options {
        limits: Limits { cases_at_once: 12, ..Limits::USUAL },
        ..before(&running, &front, Seed(21))
    };
    let report = judged(options, is_of_the_few).await;
    let failed = why(&report, Class::Fail);
    let ids: Vec<_> = failed.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids.len(), KILLING.len(), "{failed:?}");
    assert!(KILLING.iter().all(|id| ids.contains(id)), "{failed:?}");
    assert!(failed.iter().all(|(_, why)| why.starts_with("the receiver died of it")), "{failed:?}");
    assert_eq!(why(&report, Class::Error), []);
    let of_the_killing = report.findings.iter().filter(|it| it.result == Class::Fail);
    assert!(of_the_killing.clone().all(|finding| !finding.exchanges.is_empty()));
}

#[tokio::test]
async fn of_many_at_once_a_death_for_good_fails_whichever_it_was() {
    let running = Faulty::start(None, &key()).await;
    let front = Front::start(running.address(), Manner::DiesOfUnsigned(None));
    let sound = before(&running, &front, Seed(28));
    let options = Options {
        limits: Limits { cases_at_once: 12, ..Limits::USUAL },
        patience: Patience { total: Duration::from_secs(5), ..sound.patience },
        ..sound
    };
    let report = judged(options, |id| KILLING.contains(&id)).await;
    let failed = why(&report, Class::Fail);
    assert!(!failed.is_empty() && failed.iter().all(|(_, why)| why.contains("died")), "{failed:?}");
    assert_eq!(report.summary.verdict, Verdict::Fails);
}

#[tokio::test]
async fn what_comes_after_a_death_for_good_says_so() {
    let running = Faulty::start(None, &key()).await;
    let front = Front::start(running.address(), Manner::DiesOfUnsigned(None));
    let sound = before(&running, &front, Seed(22));
    let options = Options {
        limits: Limits { cases_at_once: 1, ..Limits::USUAL },
        patience: Patience { total: Duration::from_secs(5), ..sound.patience },
        ..sound
    };
    let ids = ["css/deliver/highlight", "css/sign/unsigned-typeless", "css/time/zero"];
    let report = judged(options, |id| ids.contains(&id)).await;
    let failed = why(&report, Class::Fail);
    assert!(matches!(failed.as_slice(), [("css/sign/unsigned-typeless", _)]), "{failed:?}");
    assert_eq!(
        why(&report, Class::Error),
        [(
            "css/time/zero",
            "not tried: the receiver went away during css/sign/unsigned-typeless and did not come back"
        )]
    );
    assert!(report.calibration.notes.join("\n").contains("went away during"));
}

#[tokio::test]
async fn what_a_limiter_refuses_is_neither_refused_nor_failed() {
    let running = Faulty::start(None, &key()).await;
    let front = Front::start(running.address(), Manner::Limits(20));
    let options = before(&running, &front, Seed(23));
    let is_asked = |id: &str| {
        id.starts_with("css/sign/") || id.starts_with("css/time/") || id == "css/secrecy/sound"
    };
    let report = judged(options, is_asked).await;
    assert_eq!(why(&report, Class::Fail), []);
    let by_the_block = |finding: &&livehook_contract::report::Finding| {
        finding.layers.answer.contains("429") && finding.result == Class::Pass
    };
    assert_eq!(report.findings.iter().find(by_the_block).map(|it| &it.id), None);
    let notes = report.calibration.notes.join("\n");
    assert!(notes.contains("it blocks us since css/"), "{notes}");
    assert_eq!(report.summary.verdict, Verdict::Undetermined);
}

#[tokio::test]
async fn a_second_code_is_no_refusal_where_the_first_was_one() {
    let running = Faulty::start(Some(Fault::TWindow), &key()).await;
    let options = options(&running, Sight::None, Seed(24));
    let report = judged(options, |id| id == "css/time/expired-a-minute").await;
    assert_eq!(why(&report, Class::Pass), []);
    assert_eq!(why(&report, Class::Undetermined).len(), 1);
}

#[tokio::test]
async fn a_run_of_expected_failures_alone_is_as_expected() {
    let running = Faulty::start(Some(Fault::BelievesAnything), &key()).await;
    let traits =
        Traits { expected_failures: vec!["css/sign/wrong-key".to_owned()], ..Traits::default() };
    let options = Options { traits, ..options(&running, Sight::Probe, Seed(25)) };
    let report = judged(options, |id| id == "css/sign/wrong-key").await;
    assert_eq!(report.summary.expected_failures, 1);
    assert_eq!(report.summary.verdict, Verdict::Conforms);
}

#[tokio::test]
async fn looking_back_alone_finds_a_leak_by_itself() {
    let running = Faulty::start(Some(Fault::LeaksKey), &key()).await;
    let options = options(&running, Sight::None, Seed(26));
    let report = judged(options, |id| id == "css/secrecy/nowhere").await;
    assert_eq!(why(&report, Class::Fail).len(), 1);
}

#[tokio::test]
async fn a_leak_is_told_with_the_case_that_shows_it() {
    let running = Faulty::start(Some(Fault::LeaksKey), &key()).await;
    let options = options(&running, Sight::None, Seed(27));
    let ids = ["css/sign/wrong-key", "css/secrecy/nowhere", HIGHLIGHT];
    let report = judged(options, |id| ids.contains(&id)).await;
    let found = report.findings.iter().find(|it| it.id == "css/secrecy/nowhere").unwrap();
    assert!(found.reproduce.contains("css/sign/wrong-key css/secrecy/nowhere"), "{found:?}");
}
