//! Why a callback was judged as it was, step by step and in plain words, for the person at whose desk it failed.
//!
//! It asks [`judge`] for the verdict and adds what a verdict does not say: what was read, how old `t` is, which keys were tried,
//! and which common mistake **would** have made the signature match. It never says a key, nor the signature that would have been
//! right: whoever reads the output may be the forger.
//!
//! To add a step: a variant of `Finding` with its [`StepKind`], and its words in each language. To add a mistake: see `mistake`.

mod body;
mod credential;
mod finding;
mod messages;
mod mistake;
mod quote;

pub use finding::{Role, StepKind};
pub use messages::Language;

use crate::{
    Authentication, Code, Envelope, Event, LetterCase, NamedDomain, Policy, Refusal, Sender,
    Source, Timeliness, UnixSeconds, Verdict, judge,
};
use credential::Claim;
use finding::Finding;
use quote::Quoter;

/// A verdict with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The verdict.
    pub outcome: Outcome,
    /// The stable code of everything but [`Outcome::Accepted`].
    pub code: Option<Code>,
    /// What was found, in the order in which it was looked at.
    pub steps: Vec<Step>,
}

/// A verdict without what it proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It may become an event.
    Accepted,
    /// Genuine, but `t` has passed.
    Late,
    /// Everything else, a genuine callback too far ahead among it.
    Refused,
}

impl Outcome {
    /// The word the vectors use: `accepted`, `late`, `refused`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Late => "late",
            Self::Refused => "refused",
        }
    }
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What kind of thing, by a stable name.
    pub kind: StepKind,
    /// The thing in words, one line, fit for a terminal: text from the payload is escaped and cut.
    pub text: String,
}

/// Explains what `source` makes of a body at `now` under `policy`.
///
/// `other_sources` are searched for the key of a forged callback, so that one sent to the wrong path is recognised.
///
/// ```
/// use livehook_core::{CallbackKey, KeyId, Policy, Source, UnixSeconds, explain::{Language, StepKind, explain}};
///
/// let source = Source::signed("default", [(KeyId::new("current"), CallbackKey::new("callbackKey0123456789")?)])?;
/// // MD5("1761129434" + key): the two are the wrong way round.
/// let body = br#"{"event_type":349,"t":1761129434,"sign":"66a82cd12eb1507338cc834ddab2945d"}"#;
///
/// let explanation = explain(body, &source, &[], UnixSeconds(1_761_129_000), &Policy::default(), Language::English);
/// let advice = explanation.steps.last().expect("there is always a verdict");
/// assert_eq!(advice.kind, StepKind::TBeforeKey);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn explain(
    body: &[u8],
    source: &Source,
    other_sources: &[Source],
    now: UnixSeconds,
    policy: &Policy,
    language: Language,
) -> Explanation {
    let mut findings = vec![Finding::Body { bytes: body.len() }];
    let verdict = match Envelope::read(body) {
        Ok(envelope) => {
            let case = Case { envelope: &envelope, source, other_sources, now };
            let verdict = judge(envelope.clone(), source, now, policy);
            findings.extend(case.explain(&verdict, policy));
            (outcome(&verdict), verdict.code())
        }
        Err(refusal) => {
            let quoter = Quoter::new(source, other_sources, None);
            let code = refusal.code();
            findings.push(Finding::Refused(quoter.refusal(refusal)));
            findings.extend(body::look(body).map(Finding::Looks));
            (Outcome::Refused, Some(code))
        }
    };
    let step =
        |finding: Finding| Step { kind: finding.kind(), text: messages::text(&finding, language) };
    let (outcome, code) = verdict;
    Explanation { outcome, code, steps: findings.into_iter().map(step).collect() }
}

const fn outcome(verdict: &Verdict<'_>) -> Outcome {
    match verdict {
        Verdict::Accepted(_) => Outcome::Accepted,
        Verdict::Late(..) => Outcome::Late,
        Verdict::Early(..) | Verdict::Refused(_) => Outcome::Refused,
    }
}

/// A body that is a callback, and for whom.
struct Case<'a> {
    envelope: &'a Envelope<'a>,
    source: &'a Source,
    other_sources: &'a [Source],
    now: UnixSeconds,
}

