//! A run of the load generator, with what all parts of the benchmark have in common.

use std::{num::NonZeroU32, time::Duration};

use livehook_core::CallbackKey;
use livehook_load::{
    destination::Destination,
    measurement::{Distribution, Measurement},
    options::{Control, LoadOptions, Moment, Waking},
    plan::{Pacing, Plan, mix::Mix, shard::Shard},
    render::Content,
    run,
};
use livehook_simulator::{
    delivery::{MayTest, Target},
    recipe::EventSpec,
};

use super::super::servers;
use crate::{clock, exit::Failure, text, text::with_causes};

/// As many as the acceptance figures are about.
pub(super) const CONNECTIONS: u32 = 64;

/// Bytes of a body, `t` and `sign` included.
const BODY_BYTES: usize = 1_000;
/// What `"sign":"…","t":…` takes.
const CREDENTIAL_BYTES: usize = 57;

/// Whether requests are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signed {
    Freshly,
    Not,
}

/// A body of 1 kB without `t` and `sign`, its stream of the given name.
pub(super) fn body(stream: &str) -> String {
    let with = |padding: &str| {
        format!(
            r#"{{"appid":1250000001,"domain":"push.example.test","event_type":349,"items":[],"padding":"{padding}","path":"live","stream_id":"{stream}"}}"#
        )
    };
    let room = BODY_BYTES.saturating_sub(CREDENTIAL_BYTES + with("").len());
    with(&"x".repeat(room))
}

/// So many requests a second at even distances.
pub(super) fn even(per_second: u64, length: Duration) -> Result<Pacing, Failure> {
    let arrivals = format!("{per_second}/s").parse().map_err(Failure::usage)?;
    Ok(Pacing::Open { arrivals, length })
}

/// What a run against an address of this machine needs.
pub(super) fn options(url: &str, pacing: Pacing, signed: Signed) -> Result<LoadOptions, Failure> {
    let target = Target::parse(url, &MayTest::default()).map_err(Failure::usage)?;
    let destination = Destination::resolve(&target).map_err(Failure::environment)?;
    let plan = Plan { seed: 1, pacing, mix: Mix::sound(), shard: Shard::WHOLE };
    let mut options = LoadOptions::new(now(), destination, plan);
    let own = EventSpec::from_json(body("stream-of-the-benchmark-0").as_bytes());
    options.content = Content(own.map_err(Failure::environment)?);
    options.key = key(signed);
    options.connections = NonZeroU32::new(CONNECTIONS).unwrap_or(NonZeroU32::MIN);
    options.waking = waking();
    Ok(options)
}

fn key(signed: Signed) -> Option<CallbackKey> {
    (signed == Signed::Freshly).then(servers::key)
}

/// As `load` itself decides for one thread.
fn waking() -> Waking {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if cores > 1 { Waking::AwakeBefore } else { Waking::Asleep }
}

/// The moment at which a run begins.
pub(super) fn now() -> Moment {
    let since_epoch = clock::since_epoch();
    let milliseconds = i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX);
    Moment { since_epoch, text: text::rfc3339(milliseconds) }
}

/// Carries it out.
pub(super) fn measure(mut options: LoadOptions) -> Result<Measurement, Failure> {
    options.begun = now();
    run::run(&options, &Control::default())
        .map_err(|error| Failure::environment(with_causes(&error)))
}

/// A percentile by its name, in microseconds.
pub(super) fn percentile(of: &Distribution, name: &str) -> Option<u64> {
    of.percentiles.get(name).copied()
}

/// The median of some figures.
pub(super) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The median of some times, if there are any.
pub(super) fn median_of(mut times: Vec<u64>) -> Option<u64> {
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_body_has_a_thousand_bytes() {
        let credential = format!(r#""sign":"{}","t":1761129434,"#, "0".repeat(32));
        assert_eq!(credential.len(), CREDENTIAL_BYTES);
        assert_eq!(body("x").len() + CREDENTIAL_BYTES, BODY_BYTES);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }
}
