//! Deliveries without an engine: their order, and what is known of them afterwards.

use std::{
    sync::{Barrier, Mutex, OnceLock, atomic::AtomicU64, mpsc},
    time::{Duration, Instant},
};

use livehook_simulator::delivery::{Resign, RetryPlan, Retrying};

use super::*;
use crate::{
    engine::Clock,
    fates::Fate,
    plan::{Pacing, Plan, arrivals::Arrivals, mix::Mix, shard::Shard},
};

const MS: u64 = 1_000_000;
const SECOND_0: UnixSeconds = UnixSeconds(1_761_129_434);

/// Sound requests, due then in seconds, that come back twice, 150 ms after each failure.
fn check(trace: &str, test: impl FnOnce(Deliveries<'_>, &AtomicBool, &Fates)) {
    let pacing =
        Pacing::Open { arrivals: Arrivals::trace(trace).unwrap(), length: Duration::from_secs(2) };
    let plan = Plan { seed: 7, pacing, mix: Mix::sound(), shard: Shard::WHOLE };
    let (interrupt, fates) = (AtomicBool::new(false), Fates::new(10));
    let interval = Duration::from_millis(150);
    let retries = RetryPlan { retries: 2, interval, ..RetryPlan::GENERIC };
    let shared = Shared {
        plan: &plan,
        clock: Clock { origin: Instant::now(), epoch_ns: 0 },
        barrier: Barrier::new(1),
        opened: Mutex::new((0, None)),
        start: OnceLock::new(),
        next: AtomicU64::new(0),
        interrupt: &interrupt,
        fates: Some(&fates),
        retrying: Some(Retrying { plan: retries, resign: Resign::Keep, ..Retrying::OFF }),
    };
    let recorder = Recorder::new([Class::Sound], 2 * SECOND, mpsc::channel().0);
    test(Deliveries::new(&shared, (0, 1), (SECOND, SECOND), recorder), &interrupt, &fates);
}

/// Which event, and which of its deliveries.
fn named(due: Due) -> (u64, u32) {
    match due {
        Due::First(arrival) => (arrival.number, 0),
        Due::Again(delivery) => (delivery.item.number, delivery.attempt),
    }
}

/// The next one is sent at this time, for this second.
#[track_caller]
fn send(deliveries: &mut Deliveries<'_>, now: u64, second: UnixSeconds) -> Sent {
    assert!(deliveries.is_due(now));
    let due = deliveries.take(now).unwrap();
    let signed = deliveries.signed(&due, second);
    let sent = deliveries.on_its_way(&due, now, signed);
    deliveries.sent(&sent, 0);
    sent
}

#[test]
fn what_has_been_due_for_longest_is_next_be_it_the_first_of_its_event_or_not() {
    check("0\n0.1\n0.15\n0.2", |mut deliveries, _, _| {
        let sent = send(&mut deliveries, 0, SECOND_0);
        deliveries.failed(&sent, 0, Failure::Reset);
        assert!(!deliveries.is_due(99 * MS));
        assert_eq!(deliveries.next_due(), Some(100 * MS));
        let mut order = Vec::new();
        while let Some(due) = deliveries.take(200 * MS) {
            // Not a byte went out, once.
            if order.last() == Some(&named(due)) {
                continue;
            }
            deliveries.put_back(due);
            order.push(named(due));
        }
        assert_eq!(order, [(1, 0), (0, 1), (2, 0), (3, 0)]);
    });
}

#[test]
fn an_event_without_a_connection_comes_back_signed_for_when_it_was_given_up() {
    check("0", |mut deliveries, _, fates| {
        deliveries.give_up(0, 1_100 * MS, SECOND_0);
        assert_eq!((deliveries.next_due(), fates.fate(0)), (Some(1_250 * MS), Fate::Unsent));
        let sent = send(&mut deliveries, 1_250 * MS, UnixSeconds(SECOND_0.0 + 1));
        assert_eq!((sent.attempt, sent.event().signed), (1, SECOND_0));
        // Nobody knows what becomes of it.
        assert_eq!(fates.fate(0), Fate::Open);
        deliveries.answered(&sent, 1_300 * MS, 500);
        // Nor could it be sent the last time.
        deliveries.give_up(1_400 * MS, 2_500 * MS, SECOND_0);
        assert!(deliveries.is_over(2_500 * MS));
        let again = deliveries.finish(2_500 * MS).again.unwrap();
        let ledger = &again.counted.ledger;
        assert_eq!((ledger.planned, ledger.sent, ledger.imbalance()), (2, 1, 0));
        let amplification = again.amplification;
        assert_eq!((amplification.ratio(), amplification.given_up), (3.0, 1));
    });
}

#[test]
fn an_interruption_waits_for_nothing_to_come_back() {
    check("0\n0\n1.5", |mut deliveries, interrupt, _| {
        let [first, second] = [(); 2].map(|()| send(&mut deliveries, 0, SECOND_0));
        deliveries.answered(&first, 10 * MS, 503);
        assert!(!deliveries.is_over(20 * MS));
        interrupt.store(true, Ordering::Relaxed);
        assert!(!deliveries.is_over(30 * MS), "an answer is waited for");
        deliveries.answered(&second, 200 * MS, 503);
        assert_eq!((deliveries.next_due(), deliveries.is_due(SECOND)), (None, false));
        assert!(deliveries.is_over(200 * MS));
        let recorded = deliveries.finish(200 * MS);
        assert_eq!((recorded.planned(), recorded.again.unwrap().amplification.waiting), (2, 2));
    });
}
