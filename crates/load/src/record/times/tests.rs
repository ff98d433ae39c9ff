//! What was entered is what is told, and adds up.

use super::*;

#[test]
fn a_line_reads_back_and_adds_up_exactly() {
    let (mut all, mut parts) = (Times::new(), [Times::new(), Times::new()]);
    for n in 0..2_000_u64 {
        let ns = n * n * 777;
        all.enter(ns);
        parts[crate::quantity::place(n % 2)].enter(ns);
    }
    all.enter_at_least(5_000_000_000);
    parts[0].enter_at_least(5_000_000_000);
    let mut sum = Times::read(&parts[0].line()).unwrap();
    sum.add(&Times::read(&parts[1].line()).unwrap());
    assert_eq!(sum.line(), all.line());
    assert_eq!(all.line().at_least, 1);
}

#[test]
fn no_percentile_lies_above_the_largest_value_nor_below_the_smallest() {
    for shortest in [0, 1, 500, 511, 512, 800, 1_000, 1_499, 2_047] {
        let mut times = Times::new();
        (0..100_000).for_each(|n| times.enter(shortest + n % 2));
        let line = times.line();
        let all = line.percentiles.values();
        assert!(all.clone().all(|it| (line.min..=line.max).contains(it)), "{line:?}");
        assert_eq!(Times::read(&line).unwrap().line(), line);
    }
}

#[track_caller]
fn check_bounds(answered: &[(u64, usize)], without_answer: &[(u64, usize)], expected: &[&str]) {
    let mut times = Times::new();
    for (ns, count) in answered {
        (0..*count).for_each(|_| times.enter(*ns));
    }
    for (ns, count) in without_answer {
        (0..*count).for_each(|_| times.enter_at_least(*ns));
    }
    let line = times.line();
    assert_eq!(line.bounds, expected, "{line:?}");
    assert_eq!(Times::read(&line).unwrap().line(), line);
}

#[test]
fn a_percentile_is_a_bound_where_those_without_an_answer_would_move_it() {
    let quick = [(1_000_000, 8_900), (5_000_000, 1_100)];
    check_bounds(&quick, &[], &[]);
    // Twenty seconds in vain.
    check_bounds(&quick, &[(20_000_000_000, 200)], &["p99", "p99.9"]);
    check_bounds(&quick, &[(20_000_000_000, 10_100)], &["p50", "p90", "p95", "p99", "p99.9"]);
    // Of many in vain, few are so early that they may belong below the median.
    check_bounds(
        &quick,
        &[(20_000_000_000, 2_500), (100_000, 10)],
        &["p90", "p95", "p99", "p99.9"],
    );
    // Reset at once: had they been answered, they would have taken long, perhaps.
    check_bounds(&quick, &[(100_000, 300)], &["p99", "p99.9"]);
    check_bounds(&quick, &[(100_000, 1)], &[]);
}

#[test]
fn long_waits_are_not_cut_off() {
    let mut times = Times::new();
    let hours = [1_u64, 2, 167];
    hours.iter().for_each(|hours| times.enter(hours * 3_600_000_000_000));
    let line = times.line();
    assert!(line.max.abs_diff(167 * 3_600_000_000) < 600_000_000, "{line:?}");
    assert!((times.sum_seconds() / (170.0 * 3_600.0) - 1.0).abs() < 1e-3);
    assert_eq!(line.at_least, 0);
    times.enter(u64::MAX);
    assert_eq!((times.line().count, times.line().at_least), (4, 1));
}

#[test]
fn files_of_earlier_versions_add_up_with_those_of_this_one() {
    let old = Histogram::new_with_bounds(SHORTEST_NS, LONGEST_ONCE_NS, DIGITS).unwrap();
    let mut old = Times { histogram: old, at_least: 0, bounds: None };
    let (mut new, mut all) = (Times::new(), Times::new());
    for n in 0..5_000_u64 {
        let ns = n * n * 4_001;
        if n % 3 == 0 {
            old.enter(ns);
        } else {
            new.enter(ns);
        }
        all.enter(ns);
    }
    let mut sum = Times::read(&old.line()).unwrap();
    sum.add(&Times::read(&new.line()).unwrap());
    assert_eq!(sum.line(), all.line());
}

#[test]
fn percentiles_need_ten_values_beyond() {
    let mut times = Times::new();
    (0..999).for_each(|n| times.enter(n * 1_000_000));
    assert!(!times.line().percentiles.contains_key("p99"));
    times.enter(1);
    let line = times.line();
    assert_eq!(line.percentiles.keys().collect::<Vec<_>>(), ["p50", "p90", "p95", "p99"]);
}

#[test]
fn few_values_bear_out_lower_quantiles_only() {
    let mut times = Times::new();
    assert_eq!(times.borne_out(0.99), BorneOut { quantile: 0.5, ns: 0 });
    (0..49).for_each(|_| times.enter(2_000));
    times.enter(1_000_000_000);
    assert!(times.borne_out(0.99).ns < 3_000, "{:?}", times.borne_out(0.99));
    assert!((times.borne_out(0.99).quantile - 0.8).abs() < 1e-9);
    (0..10).for_each(|_| times.enter(1_000_000_000));
    assert!(times.borne_out(0.99).ns > 900_000_000);
    (0..10_000).for_each(|_| times.enter(2_000));
    assert!((times.borne_out(0.99).quantile - 0.99).abs() < 1e-9);
}

#[test]
fn what_is_no_histogram_of_ours_is_not_read() {
    let mut times = Times::new();
    times.enter(1);
    let line = times.line();
    let with = |hdr: Option<&str>| Distribution { hdr: hdr.map(str::to_owned), ..line.clone() };
    assert!(Times::read(&with(None)).is_none());
    assert!(Times::read(&with(Some("AAAA"))).is_none());
    assert!(Times::read(&with(Some("***"))).is_none());
    assert!(Times::read(&Distribution { count: 2, ..line.clone() }).is_none());
    assert!(Times::read(&line).is_some());
}
