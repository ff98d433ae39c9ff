//! Carries a run out on threads of its own, while this one tells of it and hears of signals; then looks into the receiver, if that was
//! asked for.

use std::{
    sync::{Arc, atomic::Ordering, mpsc::sync_channel},
    thread,
    time::Duration,
};

use livehook_load::{
    fates::Fates,
    measurement::{Effects, Interval, Measurement},
    options::{Control, LoadOptions},
    oracle,
    run::{self, LoadError},
};
use tokio::sync::mpsc;

use super::{observe::Observing, progress::Listener, target};
use crate::{
    clock,
    commands::{runtime, signals::Signals},
    exit::Failure,
};

/// How many seconds may wait to be told before some are lost.
const SECONDS_WAITING_MAX: usize = 1_024;

/// How a run ended.
pub(super) enum Ended {
    /// As planned.
    Complete(Box<Measurement>),
    /// By a signal; what was measured until then.
    Interrupted(Box<Measurement>),
    /// By a signal before it began, or by a second one: nothing was measured.
    AtOnce,
}

/// What is heard of a run.
enum Heard {
    Second(Interval),
    Ended(Box<Result<Measurement, LoadError>>),
}

/// Whether somebody asked for an early end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Nothing,
    ToEnd,
}

/// Waits until `start_at`, if that is given as a time since 1970, carries the run out, lets the listener hear of each second, and looks
/// into the receiver.
pub(super) fn perform(
    mut options: LoadOptions,
    start_at: Option<Duration>,
    observing: Option<&Observing>,
    listener: &mut Listener<'_>,
) -> Result<Ended, Failure> {
    runtime()?.block_on(async {
        let mut signals = Signals::listen()?;
        if let Some(observing) = observing {
            tokio::select! {
                glanced = observing.glance() => glanced?,
                () = signals.next() => return Ok(Ended::AtOnce),
            }
        }
        if let Some(start_at) = start_at {
            let wait = start_at.saturating_sub(clock::since_epoch());
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = signals.next() => return Ok(Ended::AtOnce),
            }
        }
        options.begun = target::now();
        let fates = observing.map(|observing| Arc::new(observing.fates(&options.plan)));
        let control = Control { fates: fates.clone(), ..Control::default() };
        let Some((mut measurement, mut asked)) =
            carry_out(options, control, &mut signals, listener).await?
        else {
            return Ok(Ended::AtOnce);
        };
        if let (Some(observing), Some(fates)) = (observing, fates) {
            let (effects, while_looking) = look(observing, &fates, &mut signals, listener).await;
            measurement.effects = Some(effects);
            if while_looking == Asked::ToEnd {
                asked = Asked::ToEnd;
            }
        }
        Ok(match asked {
            Asked::Nothing => Ended::Complete(measurement),
            Asked::ToEnd => Ended::Interrupted(measurement),
        })
    })
}

/// The run itself; nothing where a second signal ended it.
async fn carry_out(
    options: LoadOptions,
    control: Control,
    signals: &mut Signals,
    listener: &mut Listener<'_>,
) -> Result<Option<(Box<Measurement>, Asked)>, Failure> {
    let interrupt = control.interrupt.clone();
    let mut heard = start(options, control)?;
    let mut asked = Asked::Nothing;
    loop {
        tokio::select! {
            heard = heard.recv() => match heard {
                Some(Heard::Second(second)) => listener.hear(&second),
                Some(Heard::Ended(ended)) => {
                    let measurement = ended.map_err(|error| target::failure(&error))?;
                    return Ok(Some((Box::new(measurement), asked)));
                }
                None => unreachable!("the run's thread ended without a word"),
            },
            () = signals.next() => {
                if asked == Asked::ToEnd {
                    return Ok(None);
                }
                asked = Asked::ToEnd;
                interrupt.store(true, Ordering::Relaxed);
                listener.aside("interrupted: waiting for the last answers; a second signal ends at once");
            }
        }
    }
}

/// What the receiver has; by a signal no more is waited for, and what was seen by then counts.
async fn look(
    observing: &Observing,
    fates: &Fates,
    signals: &mut Signals,
    listener: &mut Listener<'_>,
) -> (Effects, Asked) {
    let mut last = None;
    let source = observing.source();
    let looking = oracle::look(&source, fates, |effects| {
        listener.looks(effects);
        last = Some(effects.clone());
    });
    tokio::select! {
        effects = looking => return (effects, Asked::Nothing),
        () = signals.next() => {}
    }
    listener.aside("interrupted: what the receiver had by now counts");
    (oracle::cut_short(last), Asked::ToEnd)
}

/// Begins the run. All its seconds are heard of before its end.
fn start(options: LoadOptions, mut control: Control) -> Result<mpsc::Receiver<Heard>, Failure> {
    let (sender, heard) = mpsc::channel(SECONDS_WAITING_MAX);
    let (seconds, passed) = sync_channel(SECONDS_WAITING_MAX);
    control.seconds = Some(seconds);
    let carry_out = move || {
        let tell = |heard| drop(sender.blocking_send(heard));
        let ended = thread::scope(|scope| {
            let tell = &tell;
            let telling = scope.spawn(move || passed.iter().for_each(|it| tell(Heard::Second(it))));
            let ended = run::run(&options, &control);
            // Its sender of seconds goes with it.
            drop(control);
            drop(telling.join());
            ended
        });
        tell(Heard::Ended(Box::new(ended)));
    };
    thread::Builder::new()
        .name("load-run".to_owned())
        .spawn(carry_out)
        .map(|_detached| heard)
        .map_err(|error| Failure::environment(format_args!("cannot start a thread: {error}")))
}
