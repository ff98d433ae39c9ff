//! The ledger, beside what a receiver counted that breaks every fiftieth connection off.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use livehook_load::referee::{Question, Recorder, Reply};
use serde::Serialize;

use super::{
    Count, Print, Scale,
    measure::{Signed, even, measure, options},
};
use crate::exit::Failure;

const RATE: u64 = 2_000;
const RESET_EVERY: usize = 50;

#[derive(Serialize)]
struct LedgerLine {
    r#type: &'static str,
    what: &'static str,
    ledger: u64,
    receiver: u64,
}

pub(super) fn run(scale: &Scale, print: Print) -> Result<Count, Failure> {
    let resets = Arc::new(AtomicU64::new(0));
    let counted = resets.clone();
    let rule = move |question: Question<'_>| {
        if question.nth % RESET_EVERY == RESET_EVERY - 1 {
            counted.fetch_add(1, Ordering::Relaxed);
            Reply::Reset
        } else {
            Reply::Status(200)
        }
    };
    let recorder = Recorder::start(rule).map_err(Failure::environment)?;
    let measurement =
        measure(options(&recorder.url(), even(RATE, scale.ledger)?, Signed::Freshly)?)?;
    let ledger = &measurement.ledger;
    let (came, resets) =
        (u64::try_from(recorder.count()).unwrap_or(u64::MAX), resets.load(Ordering::Relaxed));
    let answered = ledger.statuses.get(&200).copied().unwrap_or_default();
    let line = |what, ledger, receiver| LedgerLine { r#type: "ledger", what, ledger, receiver };
    let lines = [
        line("sent", ledger.sent, came),
        line("answered 200", answered, came - resets),
        line("reset", ledger.reset, resets),
    ];
    print.table(
        &format!("Ledger: {RATE}/s, every {RESET_EVERY}th connection reset"),
        ["", "in the ledger", "at the receiver"],
        &lines,
        |line| [line.what.to_owned(), line.ledger.to_string(), line.receiver.to_string()],
    )?;
    let is_right = lines.iter().all(|line| line.ledger == line.receiver);
    Ok(Count::of(is_right && ledger.imbalance() == 0))
}
