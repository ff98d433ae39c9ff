//! What became of the requests of one class.

use std::collections::BTreeMap;

use super::times::Times;
use crate::{
    class::Class,
    measurement::{ClassLine, Latencies, Ledger},
};

/// Statuses that are counted: all that HTTP can write.
const STATUSES: usize = 1_000;

/// Why a request was sent and has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    Timeout,
    Reset,
    Malformed,
    Unfinished,
}

/// Why a request was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotSent {
    NoConnection,
    EndOfRun,
    Interrupted,
}

impl NotSent {
    /// The name of its box.
    const fn as_str(self) -> &'static str {
        match self {
            Self::NoConnection => "no_connection",
            Self::EndOfRun => "end_of_run",
            Self::Interrupted => "interrupted",
        }
    }
}

/// Boxes and times while a run is on: no map is searched and nothing allocated.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) ledger: Ledger,
    statuses: Vec<u64>,
    times: AllTimes,
}

/// The three distributions of a set of requests.
#[derive(Debug, Clone)]
pub(crate) struct AllTimes {
    pub(crate) planned: Times,
    pub(crate) sent: Times,
    pub(crate) lag: Times,
}

/// What a class came to; adds up.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    pub(crate) ledger: Ledger,
    pub(crate) as_expected: u64,
    pub(crate) times: AllTimes,
}

impl AllTimes {
    pub(crate) fn new() -> Self {
        Self { planned: Times::new(), sent: Times::new(), lag: Times::new() }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.planned.add(&other.planned);
        self.sent.add(&other.sent);
        self.lag.add(&other.lag);
    }

    pub(crate) fn line(&self) -> Latencies {
        Latencies { planned: self.planned.line(), sent: self.sent.line(), lag: self.lag.line() }
    }

    pub(crate) fn read(line: &Latencies) -> Option<Self> {
        Some(Self {
            planned: Times::read(&line.planned)?,
            sent: Times::read(&line.sent)?,
            lag: Times::read(&line.lag)?,
        })
    }
}

/// When a request was due and sent, in nanoseconds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stamps {
    pub(crate) due: u64,
    pub(crate) sent: u64,
}

impl Tally {
    pub(crate) fn new() -> Self {
        let statuses = vec![0; STATUSES];
        Self { ledger: Ledger::default(), statuses, times: AllTimes::new() }
    }

    pub(crate) fn sent(&mut self, stamps: Stamps) {
        self.ledger.planned += 1;
        self.ledger.sent += 1;
        self.times.lag.enter(stamps.sent.saturating_sub(stamps.due));
    }

    pub(crate) fn answered(&mut self, stamps: Stamps, at: u64, status: u16) {
        // The parser lets no other through.
        self.statuses[usize::from(status) % STATUSES] += 1;
        self.times.planned.enter(at.saturating_sub(stamps.due));
        self.times.sent.enter(at.saturating_sub(stamps.sent));
    }

    pub(crate) fn failed(&mut self, stamps: Stamps, at: u64, failure: Failure) {
        match failure {
            Failure::Timeout => self.ledger.timeout += 1,
            Failure::Reset => self.ledger.reset += 1,
            Failure::Malformed => self.ledger.malformed += 1,
            Failure::Unfinished => self.ledger.unfinished += 1,
        }
        self.times.planned.enter_at_least(at.saturating_sub(stamps.due));
    }

    pub(crate) fn not_sent(&mut self, due: u64, at: u64, why: NotSent) {
        self.ledger.planned += 1;
        *self.ledger.not_sent.entry(why.as_str().to_owned()).or_default() += 1;
        self.times.planned.enter_at_least(at.saturating_sub(due));
    }

    /// What it came to.
    pub(crate) fn counted(mut self, class: Class) -> Counted {
        for (status, count) in (0..).zip(&self.statuses).filter(|(_, count)| **count > 0) {
            self.ledger.statuses.insert(status, *count);
        }
        let as_expected = as_expected(class, &self.ledger.statuses);
        Counted { ledger: self.ledger, as_expected, times: self.times }
    }
}

fn as_expected(class: Class, statuses: &BTreeMap<u16, u64>) -> u64 {
    let is_right = |status: u16| if class.is_taken() { status == 200 } else { status < 500 };
    statuses.iter().filter(|(status, _)| is_right(**status)).map(|(_, count)| count).sum()
}

/// Adds a ledger to another.
pub(crate) fn add_ledger(to: &mut Ledger, other: &Ledger) {
    to.planned += other.planned;
    to.sent += other.sent;
    to.timeout += other.timeout;
    to.reset += other.reset;
    to.malformed += other.malformed;
    to.unfinished += other.unfinished;
    for (why, count) in &other.not_sent {
        *to.not_sent.entry(why.clone()).or_default() += count;
    }
    for (status, count) in &other.statuses {
        *to.statuses.entry(*status).or_default() += count;
    }
}

impl Counted {
    pub(crate) fn new() -> Self {
        Self { ledger: Ledger::default(), as_expected: 0, times: AllTimes::new() }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        add_ledger(&mut self.ledger, &other.ledger);
        self.as_expected += other.as_expected;
        self.times.add(&other.times);
    }

    pub(crate) fn line(&self, class: Class) -> ClassLine {
        ClassLine {
            class,
            ledger: self.ledger.clone(),
            as_expected: self.as_expected,
            latency: self.times.line(),
        }
    }

    /// Reads a line back; nothing if one of its histograms cannot be read.
    pub(crate) fn read(line: &ClassLine) -> Option<Self> {
        let times = AllTimes::read(&line.latency)?;
        Some(Self { ledger: line.ledger.clone(), as_expected: line.as_expected, times })
    }
}
