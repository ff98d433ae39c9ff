//! What one thread of the generator writes down: boxes, times, seconds, and how much was in flight.

pub(crate) mod pace;
pub(crate) mod second;
pub(crate) mod tally;
pub(crate) mod times;

use std::sync::mpsc::Sender;

use self::{
    pace::Pace,
    second::Second,
    tally::{Counted, Failure, NotSent, Stamps, Tally},
    times::Times,
};
use crate::{
    class::{Class, N_CLASSES},
    quantity::SECOND,
    retries::Amplification,
};

/// A second of one thread, on its way to whoever adds them up.
#[derive(Debug)]
pub(crate) struct Beat {
    /// Which second of the run, from 0.
    pub(crate) nth: u64,
    pub(crate) second: Box<Second>,
    /// Whether it was cut short by the end of the thread.
    pub(crate) extent: Extent,
}

/// How much of a second a thread saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it.
    Whole,
    /// Until the thread was done, or nothing more was due by an interruption.
    Part,
}

/// The area under the number in flight, for Little's law.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct InFlight {
    pub(crate) now: u64,
    since_ns: u64,
    area_ns: u128,
}

impl InFlight {
    fn to(&mut self, now: u64, at_ns: u64) {
        let span = at_ns.saturating_sub(self.since_ns);
        self.area_ns += u128::from(self.now) * u128::from(span);
        self.since_ns = self.since_ns.max(at_ns);
        self.now = now;
    }

    /// The area in seconds.
    pub(crate) fn area_seconds(self) -> f64 {
        self.area_ns as f64 / 1e9
    }
}

/// Writes down what happens in one thread. Times are nanoseconds since the start of the run.
pub(crate) struct Recorder {
    tallies: [Option<Box<Tally>>; N_CLASSES],
    second: Box<Second>,
    nth: u64,
    beats: Sender<Beat>,
    in_flight: InFlight,
    /// Seconds that sent requests without an answer had waited.
    failed_seconds: f64,
    /// Lateness that was ours alone.
    own_lag: Times,
    last_ns: u64,
    pace: Pace,
    /// Deliveries that came back, if there were any.
    again: Option<Box<Tally>>,
    amplification: Option<Amplification>,
    /// Of how much of a second the next one tells.
    extent: Extent,
}

/// What a thread came to.
pub(crate) struct Recorded {
    pub(crate) classes: Vec<(Class, Counted)>,
    pub(crate) in_flight: InFlight,
    pub(crate) failed_seconds: f64,
    pub(crate) own_lag: Times,
    pub(crate) last_ns: u64,
    pub(crate) pace: Pace,
    /// Deliveries that came back, where they were to.
    pub(crate) again: Option<Again>,
}

/// What came back in a thread.
pub(crate) struct Again {
    pub(crate) counted: Counted,
    pub(crate) amplification: Amplification,
}

impl Recorded {
    /// How many were due.
    pub(crate) fn planned(&self) -> u64 {
        self.classes.iter().map(|(_, counted)| counted.ledger.planned).sum()
    }
}

impl Recorder {
    /// For requests of these classes, in a plan of this length.
    pub(crate) fn new(
        classes: impl IntoIterator<Item = Class>,
        length_ns: u64,
        beats: Sender<Beat>,
    ) -> Self {
        let mut tallies = [const { None }; N_CLASSES];
        for class in classes {
            tallies[class.place()] = Some(Box::new(Tally::new()));
        }
        Self {
            tallies,
            second: Box::new(Second::new()),
            nth: 0,
            beats,
            in_flight: InFlight::default(),
            failed_seconds: 0.0,
            own_lag: Times::new(),
            last_ns: 0,
            pace: Pace::new(length_ns),
            again: None,
            amplification: None,
            extent: Extent::Whole,
        }
    }

    fn tally(&mut self, class: Class) -> &mut Tally {
        self.tallies[class.place()].get_or_insert_with(|| Box::new(Tally::new()))
    }

    /// A request's first byte was written; so much of its lateness was our own.
    pub(crate) fn sent(&mut self, class: Class, stamps: Stamps, own_lag: u64) {
        self.tally(class).sent(stamps);
        self.second.sent(stamps.sent.saturating_sub(stamps.due));
        self.own_lag.enter(own_lag);
        self.pace.due(stamps.due);
        self.in_flight.to(self.in_flight.now + 1, stamps.sent);
    }

    /// A request was answered in full.
    pub(crate) fn answered(&mut self, class: Class, stamps: Stamps, at: u64, status: u16) {
        self.tally(class).answered(stamps, at, status);
        self.second.answered(at.saturating_sub(stamps.due), status);
        self.pace.answered(stamps.due, at);
        self.ended(at);
    }

    /// A request that was sent will have no answer.
    pub(crate) fn failed(&mut self, class: Class, stamps: Stamps, at: u64, failure: Failure) {
        self.tally(class).failed(stamps, at, failure);
        self.failed_seconds += at.saturating_sub(stamps.sent) as f64 / 1e9;
        self.second.failed();
        self.ended(at);
    }

    fn ended(&mut self, at: u64) {
        self.in_flight.to(self.in_flight.now.saturating_sub(1), at);
        self.last_ns = self.last_ns.max(at);
    }

