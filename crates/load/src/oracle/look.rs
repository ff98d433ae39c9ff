//! Looks into a receiver after a run, until what it has is as it should be or the time is over: a receiver may answer first and do its
//! work a moment later.

use std::{error::Error, time::Duration};

use livehook_probe::Listing;
use tokio::time::{Instant, sleep_until};

use super::{Scan, Shape, Sightings, check};
use crate::{fates::Fates, identity::RunName, measurement::Effects};

/// Between the first two readings.
const PAUSE_FIRST: Duration = Duration::from_millis(200);
/// Between later ones: pauses grow to this.
const PAUSE_MAX: Duration = Duration::from_secs(2);

/// Where to look, and how.
pub struct Source<'a> {
    /// Gives out all that the receiver has.
    pub listing: &'a dyn Listing,
    /// What counts as one thing there; nothing where its beginning shall tell.
    pub shape: Option<Shape>,
    /// The run whose events are looked for.
    pub run: RunName,
    /// How long what is not there yet is waited for.
    pub settle: Duration,
}

/// Reads what a receiver has, again and again, and says what became of the events. It ends when nothing is lost and two readings agree,
/// or else at the first reading that begins when the time to settle is over. `hear` gets each reading.
///
/// What keeps it from being read is part of what is returned ([`Effects::problem`]): it is a finding of the run, not its end.
pub async fn look(source: &Source<'_>, fates: &Fates, mut hear: impl FnMut(&Effects)) -> Effects {
    // None: longer than any clock goes.
    let end = Instant::now().checked_add(source.settle);
    let mut pause = PAUSE_FIRST;
    let mut before = None;
    loop {
        let is_last = end.is_some_and(|end| Instant::now() >= end);
        let effects = match read(source, fates).await {
            Ok(seen) => check(fates, &seen),
            Err(problem) => Effects { problem: Some(problem), ..Effects::default() },
        };
        hear(&effects);
        let is_whole = effects.problem.is_none() && effects.counts[0] == 0;
        if is_last || (is_whole && before.as_ref() == Some(&effects)) {
            return effects;
        }
        before = Some(effects);
        let next = Instant::now() + pause;
        sleep_until(end.map_or(next, |end| end.min(next))).await;
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

/// What a look comes to that was interrupted after this reading, or before any: what was not there yet might have come.
pub fn cut_short(last: Option<Effects>) -> Effects {
    let effects = last.unwrap_or_default();
    let is_whole = effects.problem.is_none() && effects.counts[0] == 0 && effects.expected > 0;
    if is_whole || effects.problem.is_some() {
        return effects;
    }
    let seen = match effects.expected {
        0 => "nothing was seen of it yet".to_owned(),
        expected => format!("{} of {expected} events were there", effects.found),
    };
    let [_, doubled, invented] = effects.counts;
    Effects {
        lost: Vec::new(),
        counts: [0, doubled, invented],
        problem: Some(format!("the look into the receiver was interrupted when {seen}")),
        ..effects
    }
}

/// Reads what a receiver has once and counts nothing, so that a listing that cannot be read is found before a run and not behind it.
///
/// # Errors
///
/// What keeps it from being read, in words.
pub async fn glance(source: &Source<'_>) -> Result<(), String> {
    read(source, &Fates::new(0)).await.map(drop)
}

/// One reading, or why there is none.
async fn read(source: &Source<'_>, fates: &Fates) -> Result<Sightings, String> {
    let mut seen = Sightings::new(source.run, fates.end());
    let mut scan = match &source.shape {
        Some(shape) => Scan::new(&mut seen, shape).map_err(|error| in_words(&error))?,
        None => Scan::guessing(&mut seen),
    };
    let listed = source.listing.list(&mut |piece| scan.push(piece)).await;
    // What was handed on before an error is not all; that it makes no whole list is then no wonder.
    listed.map_err(|error| in_words(&error))?;
    scan.finish().map_err(|error| in_words(&error))?;
    Ok(seen)
}

fn in_words(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
