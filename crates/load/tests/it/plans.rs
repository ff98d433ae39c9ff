//! Plans repeat, can be computed at any place, and cut into shards that make up the whole.

use std::{collections::BTreeMap, time::Duration};

use livehook_load::{
    class::Class,
    plan::{
        Arrival, Cursor, Pacing, Plan, arrivals::Arrivals, burst::Burst, mix::Mix, shard::Shard,
        text::ArrivalsText,
    },
    quantity::Rate,
};
use proptest::prelude::*;

fn plan(arrivals: &str, length: Duration, mix: &str, shard: Shard) -> Plan {
    let arrivals = arrivals.parse().unwrap();
    let pacing = Pacing::Open { arrivals, length };
    Plan { seed: 7, pacing, mix: mix.parse().unwrap(), shard }
}

fn all(plan: &Plan) -> Vec<Arrival> {
    let mut cursor = Cursor::new(plan);
    (0..).map_while(|nth| cursor.arrival(nth)).collect()
}

#[track_caller]
fn check_arrivals(text: &str, length_ms: u64, expected_count: usize, expected_first_ms: &[u64]) {
    let plan = plan(text, Duration::from_millis(length_ms), "sound=1", Shard::WHOLE);
    let arrivals = all(&plan);
    assert_eq!(arrivals.len(), expected_count, "{text}");
    assert_eq!(plan.count(), Some(expected_count as u64), "{text}");
    let first: Vec<u64> =
        arrivals.iter().take(expected_first_ms.len()).map(|it| it.due_ns / 1_000_000).collect();
    assert_eq!(first, expected_first_ms, "{text}");
    let Pacing::Open { arrivals, .. } = plan.pacing else { unreachable!("it is open") };
    assert_eq!(arrivals.to_string().parse(), Ok(arrivals), "{text}");
}

#[test]
fn an_even_rate_is_even() {
    check_arrivals("1000/s", 10, 10, &[0, 1, 2, 3]);
    check_arrivals("0.5/s", 4_001, 3, &[0, 2_000, 4_000]);
    check_arrivals("3/s", 1_000, 3, &[0, 333, 666]);
    // Not a thousandth of a second's share too late.
    check_arrivals("100/m", 60_000, 100, &[0, 600, 1_200]);
    check_arrivals("1/m", 7_200_000, 120, &[0, 60_000, 120_000]);
}

#[test]
fn a_burst_is_due_at_once() {
    check_arrivals("burst 3 every 100ms", 201, 9, &[0, 0, 0, 100, 100, 100, 200]);
    check_arrivals("burst 3 every 100ms", 200, 6, &[0, 0, 0, 100]);
}

#[test]
fn steps_follow_one_another() {
    check_arrivals("steps 10/s:1s,0/s:1s,100/s:1s", 3_000, 110, &[0, 100, 200]);
    let plan =
        plan("steps 10/s:1s,0/s:1s,100/s:1s", Duration::from_secs(3), "sound=1", Shard::WHOLE);
    assert_eq!(plan.arrival(10).unwrap().due_ns, 2_000_000_000);
}

#[test]
fn a_ramp_is_the_integral_of_its_rate() {
    // The rate is 100 t, so n have arrived after the root of n / 50.
    check_arrivals("ramp 0/s..100/s over 1s", 1_000, 50, &[0, 141, 200, 244]);
    check_arrivals("ramp 100/s..0/s over 1s", 1_000, 50, &[0, 10]);
}

#[test]
fn poisson_arrivals_have_the_mean_and_the_gaps_of_poisson() {
    let plan = plan("poisson 1024/s", Duration::from_secs(8), "sound=1", Shard::WHOLE);
    let arrivals = all(&plan);
    assert_eq!(arrivals.len(), 8 * 1_024);
    let gaps: Vec<u64> = arrivals.windows(2).map(|pair| pair[1].due_ns - pair[0].due_ns).collect();
    // Of exponential gaps, 1/e are longer than the mean.
    let long = gaps.iter().filter(|gap| **gap > 1_000_000_000 / 1_024).count();
    let share = long as f64 / gaps.len() as f64;
    assert!((share - (-1.0_f64).exp()).abs() < 0.02, "{share}");
}

