//! What reading and judging cost by themselves, in nanoseconds per callback.

use std::{hint::black_box, time::Instant};

use livehook_core::{ContentKey, Envelope, Event, Policy, judge};
use serde::Serialize;

use super::servers;

/// The median of so many rounds counts.
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

/// Times each body, with so many calls in a round.
pub(super) fn measure(calls: u32) -> Vec<Timing> {
    let sound = servers::BODIES.iter().map(|(name, text)| (*name, servers::signed(text)));
    let forged = servers::BODIES.first().map(|(_, text)| ("forged", servers::forged(text)));
    sound.chain(forged).map(|(name, body)| timing(name, &body, calls)).collect()
}

fn timing(name: &'static str, body: &str, calls: u32) -> Timing {
    let source = servers::source();
    let policy = Policy::default();
    let envelope = Envelope::read(body.as_bytes()).expect("the bench's bodies are callbacks");
    let time = |call: &mut dyn FnMut()| nanoseconds(calls, call);
    let envelope_ns = time(&mut || drop(black_box(Envelope::read(black_box(body.as_bytes())))));
    let both_ns = time(&mut || {
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
        decode_ns: time(&mut || drop(black_box(Event::decode(black_box(&envelope))))),
        content_key_ns: time(&mut || {
            black_box(ContentKey::of(black_box(&envelope)).to_bytes());
        }),
    }
}

fn nanoseconds(calls: u32, call: &mut dyn FnMut()) -> f64 {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            (0..calls).for_each(|_| call());
            begun.elapsed().as_secs_f64() * 1e9 / f64::from(calls)
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds[ROUNDS / 2]
}

#[cfg(test)]
mod tests {
    use livehook_core::Code;

    use super::*;

    #[test]
    fn the_bodies_are_what_they_are_called() {
        let code = |body: &str| {
            let envelope = Envelope::read(body.as_bytes()).unwrap();
            judge(envelope, &servers::source(), servers::NOW, &Policy::default()).code()
        };
        for (name, text) in servers::BODIES {
            assert_eq!(code(&servers::signed(text)), None, "{name}");
            assert_eq!(code(&servers::forged(text)), Some(Code::Forged), "{name}");
        }
    }
}
