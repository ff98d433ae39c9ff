//! Every kind of step has words in both languages, and they are words of that language.

use std::collections::BTreeSet;

use super::{Language, text};
use crate::explain::body::Look;
use crate::explain::finding::{Finding, FromNow, Role, StepKind};
use crate::explain::mistake::Mistake;
use crate::{EventType, KeyId, Refusal, Seconds, TProblem, UnixSeconds};

/// One of each kind, and more where the words differ within a kind.
fn samples() -> Vec<Finding> {
    let (name, id, by) = (|| "\"x\"".to_owned(), || KeyId::new("current"), Seconds(423));
    let mut samples = vec![
        Finding::Body { bytes: 3 },
        Finding::Event { event_type: EventType::Number(349), stream: Some(name()) },
        Finding::Event { event_type: EventType::Number(1), stream: None },
        Finding::Event { event_type: EventType::Number(2), stream: None },
        Finding::Event { event_type: EventType::Absent, stream: None },
        Finding::Event { event_type: EventType::NotAnInteger, stream: None },
        Finding::Highlight { clips: 1, unknown_fields: 0 },
        Finding::Misfit { path: name(), problem: name() },
        Finding::Time { t: UnixSeconds(5), from_now: FromNow::Ahead(by) },
        Finding::Time { t: UnixSeconds(5), from_now: FromNow::Now },
        Finding::Time { t: UnixSeconds(-5), from_now: FromNow::Past(by) },
        Finding::OddT { json: name() },
        Finding::Milliseconds,
        Finding::UnsignedSource { source: name() },
        Finding::Keys { source: name(), ids: vec![id(), id()] },
        Finding::Matched { id: id() },
        Finding::UpperCase,
        Finding::Accepted,
        Finding::AcceptedUnverified,
        Finding::AcceptedLate { by },
        Finding::Late { by },
        Finding::Early { by, cap: by },
        Finding::Domains { named: vec![], own: vec![name()] },
        Finding::OtherSource { source: name(), id: id() },
        Finding::NoMistake,
        Finding::PlainTFits { id: id(), digits: name() },
        Finding::OddTHashed { id: id() },
    ];
    samples.extend(refusals().into_iter().map(Finding::Refused));
    samples.extend(Look::ALL.map(Finding::Looks));
    samples.extend(Mistake::ALL.map(|mistake| Finding::Mistake { mistake, id: id() }));
    samples
}

fn refusals() -> Vec<Refusal> {
    let problems = [
        TProblem::WrongType,
        TProblem::Negative,
        TProblem::LeadingZero,
        TProblem::Fraction,
        TProblem::Exponent,
        TProblem::NotDigits,
        TProblem::OutOfRange,
    ];
    let mut refusals = vec![
        Refusal::NotUtf8 { offset: 1 },
        Refusal::NotJson { line: 1, column: 2 },
        Refusal::NotObject,
        Refusal::RepeatedField { name: "x".to_owned() },
        Refusal::TooDeep,
        Refusal::StreamLive,
        Refusal::Unsigned,
        Refusal::TMissing,
        Refusal::SignMissing,
        Refusal::TNull,
        Refusal::SignNull,
        Refusal::SignMalformed,
        Refusal::Forged,
        Refusal::Scope,
    ];
    refusals.extend(problems.map(Refusal::TNotCanonical));
    refusals
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[test]
fn every_kind_is_among_the_samples() {
    let seen: BTreeSet<_> = samples().iter().map(Finding::kind).collect();
    assert_eq!(seen, StepKind::ALL.iter().copied().collect());
}

#[test]
fn names_of_kinds_are_unique() {
    let names: BTreeSet<_> = StepKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names.len(), StepKind::ALL.len());
}

#[test]
fn each_has_words_of_its_own_in_both_languages() {
    for language in [Language::English, Language::Chinese] {
        let samples = samples();
        let texts: BTreeSet<_> = samples.iter().map(|finding| text(finding, language)).collect();
        assert_eq!(texts.len(), samples.len(), "{language:?}: two samples share their words");
        for text in texts {
            assert_eq!(text.contains(is_chinese), language == Language::Chinese, "{text}");
            assert!(!text.contains('\n') && !text.ends_with(['.', '。']), "{text}");
        }
    }
}

#[test]
fn advice_says_what_to_do_and_verdicts_are_few() {
    let verdicts = StepKind::ALL.iter().filter(|kind| kind.role() == Role::Verdict);
    assert_eq!(verdicts.count(), 6);
    for finding in samples().iter().filter(|finding| finding.kind().role() == Role::Advice) {
        let text = text(finding, Language::English);
        assert!(text.contains([';', ':']), "{text}");
    }
}
