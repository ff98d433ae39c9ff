//! Puts together what the steps of a case came to.

use std::{collections::BTreeMap, time::Duration};

use super::{Controls, met::Met};
use crate::{
    case::{Case, Lesson},
    exchange::Exchanged,
    judge::{Judged, answers, effects},
    perform::{Kept, Seen},
    report::{Calibrated, Calibration, Class, Exchange, Finding, Layers, Security},
    reproduce,
    session::{Made, Session, Trouble},
    step::Step,
};

/// The most exchanges that a finding keeps.
const EXCHANGES_MAX: usize = 40;

/// A finding in the making.
pub(super) struct Draft {
    case: &'static Case,
    /// What each step came to; the step's number from 1, 0 for the case as a whole.
    judged: Vec<(usize, Judged)>,
    answers: Vec<String>,
    /// What was seen within the receiver, by step.
    effects: BTreeMap<usize, String>,
    exchanges: Vec<Exchange>,
    /// What it met on its way.
    pub(super) met: Met,
    /// The case of the same run that showed it, where this one only looked back.
    culprit: Option<&'static str>,
    /// What is learnt from failing; the case's own lesson unless it would mislead.
    lesson: &'static Lesson,
    /// Instead of what the lesson says is to be changed.
    mend: Option<String>,
    /// The first callback of each step, for a line that sends it again.
    made: BTreeMap<usize, Made>,
    /// What each step showed at which a probe looked, to be judged again after a later look.
    seen: BTreeMap<usize, Seen>,
}

impl Draft {
    pub(super) fn new(case: &'static Case) -> Self {
        Self {
            case,
            judged: Vec::new(),
            answers: Vec::new(),
            effects: BTreeMap::new(),
            exchanges: Vec::new(),
            met: Met::default(),
            culprit: None,
            lesson: case.lesson,
            mend: None,
            made: BTreeMap::new(),
            seen: BTreeMap::new(),
        }
    }

    /// A result without steps.
    pub(super) fn conclude(&mut self, class: Class, why: String) {
        self.judged.push((0, Judged { class, why, security: None }));
    }

    pub(super) fn add(&mut self, number: usize, judged: Judged) {
        self.judged.push((number + 1, judged));
    }

    /// Names the case in which it happened.
    pub(super) const fn happened_in(&mut self, case_id: &'static str) {
        self.culprit = Some(case_id);
    }

    /// Says what is to be changed, where the case's own lesson would mislead.
    pub(super) fn mend_by(&mut self, mend: String) {
        self.mend = Some(mend);
    }

    /// Replaces the case's lesson, where it would mislead.
    pub(super) const fn teach(&mut self, lesson: &'static Lesson) {
        self.lesson = lesson;
    }

    /// Keeps what went over the wire.
    pub(super) fn note(&mut self, session: &Session, number: usize, seen: &Seen) {
        self.answers.push(answers(&seen.exchanges));
        if let Some(effects) = effects(seen) {
            self.effects.insert(number + 1, effects);
            self.seen.insert(number + 1, seen.without_bytes());
        }
        // What was written by hand is not what curl would send.
        let by_hand = matches!(self.case.steps.get(number), Some(Step::Raw { .. }));
        if let Some(made) = seen.made.first().filter(|_| !by_hand) {
            self.made.insert(number + 1, made.clone());
        }
        let label = label(&seen.made);
        for (i, exchanged) in seen.exchanges.iter().enumerate() {
            let made = seen.made.get(i).or(seen.made.first());
            self.keep(session, number, &label, (made, exchanged));
        }
    }

    /// Keeps what went over the wire in a step that was broken off.
    pub(super) fn note_broken_off(&mut self, session: &Session, number: usize, kept: &[Kept]) {
        let exchanges: Vec<_> = kept.iter().map(|(_, exchanged)| exchanged.clone()).collect();
        if !exchanges.is_empty() {
            self.answers.push(answers(&exchanges));
        }
        self.met.hear(&exchanges);
        for (made, exchanged) in kept {
            let label = label(made.as_slice());
            self.keep(session, number, &label, (made.as_ref(), exchanged));
        }
    }

    fn keep(
        &mut self,
        session: &Session,
        number: usize,
        label: &str,
        (made, exchanged): (Option<&Made>, &Exchanged),
    ) {
        if self.exchanges.len() == EXCHANGES_MAX {
            return;
        }
        self.exchanges.push(Exchange {
            step: u32::try_from(number + 1).unwrap_or(u32::MAX),
            label: label.to_owned(),
            sent: session.shown(&exchanged.sent, made),
            received: session.shown(&exchanged.received, made),
            status: exchanged.status(),
            failure: exchanged.failure.map(|failure| failure.as_str().to_owned()),
            latency_us: u64::try_from(exchanged.latency.as_micros()).unwrap_or(u64::MAX),
        });
    }

    /// What each step showed at which a probe looked, in order.
    pub(super) fn seen(&self) -> impl Iterator<Item = &Seen> {
        self.seen.values()
    }

