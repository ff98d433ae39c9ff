//! The last look at effects: what must not come is looked for once more when everything was sent, and so is what did not come.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use livehook_probe::{Question, Scope};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout_at},
};

use super::{Drafted, late, one};
use crate::{
    calibrate::{Controls, MOVES},
    case::Case,
    judge::Judged,
    perform::{Seen, hoped_for},
    report::{Calibrated, Class},
    session::Session,
};

/// For so long a total is watched while nothing is sent, before a failure is read off it.
const WATCHED: Duration = Duration::from_secs(3);
const WATCHED_EVERY: Duration = Duration::from_millis(250);

/// After so many sound callbacks in a row that do not move it, a total that moved before may be the length of a page.
const STANDS_STILL_MIN: usize = 3;

const LATE: &str = "it came late, and only the last look of the run saw it";
const PAGE: &str = "the probe shows no more what it showed before, as a page of the newest events does, so nothing follows from what it does not show";
const STANDS: &str = "the total stands still whatever is sent, as the length of a page does, so nothing follows from it";
const LATER: &str = "the total moved when nothing was sent any more, so something came late, and a total does not say what";

/// Whether the receiver was restarted since the looks before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    /// It is the same process.
    Same,
    /// What it had in memory only is gone.
    Restarted,
}

/// Looks once more at what these cases sent, and judges them again.
pub(super) async fn look(
    session: &Arc<Session>,
    controls: &mut Controls,
    drafts: &mut [Drafted],
    life: Life,
) {
    if session.options.probe.is_none() || drafts.iter().all(|it| it.draft.seen().next().is_none()) {
        return;
    }
    match session.scope() {
        Scope::Stream => look_at_streams(session, controls, drafts, life).await,
        Scope::Total => look_at_total(session, controls, drafts).await,
    }
}

async fn look_at_streams(
    session: &Arc<Session>,
    controls: &mut Controls,
    drafts: &mut [Drafted],
    life: Life,
) {
    let streams = streams(controls, drafts);
    let counts = counts(session, &streams).await;
    if counts.len() < streams.len() {
        controls.calibration.notes.push(format!(
            "the time was over before {} of {} streams could be looked at once more: what came late to them is not known",
            streams.len() - counts.len(),
            streams.len()
        ));
    }
    let mut forgets = false;
    for watched in &mut controls.watched {
        let Some(count) = counts.get(&watched.stream_id) else { continue };
        forgets |= *count < watched.after;
        watched.after = watched.after.max(*count);
        if let Some(control) = controls.by_type.get_mut(&watched.event_type) {
            control.had_effect =
                Some(watched.after > watched.before || control.had_effect == Some(true));
        }
    }
    if controls.calibration.verdict == Calibrated::TakesWithoutEffect
        && controls.probe_sees() == Some(true)
    {
        controls.calibration.verdict = Calibrated::Takes;
    }
    forgets |= drafts.iter().any(|it| late::forgets(it.draft.seen(), &counts));
    let judge = judge(session, controls.clone());
    let mut n_late = 0;
    for each in drafts.iter_mut().filter(|each| !each.draft.is_cut_short()) {
        let is_late = late::revise(each.draft.seen_mut().collect(), &counts);
        n_late += is_late.iter().filter(|it| **it).count();
        each.draft
            .judge_again(&judge, |nth| is_late.get(nth).is_some_and(|it| *it).then_some(LATE));
        if forgets && life == Life::Same && late::misses(each.draft.seen()) {
            set_aside(each, &judge, PAGE);
        }
    }
    if forgets && life == Life::Same {
        controls.calibration.notes.push(PAGE.to_owned());
    }
    if n_late > 0 {
        controls.calibration.notes.push(format!(
            "the effects of {n_late} steps came later than the {} ms for which they were waited: --settle gives them longer",
            session.settle().as_millis()
        ));
    }
}

