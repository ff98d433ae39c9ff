//! The ledger, beside what a receiver counted that breaks connections off, keeps silent, fails, and from a deadline on breaks off whatever
//! comes: many short runs, each of whose requests must stand in one box. In some the receiver is our own, as a process that is killed at
//! the deadline: it cannot count, but what it answered 200 must be in its inbox.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use livehook_inbox::Reader;
use livehook_load::{
    measurement::Ledger,
    referee::{Question, Recorder, Reply},
};
use serde::Serialize;

use super::{
    Asked, Print, Scale,
    child::serve,
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
const TIMEOUT: Duration = Duration::from_millis(150);
/// When the receiver goes away, as a part of the run.
const DEADLINE: f64 = 0.7;
/// One in so many receivers is a process that is killed.
const KILLED_EVERY: u32 = 10;
/// From one look at whether a run has begun to the next.
const LOOK_EVERY: Duration = Duration::from_millis(1);

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

/// What one run came to.
struct Run {
    balanced: bool,
    equal: bool,
    not_sent: u64,
    pairs: [[u64; 2]; 5],
}

const BOXES: [&str; 5] = ["sent", "answered 200", "answered 503", "silent: timed out", "reset"];

pub(super) fn run(scale: &Scale, print: Print) -> Result<Vec<Asked>, Failure> {
    let mut lines =
        BOXES.map(|what| LedgerLine { r#type: PART, what, ledger: 0, receiver: 0, equal: 0 });
    let (mut balanced, mut equal, mut not_sent) = (0, 0, 0);
    let n_killed = scale.ledger_runs / KILLED_EVERY;
    let n_counted = scale.ledger_runs - n_killed;
    for _ in 0..n_counted {
        let run = counted(scale.ledger)?;
        balanced += u32::from(run.balanced);
        equal += u32::from(run.equal);
        not_sent += run.not_sent;
        for (line, [ledger, receiver]) in lines.iter_mut().zip(run.pairs) {
            line.ledger += ledger;
            line.receiver += receiver;
            line.equal += u32::from(ledger == receiver);
        }
    }
    let (mut all_stored, mut sent_to_killed) = (0, 0);
    for _ in 0..n_killed {
        let killed = killed(scale.ledger)?;
        balanced += u32::from(killed.balanced);
        all_stored += u32::from(killed.stored >= killed.answered);
        sent_to_killed += killed.sent;
    }
    print.table(
        &format!(
            "Ledger: {n_counted} runs at {RATE}/s, 1 in {RESET_EVERY} reset, 1 in {SILENCE_EVERY} unanswered, 1 in {REFUSED_EVERY} a 503, \
             all reset from a deadline on; {not_sent} not sent"
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
    let of = |n: u32, all: u32| format!("{n} of {all}");
    let runs = scale.ledger_runs;
    let count = |what: &str, n: u32, all: u32| {
        Asked::count(PART, what, &of(all, all), of(n, all), n == all)
    };
    Ok(vec![
        count("sums to zero", balanced, runs),
        count("equals what the receiver counted", equal, n_counted),
        count(&format!("kill -9 ({sent_to_killed} sent): all 200s stored"), all_stored, n_killed),
    ])
}

/// What the ledger says and what the receiver counted, in the order of [`BOXES`].
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

/// Whether what was sent is what came, and each box holds what the receiver did, but for answers that came after the time-out: on a busy
/// machine there are some, and each stands under time-outs instead.
fn is_equal([sent, answered, refused, silent, reset]: [[u64; 2]; 5]) -> bool {
    let missing = [answered, refused, reset].map(|[ledger, receiver]| receiver.checked_sub(ledger));
    let late = silent[0].checked_sub(silent[1]);
    let sum = missing.into_iter().try_fold(0, |sum, missing| Some(sum + missing?));
    sent[0] == sent[1] && sum.is_some() && sum == late
}

fn counted(length: Duration) -> Result<Run, Failure> {
    let counted = Arc::new(Counted::default());
    let counting = counted.clone();
    let recorder = Recorder::start(move |question| reply(question, &counting));
    let recorder = recorder.map_err(Failure::environment)?;
    let gone = || {
        counted.is_gone.store(true, Ordering::Relaxed);
        Ok(())
    };
    let has_begun = || recorder.count() > 0;
    let ledger = until_gone(&recorder.url(), length, has_begun, gone)?;
    let pairs = pairs(&ledger, &counted);
    Ok(Run {
        balanced: ledger.imbalance() == 0,
        equal: is_equal(pairs),
        not_sent: ledger.not_sent.values().sum(),
        pairs,
    })
}

/// What a run came to whose receiver was our own, as a process that was killed.
struct Killed {
    balanced: bool,
    sent: u64,
    answered: u64,
    stored: u64,
}

fn killed(length: Duration) -> Result<Killed, Failure> {
    let folder = tempfile::tempdir().map_err(Failure::environment)?;
    let inbox = folder.path().join("bench.db");
    let (serving, url) = serve(&inbox)?;
    let begun = Instant::now();
    let has_begun = || begun.elapsed() > length / 10;
    let ledger = until_gone(&url, length, has_begun, || serving.signal("KILL"))?;
    drop(serving);
    let reader = Reader::open(&inbox).map_err(Failure::environment)?;
    Ok(Killed {
        balanced: ledger.imbalance() == 0,
        sent: ledger.sent,
        answered: ledger.statuses.get(&200).copied().unwrap_or_default(),
        stored: reader.counts().map_err(Failure::environment)?.received,
    })
}

/// Carries a run out; `gone` is called at the deadline, counted from when it has begun.
fn until_gone(
    url: &str,
    length: Duration,
    has_begun: impl Fn() -> bool,
    gone: impl FnOnce() -> Result<(), Failure>,
) -> Result<Ledger, Failure> {
    let mut options = options(url, even(RATE, length)?, Signed::Freshly)?;
    options.timeout = TIMEOUT;
    thread::scope(|scope| {
        let running = scope.spawn(|| measure(options));
        while !has_begun() && !running.is_finished() {
            thread::park_timeout(LOOK_EVERY);
        }
        let deadline = Instant::now() + length.mul_f64(DEADLINE);
        while let Some(rest) = deadline.checked_duration_since(Instant::now()) {
            thread::park_timeout(rest);
        }
        let gone = gone();
        let measurement = running.join();
        let measurement =
            measurement.map_err(|_| Failure::environment("a thread of the benchmark panicked"))?;
        gone?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_late_answers_may_stand_elsewhere() {
        assert!(is_equal([[10, 10], [5, 5], [1, 1], [1, 1], [3, 3]]));
        assert!(is_equal([[10, 10], [4, 5], [1, 1], [2, 1], [3, 3]]));
        assert!(!is_equal([[10, 9], [5, 5], [1, 1], [1, 1], [3, 2]]));
        assert!(!is_equal([[10, 10], [4, 5], [1, 1], [1, 1], [4, 3]]));
        assert!(!is_equal([[10, 10], [5, 5], [1, 1], [2, 2], [2, 3]]));
    }
}
