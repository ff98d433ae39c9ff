//! Gives each case its turn: side by side, or one after another, and once more by itself where what it met may have been for a reason
//! outside of it.
//!
//! Two such reasons are watched for. The receiver may go away: then it is waited for, and whatever was under way is tried again, one at
//! a time, so that the one that kills it is known. And it may take nothing from us any more, as a limiter does after so many refusals:
//! then its refusals say nothing, and neither do those since a sound callback was last taken.

mod blame;
mod block;

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::{
    sync::{Semaphore, mpsc},
    task::JoinSet,
    time::Instant,
};

use super::{
    Drafted, Judgement,
    finding::Draft,
    met::Met,
    millis, one,
    standing::{self, Back, Controlling},
};
use crate::{
    calibrate::Controls,
    case::Case,
    catalogue,
    report::{Calibrated, Class, Finding},
    session::{Leaving, Place, Sender, Session},
    step::Step,
};

/// After so many refusals a sound callback shows that it is not us who are refused.
const REFUSALS_UNCONFIRMED_MAX: usize = 20;

/// So many findings wait, in case that the receiver died of what it had answered.
const HELD_MAX: usize = 12;

/// So many times as many cases are begun as may send at once: the others wait for their effects. Where a probe is slow, more would wait
/// for their looks together, and none would end in time.
const BEGUN_FACTOR: usize = 3;

/// A case that is tried again has streams of its own by this distance from its first ones.
const SECOND_TRY: usize = 500;

/// A case whose turn it is.
#[derive(Debug)]
pub(super) struct Turn {
    /// Where it stands among the selected ones.
    pub(super) order: usize,
    pub(super) case: &'static Case,
    /// What it came to among others, if it is tried again.
    pub(super) first: Option<Finding>,
}

/// A case that was tried.
struct Ended {
    turn: Turn,
    draft: Draft,
    finding: Finding,
    met: Met,
}

impl Ended {
    /// As it is told, to be judged again by a later look.
    fn drafted(self) -> Drafted {
        let Self { turn, draft, finding, .. } = self;
        Drafted { order: turn.order, draft, finding, judgement: Judgement::ForNow }
    }
}

/// A case, and what it came to if it was begun.
type Tried = (Turn, Option<(Draft, Finding, Met)>);

/// How the receiver stands towards us.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    There,
    /// It went away in these cases and did not come back.
    Gone(String),
    /// Since this case it has answered what is right with this status.
    Blocks(String, u16),
}

/// Gives cases their turns and tells what they come to.
pub(super) struct Turns<F> {
    session: Arc<Session>,
    /// What is known of sound callbacks, by now.
    controls: Arc<Controls>,
    /// What cases came to, in the order in which that was known.
    pub(super) told: Vec<Drafted>,
    controlling: Controlling,
    standing: Standing,
    /// It has gone away once: it is looked after each case.
    careful: bool,
    /// No case that is to go side by side with others begins any more.
    halted: Arc<AtomicBool>,
    blocks: u32,
    /// Not told yet, oldest first.
    held: VecDeque<Ended>,
    /// Those among them, from the end, that are refusals since a sound callback was last taken.
    unconfirmed: usize,
    notes: Vec<String>,
    found: F,
}

impl<F: FnMut(&Finding)> Turns<F> {
    pub(super) fn new(session: Arc<Session>, controls: &Controls, found: F) -> Self {
        let place = Place::of_one();
        let controlling = Controlling::new(Sender { session: session.clone(), case: 0, place });
        Self {
            session,
            controls: Arc::new(controls.clone()),
            told: Vec::new(),
            controlling,
            standing: Standing::There,
            careful: false,
            halted: Arc::default(),
            blocks: 0,
            held: VecDeque::new(),
            unconfirmed: 0,
            notes: Vec::new(),
            found,
        }
    }

    /// What all cases came to, and what is to be said of the run as a whole.
    pub(super) fn into_told(self) -> (Vec<Drafted>, Vec<String>) {
        (self.told, self.notes)
    }

    fn tell(&mut self, drafted: Drafted) {
        (self.found)(&drafted.finding);
        self.told.push(drafted);
    }

    /// Tells what no later look can change.
    fn tell_for_good(&mut self, turn: &Turn, finding: Finding) {
        let draft = Draft::new(turn.case);
        self.tell(Drafted { order: turn.order, draft, finding, judgement: Judgement::ForGood });
    }

