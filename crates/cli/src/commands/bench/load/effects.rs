//! Events held against what a receiver has, which here loses one, has one twice and invents one: all three have to be named, and nothing
//! else.

use std::{
    fmt::Write as _,
    fs::{self, OpenOptions},
    io::Write as _,
    sync::Arc,
    time::{Duration, Instant},
};

use livehook_load::{
    fates::Fates,
    identity::RunName,
    measurement::Effects,
    options::Control,
    oracle::{Shape, Source, look},
    plan::Pacing,
    referee::{Recorder, Reply, Seen},
    render::Content,
    run,
};
use livehook_probe::LogListing;
use livehook_simulator::recipe::EventSpec;
use serde::Serialize;

use super::{
    Asked, Print, Scale,
    measure::{Signed, options},
};
use crate::{commands::runtime, exit::Failure, text::with_causes};

const PART: &str = "effects";
/// Small, since the receiver keeps all of them.
const BODY: &str = r#"{"event_type":349,"stream_id":"","items":[]}"#;
/// The run's name, which its events are called by.
const RUN: &str = "bench0";
/// The longest that a run may take.
const LENGTH_MAX: Duration = Duration::from_secs(600);

#[derive(Serialize)]
struct EffectsLine {
    r#type: &'static str,
    what: &'static str,
    among: u64,
    planted: String,
    found: Vec<String>,
    count: u64,
    looked_ms: u128,
}

pub(super) fn run(scale: &Scale, print: Print) -> Result<Vec<Asked>, Failure> {
    let events = scale.events;
    let recorder = Recorder::start(|_| Reply::Status(200)).map_err(Failure::environment)?;
    let pacing = Pacing::Closed { requests: Some(events), length: LENGTH_MAX };
    let mut options = options(&recorder.url(), pacing, Signed::Freshly)?;
    let own = EventSpec::from_json(BODY.as_bytes()).map_err(Failure::environment)?;
    options.content = Content(own);
    let name: RunName = RUN.parse().map_err(Failure::environment)?;
    options.run = name;
    let fates = Arc::new(Fates::new(events));
    let control = Control { fates: Some(fates.clone()), ..Control::default() };
    run::run(&options, &control).map_err(|error| Failure::environment(with_causes(&error)))?;

    // An event of the second third is lost, one of the first third doubled, and one invented that lies behind all.
    let planted = [events / 2, events / 5, events + 7].map(|number| name.stream(number));
    let (effects, looked) = look_into(&recorder.seen(), &planted, name, &fates)?;
    let found = [&effects.lost, &effects.doubled, &effects.invented];
    let kinds = ["lost", "doubled", "invented"].into_iter().zip(planted);
    let lines = kinds.zip(found.into_iter().zip(effects.counts)).map(
        |((what, planted), (found, count))| EffectsLine {
            r#type: "effects",
            what,
            among: events,
            planted,
            found: found.clone(),
            count,
            looked_ms: looked.as_millis(),
        },
    );
    let lines: Vec<_> = lines.collect();
    print.table(
        &format!("Effects: {events} events in a log, looked at in {} ms", looked.as_millis()),
        ["", "planted", "found", "in all"],
        &lines,
        |line| {
            let found = line.found.join(", ");
            [line.what.to_owned(), line.planted.clone(), found, line.count.to_string()]
        },
    )?;
    let is_named = |line: &EffectsLine| line.found == [line.planted.as_str()] && line.count == 1;
    let is_whole = (effects.expected, effects.found) == (events, events - 1);
    let is_right = is_whole && effects.problem.is_none() && lines.iter().all(is_named);
    let found = format!(
        "{} of {} by name",
        lines.iter().filter(|line| is_named(line)).count(),
        lines.len()
    );
    let what = format!("one lost, one doubled, one invented among {events}");
    Ok(vec![Asked::count(PART, &what, "3 of 3 by name", found, is_right)])
}

/// The receiver's log with the three faults, and what a look into it says; how long that took.
fn look_into(
    seen: &[Seen],
    [lost, doubled, invented]: &[String; 3],
    run: RunName,
    fates: &Fates,
) -> Result<(Effects, Duration), Failure> {
    let folder = tempfile::tempdir_in(".").map_err(Failure::environment)?;
    let path = folder.path().join("receiver.log");
    fs::write(&path, "started\n").map_err(Failure::environment)?;
    let listing = LogListing::new(path.clone()).map_err(Failure::environment)?;
    let mut log = String::new();
    for Seen { body, .. } in seen {
        let body = String::from_utf8_lossy(body);
        let times = if body.contains(lost) { 0 } else { 1 + usize::from(body.contains(doubled)) };
        for _ in 0..times {
            // Writing to a String cannot fail.
            let _ = writeln!(log, "took {body}");
        }
    }
    let _ = writeln!(log, "took {invented}");
    let mut file = OpenOptions::new().append(true).open(path).map_err(Failure::environment)?;
    file.write_all(log.as_bytes()).map_err(Failure::environment)?;
    let shape = Some(Shape::Lines);
    let source = Source { listing: &listing, shape, run, settle: Duration::ZERO };
    let begun = Instant::now();
    let effects = runtime()?.block_on(look(&source, fates, |_| {}));
    Ok((effects, begun.elapsed()))
}
