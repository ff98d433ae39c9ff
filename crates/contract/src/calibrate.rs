//! Sends what is right before anything else, and where that is refused, finds out what the receiver wants instead.

mod clock;
mod counts;
mod wants;

use std::{collections::BTreeMap, time::Duration};

use livehook_core::UnixSeconds;
use livehook_probe::{Question, Scope};
use livehook_simulator::world::EventKind;
use tokio::task::JoinSet;

pub(crate) use counts::MOVES;

use crate::{
    exchange::{Exchanged, Failure},
    judge::{Control, answers},
    perform::exchange,
    report::{Calibrated, Calibration},
    session::{Looked, Sender, Trouble},
    step::{Callback, What},
};

/// How long the calibration waits for an effect, within this part of the run's time.
const EFFECT_MAX: Duration = Duration::from_secs(5);
const EFFECT_MAX_PART: u32 = 4;

/// The stream of a second sound callback of the first kind. It is sent when the effect of the first has just shown, which is the
/// longest way to the next one in a receiver that stores in batches.
const SECOND: u16 = 900;

/// How long Tencent waits for an answer, in seconds.
const TENCENT_WAITS_S: u64 = 20;

/// The calibration, and how a sound callback of each event type was met.
#[derive(Clone)]
pub(crate) struct Controls {
    pub(crate) calibration: Calibration,
    pub(crate) by_type: BTreeMap<i64, Control>,
    /// Whether the receiver connects and does not answer.
    pub(crate) is_silent: bool,
    /// How long the first answer took.
    pub(crate) answer_took: Duration,
    /// What the probe saw of each sound callback.
    pub(crate) watched: Vec<Watched>,
}

/// The stream of a sound callback that was answered 200, and what the probe saw of it.
#[derive(Debug, Clone)]
pub(crate) struct Watched {
    pub(crate) event_type: i64,
    pub(crate) stream_id: String,
    pub(crate) before: u64,
    pub(crate) after: u64,
}

impl Controls {
    /// Whether the probe sees what a sound callback does; none without a probe.
    pub(crate) fn probe_sees(&self) -> Option<bool> {
        let seen: Vec<_> = self.by_type.values().filter_map(|control| control.had_effect).collect();
        (!seen.is_empty()).then(|| seen.contains(&true))
    }
}

/// How one sound callback was met.
struct Sound {
    exchanged: Exchanged,
    answered_at: UnixSeconds,
    control: Control,
    watched: Option<Watched>,
    /// From the answer until the effect was seen.
    took: Duration,
}

/// Sends a sound callback, and then one of each of these.
pub(crate) async fn calibrate(sender: &Sender, kinds: &[What]) -> Result<Controls, Trouble> {
    let session = &sender.session;
    let settle = session.settle();
    let first_kind = first_kind(sender);
    let first = sound(sender, Callback::of(first_kind), effect_max(sender)).await?;
    let verdict = verdict(&first);
    let clock_skew_s = clock::skew(first.answered_at, &first.exchanged);
    if matches!(verdict, Calibrated::Takes | Calibrated::TakesWithoutEffect) {
        session.spread_pairs(clock_skew_s.unwrap_or_default());
    }
    let mut notes = match verdict {
        Calibrated::Refuses => wants::find_out(sender, &first.exchanged, clock_skew_s).await?,
        Calibrated::TakesWithoutEffect => vec![counts::WITHOUT_EFFECT.to_owned()],
        Calibrated::Unreachable => {
            vec![unreachable_note(&first.exchanged, session.options.patience.answer)]
        }
        Calibrated::Takes | Calibrated::ProbeFails | Calibrated::CutOff => Vec::new(),
    };
    notes.extend(clock_skew_s.and_then(clock::note));
    if let Some(watched) = &first.watched {
        notes.extend(counts::find_out(sender, watched).await?);
    }
    let is_silent = first.exchanged.failure == Some(Failure::Timeout);
    let answer = answers(std::slice::from_ref(&first.exchanged));
    let answer_took = first.exchanged.latency;
    let met = match verdict {
        Calibrated::Unreachable => BTreeMap::new(),
        _ => controls(sender, kinds, first_kind, first).await?,
    };
    let slowest = met.values().map(|sound| sound.took).max().unwrap_or_default();
    session.took(slowest);
    if session.settle() > settle {
        notes.push(format!(
            "effects take up to {} ms to show, so {} ms are waited for each: the run takes longer",
            slowest.as_millis(),
            session.settle().as_millis()
        ));
    }
    let watched = met.values().filter_map(|sound| sound.watched.clone()).collect();
    let calibration = Calibration { verdict, answer, notes, clock_skew_s };
    let by_type = met.into_iter().filter(|((_, stream), _)| *stream != SECOND);
    let by_type = by_type.map(|((event_type, _), sound)| (event_type, sound.control)).collect();
    Ok(Controls { calibration, by_type, is_silent, answer_took, watched })
}

/// How long the effect of a sound callback may take to show.
fn effect_max(sender: &Sender) -> Duration {
    let patience = sender.session.options.patience;
    EFFECT_MAX.min(patience.total / EFFECT_MAX_PART).max(patience.settle)
}