/// The streams that were looked at, those first at which something is missing or must not come.
fn streams(controls: &Controls, drafts: &[Drafted]) -> Vec<String> {
    let of_drafts = |is_urgent: bool| {
        let drafts = drafts.iter().filter(move |it| late::is_urgent(it.draft.seen()) == is_urgent);
        drafts.flat_map(|it| it.draft.seen()).flat_map(|seen| &seen.made).map(|it| &it.stream_id)
    };
    let watched = controls.watched.iter().map(|watched| &watched.stream_id);
    let mut known = BTreeSet::new();
    let all = watched.chain(of_drafts(true)).chain(of_drafts(false));
    all.filter(|stream_id| known.insert(*stream_id)).cloned().collect()
}

/// Looks at each, as far as the time goes.
async fn counts(session: &Arc<Session>, streams: &[String]) -> BTreeMap<String, u64> {
    let mut looking = JoinSet::new();
    for stream_id in streams.iter().cloned() {
        let session = session.clone();
        looking.spawn(async move {
            let looked = session.look(&Question::of_stream(&stream_id)).await;
            (stream_id, looked.ok())
        });
    }
    let mut counts = BTreeMap::new();
    while let Ok(Some(joined)) = timeout_at(session.end(), looking.join_next()).await {
        let (stream_id, count) = joined.expect("it neither panics nor is aborted");
        counts.extend(count.map(|count| (stream_id, count)));
    }
    counts
}

fn judge(
    session: &Session,
    controls: Controls,
) -> impl Fn(usize, &Seen, &'static Case) -> Judged + use<'_> {
    move |number, seen, case| one::judge_step(number, seen, case, &controls, session)
}

/// Judges a case by its answers alone.
fn set_aside(
    each: &mut Drafted,
    judge: &impl Fn(usize, &Seen, &'static Case) -> Judged,
    why: &'static str,
) {
    each.draft.seen_mut().for_each(|seen| seen.effects = None);
    each.draft.judge_again(judge, |_| Some(why));
}

async fn look_at_total(session: &Session, controls: &mut Controls, drafts: &mut [Drafted]) {
    let fails = |it: &Drafted| it.draft.class() == Some(Class::Fail);
    let earlier = session.last_total();
    // Of a total any stream's count is the same.
    let question = Question::of_stream(session.stream_id(0, 0));
    let Ok(total) = session.look(&question).await else { return };
    if session.watches()
        && drafts.iter().any(fails)
        && !stands_still(session, &question, total).await
    {
        session.disregard_counts();
    }
    let (from, why) = if !session.watches() {
        (0, MOVES)
    } else if earlier.is_some_and(|earlier| earlier != total) {
        (0, LATER)
    } else if let Some(from) = stands_from(drafts, total) {
        (from, STANDS)
    } else {
        return;
    };
    let judge = judge(session, controls.clone());
    drafts[from..].iter_mut().for_each(|each| set_aside(each, &judge, why));
    if controls.calibration.notes.iter().all(|note| note != why) {
        controls.calibration.notes.push(why.to_owned());
    }
}

async fn stands_still(session: &Session, question: &Question, total: u64) -> bool {
    let end = session.end().min(Instant::now() + WATCHED);
    while Instant::now() + WATCHED_EVERY < end {
        sleep(WATCHED_EVERY).await;
        if session.look(question).await.is_ok_and(|count| count != total) {
            return false;
        }
    }
    true
}

/// The case from which on no sound callback moves the total any more.
fn stands_from(drafts: &[Drafted], total: u64) -> Option<usize> {
    let sound = drafts.iter().enumerate().flat_map(|(i, it)| {
        let hoping = it.draft.seen().filter(|seen| {
            hoped_for(seen.expect, &seen.exchanges, seen.made.len()).iter().any(|n| *n > 0)
        });
        hoping.flat_map(|seen| seen.effects.iter().flatten()).map(move |effect| (i, *effect))
    });
    let sound: Vec<_> = sound.collect();
    let still = sound.iter().rev().take_while(|(_, it)| it.more() == 0 && it.after == total);
    let still: Vec<_> = still.collect();
    let moved = still.len() < sound.len() && total > 0;
    (moved && still.len() >= STANDS_STILL_MIN).then(|| still.last().map(|(i, _)| *i)).flatten()
}