impl Case<'_> {
    fn explain(&self, verdict: &Verdict<'_>, policy: &Policy) -> Vec<Finding> {
        let claim = Claim::read(self.envelope);
        let quoter = Quoter::new(self.source, self.other_sources, claim.t());
        let mut findings = vec![self.event(&quoter)];
        findings.extend(self.content(&quoter));
        findings.extend(claim.describe(self.now, &quoter));
        findings.push(self.keys());
        findings.extend(verdict_findings(verdict, policy));
        match verdict {
            Verdict::Refused(Refusal::Forged | Refusal::SignMalformed) => {
                findings.extend(self.mistake(&claim));
            }
            Verdict::Refused(Refusal::Scope) => findings.push(self.domains(&quoter)),
            Verdict::Refused(Refusal::TNotCanonical(_)) => {
                findings.extend(mistake::find_odd_t(&claim, self.source));
                findings.extend(claim.unit_mistaken(self.now));
            }
            Verdict::Early(..) | Verdict::Refused(_) => {
                findings.extend(claim.unit_mistaken(self.now));
            }
            Verdict::Accepted(_) | Verdict::Late(..) => {}
        }
        findings
    }

    /// What would have made the signature match; where nothing would, perhaps `t` is odd.
    fn mistake(&self, claim: &Claim) -> Vec<Finding> {
        match mistake::find(claim, self.envelope, self.source, self.other_sources) {
            Some(Finding::NoMistake) | None => {
                claim.unit_mistaken(self.now).into_iter().chain([Finding::NoMistake]).collect()
            }
            Some(known) => vec![known],
        }
    }

    fn event(&self, quoter: &Quoter<'_>) -> Finding {
        Finding::Event {
            event_type: self.envelope.event_type,
            stream: self.envelope.stream_id.as_deref().map(|stream| quoter.quote(stream)),
        }
    }

    /// What is within a Smart Highlight, and what does not fit in any event.
    fn content(&self, quoter: &Quoter<'_>) -> Option<Finding> {
        match Event::decode(self.envelope) {
            Ok(decoded) => match decoded.event {
                Event::Highlight(highlight) => Some(Finding::Highlight {
                    clips: highlight.clips.len(),
                    unknown_fields: decoded.unknown_fields.count,
                }),
                _ => None,
            },
            // An absent event type was said with the event itself.
            Err(_) if self.envelope.event_type.number().is_none() => None,
            Err(misfit) => Some(Finding::Misfit {
                path: quoter.quote(&misfit.path),
                problem: quoter.quote(&misfit.problem),
            }),
        }
    }

    fn keys(&self) -> Finding {
        let source = self.source.name().to_owned();
        match self.source.authentication() {
            Authentication::Unsigned => Finding::UnsignedSource { source },
            Authentication::Keys(keys) => {
                Finding::Keys { source, ids: keys.iter().map(|(id, _)| id.clone()).collect() }
            }
        }
    }

    fn domains(&self, quoter: &Quoter<'_>) -> Finding {
        let named = self.envelope.domains.iter().filter_map(|domain| match domain {
            NamedDomain::Text(text) => Some(quoter.quote(text)),
            NamedDomain::Absent | NamedDomain::Unreadable => None,
        });
        Finding::Domains { named: named.collect(), own: self.source.domains().to_vec() }
    }
}

/// The verdict itself, with what is worth a word about a genuine sender before it.
fn verdict_findings(verdict: &Verdict<'_>, policy: &Policy) -> Vec<Finding> {
    let credential = match verdict {
        Verdict::Accepted(admitted) => match admitted.sender() {
            Sender::Verified(credential) => Some(credential),
            Sender::Unverified => None,
        },
        Verdict::Late(sender, _) | Verdict::Early(sender, _) => Some(sender.credential()),
        Verdict::Refused(_) => None,
    };
    let mut findings: Vec<_> =
        credential.iter().map(|known| Finding::Matched { id: known.key_id.clone() }).collect();
    if credential.is_some_and(|known| known.sign_case == LetterCase::Upper) {
        findings.push(Finding::UpperCase);
    }
    findings.push(match verdict {
        Verdict::Accepted(admitted) => match admitted.timeliness() {
            Timeliness::InTime if credential.is_none() => Finding::AcceptedUnverified,
            Timeliness::InTime => Finding::Accepted,
            Timeliness::Late(by) => Finding::AcceptedLate { by },
        },
        Verdict::Late(_, by) => Finding::Late { by: *by },
        Verdict::Early(_, by) => Finding::Early { by: *by, cap: policy.future_cap },
        Verdict::Refused(refusal) => Finding::Refused(refusal.clone()),
    });
    findings
}
