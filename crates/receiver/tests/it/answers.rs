//! Every situation of `fixtures/answers.tsv`, and the frozen numbers of the codes.

use std::{collections::BTreeMap, fmt::Write as _};

use axum::{body::Body, http::Request};
use expect_test::expect;
use livehook_core::{CallbackKey, Code, KeyId, Source};
use livehook_inbox::{Mark, Record, State};
use livehook_receiver::{AnswerCode, ReceiverConfig, SourceRoute};
use livehook_testkit::fixtures::{Answer as Row, Kept, answers};

use crate::{
    harness::{Answer, GOOD_T, KEY, NOW, PATH, Receiver, event, signed, signed_source},
    scenes::{CONTENT, InboxIs, Scene},
};

/// What one situation came to: how its last delivery was answered, and where it was kept.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    code: Option<String>,
    status: u16,
    kept: Kept,
}

/// Where the deliveries of this situation end, played on a receiver of its own.
async fn play(situation: &str) -> Found {
    let Scene { receiver, before, last, inbox } = Scene::of(situation);
    for (second, body) in before {
        receiver.at(second);
        receiver.post(body).await;
    }
    receiver.at(NOW);
    if inbox == InboxIs::Closed {
        receiver.inbox.clone().close().await.unwrap();
    }
    let kept_before = receiver.records();
    let answer = receiver.call(last).await;
    let code = (answer.status != 200).then(|| answer.code());
    assert_well_formed(&answer);
    let kept = kept(&kept_before, &receiver.records());
    Found { code, status: answer.status.as_u16(), kept }
}

/// What holds for each answer.
#[track_caller]
fn assert_well_formed(answer: &Answer) {
    assert_eq!(answer.headers["content-type"], "application/json");
    let body = answer.json();
    if answer.status == 200 {
        assert_eq!(answer.body, br#"{"code":0}"#);
    } else {
        assert!(body["code"].as_u64().unwrap() > 0, "{body}");
        assert!(body["message"].as_str().unwrap().len() > 20, "{body}");
    }
}

/// Where the last delivery went, by what it changed.
#[track_caller]
fn kept(before: &[Record], after: &[Record]) -> Kept {
    if before == after {
        return Kept::Nowhere;
    }
    match (after.len() - before.len(), after.last().unwrap().state) {
        (1, State::Received) => Kept::Inbox,
        (1, State::Quarantined(_)) => Kept::Quarantine,
        (0, state) if state == before.last().unwrap().state => Kept::Counted,
        (0, State::Received) => Kept::Promoted,
        (more, state) => panic!("{more} more, the last is {state:?}"),
    }
}

#[tokio::test]
async fn each_situation_is_answered_and_kept_as_the_table_says() {
    let mut differences = String::new();
    for Row { situation, code, status, kept, .. } in answers() {
        let (expected, found) = (Found { code, status, kept }, play(&situation).await);
        if found != expected {
            writeln!(differences, "{situation}: expected {expected:?}, found {found:?}").unwrap();
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[tokio::test]
async fn what_is_odd_about_an_accepted_callback_is_marked() {
    for (situation, mark) in [
        ("unknown_event", Mark::Undecodable),
        ("no_event_type", Mark::Undecodable),
        ("misfit", Mark::Undecodable),
        ("late_accepted", Mark::Late),
    ] {
        let Scene { receiver, last, .. } = Scene::of(situation);
        receiver.call(last).await;
        let marks: Vec<_> = receiver.records()[0].marks.set().collect();
        assert_eq!(marks, [mark], "{situation}");
    }
}

#[test]
fn names_statuses_and_numbers_are_frozen() {
    let mut lines = String::new();
    for code in AnswerCode::ALL {
        writeln!(lines, "{} {} {}", code.number(), code.status().as_u16(), code.as_str()).unwrap();
    }
    expect![[r#"
        40401 404 not_found
        40501 405 method_not_allowed
        41301 413 too_large
        40801 408 too_slow
        40000 400 incomplete
        40001 400 not_utf8
        40002 400 not_json
        40003 400 not_object
        40004 400 repeated_field
        40005 400 too_deep
        40006 400 streamlive
        40101 401 unsigned
        40007 400 t_missing
        40008 400 sign_missing
        40009 400 t_null
        40010 400 t_not_canonical
        40011 400 sign_null
        40012 400 sign_malformed
        40301 403 forged
        40302 403 scope
        40303 403 far_future
        40304 403 expired
        40099 400 refused
        50301 503 overloaded
        50302 503 inbox_unavailable
        40350 403 unknown_host
        40050 400 bad_query
        40450 404 no_such_record
        50350 503 too_many_waiting
        50351 503 draining
    "#]]
    .assert_eq(&lines);
}

#[test]
fn each_number_is_its_status_and_no_other_code_has_it() {
    let mut numbers = BTreeMap::new();
    for code in AnswerCode::ALL {
        assert_eq!(code.number() / 100, u32::from(code.status().as_u16()), "{code:?}");
        assert_eq!(numbers.insert(code.number(), code), None, "{code:?}");
    }
}

#[test]
fn each_code_of_core_has_an_answer_of_its_own_name() {
    for code in Code::ALL {
        assert_eq!(AnswerCode::from(*code).as_str(), code.as_str());
    }
}

#[tokio::test]
async fn an_expired_delivery_of_a_known_event_is_counted_on_it_and_moves_nothing() {
    let receiver = Receiver::new();
    receiver.post(signed(CONTENT, GOOD_T)).await;
    receiver.at(GOOD_T + 1);
    let answer = receiver.post(signed(CONTENT, GOOD_T)).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "expired"));
    let records = receiver.records();
    assert_eq!((records.len(), records[0].deliveries, records[0].state), (1, 2, State::Received));
}

#[tokio::test]
async fn only_a_paths_own_keys_are_tried_on_it() {
    let other = CallbackKey::new("anotherKeyOfLettersAndDigitsAbcd").unwrap();
    let other = Source::signed("other", [(KeyId::new("k"), other)]).unwrap();
    let routes = [
        SourceRoute { path: PATH.parse().unwrap(), source: signed_source() },
        SourceRoute { path: "/callbacks/css/other".parse().unwrap(), source: other },
    ];
    let receiver = Receiver::with(ReceiverConfig::new(routes).unwrap());
    assert_eq!(receiver.post(event(1)).await.status, 200);
    let elsewhere = Request::post("/callbacks/css/other").body(Body::from(event(2))).unwrap();
    assert_eq!(receiver.call(elsewhere).await.code(), "forged");
}

#[tokio::test]
async fn other_methods_are_told_which_one_is_meant() {
    let receiver = Receiver::new();
    for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let request = Request::builder().method(method).uri(PATH).body(Body::empty()).unwrap();
        let answer = receiver.call(request).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.headers["allow"]),
            (405, &"POST".parse().unwrap()),
            "{method}"
        );
    }
}

#[tokio::test]
async fn a_refusal_says_what_to_do_and_holds_no_secret() {
    let receiver = Receiver::new();
    let answer = receiver.post(format!(r#"{{"t":{GOOD_T},"sign":"{}"}}"#, "0".repeat(32))).await;
    expect![[r#"{"code":40301,"error":"forged","message":"sign matches none of this source's keys; compare the key in the console's callback template, then run `explain` on the body"}"#]].assert_eq(str::from_utf8(&answer.body).unwrap());
    assert!(!String::from_utf8(answer.body).unwrap().contains(KEY));
}