    /// Tells that none of these is tried.
    pub(super) fn try_none(&mut self, cases: &[&'static Case], why: &str) {
        for (order, case) in cases.iter().enumerate() {
            let finding = one::not_tried(&self.session, case, why).finish(&self.session, 0);
            self.tell_for_good(&Turn { order, case, first: None }, finding);
        }
    }

    /// Gives each its turn, so many at once, and tells what all of them come to.
    pub(super) async fn take(&mut self, controls: &Controls, turns: Vec<Turn>, at_once: usize) {
        self.controls = Arc::new(controls.clone());
        let turns = if at_once > 1 && !self.careful && self.standing == Standing::There {
            self.side_by_side(turns, at_once).await
        } else {
            turns
        };
        let mut turns = VecDeque::from(turns);
        loop {
            while let Some(turn) = turns.pop_front() {
                turns.extend(self.alone(turn).await);
            }
            turns.extend(self.confirm().await);
            if turns.is_empty() {
                break;
            }
        }
        self.tell_held(0);
    }

    /// Returns those that are to be tried by themselves.
    async fn side_by_side(&mut self, turns: Vec<Turn>, at_once: usize) -> Vec<Turn> {
        let (mut ended, mut under_way) = self.spawn(turns, at_once);
        let (mut doubtful, mut again) = (Vec::new(), Vec::new());
        while let Some((turn, ran)) = ended.recv().await {
            let Some((draft, finding, met)) = ran else {
                again.push(turn);
                continue;
            };
            if met.may_be_gone() && !self.careful && standing::has_gone(&self.session, &met).await {
                self.careful = true;
                self.halted.store(true, Ordering::Relaxed);
            }
            if is_doubtful(&finding, &met) && self.is_reachable() {
                doubtful.push(Ended { turn, draft, finding, met });
                continue;
            }
            let asks = met.may_be_blocked();
            if asks && self.blocks > 0 && self.standing == Standing::There {
                // It was under way when we were blocked for a moment.
                again.push(Turn { first: Some(finding), ..turn });
                continue;
            }
            self.hold(Ended { turn, draft, finding, met });
            if !self.careful && (asks || self.unconfirmed >= REFUSALS_UNCONFIRMED_MAX) {
                again.extend(self.confirm().await);
            }
        }
        while let Some(joined) = under_way.join_next().await {
            if let Err(error) = joined {
                std::panic::resume_unwind(error.into_panic());
            }
        }
        if self.careful {
            // It may have died of what it had answered already.
            doubtful.extend(self.held.drain(..));
            self.unconfirmed = 0;
            doubtful = self.wait_for_it(doubtful).await;
        }
        let first = |ended: Ended| Turn { first: Some(ended.finding), ..ended.turn };
        doubtful.into_iter().map(first).chain(again).collect()
    }

    fn spawn(
        &self,
        turns: Vec<Turn>,
        at_once: usize,
    ) -> (mpsc::UnboundedReceiver<Tried>, JoinSet<()>) {
        let begun = Arc::new(Semaphore::new(at_once * BEGUN_FACTOR));
        let places = Arc::new(Semaphore::new(at_once));
        let leaving = if at_once > 1 { Leaving::May } else { Leaving::MustNot };
        let (sender, ended) = mpsc::unbounded_channel();
        let mut under_way = JoinSet::new();
        for turn in turns {
            let (begun, places) = (begun.clone(), places.clone());
            let (halted, ended) = (self.halted.clone(), sender.clone());
            let (session, controls) = (self.session.clone(), self.controls.clone());
            under_way.spawn(async move {
                let _begun = begun.acquire().await;
                let place = Place::take(places, leaving).await;
                let ran = if halted.load(Ordering::Relaxed) {
                    None
                } else {
                    let sender = Sender { session, case: number(turn.case), place };
                    Some(carry_out(&sender, turn.case, &controls).await)
                };
                // The other end waits for all of them.
                drop(ended.send((turn, ran)));
            });
        }
        (ended, under_way)
    }

    /// Waits for a receiver that went away. Where it does not come back, the cases that may have killed it are told.
    async fn wait_for_it(&mut self, suspects: Vec<Ended>) -> Vec<Ended> {
        let names = blame::names(suspects.iter().filter(|each| each.met.broken));
        let back = standing::back(&self.session).await;
        if let Back::Not(_) = back {
            self.note_gone(&names, back);
            self.standing = Standing::Gone(names);
            let session = self.session.clone();
            for ended in blame::of_a_death(&session, suspects, back) {
                self.tell_for_good(&ended.turn, ended.finding);
            }
            return Vec::new();
        }
        self.notes.push(format!(
            "the receiver went away during {names}, and {}: from then on cases were tried one at a time",
            back.in_words()
        ));
        suspects
    }

    /// Tries a case by itself. Returns those that are to be tried again.
    async fn alone(&mut self, turn: Turn) -> Vec<Turn> {
        let looks_back = turn.case.steps.iter().any(|step| matches!(step, Step::LookBack(_)));
        if self.standing != Standing::There && !looks_back {
            let why = blame::not_tried(&self.standing);
            let finding = one::not_tried(&self.session, turn.case, &why).finish(&self.session, 0);
            self.tell_for_good(&turn, finding);
            return Vec::new();
        }
        let case = number(turn.case) + if turn.first.is_some() { SECOND_TRY } else { 0 };
        let sender = Sender { session: self.session.clone(), case, place: Place::of_one() };
        let (draft, finding, met) = carry_out(&sender, turn.case, &self.controls).await;
        if met.out_of_time
            && let Some(first) = turn.first.clone()
        {
            self.tell_for_good(&turn, blame::among_others(first));
            return Vec::new();
        }
        let looks = (self.careful || met.may_be_gone()) && self.is_reachable();
        let restarts = turn.case.needs_restart();
        if self.standing == Standing::There
            && looks
            && standing::has_gone(&self.session, &met).await
        {
            let back = standing::back(&self.session).await;
            self.careful = true;
            if let Back::Not(_) = back {
                self.note_gone(turn.case.id, back);
                self.standing = Standing::Gone(turn.case.id.to_owned());
            }
            let finding = if restarts { finding } else { blame::died(finding, back) };
            self.tell_for_good(&turn, finding);
            return Vec::new();
        }
        let asks = met.may_be_blocked();
        self.hold(Ended { turn, draft, finding, met });
        if asks || self.unconfirmed >= REFUSALS_UNCONFIRMED_MAX {
            return self.confirm().await;
        }
        Vec::new()
    }

    /// Keeps a finding for a while, and tells those that have waited long enough.
    fn hold(&mut self, ended: Ended) {
        let counts = self.unconfirmed > 0 || !ended.met.refusals.is_empty();
        self.unconfirmed += usize::from(counts && self.asks_again());
        self.held.push_back(ended);
        self.tell_held(HELD_MAX.max(self.unconfirmed));
    }

    /// Tells the oldest, but for so many.
    fn tell_held(&mut self, keep: usize) {
        while self.held.len() > keep
            && let Some(ended) = self.held.pop_front()
        {
            self.tell(ended.drafted());
        }
    }

    fn note_gone(&mut self, names: &str, back: Back) {
        self.notes.push(format!(
            "the receiver went away during {names}, and {}; what came after was not tried",
            back.in_words()
        ));
    }

    /// Whether the receiver was there at all.
    fn is_reachable(&self) -> bool {
        !matches!(
            self.controls.calibration.verdict,
            Calibrated::Unreachable | Calibrated::ProbeFails
        )
    }
}

/// Whether what came of a case among others may come of the others.
fn is_doubtful(finding: &Finding, met: &Met) -> bool {
    let is_wrong =
        matches!(finding.result, Class::Fail | Class::Error | Class::Undetermined | Class::Warn);
    is_wrong && met.is_unanswered()
}

/// Runs a case, and tells what it came to and what it met.
async fn carry_out(
    sender: &Sender,
    case: &'static Case,
    controls: &Controls,
) -> (Draft, Finding, Met) {
    let began = Instant::now();
    let (draft, met) = one::run(sender, case, controls).await;
    let finding = draft.finish(&sender.session, millis(began.elapsed()));
    (draft, finding, met)
}

/// The case's number in the whole catalogue, from 1: its stream ids are the same whatever else is selected.
fn number(case: &Case) -> usize {
    catalogue::all().position(|each| each.id == case.id).map_or(0, |index| index + 1)
}
