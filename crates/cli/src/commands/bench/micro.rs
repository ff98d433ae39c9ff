//! What reading and judging cost by themselves, in nanoseconds per callback.

use std::{hint::black_box, time::Instant};

use livehook_core::{ContentKey, Envelope, Event, Policy, judge};
use serde::Serialize;

use super::servers;

/// Calls in a round, and rounds; the median round counts.
const CALLS: u32 = 20_000;
const ROUNDS: usize = 7;

/// What one body costs.
#[derive(Serialize)]
pub(super) struct Timing {
    r#type: &'static str,
    pub(super) body: &'static str,
    pub(super) bytes: usize,
    pub(super) envelope_ns: f64,
    pub(super) judge_ns: f64,
    pub(super) decode_ns: f64,
    pub(super) content_key_ns: f64,
}

pub(super) fn measure() -> Vec<Timing> {
    servers::BODIES
        .iter()
        .map(|(name, text)| timing(name, &servers::signed(text)))
        .chain([forged()])
        .collect()
}

fn forged() -> Timing {
    let (_, text) = servers::BODIES[0];
    timing(
        "forged",
        &servers::signed(text)
            .replace("\"sign\":\"", "\"sign\":\"0")
            .replace("0\",\"stream", "\",\"stream"),
    )
}

fn timing(name: &'static str, body: &str) -> Timing {
    let source = servers::source();
    let policy = Policy::default();
    let envelope = Envelope::read(body.as_bytes()).expect("the bench's bodies are callbacks");
    let envelope_ns = nanoseconds(|| drop(black_box(Envelope::read(black_box(body.as_bytes())))));
    let both_ns = nanoseconds(|| {
        if let Ok(envelope) = Envelope::read(black_box(body.as_bytes())) {
            drop(black_box(judge(envelope, &source, servers::NOW, &policy)));
        }
    });
    Timing {
        r#type: "micro",
        body: name,
        bytes: body.len(),
        envelope_ns,
        judge_ns: (both_ns - envelope_ns).max(0.0),
        decode_ns: nanoseconds(|| drop(black_box(Event::decode(black_box(&envelope))))),
        content_key_ns: nanoseconds(|| {
            black_box(ContentKey::of(black_box(&envelope)).to_bytes());
        }),
    }
}

fn nanoseconds(mut call: impl FnMut()) -> f64 {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            (0..CALLS).for_each(|_| call());
            begun.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds[ROUNDS / 2]
}
