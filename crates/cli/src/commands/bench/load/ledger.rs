//! The ledger, beside what a receiver counted that breaks connections off, keeps silent, fails, and goes away at a deadline: many short
//! runs, each of whose requests must stand in one box.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use livehook_load::{
    measurement::Ledger,
    options::LoadOptions,
    referee::{Question, Recorder, Reply},
};
use serde::Serialize;

use super::{
    Asked, Print, Scale,
    measure::{Signed, even, measure, options},
};
use crate::exit::Failure;

const PART: &str = "ledger";
const RATE: u64 = 2_000;
/// One in so many requests meets with this.
const RESET_EVERY: usize = 50;
const SILENCE_EVERY: usize = 73;
const REFUSED_EVERY: usize = 31;
/// After how long a silence is a time-out.
const TIMEOUT: Duration = Duration::from_millis(60);
/// When the receiver goes away, as a part of the run.
const DEADLINE: f64 = 0.7;

/// What the receiver did, as it counted.
#[derive(Debug, Default)]
struct Counted {
    came: AtomicU64,
    answered: AtomicU64,
    refused: AtomicU64,
    silent: AtomicU64,
    reset: AtomicU64,
    is_gone: AtomicBool,
}

/// Sums over all runs.
#[derive(Debug, Serialize)]
struct LedgerLine {
    r#type: &'static str,
    what: &'static str,
    ledger: u64,
    receiver: u64,
    /// Runs in which both are equal.
    equal: u32,
}

pub(super) fn run(scale: &Scale, print: Print) -> Result<Vec<Asked>, Failure> {
    let whats = ["sent", "answered 200", "answered 503", "silent: timed out", "reset"];
    let mut lines =
        whats.map(|what| LedgerLine { r#type: PART, what, ledger: 0, receiver: 0, equal: 0 });
    let (mut balanced, mut not_sent) = (0, 0);
    for _ in 0..scale.ledger_runs {
        let (ledger, counted) = one(scale.ledger)?;
        balanced += u32::from(ledger.imbalance() == 0);
        not_sent += ledger.not_sent.values().sum::<u64>();
        for (line, [ledger, receiver]) in lines.iter_mut().zip(pairs(&ledger, &counted)) {
            line.ledger += ledger;
            line.receiver += receiver;
            line.equal += u32::from(ledger == receiver);
        }
    }
    print.table(
        &format!(
            "Ledger: {} runs at {RATE}/s, 1 in {RESET_EVERY} reset, 1 in {SILENCE_EVERY} unanswered, 1 in {REFUSED_EVERY} a 503, the \
             receiver gone before the end ({not_sent} not sent)",
            scale.ledger_runs
        ),
        ["", "in the ledgers", "at the receiver", "runs in which both are equal"],
        &lines,
        |line| {
            [
                line.what.to_owned(),
                line.ledger.to_string(),
                line.receiver.to_string(),
                line.equal.to_string(),
            ]
        },
    )?;
    let of = |n: u32| format!("{n} of {}", scale.ledger_runs);
    let equal = lines.iter().map(|line| line.equal).min().unwrap_or_default();
    let all = of(scale.ledger_runs);
    Ok(vec![
        Asked::count(PART, "sums to zero", &all, of(balanced), balanced == scale.ledger_runs),
        Asked::count(
            PART,
            "equals what the receiver counted",
            &all,
            of(equal),
            equal == scale.ledger_runs,
        ),
    ])
}

/// What the ledger says and what the receiver counted, in the order of the lines.
fn pairs(ledger: &Ledger, counted: &Counted) -> [[u64; 2]; 5] {
    let status = |status: u16| ledger.statuses.get(&status).copied().unwrap_or_default();
    let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
    [
        [ledger.sent, of(&counted.came)],
        [status(200), of(&counted.answered)],
        [status(503), of(&counted.refused)],
        [ledger.timeout, of(&counted.silent)],
        [ledger.reset, of(&counted.reset)],
    ]
}

fn one(length: Duration) -> Result<(Ledger, Arc<Counted>), Failure> {
    let counted = Arc::new(Counted::default());
    let counting = counted.clone();
    let recorder = Recorder::start(move |question| reply(question, &counting));
    let recorder = recorder.map_err(Failure::environment)?;
    let mut options = options(&recorder.url(), even(RATE, length)?, Signed::Freshly)?;
    options.timeout = TIMEOUT;
    let ledger = until_gone(options, recorder, &counted, length.mul_f64(DEADLINE))?;
    Ok((ledger, counted))
}

/// Carries the run out; at the deadline the receiver closes its door and breaks off whatever still comes.
fn until_gone(
    options: LoadOptions,
    recorder: Recorder,
    counted: &Counted,
    deadline: Duration,
) -> Result<Ledger, Failure> {
    thread::scope(|scope| {
        let begun = Instant::now();
        let running = scope.spawn(|| measure(options));
        while !recorder.wait_for(1, Duration::from_secs(5)) && !running.is_finished() {}
        while let Some(rest) = deadline.checked_sub(begun.elapsed()).filter(|rest| !rest.is_zero())
        {
            thread::park_timeout(rest);
        }
        counted.is_gone.store(true, Ordering::Relaxed);
        drop(recorder);
        let measurement = running.join();
        let measurement =
            measurement.map_err(|_| Failure::environment("a thread of the benchmark panicked"))?;
        Ok(measurement?.ledger)
    })
}

fn reply(question: Question<'_>, counted: &Counted) -> Reply {
    let nth = |every: usize| question.nth % every == every - 1;
    let (count, reply) = if counted.is_gone.load(Ordering::Relaxed) || nth(RESET_EVERY) {
        (&counted.reset, Reply::Reset)
    } else if nth(SILENCE_EVERY) {
        (&counted.silent, Reply::Silence)
    } else if nth(REFUSED_EVERY) {
        (&counted.refused, Reply::Status(503))
    } else {
        (&counted.answered, Reply::Status(200))
    };
    counted.came.fetch_add(1, Ordering::Relaxed);
    count.fetch_add(1, Ordering::Relaxed);
    reply
}
