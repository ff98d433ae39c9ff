//! Puts together what the steps of a case came to.

use std::{collections::BTreeMap, time::Duration};

use super::Controls;
use crate::{
    case::Case,
    judge::{Judged, answers, effects},
    perform::Seen,
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
    effects: Vec<String>,
    exchanges: Vec<Exchange>,
    /// The first callback of each step, for a line that sends it again.
    made: BTreeMap<usize, Made>,
}

impl Draft {
    pub(super) const fn new(case: &'static Case) -> Self {
        Self {
            case,
            judged: Vec::new(),
            answers: Vec::new(),
            effects: Vec::new(),
            exchanges: Vec::new(),
            made: BTreeMap::new(),
        }
    }

    /// A result without steps.
    pub(super) fn conclude(&mut self, class: Class, why: String) {
        self.judged.push((0, Judged { class, why, security: None }));
    }

    pub(super) fn add(&mut self, number: usize, judged: Judged) {
        self.judged.push((number + 1, judged));
    }

    /// Keeps what went over the wire.
    pub(super) fn note(&mut self, session: &Session, number: usize, seen: &Seen) {
        self.answers.push(answers(&seen.exchanges));
        self.effects.extend(effects(seen));
        // What was written by hand is not what curl would send.
        let by_hand = matches!(self.case.steps.get(number), Some(Step::Raw { .. }));
        if let Some(made) = seen.made.first().filter(|_| !by_hand) {
            self.made.insert(number + 1, made.clone());
        }
        let label = label(seen);
        for (i, exchanged) in seen.exchanges.iter().enumerate() {
            if self.exchanges.len() == EXCHANGES_MAX {
                return;
            }
            let made = seen.made.get(i).or(seen.made.first());
            self.exchanges.push(Exchange {
                step: u32::try_from(number + 1).unwrap_or(u32::MAX),
                label: label.clone(),
                sent: session.shown(&exchanged.sent, made),
                received: session.shown(&exchanged.received, made),
                status: exchanged.status(),
                failure: exchanged.failure.map(|failure| failure.as_str().to_owned()),
                latency_us: u64::try_from(exchanged.latency.as_micros()).unwrap_or(u64::MAX),
            });
        }
    }

    pub(super) fn finish(self, session: &Session, took_ms: u64) -> Finding {
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
        let made = self.made.get(&number);
        let curl =
            made.and_then(|made| reproduce::curl(options, session.target(made.event_type), made));
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
            matters: case.lesson.matters.to_owned(),
            mend: case.lesson.mend.to_owned(),
            layers: Layers {
                answer: self.answers.join("; "),
                security: security(&self.judged),
                effect: (!self.effects.is_empty()).then(|| self.effects.join("; ")),
            },
            reproduce: reproduce::command(&options.invocation, case.id),
            curl,
            source: case.source.to_string(),
            sends: case.sends.to_owned(),
            sound: case.sound.to_owned(),
            took_ms,
            exchanges: self.exchanges,
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

fn label(seen: &Seen) -> String {
    match seen.made.as_slice() {
        [] => "bytes that are no callback".to_owned(),
        [one] => format!("event type {}, stream {}", one.event_type, one.stream_id),
        [first, ..] => format!("{} callbacks from stream {} on", seen.made.len(), first.stream_id),
    }
}

/// A calibration that could not be carried out.
pub(super) fn no_controls(trouble: &Trouble) -> Controls {
    Controls {
        calibration: Calibration {
            verdict: match trouble {
                Trouble::Probe(_) => Calibrated::ProbeFails,
                _ => Calibrated::Unreachable,
            },
            answer: trouble.to_string(),
            notes: match trouble {
                Trouble::Probe(_) => vec![
                    "what was asked of the probe is not a count; where its answer is an object, --observe-pointer /count names the place"
                        .to_owned(),
                ],
                _ => Vec::new(),
            },
            clock_skew_s: None,
        },
        by_type: BTreeMap::new(),
        is_silent: false,
        settle: Duration::ZERO,
    }
}
