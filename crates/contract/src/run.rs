//! Takes selected cases through a run: what is right first, then most cases side by side, then those that need the receiver for
//! themselves, and last those that look back.

mod finding;
mod last;
mod late;
mod met;
mod one;
mod refused;
mod standing;
mod time;
mod turns;

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use livehook_core::Event;
use livehook_probe::{Question, Scope};
use tokio::time::{Instant, timeout_at};

use self::turns::{Turn, Turns};
use crate::{
    calibrate::{Controls, calibrate},
    case::{Case, Level, Tag},
    judge::Control,
    options::{Options, Refuses},
    report::{
        Calibrated, Calibration, Class, Finding, Report, SCHEMA, Security, Summary, TargetLine,
    },
    session::{Place, Sender, Session, Trouble},
    step::{Step, What},
};

pub use self::refused::is_refused;
pub use crate::session::RunError;

/// What a listener hears while a run is under way.
#[derive(Debug)]
pub enum Progress<'a> {
    /// So many cases will be run.
    Begins {
        /// How many.
        cases: usize,
    },
    /// What is right was sent.
    Calibrated(&'a Calibration),
    /// A case has ended. They end in no particular order.
    Found(&'a Finding),
    /// The last look at effects has found something else of a case that had ended.
    Revised(&'a Finding),
}

/// Runs cases against a receiver and tells what they came to.
///
/// # Errors
///
/// [`RunError`], before anything is sent.
pub async fn run(
    cases: &[&'static Case],
    options: Options,
    mut listen: impl FnMut(Progress<'_>),
) -> Result<Report, RunError> {
    if cases.is_empty() {
        return Err(RunError::NothingSelected);
    }
    let began = Instant::now();
    let session = Arc::new(Session::new(Arc::new(options))?);
    let options = &session.options;
    listen(Progress::Begins { cases: cases.len() });
    let started_at = Timestamp::from_second((options.clock)().0).unwrap_or_default().to_string();
    let calibrating = Sender { session: session.clone(), case: 0, place: Place::of_one() };
    let tried = |case: &&&'static Case| one::reason_to_skip(case, &session).is_none();
    let tried: Vec<&'static Case> = cases.iter().filter(tried).copied().collect();
    let mut controls = controls(&calibrating, &tried).await;
    session.pace().is_known();
    if controls.calibration.verdict == Calibrated::TakesWithoutEffect {
        let known_already = known_already(&calibrating).await;
        controls.calibration.notes.splice(0..0, known_already.map(known_already_note));
    }
    controls.calibration.notes.extend(note_of_types(&controls));
    let calibrated_after = session.elapsed();
    for note in &mut controls.calibration.notes {
        *note = session.masked(note);
    }
    controls.calibration.notes.extend(time::warning(&tried, &session, &controls));
    let stops = refused::stops(&controls, options, tried.len());
    controls.calibration.notes.extend(stops.then(|| refused::NOTE.to_owned()));
    listen(Progress::Calibrated(&controls.calibration));
    let mut life = last::Life::Same;
    let mut looked_at = 0;
    let mut turns = Turns::new(session.clone(), &controls, |finding: &Finding| {
        listen(Progress::Found(finding));
    });
    if stops {
        turns.try_none(cases, &refused::why(&controls));
    }
    for phase in Phase::ALL.iter().filter(|_| !stops) {
        let of_phase = cases.iter().enumerate().filter(|(_, case)| Phase::of(case) == *phase);
        let mut of_phase: Vec<_> =
            of_phase.map(|(order, case)| Turn { order, case, first: None }).collect();
        // What weighs most is tried while there is time, and what waits for itself begins first, so that nobody waits for it at the end.
        of_phase.sort_by_key(|turn| (turn.case.level != Level::Must, !turn.case.has(Tag::Slow)));
        if *phase == Phase::Restarting
            && of_phase.iter().any(|turn| tried.iter().any(|it| it.id == turn.case.id))
        {
            last::look(&session, &mut controls, &mut turns.told, life).await;
            (life, looked_at) = (last::Life::Restarted, turns.told.len());
        }
        turns.take(&controls, of_phase, phase.at_once(&session)).await;
    }
    let (mut drafts, notes) = turns.into_told();
    last::look(&session, &mut controls, &mut drafts[looked_at..], life).await;
    controls.calibration.notes.splice(0..0, notes);
    let notice = time::notice(&tried, &session, &controls, calibrated_after);
    controls.calibration.notes.extend(notice);
    for drafted in &mut drafts {
        if drafted.finish(&session) == Finished::Otherwise {
            listen(Progress::Revised(&drafted.finding));
        }
    }
    drafts.sort_by_key(|drafted| drafted.order);
    let findings: Vec<Finding> = drafts.into_iter().map(|drafted| drafted.finding).collect();
    let style = refusal_style(&findings, options);
    let summary = Summary::of(&findings, session.requests(), style);
    Ok(Report {
        schema: SCHEMA.to_owned(),
        tool: concat!("livehook ", env!("CARGO_PKG_VERSION")).to_owned(),
        started_at,
        took_ms: millis(began.elapsed()),
        target: target_line(&session),
        seed: options.seed.0,
        calibration: controls.calibration,
        findings,
        summary,
    })
}

/// The calibration, or why there is none.
async fn controls(sender: &Sender, cases: &[&'static Case]) -> Controls {
    let session = &sender.session;
    let kinds = control_kinds(cases.iter().copied());
    let calibrated = timeout_at(session.deadline(), calibrate(sender, &kinds)).await;
    match calibrated.unwrap_or(Err(Trouble::TimeLimit)) {
        Ok(controls) => controls,
        Err(trouble) => finding::no_controls(&trouble),
    }
}

/// Who was judged, with a word on what the probe was found to count.
fn target_line(session: &Session) -> TargetLine {
    let mut line = TargetLine::of(&session.options);
    if session.scope() == Scope::Total {
        line.probe = line.probe.map(|probe| format!("{probe} (total)"));
    }
    line
}

/// A case that was carried out, and may be judged again.
struct Drafted {
    order: usize,
    draft: finding::Draft,
    finding: Finding,
    judgement: Judgement,
}

/// Whether a later look at effects can change a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Judgement {
    ForNow,
    /// What happened to the receiver, or to us, is what it says.
    ForGood,
}

/// Whether a finding is what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finished {
    AsBefore,
    Otherwise,
}

impl Drafted {
    /// Brings the finding up to date.
    fn finish(&mut self, session: &Session) -> Finished {
        let finding = self.draft.finish(session, self.finding.took_ms);
        if self.judgement == Judgement::ForGood || finding == self.finding {
            return Finished::AsBefore;
        }
        self.finding = finding;
        Finished::Otherwise
    }
}

/// When a case's turn comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Side by side with others.
    Together,
    /// With the receiver for itself.
    Alone,
    /// The same, and the receiver forgets what it had in memory only.
    Restarting,
    /// After everything was answered.
    LookingBack,
}

impl Phase {
    const ALL: &'static [Self] =
        &[Self::Together, Self::Alone, Self::Restarting, Self::LookingBack];

    fn of(case: &Case) -> Self {
        if case.steps.iter().any(|step| matches!(step, Step::LookBack(_))) {
            Self::LookingBack
        } else if case.needs_restart() {
            Self::Restarting
        } else if case.runs_among_others() {
            Self::Together
        } else {
            Self::Alone
        }
    }

    fn at_once(self, session: &Session) -> usize {
        let options = &session.options;
        let totals_only = session.watches() && session.scope() == Scope::Total;
        match self {
            Self::Together if !totals_only => {
                session.pace().cases_at_once(options.limits.cases_at_once, options.patience.answer)
            }
            Self::Together | Self::Alone | Self::Restarting | Self::LookingBack => 1,
        }
    }
}

/// One kind for each event type of which something wrong is sent: its refusal means nothing where what is right is refused too.
fn control_kinds(cases: impl Iterator<Item = &'static Case>) -> Vec<What> {
    let mut kinds: Vec<What> = Vec::new();
    for step in cases.flat_map(|case| case.steps) {
        let (Step::Send { callback, expect, .. } | Step::Many { callback, expect, .. }) = step
        else {
            continue;
        };
        let is_new = kinds.iter().all(|kind| kind.event_type() != callback.what.event_type());
        if expect.is_of_something_wrong() && is_new {
            kinds.push(callback.what);
        }
    }
    kinds
}

/// Which types it makes nothing of, where it takes others.
fn note_of_types(controls: &Controls) -> Option<String> {
    let is_taken =
        |control: &Control| control.had_effect != Some(false) && control.status() == Some(200);
    // What was not answered shows nothing.
    let answered = || controls.by_type.iter().filter(|(_, control)| control.answer.is_some());
    let list =
        |types: Vec<i64>| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let of = |wanted: bool| {
        answered().filter(|(_, it)| is_taken(it) == wanted).map(|(number, _)| *number).collect()
    };
    let is_documented = |number: &i64| Event::DOCUMENTED_TYPES.contains(number);
    let mut taken: Vec<i64> = of(true);
    let mut others: Vec<i64> = of(false);
    taken.retain(is_documented);
    others.retain(is_documented);
    if controls.calibration.verdict != Calibrated::Takes || others.is_empty() || taken.is_empty() {
        return None;
    }
    Some(format!(
        "it takes event type {taken} and makes nothing of {others}; if that is meant, say --takes {taken}",
        taken = list(taken),
        others = list(others).replace(',', ", ")
    ))
}

/// How many events the probe sees of the stream of which it saw none come.
async fn known_already(calibrating: &Sender) -> Option<u64> {
    let session = &calibrating.session;
    if !session.watches() || session.scope() != Scope::Stream {
        return None;
    }
    let count = session.look(&Question::of_stream(calibrating.stream_id(0))).await.ok()?;
    (count > 0).then_some(count)
}

fn known_already_note(events: u64) -> String {
    format!(
        "the probe sees as many events ({events}) of the first sound callback's stream as before it was sent: these streams are there already, so use another --seed; or the probe does not ask for {{stream_id}}"
    )
}

/// How the receiver refuses, and what that costs.
fn refusal_style(findings: &[Finding], options: &Options) -> Option<String> {
    let n = |style| findings.iter().filter(|it| it.layers.security == Some(style)).count();
    let (quiet, loud) = (n(Security::RefusedQuietly), n(Security::RefusedLoudly));
    let declared = match options.traits.refuses {
        Some(Refuses::Quietly) if loud > 0 => "; its profile says quietly",
        Some(Refuses::Loudly) if quiet > 0 => "; its profile says loudly",
        _ => "",
    };
    let style = match (quiet, loud) {
        (0, 0) => return None,
        (_, 0) => "quietly: 200 and dropped, which costs nothing, and a key that was set wrongly loses every event unnoticed".to_owned(),
        (0, _) => "loudly: Tencent delivers what it refuses again, up to 12 times, and a key that was set wrongly is noticed".to_owned(),
        _ => format!("quietly in {quiet} cases and loudly in {loud}"),
    };
    Some(style + declared)
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// Whether a run got nowhere: nobody answered at all.
pub fn is_unreachable(report: &Report) -> bool {
    matches!(
        report.calibration.verdict,
        Calibrated::Unreachable | Calibrated::ProbeFails | Calibrated::CutOff
    ) && report
        .findings
        .iter()
        .all(|finding| !matches!(finding.result, Class::Pass | Class::Fail | Class::Warn))
}