/// A highlight, unless the receiver takes none.
pub(crate) fn first_kind(sender: &Sender) -> What {
    let highlight = EventKind::SmartHighlight;
    match &sender.session.options.traits.takes {
        Some(takes) if !takes.contains(&highlight.event_type()) => {
            let taken = takes.iter().find_map(|number| EventKind::try_from(*number).ok());
            What::Kind(taken.unwrap_or(highlight))
        }
        _ => What::Highlight,
    }
}

/// How a sound event of each of these is met, and another one of the first kind, by type and stream. All at once, unless the probe
/// could not tell them apart.
async fn controls(
    sender: &Sender,
    kinds: &[What],
    first_kind: What,
    first: Sound,
) -> Result<BTreeMap<(i64, u16), Sound>, Trouble> {
    let session = &sender.session;
    // Where not even the first had an effect, nobody waits for the others'.
    let patience = match first.control.had_effect {
        Some(false) => Duration::ZERO,
        _ => effect_max(sender),
    };
    let second = (first.control.had_effect == Some(true)).then_some((SECOND, first_kind));
    let others = kinds.iter().filter(|kind| kind.event_type() != first_kind.event_type());
    let asked = (1_u16..).zip(others.copied()).chain(second);
    let at_once = !session.watches() || session.scope() == Scope::Stream;
    let mut met = BTreeMap::from([((first_kind.event_type(), 0), first)]);
    let mut under_way = JoinSet::new();
    for (stream, kind) in asked {
        let sender = sender.clone();
        under_way.spawn(async move {
            let sound = sound(&sender, Callback::of(kind).stream(stream), patience).await;
            ((kind.event_type(), stream), sound)
        });
        while !at_once && let Some(joined) = under_way.join_next().await {
            let (of, sound) = joined.expect("it neither panics nor is aborted");
            met.insert(of, sound?);
        }
    }
    while let Some(joined) = under_way.join_next().await {
        let (of, sound) = joined.expect("it neither panics nor is aborted");
        met.insert(of, sound?);
    }
    Ok(met)
}

/// Sends a sound callback and looks at what becomes of it, whatever is answered.
async fn sound(sender: &Sender, callback: Callback, patience: Duration) -> Result<Sound, Trouble> {
    let session = &sender.session;
    let made = sender.make(&callback)?;
    let question = Question::of_stream(&made.stream_id);
    let watches = session.watches();
    let before = if watches { session.look(&question).await? } else { 0 };
    session.count(1)?;
    let exchanged = exchange(session, made.event_type, &made.request.bytes()).await;
    let answered_at = (session.options.clock)();
    let looked = match (watches, exchanged.status()) {
        (true, Some(200)) => Some(session.look_until(&question, before + 1, patience).await?),
        // What is refused is not waited for any longer than what must not come.
        (true, Some(_)) => {
            let within = patience.min(session.settle());
            Some(session.look_until(&question, before + 1, within).await?)
        }
        (true, None) => Some(Looked::nothing_more(before)),
        (false, _) => None,
    };
    let watched = looked.filter(|_| exchanged.status() == Some(200)).map(|looked| Watched {
        event_type: made.event_type,
        stream_id: made.stream_id,
        before,
        after: looked.count,
    });
    let had_effect = looked.map(|looked| looked.count > before);
    let took = looked.map(|looked| looked.took).unwrap_or_default();
    let answer = exchanged.answers.last().cloned().filter(|_| exchanged.failure.is_none());
    let control = Control { answer, had_effect };
    Ok(Sound { exchanged, answered_at, control, watched, took })
}

fn verdict(met: &Sound) -> Calibrated {
    match (met.exchanged.status(), met.control.had_effect) {
        (None, _) => Calibrated::Unreachable,
        (Some(200), Some(false)) => Calibrated::TakesWithoutEffect,
        (Some(200), _) => Calibrated::Takes,
        (Some(_), _) => Calibrated::Refuses,
    }
}

fn unreachable_note(exchanged: &Exchanged, waited: Duration) -> String {
    match exchanged.failure {
        Some(Failure::Malformed) => {
            "what answers there does not speak HTTP/1; is it an https address, or another service?"
                .to_owned()
        }
        Some(Failure::Timeout) => {
            let waited = waited.as_secs();
            let beyond = if waited < TENCENT_WAITS_S {
                ", and was not waited for longer in a short run"
            } else {
                ""
            };
            format!(
                "it takes connections and did not answer within {waited} s{beyond}; Tencent gives up after {TENCENT_WAITS_S} s"
            )
        }
        Some(Failure::Tls) => {
            let detail = exchanged.detail.as_deref().unwrap_or("no reason was given");
            format!(
                "no encrypted connection came about: {detail}; is its certificate one that this machine trusts?"
            )
        }
        Some(failure) => {
            format!("{}; is the receiver running, and is this its address?", failure.in_words())
        }
        None => "nothing came back".to_owned(),
    }
}
