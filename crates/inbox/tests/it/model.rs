//! Random histories, lived through by an inbox and by a plain list: after each step both hold the same.
//!
//! Between any two steps the inbox may be dropped without a close and opened again.

use std::collections::BTreeMap;

use livehook_inbox::{
    Inbox, KEY_KEPT_FOR, QuarantineReason, Query, RecordId, Retention, State, Suspects, UnixMillis,
};
use proptest::prelude::*;

use crate::harness::{Callback, InWords as _, NOW, Shelf};

/// How long the signature of a fresh delivery is good, in seconds.
const SIGNED_FOR: i64 = 600;

/// All that is in quarantine.
const ALL: Suspects = Suspects::Between { from: UnixMillis(0), until: UnixMillis(i64::MAX) };

/// In place of the content of a dismissed record: equal to none that arrives.
const NOBODYS: usize = usize::MAX;

#[derive(Debug, Clone)]
enum Step {
    /// A delivery in time.
    Append(usize),
    /// A delivery 5 s late.
    Quarantine(usize),
    Release(i64),
    ReleaseAll,
    Dismiss(i64),
    DismissAll,
    Done(i64),
    Requeue(i64),
    /// All but so many of those that are done go.
    Prune(usize),
    /// Time passes, in hours.
    Wait(i64),
    /// Dropped without a close, opened again.
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let content = 0_usize..6;
    let id = 1_i64..12;
    prop_oneof![
        6 => content.clone().prop_map(Step::Append),
        3 => content.prop_map(Step::Quarantine),
        1 => id.clone().prop_map(Step::Release),
        1 => Just(Step::ReleaseAll),
        1 => id.clone().prop_map(Step::Dismiss),
        1 => Just(Step::DismissAll),
        3 => id.clone().prop_map(Step::Done),
        1 => id.prop_map(Step::Requeue),
        2 => (0_usize..3).prop_map(Step::Prune),
        1 => (1_i64..60).prop_map(Step::Wait),
        1 => Just(Step::Reopen),
    ]
}

/// What the model knows of a content.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    content: usize,
    /// None: forgotten.
    state: Option<State>,
    deliveries: u64,
    last_received_at: i64,
    changed_at: i64,
    /// The bytes of the delivery that is kept.
    body: String,
    /// Until when a signature that came with it is good, and of a forgotten one until when it is known, both in milliseconds.
    good_until: i64,
    known_until: i64,
}

impl Entry {
    fn forget(&mut self) {
        self.state = None;
        self.known_until = self.last_received_at.max(self.good_until) + kept_for();
    }
}

/// The plain list, and the time.
#[derive(Debug, Default)]
struct Model {
    entries: BTreeMap<i64, Entry>,
    now: i64,
}

impl Model {
    fn deliver(&mut self, content: usize, fresh: &Callback, state: State) -> String {
        let good_until = fresh.t * 1_000;
        let known_until = self.now.max(good_until) + kept_for();
        let body = fresh.body();
        let next = self.next_id();
        let Some((id, entry)) = self.entries.iter_mut().find(|(_, entry)| entry.content == content)
        else {
            let id = next;
            let entry = Entry {
                content,
                state: Some(state),
                deliveries: 1,
                last_received_at: self.now,
                changed_at: self.now,
                body,
                good_until,
                known_until: 0,
            };
            self.entries.insert(id, entry);
            return if state == State::Received {
                format!("stored {id}")
            } else {
                format!("kept {id}")
            };
        };
        entry.deliveries += 1;
        entry.last_received_at = self.now;
        entry.known_until = entry.known_until.max(known_until);
        match (state, entry.state) {
            (State::Received, Some(State::Quarantined(_))) => {
                *entry = Entry {
                    state: Some(state),
                    changed_at: self.now,
                    body,
                    good_until,
                    ..entry.clone()
                };
                let was = *id;
                self.leave(was);
                format!("promoted {next}")
            }
            (State::Received, _) => format!("duplicate of {id}"),
            _ => format!("counted {id}"),
        }
    }

    fn next_id(&self) -> i64 {
        self.entries.keys().last().copied().unwrap_or_default() + 1
    }

    /// An event gets the next id.
    fn leave(&mut self, was: i64) {
        let id = self.next_id();
        let entry = self.entries.remove(&was).unwrap();
        self.entries.insert(id, entry);
    }

    fn release(&mut self, ids: impl Fn(i64) -> bool) {
        let suspect =
            |entry: &Entry| entry.state.is_some_and(|it| matches!(it, State::Quarantined(_)));
        let which = self.entries.iter().filter(|(id, entry)| ids(**id) && suspect(entry));
        for was in which.map(|(id, _)| *id).collect::<Vec<_>>() {
            let entry = self.entries.get_mut(&was).unwrap();
            (entry.state, entry.changed_at) = (Some(State::Received), self.now);
            self.leave(was);
        }
    }

    fn change(&mut self, ids: impl Fn(i64) -> bool, from: impl Fn(State) -> bool, to: State) {
        for (id, entry) in &mut self.entries {
            if ids(*id) && entry.state.is_some_and(&from) {
                entry.state = Some(to);
                entry.changed_at = self.now;
            }
        }
    }

