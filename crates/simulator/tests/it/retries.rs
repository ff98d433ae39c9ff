//! When a callback is sent again, and with what. The clock is paused: twelve minutes take none.

use std::time::Duration;

use livehook_core::{Envelope, KeyId, Policy, Source, Verdict, judge};
use livehook_simulator::delivery::{
    Basis, Delivery, IntervalFrom, Next, PlanChoice, Resign, RetryPlan, Retrying, TimeScale,
    deliver,
};

use crate::harness::{NOW, Scripted, going_clock, key, signing, sound};

fn every(plan: RetryPlan) -> Retrying {
    Retrying { plan, ..Retrying::OFF }
}

async fn delivered(retrying: Retrying, transport: &Scripted) -> Delivery {
    deliver(&sound(), 0, &signing(), &retrying, transport, &going_clock()).await.unwrap()
}

fn starts(delivery: &Delivery) -> Vec<Duration> {
    delivery.attempts.iter().map(|attempt| attempt.started).collect()
}

#[tokio::test(start_paused = true)]
async fn each_plan_is_followed_to_its_end_and_no_further() {
    for &plan in RetryPlan::ALL {
        for from in [IntervalFrom::Failure, IntervalFrom::Start] {
            for takes in [Duration::ZERO, Duration::from_secs(20), Duration::from_secs(150)] {
                let transport = Scripted::statuses(takes, &[500]);
                let delivery = delivered(Retrying { from, ..every(plan) }, &transport).await;
                let expected: Vec<_> = plan.starts(from, takes).collect();
                assert_eq!(starts(&delivery), expected, "{} {from:?} {takes:?}", plan.name);
                assert_eq!(expected.len(), plan.retries as usize + 1);
                assert_eq!(delivery.attempts.last().unwrap().next, Next::GaveUp);
                assert!(!delivery.is_delivered());
            }
        }
    }
}

#[test]
fn plans_are_lists_of_due_times() {
    let seconds = |plan: RetryPlan, from, takes| -> Vec<u64> {
        plan.starts(from, Duration::from_secs(takes)).map(|due| due.as_secs()).collect()
    };
    assert_eq!(seconds(RetryPlan::NONE, IntervalFrom::Failure, 20), [0]);
    assert_eq!(seconds(RetryPlan::AI, IntervalFrom::Failure, 0), [0, 60, 120, 180]);
    assert_eq!(seconds(RetryPlan::AI, IntervalFrom::Failure, 20), [0, 80, 160, 240]);
    assert_eq!(seconds(RetryPlan::AI, IntervalFrom::Start, 20), [0, 60, 120, 180]);
    assert_eq!(
        seconds(RetryPlan::SCREENSHOT, IntervalFrom::Start, 0),
        [0, 120, 240, 360, 480, 600]
    );
    assert_eq!(seconds(RetryPlan::GENERIC, IntervalFrom::Failure, 0).last(), Some(&720));
    assert_eq!(
        seconds(RetryPlan::GENERIC, IntervalFrom::Failure, 20).last(),
        Some(&960),
        "16 minutes at most"
    );
}

#[tokio::test(start_paused = true)]
async fn a_success_ends_the_attempts() {
    let transport = Scripted::statuses(Duration::ZERO, &[503, 500, 200]);
    let delivery = delivered(every(RetryPlan::GENERIC), &transport).await;
    let steps: Vec<_> = delivery
        .attempts
        .iter()
        .map(|each| (each.number, each.outcome.status(), each.next))
        .collect();
    assert_eq!(
        steps,
        [
            (1, Some(503), Next::WillRetry),
            (2, Some(500), Next::WillRetry),
            (3, Some(200), Next::Delivered)
        ]
    );
    assert!(delivery.is_delivered());
}

#[tokio::test(start_paused = true)]
async fn a_kept_signature_is_the_same_bytes_until_it_has_expired() {
    let transport = Scripted::statuses(Duration::ZERO, &[500]);
    delivered(Retrying { resign: Resign::Keep, ..every(RetryPlan::GENERIC) }, &transport).await;
    let sent = transport.sent.lock().unwrap();
    assert!(sent.iter().all(|each| each == &sent[0]));
    let source = Source::signed("default", [(KeyId::new("current"), key())]).unwrap();
    let at = |minutes: i64| {
        let now = livehook_core::UnixSeconds(NOW.0 + minutes * 60);
        judge(Envelope::read(&sent[0].body).unwrap(), &source, now, &Policy::default())
    };
    assert!(matches!(at(10), Verdict::Accepted(_)));
    assert!(matches!(at(11), Verdict::Late(..)), "the last two retries of the plan come too late");
}

#[tokio::test(start_paused = true)]
async fn a_refreshed_signature_changes_t_and_sign_and_nothing_else() {
    let transport = Scripted::statuses(Duration::ZERO, &[500]);
    let delivery =
        delivered(Retrying { resign: Resign::Refresh, ..every(RetryPlan::AI) }, &transport).await;
    let ts: Vec<_> = delivery.attempts.iter().map(|attempt| attempt.t.unwrap() - NOW.0).collect();
    assert_eq!(ts, [600, 660, 720, 780]);
    let bodies: Vec<serde_json::Value> = transport
        .sent
        .lock()
        .unwrap()
        .iter()
        .map(|each| {
            let mut body: serde_json::Value = serde_json::from_slice(&each.body).unwrap();
            let signed = body.as_object_mut().unwrap();
            assert!(signed.remove("t").is_some() && signed.remove("sign").is_some());
            body
        })
        .collect();
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test(start_paused = true)]
async fn a_time_scale_plays_minutes_in_seconds_and_leaves_answers_their_time() {
    let transport = Scripted::statuses(Duration::from_secs(3), &[500]);
    let retrying = Retrying { time_scale: TimeScale::new(60.0).unwrap(), ..every(RetryPlan::AI) };
    let delivery = delivered(retrying, &transport).await;
    assert_eq!(starts(&delivery), [0, 4, 8, 12].map(Duration::from_secs));
    assert!(delivery.attempts.iter().all(|attempt| attempt.latency == Duration::from_secs(3)));
}

#[test]
fn a_time_scale_is_a_number_from_one_to_a_million() {
    for sound in ["1", "60", "1000000", "1.5"] {
        assert_eq!(sound.parse::<TimeScale>().unwrap().to_string(), sound);
    }
    for wrong in ["0", "0.9", "-1", "NaN", "inf", "1000001", "fast", ""] {
        assert!(wrong.parse::<TimeScale>().is_err(), "{wrong}");
    }
}

#[test]
fn the_plan_of_a_highlight_is_an_assumption_and_says_so() {
    let choice = |event_type| {
        let choice = PlanChoice::for_event(event_type);
        (choice.plan.name, choice.basis)
    };
    assert_eq!(choice(Some(349)), ("generic", Basis::Assumed));
    assert_eq!(choice(None), ("generic", Basis::Assumed));
    assert_eq!(choice(Some(100)), ("generic", Basis::Documented));
    assert_eq!(choice(Some(200)), ("screenshot", Basis::Documented));
    assert_eq!(choice(Some(338)), ("ai", Basis::Documented));
    assert_eq!(
        "screenshto".parse::<RetryPlan>().unwrap_err().to_string(),
        "there is no retry plan \"screenshto\"; did you mean screenshot?"
    );
}