    /// A request will not be sent.
    pub(crate) fn not_sent(&mut self, class: Class, due: u64, at: u64, why: NotSent) {
        self.tally(class).not_sent(due, at, why);
        self.pace.due(due);
        self.second.not_sent();
        self.second.not_sent_for(due, at, why);
        self.last_ns = self.last_ns.max(at);
    }

    fn again(&mut self) -> &mut Tally {
        self.again.get_or_insert_with(|| Box::new(Tally::new()))
    }

    /// As [`Self::sent`], of a delivery that came back.
    pub(crate) fn sent_again(&mut self, stamps: Stamps, own_lag: u64) {
        self.again().sent(stamps);
        self.second.sent_again();
        self.own_lag.enter(own_lag);
        self.in_flight.to(self.in_flight.now + 1, stamps.sent);
    }

    /// As [`Self::answered`], of a delivery that came back.
    pub(crate) fn answered_again(&mut self, stamps: Stamps, at: u64, status: u16) {
        self.again().answered(stamps, at, status);
        self.ended(at);
    }

    /// As [`Self::failed`], of a delivery that came back.
    pub(crate) fn failed_again(&mut self, stamps: Stamps, at: u64, failure: Failure) {
        self.again().failed(stamps, at, failure);
        self.failed_seconds += at.saturating_sub(stamps.sent) as f64 / 1e9;
        self.ended(at);
    }

    /// No connection could be had in this time, in which a closed loop would have sent something.
    pub(crate) fn no_connection(&mut self, since: u64, now: u64) {
        self.second.no_connection(since, now);
    }

    /// As [`Self::not_sent`], of a delivery that came back.
    pub(crate) fn not_sent_again(&mut self, due: u64, at: u64, why: NotSent) {
        self.again().not_sent(due, at, why);
        self.second.not_sent_for(due, at, why);
        self.last_ns = self.last_ns.max(at);
    }

    /// What retries made of the load.
    pub(crate) const fn amplified(&mut self, amplification: Amplification) {
        self.amplification = Some(amplification);
    }

    pub(crate) const fn in_flight(&self) -> u64 {
        self.in_flight.now
    }

    /// When the present second ends.
    pub(crate) const fn second_ends(&self) -> u64 {
        (self.nth + 1) * SECOND
    }

    /// From now on nothing more is due, whatever the plan says.
    pub(crate) const fn cut_short(&mut self) {
        self.extent = Extent::Part;
    }

    /// Hands on the seconds that are over.
    pub(crate) fn beat(&mut self, now: u64) {
        while self.second_ends() <= now {
            self.hand_on(self.extent);
        }
    }

    fn hand_on(&mut self, extent: Extent) {
        let mut second = std::mem::replace(&mut self.second, Box::new(Second::new()));
        second.end(self.in_flight.now);
        // Whoever adds them up may have gone; the totals do not depend on it.
        drop(self.beats.send(Beat { nth: self.nth, second, extent }));
        self.nth += 1;
    }

    /// Ends the last second, and says what all came to.
    pub(crate) fn finish(mut self, now: u64) -> Recorded {
        self.beat(now);
        self.hand_on(Extent::Part);
        self.in_flight.to(self.in_flight.now, now);
        let tallies = Class::ALL.iter().zip(self.tallies);
        let classes =
            tallies.filter_map(|(class, tally)| Some((*class, tally?.counted(*class)))).collect();
        let again = self.again.map_or_else(Counted::new, |tally| tally.counted(Class::Redelivered));
        let amplified = |amplification| Again { counted: again, amplification };
        Recorded {
            again: self.amplification.map(amplified),
            classes,
            in_flight: self.in_flight,
            failed_seconds: self.failed_seconds,
            own_lag: self.own_lag,
            last_ns: self.last_ns,
            pace: self.pace,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn what_a_thread_writes_down_adds_up() {
        let (beats, heard) = mpsc::channel();
        let mut recorder = Recorder::new([Class::Sound], SECOND, beats);
        let waited = Stamps { due: 10_000_000, sent: 300_050_000 };
        recorder.sent(Class::Sound, waited, 50_000);
        let late = Stamps { due: 400_000_000, sent: 405_000_000 };
        recorder.sent(Class::Sound, late, 5_000_000);
        recorder.answered(Class::Sound, waited, 1_300_050_000, 200);
        recorder.failed(Class::Sound, late, 1_405_000_000, Failure::Reset);
        recorder.not_sent(Class::Sound, 1_000_000_000, 1_500_000_000, NotSent::EndOfRun);
        let recorded = recorder.finish(1_500_000_000);
        let about =
            |ns: Option<u64>, expected: u64| ns.is_some_and(|ns| ns.abs_diff(expected) < 9_000);
        assert!(about(recorded.own_lag.quantile_ns(0.1), 50_000));
        assert!(about(recorded.own_lag.quantile_ns(1.0), 5_000_000));
        let (_, counted) = &recorded.classes[0];
        assert_eq!(counted.ledger.imbalance(), 0);
        assert_eq!((counted.ledger.planned, counted.ledger.sent), (3, 2));
        assert_eq!(counted.times.planned.at_least, 2);
        // One request was in flight for 1 s, and another for 1 s.
        assert!((recorded.in_flight.area_seconds() - 2.0).abs() < 1e-6);
        assert!((recorded.failed_seconds - 1.0).abs() < 1e-6);
        let beats: Vec<u64> = heard.iter().map(|beat| beat.nth).collect();
        assert_eq!(beats, [0, 1]);
    }
}
