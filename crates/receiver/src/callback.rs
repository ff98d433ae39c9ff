//! The way of one callback: limits, envelope, verdict, disk, answer. Nothing is answered 200 before it is on disk.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::Method,
};
use bytes::Bytes;
use livehook_core::{Credential, Envelope, Seconds, Sender, Source, Verdict, judge};
use livehook_inbox::{Appended, InboxError, NewEvent, NewSuspect};
use tokio::time::Instant;

use crate::{
    answer::Declined,
    body::{self, Expectation},
    outcome::{Fate, Kept, Outcome, Suspect},
    run_to_end::RunToEnd,
    state::Shared,
};

/// A genuine callback that is expired by at most this long is quarantined. An assumption: the longest documented retry plan
/// spans 16 minutes, and an operator who notices a wrong clock within the hour can still release what came.
pub const QUARANTINE_LATENESS: Seconds = Seconds(60 * 60);

/// One callback path: the receiver, and whom to believe here.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) shared: Arc<Shared>,
    pub(crate) source: Arc<Source>,
}

/// Handles whatever arrives on a callback path.
pub(crate) async fn receive(State(route): State<Route>, request: Request) -> Outcome {
    let Route { shared, source } = route;
    let expectation = Expectation::of(request.headers());
    let limits = shared.config.limits();
    if request.method() != Method::POST {
        body::throw_away(request.into_body(), expectation, limits).await;
        return Outcome::early(Some(source), Declined::MethodNotAllowed);
    }
    let collected = body::collect(request.into_body(), expectation, limits, &shared.budget).await;
    let held = match collected {
        Ok(held) => held,
        Err(why) => return Outcome::early(Some(source), why),
    };
    if let Some(status) = shared.config.mock_answers().answer(held.bytes()).await {
        let fate = Fate::Mocked { status };
        return Outcome {
            source: Some(source),
            credential: None,
            body_bytes: held.bytes().len(),
            fate,
        };
    }
    process(&shared, source, held.bytes()).await
}

/// Handles whatever arrives elsewhere.
pub(crate) async fn elsewhere(State(shared): State<Arc<Shared>>, request: Request) -> Outcome {
    let expectation = Expectation::of(request.headers());
    body::throw_away(request.into_body(), expectation, shared.config.limits()).await;
    Outcome::early(None, Declined::NotFound)
}

/// What judgement leaves to be done.
enum Task {
    /// Admitted: on disk first, then 200.
    Keep(NewEvent),
    /// Genuine but out of its time: declined, and kept apart if that can be.
    Quarantine(NewSuspect, Declined),
    /// Declined, and that is all.
    Decline(Declined, Suspect),
}

/// Reads, judges and keeps a whole body.
async fn process(shared: &Arc<Shared>, source: Arc<Source>, body: &Bytes) -> Outcome {
    let (credential, task) = examine(shared, &source, body);
    let fate = match task {
        Task::Keep(event) => keep(shared, event).await,
        Task::Quarantine(suspect, why) => {
            Fate::Declined { why, suspect: quarantine(shared, suspect).await }
        }
        Task::Decline(why, suspect) => Fate::Declined { why, suspect },
    };
    Outcome { source: Some(source), credential, body_bytes: body.len(), fate }
}

/// Reads and judges a body. No waiting in here: what it borrows is gone before anything waits.
fn examine(shared: &Shared, source: &Source, body: &[u8]) -> (Option<Credential>, Task) {
    let received_at = shared.clock.now();
    let verdict = match Envelope::read(body) {
        Ok(envelope) => judge(envelope, source, received_at.seconds(), shared.config.policy()),
        Err(refusal) => Verdict::Refused(refusal),
    };
    match verdict {
        Verdict::Accepted(admitted) => {
            let credential = match admitted.sender() {
                Sender::Verified(credential) => {
                    // Only here: whoever replays old callbacks must not make our clock look wrong.
                    shared.observer.clock_hint().accepted(credential.t, received_at.seconds());
                    Some(credential.clone())
                }
                Sender::Unverified => None,
            };
            (credential, Task::Keep(NewEvent::admitted(&admitted, source, received_at)))
        }
        Verdict::Late(sender, late) => {
            let why = Declined::Expired { late };
            let task = if late <= QUARANTINE_LATENESS {
                Task::Quarantine(NewSuspect::late(&sender, late, source, received_at), why)
            } else {
                Task::Decline(why, Suspect::TooOld)
            };
            (Some(sender.credential().clone()), task)
        }
        Verdict::Early(sender, ahead) => {
            let suspect = NewSuspect::early(&sender, source, received_at);
            let task = Task::Quarantine(suspect, Declined::FarFuture { ahead });
            (Some(sender.credential().clone()), task)
        }
        Verdict::Refused(refusal) => (None, Task::Decline(refusal.into(), Suspect::No)),
    }
}

/// Puts an event on disk. Once begun it ends and is announced, whether or not the sender still waits.
async fn keep(shared: &Arc<Shared>, event: NewEvent) -> Fate {
    let begun = Instant::now();
    let recorder = Arc::clone(shared);
    let appended = RunToEnd::new(async move {
        let appended = recorder.inbox.append(event).await?;
        if let Appended::Stored(stored) | Appended::Promoted(stored) = &appended {
            recorder.announcer.announce(stored);
        }
        Ok::<_, InboxError>(appended)
    });
    match appended.await {
        Ok(appended) => {
            Fate::Kept { how: Kept::from(&appended), record: appended.id(), took: begun.elapsed() }
        }
        Err(error) => Fate::Declined { why: Declined::Inbox(error), suspect: Suspect::No },
    }
}

/// Keeps a suspect apart. Whatever comes of it, the answer stays a refusal: nothing is promised that could be lost.
async fn quarantine(shared: &Arc<Shared>, suspect: NewSuspect) -> Suspect {
    let recorder = Arc::clone(shared);
    match RunToEnd::new(async move { recorder.inbox.quarantine(suspect).await }).await {
        Ok(quarantined) => Suspect::Handed(quarantined),
        Err(error) => Suspect::Failed(error.code()),
    }
}
