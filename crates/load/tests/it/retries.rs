//! Deliveries that come back, against a model that keeps them in a heap.

use std::{cmp::Reverse, collections::BinaryHeap, time::Duration};

use livehook_load::retries::{Amplification, Delivery, Fate, Retries};
use livehook_simulator::delivery::{IntervalFrom, Resign, RetryPlan, Retrying, TimeScale};
use proptest::prelude::*;

const MILLISECOND: u64 = 1_000_000;

fn retrying(plan: RetryPlan, scale: f64) -> Retrying {
    Retrying { plan, time_scale: TimeScale::new(scale).unwrap(), ..Retrying::OFF }
}

fn advance<T>(retries: &mut Retries<T>, now_ns: u64) -> Vec<Delivery<T>> {
    let mut due = Vec::new();
    retries.advance(now_ns, &mut due);
    due
}

#[test]
fn a_receiver_that_is_down_gets_thirteen_times_its_load() {
    let mut retries = Retries::new(retrying(RetryPlan::GENERIC, 60.0));
    let mut due: Vec<_> =
        (0..1_000).map(|item| Delivery { item, attempt: 0, due_ns: item }).collect();
    due.iter().for_each(|_| retries.first());
    while !due.is_empty() {
        for it in std::mem::take(&mut due) {
            retries.failed(it.item, it.attempt, it.due_ns, it.due_ns);
        }
        if let Some(next) = retries.next_due() {
            retries.advance(next, &mut due);
            assert!(!due.is_empty(), "something is due when it is said to be");
        }
    }
    let all = retries.amplification();
    let expected = Amplification {
        events: 1_000,
        deliveries: 13_000,
        given_up: 1_000,
        ..Amplification::default()
    };
    assert_eq!((all, all.ratio()), (expected, 13.0));
}

#[test]
fn nothing_fails_and_nothing_is_amplified() {
    let mut retries: Retries<()> = Retries::new(retrying(RetryPlan::GENERIC, 1.0));
    assert_eq!(retries.amplification().ratio(), 1.0);
    retries.first();
    assert_eq!((retries.next_due(), retries.amplification().ratio()), (None, 1.0));
    assert!(advance(&mut retries, u64::MAX).is_empty());
}

#[test]
fn without_a_plan_nothing_comes_back() {
    let mut retries = Retries::new(Retrying::OFF);
    assert_eq!(retries.failed((), 0, 0, 1), Fate::GivenUp);
    assert_eq!(retries.amplification().given_up, 1);
}

#[test]
fn intervals_are_counted_from_where_it_is_said() {
    let ms = |span: u64| span * MILLISECOND;
    for (from, due) in [(IntervalFrom::Failure, ms(1_030)), (IntervalFrom::Start, ms(1_000))] {
        let mut retries = Retries::new(Retrying { from, ..retrying(RetryPlan::AI, 60.0) });
        assert_eq!(retries.failed((), 1, 0, ms(30)), Fate::Again { due_ns: due });
        assert!(advance(&mut retries, due - 1).is_empty());
        assert_eq!(advance(&mut retries, due), [Delivery { item: (), attempt: 2, due_ns: due }]);
    }
}

#[test]
fn threads_add_up() {
    let mut one = Retries::new(retrying(RetryPlan::AI, 1.0));
    one.first();
    one.failed((), 0, 0, 0);
    let mut all = one.amplification();
    all.add(&one.amplification());
    assert_eq!((all.events, all.deliveries, all.waiting, all.ratio()), (2, 2, 2, 1.0));
}

#[test]
fn the_end_of_time_is_no_trap() {
    let mut retries = Retries::new(retrying(RetryPlan::GENERIC, 1.0));
    assert_eq!(retries.failed(1, 0, u64::MAX, u64::MAX), Fate::Again { due_ns: u64::MAX });
    assert!(advance(&mut retries, u64::MAX - 1).is_empty());
    assert_eq!(retries.next_due(), Some(u64::MAX));
    assert_eq!(advance(&mut retries, u64::MAX).len(), 1);
}

#[derive(Debug, Clone)]
enum Do {
    /// Something fails so long after now, in nanoseconds.
    Fail(u64),
    /// So much time goes by.
    Wait(u64),
}

fn deeds() -> impl Strategy<Value = Vec<Do>> {
    let span = prop_oneof![
        0..3 * MILLISECOND,
        0..500 * MILLISECOND,
        0..10_000_000 * MILLISECOND,
        (0_u32..50).prop_map(|bits| 1 << bits),
    ];
    let deed = (prop::bool::weighted(0.7), span);
    prop::collection::vec(
        deed.prop_map(|(fails, span)| if fails { Do::Fail(span) } else { Do::Wait(span) }),
        1..200,
    )
}

proptest! {
    #[test]
    fn what_comes_back_and_when_is_what_a_heap_says(deeds in deeds(), interval_us in 0_u64..10_000_000) {
        let plan = RetryPlan { name: "test", retries: 5, interval: Duration::from_micros(interval_us), source: "" };
        let from = IntervalFrom::Failure;
        let mut retries = Retries::new(Retrying { plan, resign: Resign::Keep, from, time_scale: TimeScale::REAL });
        let mut heap = BinaryHeap::new();
        let mut now = 0_u64;
        for (nth, deed) in deeds.into_iter().enumerate() {
            match deed {
                Do::Fail(later) => {
                    let ended = now.saturating_add(later);
                    let due_ns = ended.saturating_add(interval_us * 1_000);
                    prop_assert_eq!(retries.failed(nth, 3, now, ended), Fate::Again { due_ns });
                    heap.push(Reverse((due_ns, nth)));
                }
                Do::Wait(span) => {
                    now = now.saturating_add(span);
                    let mut expected = Vec::new();
                    while let Some(&Reverse((due_ns, item))) = heap.peek()
                        && due_ns <= now
                    {
                        heap.pop();
                        expected.push(Delivery { item, attempt: 4, due_ns });
                    }
                    prop_assert_eq!(advance(&mut retries, now), expected);
                }
            }
            prop_assert_eq!(retries.next_due(), heap.peek().map(|it| it.0.0));
            prop_assert_eq!(retries.amplification().waiting, heap.len() as u64);
        }
    }
}