#[test]
fn a_trace_is_read_line_by_line() {
    let trace = Arrivals::trace("# from a log\n0\n0.5\n\n0.5\n1.25\n").unwrap();
    let pacing = Pacing::Open { length: trace.length().unwrap(), arrivals: trace };
    let plan = Plan { seed: 0, pacing, mix: Mix::sound(), shard: Shard::WHOLE };
    let due: Vec<u64> = all(&plan).iter().map(|it| it.due_ns / 1_000_000).collect();
    assert_eq!(due, [0, 500, 500, 1_250]);
    assert_eq!(plan.count(), Some(4));
    let code = |text| Arrivals::trace(text).map_err(|error| error.code());
    assert_eq!(code("1\n0.5"), Err("arrivals_trace"));
    assert_eq!(code("-1"), Err("arrivals_trace"));
    assert_eq!(code("2026-01-31T08:00:00Z"), Err("arrivals_trace"));
    assert_eq!(code("0\n1795616590.5"), Err("arrivals_trace_late"));
    assert_eq!(code("# nothing\n"), Err("arrivals_trace_empty"));
    assert_eq!("trace a b.txt".parse(), Ok(ArrivalsText::TraceFile("a b.txt".into())));
}

#[test]
fn what_is_no_plan_is_refused_with_a_code() {
    let code = |text: &str| text.parse::<Arrivals>().map_err(|error| error.code());
    assert_eq!(code("0/s"), Err("arrivals_nothing"));
    assert_eq!(code("burst 0 every 1s"), Err("arrivals_nothing"));
    assert_eq!(code("burst 5"), Err("arrivals_form"));
    assert_eq!(code("sine 5/s"), Err("arrivals_form"));
    // Without a digit nobody meant a rate: the answer then lists all forms.
    assert_eq!(code("fast"), Err("arrivals_form"));
    assert_eq!(code("5000"), Err("rate"));
    let code = |text: &str| text.parse::<Mix>().map_err(|error| error.code());
    assert_eq!(code("sound=0"), Err("mix_empty"));
    assert_eq!(code("sound=90,sound=1"), Err("mix_twice"));
    assert_eq!(code("perfect=1"), Err("mix_class"));
    assert_eq!(code("sound=99.9999"), Err("mix_share"));
    assert_eq!(code("sound=100000,forged=0.001"), Err("mix_too_fine"));
    let check = |mix: &str, shard| {
        plan("10/s", Duration::from_secs(9), mix, shard).check().map_err(|error| error.code())
    };
    assert_eq!(check("duplicate=1,forged=1", Shard::WHOLE), Err("plan_nothing_to_repeat"));
    assert_eq!(check("sound=1,duplicate=1", Shard::WHOLE), Ok(()));
    let second = Shard::new(2, 2).unwrap();
    assert_eq!(check("sound=1,duplicate=1", second), Err("plan_shard_without_sound"));
    for never in [Arrivals::Even(Rate::per_second(0)), Arrivals::Poisson(Rate::per_second(0))] {
        assert_eq!((never.due_ns(7, 0), never.count_before(7, u64::MAX)), (None, 0), "{never}");
        let pacing = Pacing::Open { arrivals: never, length: Duration::from_secs(9) };
        let plan = Plan { seed: 7, pacing, mix: Mix::sound(), shard: Shard::WHOLE };
        assert_eq!(plan.check().map_err(|error| error.code()), Err("plan_nothing_due"));
        assert_eq!(plan.arrival(0), None);
    }
    let all_the_time = Burst::new(5, Duration::ZERO).map_err(|error| error.code());
    assert_eq!(all_the_time, Err("arrivals_nothing"));
    let nothing = plan("1/s", Duration::ZERO, "sound=1", Shard::WHOLE);
    assert_eq!(nothing.check().map_err(|error| error.code()), Err("plan_nothing_due"));
}

