//! Every situation of `fixtures/answers.tsv`, and the frozen numbers of the codes.

use std::collections::BTreeSet;

use expect_test::expect;
use livehook_core::{Code, LatePolicy, Policy, Seconds, Source};
use livehook_receiver::{AnswerCode, QUARANTINE_LATENESS};

use crate::harness::{Answer, GOOD_T, NOW, Receiver, config_of, event, signed, signed_source};

#[tokio::test]
async fn a_sound_callback_is_answered_as_documented_and_kept() {
    let receiver = Receiver::new();
    let answer = receiver.post(event(1)).await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_slice()),
        (200, br#"{"code":0}"#.as_slice())
    );
    assert_eq!(receiver.records().len(), 1);
}
