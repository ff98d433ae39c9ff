//! Sends what is right before anything else, and where that is refused, finds out what the receiver wants instead.

mod clock;
mod wants;

use std::{collections::BTreeMap, time::Duration};

use livehook_core::UnixSeconds;
use livehook_probe::{Question, Scope, settled};
use livehook_simulator::world::EventKind;
use tokio::{task::JoinSet, time::Instant};

use crate::{
    exchange::{Exchanged, Failure},
    judge::{Control, answers},
    perform::exchange,
    report::{Calibrated, Calibration},
    session::{Sender, Trouble},
    step::{Callback, What},
};

/// How long the first effect may take to show. Every later one is given a multiple of what the first one took.
const FIRST_EFFECT_MAX: Duration = Duration::from_secs(3);

/// An effect that takes twice as long as the first is still one.
const SETTLE_FACTOR: u32 = 3;

/// The calibration, and how a sound callback of each event type was met.
pub(crate) struct Controls {
    pub(crate) calibration: Calibration,
    pub(crate) by_type: BTreeMap<i64, Control>,
    /// Whether the receiver connects and does not answer.
    pub(crate) is_silent: bool,
    /// How long an effect of this receiver is to be waited for.
    pub(crate) settle: Duration,
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
    /// From the answer until the effect was seen.
    took: Duration,
}

/// Sends a sound callback, and then one of each of these.
pub(crate) async fn calibrate(sender: &Sender, kinds: &[What]) -> Result<Controls, Trouble> {
    let first_kind = first_kind(sender);
    let patience = sender.session.settle().max(FIRST_EFFECT_MAX);
    let first = sound(sender, Callback::of(first_kind), patience).await?;
    let verdict = verdict(&first);
    let clock_skew_s = clock::skew(first.answered_at, &first.exchanged);
    let settle = first.took * SETTLE_FACTOR;
    let mut notes = Vec::new();
    notes.extend(clock_skew_s.and_then(clock::note));
    if settle > sender.session.settle() {
        notes.push(format!(
            "effects take {} ms to show, so {} ms are waited for each: the run takes longer",
            first.took.as_millis(),
            settle.as_millis()
        ));
    }
    match verdict {
        Calibrated::Refuses => {
            notes.splice(0..0, wants::find_out(sender, &first.exchanged).await?);
        }
        Calibrated::TakesWithoutEffect => notes.insert(
            0,
            "a sound callback was answered 200, and the probe saw nothing of it: either it is lost, or the probe looks in the wrong \
             place; each callback has its own stream id, which stands in the probe as {stream_id}"
                .to_owned(),
        ),
        Calibrated::Unreachable => notes.insert(0, unreachable_note(&first.exchanged)),
        Calibrated::Takes | Calibrated::ProbeFails => {}
    }
    let is_silent = first.exchanged.failure == Some(Failure::Timeout);
    let answer = answers(std::slice::from_ref(&first.exchanged));
    let calibration = Calibration { verdict, answer, notes, clock_skew_s };
    let by_type = match verdict {
        Calibrated::Unreachable => BTreeMap::new(),
        _ => controls(sender, kinds, first_kind, first.control, settle).await?,
    };
    Ok(Controls { calibration, by_type, is_silent, settle })
}

/// A highlight, unless the receiver takes none.
fn first_kind(sender: &Sender) -> What {
    let highlight = EventKind::SmartHighlight;
    match &sender.session.options.traits.takes {
        Some(takes) if !takes.contains(&highlight.event_type()) => {
            let taken = takes.iter().find_map(|number| EventKind::try_from(*number).ok());
            What::Kind(taken.unwrap_or(highlight))
        }
        _ => What::Highlight,
    }
}

/// How a sound event of each of these is met, beside the first. All at once, unless the probe could not tell them apart.
async fn controls(
    sender: &Sender,
    kinds: &[What],
    first_kind: What,
    first: Control,
    settle: Duration,
) -> Result<BTreeMap<i64, Control>, Trouble> {
    // Where not even the first had an effect, nobody waits for the others'.
    let patience = match first.had_effect {
        Some(false) => Duration::ZERO,
        _ => settle.max(sender.session.settle()) * 4,
    };
    let at_once = sender.session.probe().is_none_or(|probe| probe.scope() == Scope::Stream);
    let mut by_type = BTreeMap::from([(first_kind.event_type(), first)]);
    let mut under_way = JoinSet::new();
    for (i, kind) in (1_u16..).zip(kinds) {
        let (sender, kind) = (sender.clone(), *kind);
        if kind.event_type() == first_kind.event_type() {
            continue;
        }
        under_way.spawn(async move {
            let met = sound(&sender, Callback::of(kind).stream(i), patience).await;
            (kind.event_type(), met)
        });
        while !at_once && let Some(joined) = under_way.join_next().await {
            let (event_type, met) = joined.expect("it neither panics nor is aborted");
            by_type.insert(event_type, met?.control);
        }
    }
    while let Some(joined) = under_way.join_next().await {
        let (event_type, met) = joined.expect("it neither panics nor is aborted");
        by_type.insert(event_type, met?.control);
    }
    Ok(by_type)
}

/// Sends a sound callback and looks at what becomes of it.
async fn sound(sender: &Sender, callback: Callback, patience: Duration) -> Result<Sound, Trouble> {
    let session = &sender.session;
    let made = sender.make(&callback)?;
    let question = Question::of_stream(&made.stream_id);
    let before = match session.probe() {
        Some(probe) => probe.count(&question).await?,
        None => 0,
    };
    session.count(1)?;
    let exchanged = exchange(session, made.event_type, &made.request.bytes()).await;
    let answered_at = (session.options.clock)();
    let waiting = Instant::now();
    let had_effect = match session.probe() {
        Some(probe) if exchanged.status() == Some(200) => {
            Some(settled(&**probe, &question, before + 1, patience).await? > before)
        }
        Some(_) => Some(false),
        None => None,
    };
    let took = if had_effect == Some(true) { waiting.elapsed() } else { Duration::ZERO };
    let answer = exchanged.answers.last().cloned().filter(|_| exchanged.failure.is_none());
    Ok(Sound { exchanged, answered_at, control: Control { answer, had_effect }, took })
}

fn verdict(met: &Sound) -> Calibrated {
    match (met.exchanged.status(), met.control.had_effect) {
        (None, _) => Calibrated::Unreachable,
        (Some(200), Some(false)) => Calibrated::TakesWithoutEffect,
        (Some(200), _) => Calibrated::Takes,
        (Some(_), _) => Calibrated::Refuses,
    }
}

fn unreachable_note(exchanged: &Exchanged) -> String {
    match exchanged.failure {
        Some(Failure::Malformed) => {
            "what answers there does not speak HTTP/1; is it an https address, or another service?"
                .to_owned()
        }
        Some(Failure::Timeout) => {
            "it takes connections and does not answer; Tencent gives up after 20 s".to_owned()
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