    fn dismiss(&mut self, ids: impl Fn(i64) -> bool) {
        let now = self.now;
        for (id, entry) in &mut self.entries {
            if ids(*id) && matches!(entry.state, Some(State::Quarantined(_))) {
                entry.forget();
                entry.content = NOBODYS;
                entry.known_until = now;
            }
        }
    }

    fn prune(&mut self, keep: usize) {
        let mut done: Vec<_> = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.state == Some(State::Done))
            .map(|(id, entry)| (entry.changed_at, entry.body.len(), *id))
            .collect();
        done.sort_unstable();
        done.truncate(done.len().saturating_sub(keep));
        for (_, _, id) in done {
            self.entries.get_mut(&id).unwrap().forget();
        }
        let newest = self.entries.keys().last().copied();
        let now = self.now;
        self.entries.retain(|id, entry| {
            entry.state.is_some() || entry.known_until >= now || Some(*id) == newest
        });
    }

    /// What a reader should list.
    fn lines(&self) -> Vec<String> {
        let visible = self.entries.iter().filter_map(|(id, entry)| Some((id, entry, entry.state?)));
        visible.map(|(id, entry, state)| line(*id, state, entry.deliveries, &entry.body)).collect()
    }
}

fn line(id: i64, state: State, deliveries: u64, body: &str) -> String {
    format!("{id} {state:?} {deliveries} {body}")
}

fn kept_for() -> i64 {
    i64::try_from(KEY_KEPT_FOR.as_millis()).unwrap()
}

fn lines_of(inbox: &Inbox) -> Vec<String> {
    let reader = inbox.reader().unwrap();
    let records = reader.list(&Query::default()).unwrap();
    let lines = records.iter().map(|record| {
        let body = String::from_utf8(reader.raw(record.id).unwrap().unwrap()).unwrap();
        line(record.id.number(), record.state, record.deliveries, &body)
    });
    lines.collect()
}

/// Takes a step in both. Answers what each said of a delivery.
async fn take(step: &Step, inbox: &Inbox, model: &mut Model) -> Option<(String, String)> {
    let now = UnixMillis(model.now);
    let second = model.now / 1_000;
    let named = |id: &i64| RecordId::new(*id).unwrap();
    match step {
        Step::Append(content) => {
            let fresh = Callback::numbered(*content).t(second + SIGNED_FOR).at(now);
            let said = inbox.append(fresh.event()).await.unwrap().in_words();
            return Some((said, model.deliver(*content, &fresh, State::Received)));
        }
        Step::Quarantine(content) => {
            let late = Callback::numbered(*content).t(second - 5).at(now);
            let said = inbox.quarantine(late.suspect()).await.unwrap().in_words();
            let expired = State::Quarantined(QuarantineReason::Expired);
            return Some((said, model.deliver(*content, &late, expired)));
        }
        Step::Release(id) => {
            inbox.release(Suspects::One(named(id)), now).await.unwrap();
            model.release(|other| other == *id);
        }
        Step::ReleaseAll => {
            inbox.release(ALL, now).await.unwrap();
            model.release(|_| true);
        }
        Step::Dismiss(id) => {
            inbox.dismiss(Suspects::One(named(id)), now).await.unwrap();
            model.dismiss(|other| other == *id);
        }
        Step::DismissAll => {
            inbox.dismiss(ALL, now).await.unwrap();
            model.dismiss(|_| true);
        }
        Step::Done(id) => {
            inbox.mark_done(vec![named(id)], now).await.unwrap();
            model.change(|other| other == *id, |state| state == State::Received, State::Done);
        }
        Step::Requeue(id) => {
            inbox.requeue(vec![named(id)], now).await.unwrap();
            model.change(|other| other == *id, |state| state == State::Done, State::Received);
        }
        Step::Prune(keep) => {
            let records = Some(u64::try_from(*keep).unwrap());
            inbox.prune(Retention { records, ..Retention::default() }, now).await.unwrap();
            model.prune(*keep);
        }
        Step::Wait(hours) => model.now += hours * 3_600_000,
        Step::Reopen => {}
    }
    None
}

/// Lives through a history. Any difference is a panic that names the step.
async fn live(steps: &[Step]) {
    let shelf = Shelf::new();
    let mut inbox = shelf.open();
    let mut model = Model { now: NOW * 1_000, ..Model::default() };
    for (place, step) in steps.iter().enumerate() {
        model.now += 1_000;
        if matches!(step, Step::Reopen) {
            inbox = shelf.open();
        }
        if let Some((said, expected)) = take(step, &inbox, &mut model).await {
            assert_eq!(said, expected, "step {place}, {step:?}");
        }
        assert_eq!(lines_of(&inbox), model.lines(), "after step {place}, {step:?}");
    }
    let checked = inbox.reader().unwrap().check().unwrap();
    assert_eq!(checked.problems, Vec::<String>::new());
}

proptest! {
    // A history costs some thirty commits, so there are few of them; PROPTEST_CASES asks for more.
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn an_inbox_is_a_list_of_contents(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(live(&steps));
    }
}
