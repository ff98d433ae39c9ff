//! Mock answers: made up as configured, storing nothing.

use livehook_receiver::{MockAnswer, MockAnswerError, MockAnswers};

use crate::harness::{GOOD_T, Receiver, config_of, event, signed, signed_source};

fn receiver(rules: &[&str]) -> Receiver {
    let rules: Vec<MockAnswer> = rules.iter().map(|rule| rule.parse().unwrap()).collect();
    Receiver::with(config_of(signed_source()).with_mock_answers(MockAnswers::new(rules).unwrap()))
}

/// Posts bodies and tells the statuses, `*` after those that were made up.
async fn statuses(receiver: &Receiver, bodies: &[String]) -> Vec<String> {
    let mut statuses = Vec::new();
    for body in bodies {
        let answer = receiver.post(body.clone()).await;
        let mocked = answer.headers.contains_key("x-livehook-mock");
        statuses.push(format!("{}{}", answer.status.as_u16(), if mocked { "*" } else { "" }));
    }
    statuses
}

#[tokio::test]
async fn a_rule_is_used_as_often_as_it_says_and_stores_nothing() {
    let receiver = receiver(&["status=500,times=2"]);
    let bodies = [event(1), event(1)];
    assert_eq!(statuses(&receiver, &bodies).await, ["500*", "500*"]);
    assert!(receiver.records().is_empty());
    assert_eq!(statuses(&receiver, &bodies).await, ["200", "200"]);
    assert_eq!(receiver.records()[0].deliveries, 2);
}

#[tokio::test]
async fn a_rule_for_an_event_type_leaves_the_others_alone() {
    let receiver = receiver(&["type=349,status=204", "type=1,status=200,times=1"]);
    let highlight = signed(r#""event_type":349,"items":[]"#, GOOD_T);
    let bodies = [highlight, event(1), event(1)];
    assert_eq!(statuses(&receiver, &bodies).await, ["204*", "200*", "200"]);
}

#[tokio::test]
async fn a_delay_alone_slows_the_ordinary_answer() {
    let receiver = receiver(&["delay=30ms"]);
    let begun = std::time::Instant::now();
    assert_eq!(statuses(&receiver, &[event(1)]).await, ["200"]);
    assert!(begun.elapsed().as_millis() >= 30);
    assert_eq!(receiver.records().len(), 1);
}

#[test]
fn there_is_a_bound_on_rules() {
    let rule: MockAnswer = "status=500".parse().unwrap();
    let error = MockAnswers::new(std::iter::repeat_n(rule, 65)).unwrap_err();
    assert_eq!(error, MockAnswerError::TooMany { count: 65 });
}