    pub(super) fn seen_mut(&mut self) -> impl Iterator<Item = &mut Seen> {
        self.seen.values_mut()
    }

    /// What it comes to by now.
    pub(super) fn class(&self) -> Option<Class> {
        self.judged.iter().map(|(_, judged)| judged.class).min()
    }

    /// Whether a step of it could not be carried out: what it sent all the same belongs to no step that was judged.
    pub(super) fn is_cut_short(&self) -> bool {
        self.judged.iter().any(|(_, judged)| judged.class == Class::Error)
    }

    /// Judges what a probe looked at once more, and has a word on each step that comes to something else.
    pub(super) fn judge_again(
        &mut self,
        judge: impl Fn(usize, &Seen, &'static Case) -> Judged,
        word: impl Fn(usize) -> Option<&'static str>,
    ) {
        for (nth, (number, seen)) in self.seen.iter().enumerate() {
            self.effects.remove(number);
            self.effects.extend(effects(seen).map(|effects| (*number, effects)));
            let mut judged = judge(number - 1, seen, self.case);
            // What else is said of a step, such as what its answer gave away, stands behind.
            let earlier = self.judged.iter_mut().find(|(of, _)| of == number);
            if let Some((_, earlier)) = earlier.filter(|(_, earlier)| *earlier != judged) {
                if let Some(word) = word(nth) {
                    judged.why = format!("{}; {word}", judged.why);
                }
                *earlier = judged;
            }
        }
    }

    pub(super) fn finish(&self, session: &Session, took_ms: u64) -> Finding {
        let options = &session.options;
        let case = self.case;
        let (number, worst) =
            self.judged.iter().min_by_key(|(_, judged)| judged.class).cloned().unwrap_or((
                0,
                Judged { class: Class::Error, why: "nothing was done".to_owned(), security: None },
            ));
        let several = case.steps.len() > 1 && number > 0 && self.judged.len() > 1;
        let why = if several && worst.class != Class::Pass {
            format!("step {number}: {}", worst.why)
        } else {
            worst.why.clone()
        };
        let effects = self.effects.values().map(String::as_str).collect::<Vec<_>>().join("; ");
        let made = self.made.get(&number);
        let curl =
            made.and_then(|made| reproduce::curl(options, session.target(made.event_type), made));
        let ids = match self.culprit.filter(|culprit| *culprit != case.id) {
            Some(culprit) => format!("{culprit} {}", case.id),
            None => case.id.to_owned(),
        };
        let curl =
            curl.filter(|_| matches!(worst.class, Class::Fail | Class::Undetermined | Class::Warn));
        Finding {
            id: case.id.to_owned(),
            area: case.area(),
            level: case.level,
            title: case.title.to_owned(),
            result: worst.class,
            expected_failure: options.traits.expected_failures.iter().any(|id| id == case.id),
            why,
            matters: self.lesson.matters.to_owned(),
            mend: self.mend.clone().unwrap_or_else(|| self.lesson.mend.to_owned()),
            layers: Layers {
                answer: self.answers.join("; "),
                security: security(&self.judged),
                effect: (!self.effects.is_empty()).then_some(effects),
            },
            reproduce: reproduce::command(&options.invocation, &ids),
            curl,
            source: case.source.to_string(),
            sends: case.sends.to_owned(),
            sound: case.sound.to_owned(),
            took_ms,
            exchanges: self.exchanges.clone(),
        }
    }
}

/// What the steps say of security, the worst of it.
fn security(judged: &[(usize, Judged)]) -> Option<Security> {
    let has = |style| judged.iter().any(|(_, judged)| judged.security == Some(style));
    [Security::Believed, Security::Unknown, Security::RefusedLoudly, Security::RefusedQuietly]
        .into_iter()
        .find(|style| has(*style))
}

fn label(made: &[Made]) -> String {
    match made {
        [] => "bytes that are no callback".to_owned(),
        [one] => format!("event type {}, stream {}", one.event_type, one.stream_id),
        [first, ..] => format!("{} callbacks from stream {} on", made.len(), first.stream_id),
    }
}

/// A calibration that could not be carried out.
pub(super) fn no_controls(trouble: &Trouble) -> Controls {
    use livehook_probe::ProbeError::{NotACount, Pointer};
    let verdict = match trouble {
        Trouble::Probe(_) => Calibrated::ProbeFails,
        Trouble::TimeLimit | Trouble::RequestLimit(_) => Calibrated::CutOff,
        _ => Calibrated::Unreachable,
    };
    let notes = match trouble {
        Trouble::Probe(NotACount { .. } | Pointer { .. }) => vec![
            "what was asked of the probe is not a count; where its answer is an object, --observe-pointer /count names the place"
                .to_owned(),
        ],
        _ => Vec::new(),
    };
    Controls {
        calibration: Calibration {
            verdict,
            answer: trouble.to_string(),
            notes,
            clock_skew_s: None,
        },
        by_type: BTreeMap::new(),
        is_silent: false,
        answer_took: Duration::ZERO,
        watched: Vec::new(),
    }
}
