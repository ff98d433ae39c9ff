//! Receivers with one fault each: the suite must find it, find nothing else, and find nothing in a sound one.

#[macro_use]
mod fault;

mod answer;
mod arrive;
mod behaviour;
mod circumstances;
mod front;
mod harness;
mod identity;
mod raw;
mod read;
mod receiver;
mod serve;
mod standing;
mod store;
mod table;
mod understand;
mod verify;

use std::collections::{BTreeMap, BTreeSet};

use fault::Fault;
use harness::{Faulty, Running, Sight, findings};
use livehook_contract::report::{Class, Report};
use livehook_core::CallbackKey;
use livehook_simulator::Seed;
use tokio::task::JoinSet;

/// How many kinds of fault there have to be.
const KINDS_MIN: usize = 30;

/// A sound receiver is judged 20 times, since one that is failed now and then is failed.
const SOUND_ROUNDS: u64 = 5;
const SOUND_RUNS_AT_ONCE: u64 = 4;

fn key() -> CallbackKey {
    CallbackKey::new("FaultyReceiversShareThisKey00001").unwrap()
}

/// What the suite says of a receiver with this fault, with a probe and without.
async fn judged(fault: Option<Fault>, seed: Seed) -> (Report, Report) {
    let receivers: [Running; 2] =
        [Faulty::start(fault, &key()).await, Faulty::start(fault, &key()).await];
    let [with_probe, without] = &receivers;
    tokio::join!(findings(with_probe, Sight::Probe, seed), findings(without, Sight::None, seed))
}

async fn check(fault: Fault) {
    let (with_probe, without) = judged(Some(fault), Seed(1)).await;
    table::compare(fault, &with_probe, &without);
}

/// Each fault is found by the cases of its row, and by no other.
mod each {
    use super::{Fault, check};

    macro_rules! tests {
        ($($variant:ident $name:ident $kind:literal $description:literal)+) => {
            $(
                #[tokio::test]
                async fn $name() {
                    check(Fault::$variant).await;
                }
            )+
        };
    }

    every_fault!(tests);
}

#[track_caller]
fn has_none_of(report: &Report, classes: &[Class]) {
    let bad = report.findings.iter().filter(|finding| classes.contains(&finding.result));
    let told: Vec<_> =
        bad.map(|finding| format!("{} {}: {}", finding.id, finding.result, finding.why)).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

// On several threads, so that a large body that one run is reading makes no other wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn slow_nothing_is_found_in_a_sound_receiver_however_often_it_is_judged() {
    for round in 0..SOUND_ROUNDS {
        let mut runs = JoinSet::new();
        for run in 0..SOUND_RUNS_AT_ONCE {
            runs.spawn(judged(None, Seed(round * SOUND_RUNS_AT_ONCE + run)));
        }
        for (with_probe, without) in runs.join_all().await {
            has_none_of(&with_probe, &[Class::Fail, Class::Error, Class::Undetermined]);
            has_none_of(&without, &[Class::Fail, Class::Error]);
        }
    }
}

#[test]
fn faults_are_of_many_kinds() {
    let kinds: BTreeSet<_> = Fault::ALL.iter().map(|fault| fault.kind()).collect();
    assert!(kinds.len() >= KINDS_MIN, "{} kinds: {kinds:?}", kinds.len());
}

#[test]
fn every_fault_is_found_and_told_from_those_of_other_kinds() {
    if table::updates() {
        return;
    }
    let mut rows = table::rows();
    let mut by_row: BTreeMap<_, Vec<Fault>> = BTreeMap::new();
    let mut told = Vec::new();
    for fault in Fault::ALL {
        match rows.remove(fault.name()) {
            None => told.push(format!("{} has no row", fault.name())),
            Some(row) if row.is_empty() => told.push(format!("{} is not found", fault.name())),
            Some(row) => by_row.entry(row).or_default().push(*fault),
        }
    }
    told.extend(rows.keys().map(|name| format!("{name} is no fault")));
    for alike in by_row.values() {
        let kinds: BTreeSet<_> = alike.iter().map(|fault| fault.kind()).collect();
        if kinds.len() > 1 {
            let names: Vec<_> = alike.iter().map(|fault| fault.name()).collect();
            told.push(format!("not told apart: {}", names.join(", ")));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}
