//! Takes selected cases through a run: what is right first, then most cases side by side, then those that need the receiver for
//! themselves, and last those that look back.

mod finding;
mod one;

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use livehook_probe::Scope;
use tokio::{
    sync::{Semaphore, mpsc},
    task::JoinSet,
    time::Instant,
};

use crate::{
    calibrate::{Controls, calibrate},
    case::{Case, Tag},
    catalogue,
    options::{Options, Refuses},
    report::{
        Calibrated, Calibration, Class, Finding, Report, SCHEMA, Security, Summary, TargetLine,
    },
    session::{Sender, Session},
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
    let calibrating = Sender { session: session.clone(), case: 0 };
    let tried = |case: &&&'static Case| one::reason_to_skip(case, &session).is_none();
    let kinds = control_kinds(cases.iter().filter(tried).copied());
    let mut controls = match calibrate(&calibrating, &kinds).await {
        Ok(controls) => controls,
        Err(trouble) => finding::no_controls(&trouble),
    };
    session.begin(controls.settle);
    for note in &mut controls.calibration.notes {
        *note = session.masked(note);
    }
    listen(Progress::Calibrated(&controls.calibration));
    let controls = Arc::new(controls);
    let mut findings = Vec::with_capacity(cases.len());
    for phase in Phase::ALL {
        let mut of_phase: Vec<_> =
            cases.iter().enumerate().filter(|(_, case)| Phase::of(case) == *phase).collect();
        // What waits for itself begins first, so that nobody waits for it at the end.
        of_phase.sort_by_key(|(_, case)| !case.has(Tag::Slow));
        let at_once = phase.at_once(options);
        carry_out(&session, &controls, of_phase.into_iter(), at_once, |order, found| {
            listen(Progress::Found(&found));
            findings.push((order, found));
        })
        .await;
    }
    findings.sort_by_key(|(order, _)| *order);
    let findings: Vec<Finding> = findings.into_iter().map(|(_, finding)| finding).collect();
    let style = refusal_style(&findings, options);
    let summary = Summary::of(&findings, session.requests(), style);
    Ok(Report {
        schema: SCHEMA.to_owned(),
        tool: concat!("livehook ", env!("CARGO_PKG_VERSION")).to_owned(),
        started_at,
        took_ms: millis(began.elapsed()),
        target: TargetLine::of(options),
        seed: options.seed.0,
        calibration: controls.calibration.clone(),
        findings,
        summary,
    })
}

/// When a case's turn comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Side by side with others.
    Together,
    /// With the receiver for itself.
    Alone,
    /// After everything was answered.
    LookingBack,
}

impl Phase {
    const ALL: &'static [Self] = &[Self::Together, Self::Alone, Self::LookingBack];

    fn of(case: &Case) -> Self {
        if case.steps.iter().any(|step| matches!(step, Step::LookBack(_))) {
            Self::LookingBack
        } else if case.has(Tag::Concurrency) || case.has(Tag::Restart) {
            Self::Alone
        } else {
            Self::Together
        }
    }

    fn at_once(self, options: &Options) -> usize {
        let totals_only = options.probe.as_ref().is_some_and(|it| it.scope() == Scope::Total);
        match self {
            Self::Together if !totals_only => options.limits.cases_at_once.max(1),
            Self::Together | Self::Alone | Self::LookingBack => 1,
        }
    }
}

async fn carry_out<'a>(
    session: &Arc<Session>,
    controls: &Arc<Controls>,
    cases: impl Iterator<Item = (usize, &'a &'static Case)>,
    at_once: usize,
    mut found: impl FnMut(usize, Finding),
) {
    let places = Arc::new(Semaphore::new(at_once));
    let (findings, mut ended) = mpsc::unbounded_channel();
    let mut under_way = JoinSet::new();
    for (order, case) in cases {
        let case: &'static Case = case;
        let (places, findings) = (places.clone(), findings.clone());
        let (session, controls) = (session.clone(), controls.clone());
        under_way.spawn(async move {
            let _place = places.acquire().await;
            let sender = Sender { session, case: place(case) };
            let finding = one::run(&sender, case, &controls).await;
            // The other end waits for all of them.
            drop(findings.send((order, finding)));
        });
    }
    drop(findings);
    while let Some((order, finding)) = ended.recv().await {
        found(order, finding);
    }
    while let Some(joined) = under_way.join_next().await {
        if let Err(error) = joined {
            std::panic::resume_unwind(error.into_panic());
        }
    }
}

/// The case's number in the whole catalogue, from 1: its stream ids are the same whatever else is selected.
fn place(case: &Case) -> usize {
    catalogue::all().position(|each| each.id == case.id).map_or(0, |place| place + 1)
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
    matches!(report.calibration.verdict, Calibrated::Unreachable | Calibrated::ProbeFails)
        && report
            .findings
            .iter()
            .all(|finding| !matches!(finding.result, Class::Pass | Class::Fail | Class::Warn))
}
