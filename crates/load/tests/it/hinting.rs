//! Hints: what a pattern says, and that a clean run has none.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use livehook_load::{
    class::Class,
    hints::hints,
    measurement::{Distribution, Measurement, Redeliveries},
};

use crate::sample;

#[track_caller]
fn check(change: impl Fn(&mut Measurement), expected: &Expect) {
    let mut run = sample::sound();
    let plain: Vec<u64> = (0..5_000).map(|at| 300_000 + at * 10).collect();
    run.latency.sent = sample::distribution(&plain, 0);
    run.latency.planned = run.latency.sent.clone();
    for line in &mut run.intervals {
        line.p50_us = Some(500);
        line.p99_us = Some(900);
        line.in_flight = 3;
    }
    change(&mut run);
    expected.assert_eq(&hints(&run).iter().map(|hint| format!("{hint}\n")).collect::<String>());
}

#[test]
fn a_clean_run_has_none() {
    check(|_| (), &expect![[""]]);
}

#[test]
fn a_step_at_forty_milliseconds_is_nagle_and_a_delayed_acknowledgement() {
    check(
        |run| {
            let nanos = (0..5_000).map(|at| if at % 20 == 0 { 40_500_000 } else { 400_000 });
            run.latency.sent = sample::distribution(&nanos.collect::<Vec<_>>(), 0);
        },
        &expect![[r#"
            5% of the answers came 38 to 44 ms after sending while half came within 400 µs: that is Nagle's algorithm waiting for a delayed acknowledgement; write head and body in one piece, or set TCP_NODELAY
        "#]],
    );
    // A receiver that takes 40 ms for everything has no such step, nor has one whose times are spread about it.
    check(|run| run.latency.sent = sample::distribution(&[40_500_000; 5_000], 0), &expect![[""]]);
    check(
        |run| {
            let nanos = (0..5_000).map(|at| at * 20_000);
            run.latency.sent = sample::distribution(&nanos.collect::<Vec<_>>(), 0);
        },
        &expect![[""]],
    );
}

#[test]
fn a_step_at_a_second_is_a_full_accept_queue() {
    check(
        |run| {
            let nanos = (0..5_000).map(|at| if at % 100 == 0 { 1_020_000_000 } else { 400_000 });
            run.latency.lag = sample::distribution(&nanos.collect::<Vec<_>>(), 0);
        },
        &expect![[r#"
            50 requests took just over 1 s or 3 s: those are handshakes sent again because the receiver's accept queue was full; look at its backlog (listen, somaxconn)
        "#]],
    );
}

/// A receiver that was away: 302 requests were given up after a second each.
fn away(run: &mut Measurement) {
    let nanos = (0..5_000).map(|at| if at < 302 { 1_010_000_000 } else { 400_000 });
    run.latency.planned = sample::distribution(&nanos.collect::<Vec<_>>(), 302);
    run.ledger.not_sent.insert("no_connection".to_owned(), 302);
    run.generator.failed_connects.insert("refused".to_owned(), 1_921);
    run.intervals[3].no_connection_us = Some([2_010_000, 4_000_000]);
}

#[test]
fn a_receiver_that_is_away_for_a_while_neither_closes_nor_drops_handshakes() {
    check(
        away,
        &expect![[r#"
            from 2.01 s to 4 s no connection could be had (refused): 302 requests could not be sent, as when a receiver is down or restarts
        "#]],
    );
    check(
        |run| {
            away(run);
            run.intervals[4].no_connection_us = Some([3_010_000, 4_500_000]);
            run.intervals[0].no_connection_us = Some([0, 1_000_000]);
            run.intervals[7].no_connection_us = Some([6_200_000, 8_000_000]);
            run.intervals[8].no_connection_us = Some([7_900_000, 10_000_000]);
            run.generator.failed_connects.insert("timed_out".to_owned(), 5);
        },
        &expect![[r#"
            from the start to 1 s, from 2.01 s to 4.50 s, from 6.20 s on no connection could be had (refused, timed out): 302 requests could not be sent, as when a receiver is down or restarts
        "#]],
    );
    // A closed loop that ends by time gives nothing up.
    check(
        |run| {
            run.plan.pacing = "closed".to_owned();
            run.intervals[3].no_connection_us = Some([2_010_000, 4_000_000]);
            run.generator.failed_connects.insert("refused".to_owned(), 240);
        },
        &expect![[r#"
            from 2.01 s to 4 s no connection could be had (refused): the closed loop sent nothing meanwhile, as when a receiver is down or restarts
        "#]],
    );
    // A measurement of a version that did not say when.
    check(
        |run| run.ledger.not_sent = BTreeMap::from([("no_connection".to_owned(), 1)]),
        &expect![[r#"
            for a while no connection could be had: 1 request could not be sent, as when a receiver is down or restarts
        "#]],
    );
    check(
        |run| run.generator.failed_connects = BTreeMap::from([("refused".to_owned(), 1)]),
        &expect![[r#"
            1 attempt to open a connection came to nothing (refused): the receiver was away for less than a second, or takes no more connections
        "#]],
    );
}

#[test]
fn answers_to_what_came_back_count_where_connections_are() {
    let mut retries = sample::retries();
    retries.ledger.statuses.insert(503, 60_000);
    check(
        |run| {
            run.generator.connects = 50_000;
            run.retries = Some(retries.clone());
        },
        &expect![[""]],
    );
}

/// A receiver that answers so many a second whose classes, and all together, took this long from sending.
fn answering(run: &mut Measurement, per_second: u64, from_sending: &Distribution) {
    run.latency.sent = from_sending.clone();
    run.classes[0].latency.sent = from_sending.clone();
    for line in &mut run.intervals {
        line.statuses = BTreeMap::from([(200, per_second)]);
    }
}

/// As many as these were waited for, though never more than 64 at once.
fn saturated(run: &mut Measurement) {
    // The first of them met an idle receiver.
    let nanos: Vec<_> = (1..=3_720).map(|nth: u64| nth.min(64) * 2_700_000).collect();
    answering(run, 372, &sample::distribution(&nanos, 0));
    let waits: Vec<_> = (1..=3_720).map(|nth: u64| nth * 2_000_000).collect();
    run.latency.planned = sample::distribution(&waits, 0);
    run.latency.lag = run.latency.planned.clone();
    for (at, line) in (1..).zip(&mut run.intervals) {
        line.p50_us = Some(at * 900_000);
        line.p99_us = Some(at * 950_000);
        line.in_flight = 64;
    }
}

#[test]
fn a_queue_that_grows_is_saturation() {
    check(
        saturated,
        &expect![[r#"
        the receiver is saturated: it answered 372/s of 5,000/s, and the median latency grew from 1.80 s to 8.10 s; a longer run would show larger latencies, so look for the rate at which they stay level (--find-max)
    "#]],
    );
    // Too short a run for a trend.
    check(
        |run| {
            saturated(run);
            run.intervals.truncate(3);
            run.plan.duration_us = Some(3_000_000);
        },
        &expect![[r#"
            the receiver is saturated: it answered 372/s of 4,969/s; a longer run would show larger latencies, so look for the rate at which they stay level (--find-max)
        "#]],
    );
    // Nearly as much as was asked for, and ever later.
    check(
        |run| {
            saturated(run);
            for line in &mut run.intervals {
                line.statuses = BTreeMap::from([(200, line.planned - 100)]);
            }
        },
        &expect![[r#"
            the receiver is saturated: it answered 4,900/s of 5,000/s, and the median latency grew from 1.80 s to 8.10 s; a longer run would show larger latencies, so look for the rate at which they stay level (--find-max)
        "#]],
    );
    // A receiver that is gone for the last seconds: what was due in the last one is given up behind the plan's end.
    check(
        |run| {
            run.intervals.truncate(5);
            run.plan.duration_us = Some(4_000_000);
            for line in &mut run.intervals[2..] {
                (line.sent, line.statuses) = (0, BTreeMap::new());
                (line.failed, line.no_connection) = (line.planned, line.planned);
            }
            (run.intervals[2].failed, run.intervals[2].no_connection) = (0, 0);
            run.intervals[4].planned = 0;
        },
        &expect![[""]],
    );
    // One burst that was worked off.
    check(
        |run| {
            run.intervals[0].statuses = BTreeMap::from([(200, 1_000)]);
            run.intervals[1].statuses = BTreeMap::from([(200, 9_000)]);
        },
        &expect![[""]],
    );
}

#[test]
fn connections_that_are_too_few_for_how_long_a_receiver_takes_are_counted() {
    let slow = |run: &mut Measurement| {
        answering(run, 20, &sample::distribution(&[201_000_000; 200], 0));
        let waits: Vec<_> = (0..200).map(|nth: u64| nth * 40_000_000).collect();
        run.latency.lag = sample::distribution(&waits, 0);
        run.latency.planned = run.latency.lag.clone();
        run.connections = 4;
        run.generator.connects = 4;
        for (at, line) in (1..).zip(&mut run.intervals) {
            line.planned = 100;
            line.p50_us = Some(at * 800_000);
            line.p99_us = Some(at * 800_000);
        }
    };
    check(
        slow,
        &expect![[r#"
            half of all requests waited 3.96 s or more for one of 4 connections to become free: 100/s × 201 ms needs at least 21 connections
        "#]],
    );
    // There are enough: they come in bursts.
    check(
        |run| {
            slow(run);
            run.connections = 64;
            run.intervals.iter_mut().for_each(|line| line.statuses = BTreeMap::from([(200, 100)]));
        },
        &expect![[r#"
            half of all requests waited 3.96 s or more for one of 64 connections to become free; with more of them the wait would be within the receiver
        "#]],
    );
}

#[test]
fn a_second_without_answers_is_a_receiver_that_stood_still() {
    let slow = || sample::distribution(&[&[400_000; 4_990][..], &[1_000_000_000; 10]].concat(), 0);
    check(
        |run| {
            run.plan.pacing = "closed".to_owned();
            run.latency.sent = slow();
            run.intervals.truncate(4);
            run.intervals[1].statuses = BTreeMap::from([(200, 12)]);
        },
        &expect![[r#"
            the receiver stood still: from 1 s to 2 s it gave 12 answers, and 5,000 a second otherwise; a closed loop sends nothing meanwhile, so its percentiles hide it
        "#]],
    );
    // It stands still from the middle of a second to that of the next.
    check(
        |run| {
            run.latency.sent = slow();
            run.intervals[3].statuses = BTreeMap::from([(200, 2_600)]);
            run.intervals[4].statuses = BTreeMap::from([(200, 2_500)]);
        },
        &expect![[r#"
            the receiver stood still: from 3 s to 5 s it gave 5,100 answers, and 5,000 a second otherwise
        "#]],
    );
    // Fewer answers because fewer were asked for; and what could not be had was nothing that took long.
    check(
        |run| {
            run.latency.sent = sample::distribution(&[1_500_000_000; 5_000], 0);
            run.intervals[1].statuses.clear();
            run.intervals[1].planned = 0;
        },
        &expect![""],
    );
    check(|run| run.intervals[1].statuses.clear(), &expect![[""]]);
}

#[test]
fn stalls_in_most_seconds_are_named() {
    check(
        |run| run.intervals.iter_mut().for_each(|line| line.p99_us = Some(120_000)),
        &expect![[r#"
            in 10 of 10 seconds one request in a hundred waited 120 ms or so while half were quick: something stops the receiver about once a second, such as a collector of garbage, a checkpoint, or a flush to disk
        "#]],
    );
}

#[test]
fn answers_that_are_none_and_connections_that_do_not_last_are_named() {
    check(
        |run| {
            run.ledger.statuses.extend([(204, 5), (302, 1), (503, 70)]);
            run.classes[0].ledger.statuses.insert(403, 500);
            run.ledger.timeout = 1;
            run.generator.connects = 50_000;
        },
        &expect![[r#"
            1% of the genuine callbacks were refused with 401 or 403: check that both sides have the same key and that the receiver's clock is right
            70 answers with 429 or 503 (0.14%): the receiver or a proxy before it sheds load; Tencent delivers again, but only so often
            1 request timed out: Tencent gives up after 20 s, too, and delivers again, so a slow handler makes duplicates; store, answer, then work
            204 is no 200: answer 200 itself, since every other status has Tencent deliver again
            1 answer with a redirect: give the final address as the callback URL (http or https, a slash at the end); a redirect is no 200
            50,000 connections were opened for 50,076 answers: the receiver or its proxy closes after each answer; keep-alive would spare a handshake each time
        "#]],
    );
}

#[test]
fn where_every_request_is_broken_off_the_receiver_may_expect_tls() {
    check(
        |run| {
            run.ledger.statuses.clear();
            run.ledger.reset = run.ledger.sent;
        },
        &expect![[r#"
            50,000 requests were broken off, and nothing was answered: does the receiver expect TLS? then give an https URL
        "#]],
    );
}

#[test]
fn failures_are_named_from_one_in_a_hundred_on() {
    let with = |count: u64| {
        move |run: &mut Measurement| {
            run.ledger.statuses.extend([(500, count), (502, 1)]);
            run.ledger.reset = count;
        }
    };
    check(
        with(5_000),
        &expect![[r#"
        5,001 answers with 500 or 502 (10%): the receiver, or what stands before it, fails by itself; its log says why, and Tencent delivers each of them again
        5,000 requests were broken off before the answer was there (10%): the receiver or its proxy ends connections with requests on them, as one does that crashes, restarts, or closes what it takes for idle
    "#]],
    );
    check(with(400), &expect![[""]]);
}

#[test]
fn a_shorter_time_out_is_not_that_of_tencent() {
    check(
        |run| {
            run.ledger.timeout = 30;
            run.timeout_us = Some(1_000_000);
        },
        &expect![[r#"
            30 requests had no answer within 1 s; Tencent gives up after 20 s and delivers again, so with --timeout 20s it shows which of them it would have taken
        "#]],
    );
}

#[test]
fn events_that_no_attempt_delivered_are_lost() {
    let retries = Redeliveries { given_up: 3, ..sample::retries() };
    check(
        |run| run.retries = Some(retries.clone()),
        &expect![[r#"
        3 events were not taken by any of 13 attempts: Tencent does not send them again, so they are lost
    "#]],
    );
}

#[test]
fn what_was_to_be_refused_and_was_taken_is_named() {
    let of = |class, taken: u64| {
        let mut line = sample::sound().classes[0].clone();
        line.class = class;
        line.ledger.statuses = BTreeMap::from([(200, taken), (403, 9)]);
        line
    };
    let all = [of(Class::Expired, 20), of(Class::Forged, 4), of(Class::Malformed, 1)];
    check(
        |run| run.classes.extend(all.clone()),
        &expect![[r#"
            4 forged callbacks were answered 200: whoever can guess the URL can invent events; check sign before anything else
            20 expired callbacks were answered 200: right if they were put aside; if they were taken as events, whoever has recorded a callback can send it again for ever
            1 malformed callback was answered 200: what was acknowledged is not sent again, though it could not be read
        "#]],
    );
    check(|run| run.classes.push(of(Class::Forged, 0)), &expect![[""]]);
    // New content under a right signature is an event, and is to be taken.
    check(
        |run| run.classes.push(of(Class::Tampered, 5)),
        &expect![[r#"
        0.01% of the genuine callbacks were refused with 401 or 403: check that both sides have the same key and that the receiver's clock is right
    "#]],
    );
}

#[test]
fn a_receiver_that_says_more_than_it_was_asked_does_not_close() {
    check(
        |run| {
            run.generator.connects = 50_000;
            run.generator.surplus = 49_936;
        },
        &expect![[r#"
            the receiver sent more than was asked for, so 49,936 connections were closed here: a second answer to one request, or a body longer than its head says
        "#]],
    );
}

#[test]
fn what_answers_in_another_protocol_is_told_how_to_be_asked() {
    check(
        |run| run.ledger.malformed = 100,
        &expect![[r#"
            100 answers are no HTTP/1.1: a receiver that speaks HTTP/2 alone is asked with --http 2, one that expects TLS by an https URL
        "#]],
    );
}

#[test]
fn a_measurement_without_histograms_or_with_broken_ones_gives_no_hint_of_its_shape() {
    check(
        |run| {
            run.latency.sent.hdr = Some("no base64!".to_owned());
            run.latency.planned.hdr = None;
        },
        &expect![[""]],
    );
}
