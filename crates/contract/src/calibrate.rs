//! Sends what is right before anything else, and where that is refused, finds out what the receiver wants instead.

mod clock;
mod wants;

use std::collections::BTreeMap;

use livehook_probe::{Question, settled};

use crate::{
    exchange::{Exchanged, Failure},
    judge::{Control, answers},
    perform::{exchange, never_connected},
    report::{Calibrated, Calibration},
    session::{Sender, Trouble},
    step::{Callback, What},
};

/// The calibration, and how a sound callback of each event type was met.
pub(crate) struct Controls {
    pub(crate) calibration: Calibration,
    pub(crate) by_type: BTreeMap<i64, Control>,
    /// Whether the receiver connects and does not answer.
    pub(crate) is_silent: bool,
}

/// Sends a sound highlight, and a sound event of each of these.
pub(crate) async fn calibrate(sender: &Sender, kinds: &[What]) -> Result<Controls, Trouble> {
    let (exchanged, control) = sound(sender, Callback::SOUND).await?;
    let verdict = verdict(&exchanged, &control);
    let mut notes = Vec::new();
    let clock_skew_s = clock::skew(sender, &exchanged);
    notes.extend(clock_skew_s.and_then(clock::note));
    match verdict {
        Calibrated::Refuses => {
            notes.splice(0..0, wants::find_out(sender, &exchanged).await?);
        }
        Calibrated::TakesWithoutEffect => notes.insert(
            0,
            "a sound callback was answered 200, and the probe saw nothing of it: either it is lost, or the probe looks in the wrong \
             place; each callback has its own stream id, which stands in the probe as {stream_id}"
                .to_owned(),
        ),
        Calibrated::Unreachable => notes.insert(0, unreachable_note(&exchanged)),
        Calibrated::Takes => {}
    }
    let is_silent =
        matches!(exchanged.failure, Some(Failure::Timeout)) && !never_connected(&exchanged);
    let calibration = Calibration { verdict, answer: answers(&[exchanged]), notes, clock_skew_s };
    let mut by_type = BTreeMap::from([(livehook_core::Event::HIGHLIGHT, control)]);
    if verdict != Calibrated::Unreachable {
        for (i, kind) in (1_u16..).zip(kinds) {
            if let std::collections::btree_map::Entry::Vacant(free) =
                by_type.entry(kind.event_type())
            {
                let callback = Callback::of(*kind).stream(i);
                free.insert(sound(sender, callback).await?.1);
            }
        }
    }
    Ok(Controls { calibration, by_type, is_silent })
}

/// Sends a sound callback and looks at what became of it.
async fn sound(sender: &Sender, callback: Callback) -> Result<(Exchanged, Control), Trouble> {
    let session = &sender.session;
    let made = sender.make(&callback)?;
    let question = Question::of_stream(&made.stream_id);
    let before = match session.probe() {
        Some(probe) => probe.count(&question).await?,
        None => 0,
    };
    session.count(1)?;
    let dialer = session.dialer(made.event_type);
    let exchanged = exchange(dialer, &made.request.bytes(), session.answer_deadline()).await;
    let had_effect = match session.probe() {
        Some(probe) if exchanged.status() == Some(200) => {
            let within = session.options.patience.settle * 4;
            Some(settled(&**probe, &question, before + 1, within).await? > before)
        }
        Some(_) => Some(false),
        None => None,
    };
    let answer = exchanged.answers.last().cloned().filter(|_| exchanged.failure.is_none());
    Ok((exchanged, Control { answer, had_effect }))
}

fn verdict(exchanged: &Exchanged, control: &Control) -> Calibrated {
    match (exchanged.status(), control.had_effect) {
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
        Some(failure) => {
            format!("{}; is the receiver running, and is this its address?", failure.in_words())
        }
        None => "nothing came back".to_owned(),
    }
}
