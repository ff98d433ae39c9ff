//! Takes selected cases through a run: what is right first, then most cases side by side, then those that need the receiver for
//! themselves, and last those that look back.

mod finding;
mod last;
mod late;
mod one;
mod time;

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use livehook_probe::Scope;
use tokio::{
    sync::{Semaphore, mpsc},
    task::JoinSet,
    time::{Instant, timeout_at},
};

use crate::{
    calibrate::{Controls, calibrate},
    case::{Case, Level, Tag},
    catalogue,
    options::{Options, Refuses},
    report::{
        Calibrated, Calibration, Class, Finding, Report, SCHEMA, Security, Summary, TargetLine,
    },
    session::{Leaving, Place, Sender, Session, Trouble},
    step::{Step, What},
};

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
    for note in &mut controls.calibration.notes {
        *note = session.masked(note);
    }
    controls.calibration.notes.extend(time::warning(&tried, &session, &controls));
    listen(Progress::Calibrated(&controls.calibration));
    let mut drafts: Vec<Drafted> = Vec::with_capacity(cases.len());
    let mut life = last::Life::Same;
    let mut looked_at = 0;
    for phase in Phase::ALL {
        let mut of_phase: Vec<_> =
            cases.iter().enumerate().filter(|(_, case)| Phase::of(case) == *phase).collect();
        // What weighs most is tried while there is time, and what waits for itself begins first, so that nobody waits for it at the end.
        of_phase.sort_by_key(|(_, case)| (case.level != Level::Must, !case.has(Tag::Slow)));
        if *phase == Phase::Restarting
            && of_phase.iter().any(|(_, case)| tried.iter().any(|it| it.id == case.id))
        {
            last::look(&session, &mut controls, &mut drafts, life).await;
            (life, looked_at) = (last::Life::Restarted, drafts.len());
        }
        carry_out(&session, &controls, of_phase.into_iter(), *phase, |drafted| {
            listen(Progress::Found(&drafted.finding));
            drafts.push(drafted);
        })
        .await;
    }
    last::look(&session, &mut controls, &mut drafts[looked_at..], life).await;
    controls.calibration.notes.extend(time::notice(&tried, &session, &controls));
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
        if finding == self.finding {
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
        } else if case.has(Tag::Concurrency) || case.has(Tag::Restart) {
            Self::Alone
        } else {
            Self::Together
        }
    }

    fn at_once(self, session: &Session) -> usize {
        let totals_only = session.watches() && session.scope() == Scope::Total;
        match self {
            Self::Together if !totals_only => session.options.limits.cases_at_once.max(1),
            Self::Together | Self::Alone | Self::Restarting | Self::LookingBack => 1,
        }
    }
}

async fn carry_out<'a>(
    session: &Arc<Session>,
    controls: &Controls,
    cases: impl Iterator<Item = (usize, &'a &'static Case)>,
    phase: Phase,
    mut found: impl FnMut(Drafted),
) {
    let at_once = phase.at_once(session);
    let leaving = if at_once > 1 { Leaving::May } else { Leaving::MustNot };
    let places = Arc::new(Semaphore::new(at_once));
    let controls = Arc::new(controls.clone());
    let (drafts, mut ended) = mpsc::unbounded_channel();
    let mut under_way = JoinSet::new();
    for (order, case) in cases {
        let case: &'static Case = case;
        let (places, drafts) = (places.clone(), drafts.clone());
        let (session, controls) = (session.clone(), controls.clone());
        under_way.spawn(async move {
            let place = Place::take(places, leaving).await;
            let began = Instant::now();
            let sender = Sender { session, case: number(case), place };
            let draft = one::run(&sender, case, &controls).await;
            let finding = draft.finish(&sender.session, millis(began.elapsed()));
            // The other end waits for all of them.
            drop(drafts.send(Drafted { order, draft, finding }));
        });
    }
    drop(drafts);
    while let Some(drafted) = ended.recv().await {
        found(drafted);
    }
    while let Some(joined) = under_way.join_next().await {
        if let Err(error) = joined {
            std::panic::resume_unwind(error.into_panic());
        }
    }
}

/// The case's number in the whole catalogue, from 1: its stream ids are the same whatever else is selected.
fn number(case: &Case) -> usize {
    catalogue::all().position(|each| each.id == case.id).map_or(0, |index| index + 1)
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