fn some_arrivals() -> impl Strategy<Value = String> {
    prop_oneof![
        (1_u32..20_000).prop_map(|rate| format!("{}.{:03}/s", rate / 10, rate % 10)),
        (1_u32..5_000).prop_map(|rate| format!("poisson {rate}/s")),
        (1_u32..100_000).prop_map(|rate| format!("{rate}/m")),
        (1_u32..50, 1_u32..400).prop_map(|(size, every)| format!("burst {size} every {every}ms")),
        proptest::collection::vec((0_u32..2_000, 1_u32..700), 1..5).prop_map(|stages| {
            let stages: Vec<String> =
                stages.iter().map(|(rate, span)| format!("{}/s:{span}ms", rate + 3)).collect();
            format!("steps 900/s:50ms,{}", stages.join(","))
        }),
        (0_u32..3_000, 3_u32..3_000, 700_u32..2_000)
            .prop_map(|(from, to, span)| format!("ramp {from}/s..{to}/s over {span}ms")),
    ]
}

fn some_mix() -> impl Strategy<Value = BTreeMap<Class, u64>> {
    let weights = proptest::collection::btree_map(0..Class::ALL.len(), 1_u64..60, 0..7);
    (weights, 1_u64..60).prop_map(|(weights, sound)| {
        let mut weights: BTreeMap<Class, u64> =
            weights.into_iter().map(|(place, weight)| (Class::ALL[place], weight)).collect();
        weights.insert(Class::Sound, sound);
        weights
    })
}

proptest! {
    // Each case goes over thousands of arrivals.
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn at_every_prefix_each_class_is_within_one_of_its_share(weights in some_mix()) {
        let mix = Mix::new(weights).unwrap();
        let shares = mix.shares();
        let mut counts = BTreeMap::<Class, u64>::new();
        for index in 0..2 * mix.period() {
            *counts.entry(mix.class(index)).or_default() += 1;
            for (class, share) in &shares {
                let due = share * (index + 1) as f64;
                let found = *counts.get(class).unwrap_or(&0) as f64;
                prop_assert!((due - found).abs() < 1.0 + 1e-9, "{class}: {found} of {due}");
            }
        }
    }

    #[test]
    fn shards_make_up_the_whole_in_order(
        arrivals in some_arrivals(), weights in some_mix(), n in 1_u32..5, seed: u64, ms in 1_u64..400,
    ) {
        let mix = Mix::new(weights).unwrap();
        let pacing = Pacing::Open {
            arrivals: arrivals.parse().unwrap(),
            length: Duration::from_millis(ms),
        };
        let whole = Plan { seed, pacing, mix, shard: Shard::WHOLE };
        let expected = all(&whole);
        prop_assert_eq!(whole.count(), Some(expected.len() as u64));
        prop_assert!(expected.is_sorted_by_key(|it| it.due_ns));
        let mut found = Vec::new();
        for k in 1..=n {
            let shard = Plan { shard: Shard::new(k, n).unwrap(), ..whole.clone() };
            let part = all(&shard);
            prop_assert_eq!(shard.count(), Some(part.len() as u64));
            for (nth, it) in part.iter().enumerate() {
                if nth % 101 == 0 {
                    prop_assert_eq!(shard.arrival(nth as u64), Some(*it));
                }
                let repeats = matches!(it.class, Class::Duplicate | Class::Redelivered);
                if repeats && it.number != it.index {
                    let earlier = part[..nth].binary_search_by_key(&it.number, |other| other.index);
                    prop_assert_eq!(earlier.map(|place| part[place].class), Ok(Class::Sound));
                } else {
                    prop_assert_eq!(it.number, it.index);
                }
            }
            found.extend(part);
        }
        found.sort_by_key(|it| it.index);
        // Which callback is repeated is the only thing that depends on the shard.
        let key = |it: &Arrival| (it.index, it.due_ns, it.class);
        prop_assert_eq!(found.iter().map(key).collect::<Vec<_>>(), expected.iter().map(key).collect::<Vec<_>>());
    }

    #[test]
    fn as_many_are_due_before_a_time_as_have_an_earlier_one(arrivals in some_arrivals(), until in 0_u64..300_000_000) {
        let pacing = Pacing::Open { arrivals: arrivals.parse().unwrap(), length: Duration::from_secs(9) };
        let plan = Plan { seed: 1, pacing, mix: Mix::sound(), shard: Shard::WHOLE };
        let mut cursor = Cursor::new(&plan);
        let counted = (0..).map_while(|nth| cursor.arrival(nth)).take_while(|it| it.due_ns < until).count();
        prop_assert_eq!(plan.count_before(until), counted as u64);
    }
}
