//! Carries a run out on threads of its own, while this one tells of it and hears of Ctrl-C.

use std::{
    pin::pin,
    sync::{atomic::Ordering, mpsc::sync_channel},
    thread,
    time::Duration,
};

use livehook_load::{
    measurement::{Interval, Measurement},
    options::{Control, LoadOptions},
    run::{self, LoadError},
};
use tokio::sync::mpsc;

use super::{progress::Listener, target};
use crate::{clock, commands::runtime, exit::Failure, output};

/// How many seconds may wait to be told before some are lost.
const SECONDS_WAITING_MAX: usize = 1_024;

/// How a run ended.
pub(super) enum Ended {
    /// As planned.
    Complete(Box<Measurement>),
    /// By Ctrl-C; what was measured until then.
    Interrupted(Box<Measurement>),
    /// By Ctrl-C before it began, or by a second one: nothing was measured.
    AtOnce,
}

/// What is heard of a run.
enum Heard {
    Second(Interval),
    Ended(Box<Result<Measurement, LoadError>>),
}

/// Waits until `start_at`, if that is given as a time since 1970, carries the run out, and lets the listener hear of each second.
pub(super) fn perform(
    mut options: LoadOptions,
    start_at: Option<Duration>,
    listener: &mut Listener,
) -> Result<Ended, Failure> {
    runtime()?.block_on(async {
        if let Some(start_at) = start_at {
            let wait = start_at.saturating_sub(clock::since_epoch());
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                _ = tokio::signal::ctrl_c() => return Ok(Ended::AtOnce),
            }
        }
        let mut stop = pin!(tokio::signal::ctrl_c());
        options.begun = target::now();
        let control = Control::default();
        let interrupt = control.interrupt.clone();
        let mut heard = start(options, control)?;
        let mut is_interrupted = false;
        loop {
            tokio::select! {
                heard = heard.recv() => match heard {
                    Some(Heard::Second(second)) => listener.hear(&second),
                    Some(Heard::Ended(ended)) => return ended_as(*ended, is_interrupted),
                    None => unreachable!("the run's thread ended without a word"),
                },
                _ = &mut stop => {
                    if is_interrupted {
                        return Ok(Ended::AtOnce);
                    }
                    is_interrupted = true;
                    interrupt.store(true, Ordering::Relaxed);
                    output::note("interrupted: waiting for the last answers");
                    stop.set(tokio::signal::ctrl_c());
                }
            }
        }
    })
}

fn ended_as(ended: Result<Measurement, LoadError>, is_interrupted: bool) -> Result<Ended, Failure> {
    let measurement = Box::new(ended.map_err(|error| target::failure(&error))?);
    Ok(if is_interrupted { Ended::Interrupted(measurement) } else { Ended::Complete(measurement) })
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
