//! What a receiver has: on its disk, and in the memory that a restart takes away.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use livehook_probe::Question;
use tokio::{sync::watch, time::sleep};

use super::{answer::Answer, fault::Fault, understand::Event};

/// After this an event is stored that was acknowledged before.
const STORED_LATER_BY: Duration = Duration::from_millis(150);

/// Between reading and writing, in a receiver that does not do both at once.
const WINDOW: Duration = Duration::from_millis(80);

/// With more connections open a receiver loses updates. Fewer are met one by one, as under light load.
const BUSY_FROM: usize = 24;

/// Disk and memory of one receiver.
pub(crate) struct Store {
    disk: Arc<Mutex<Contents>>,
    memory: Mutex<Contents>,
    connected: AtomicUsize,
    /// Changes when the process is killed.
    life: watch::Sender<u64>,
}

#[derive(Default)]
struct Contents {
    events: Vec<Event>,
    seen: HashSet<Vec<u8>>,
    /// The last event of each stream, and whether its push was seen to begin.
    streams: HashMap<String, Stream>,
}

#[derive(Default)]
struct Stream {
    last_time: u64,
    began: bool,
}

/// An open connection, until it is dropped.
pub(super) struct Connected<'a>(&'a AtomicUsize);

impl Drop for Connected<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Default for Store {
    fn default() -> Self {
        Self {
            disk: Arc::default(),
            memory: Mutex::default(),
            connected: AtomicUsize::new(0),
            life: watch::Sender::new(0),
        }
    }
}

impl Store {
    /// Counts a connection.
    pub(super) fn connected(&self) -> Connected<'_> {
        self.connected.fetch_add(1, Ordering::SeqCst);
        Connected(&self.connected)
    }

    /// How many events there are.
    pub(super) fn count(&self, question: &Question) -> u64 {
        let is_asked_for = |event: &&Event| {
            event.stream_id == question.stream_id
                && question.event_type.is_none_or(|it| event.event_type == Some(it))
        };
        let count = |contents: &Mutex<Contents>| {
            lock(contents).events.iter().filter(is_asked_for).count() as u64
        };
        count(&self.disk) + count(&self.memory)
    }

    /// How many events there are, of whichever stream.
    pub(super) fn total(&self) -> u64 {
        (lock(&self.disk).events.len() + lock(&self.memory).events.len()) as u64
    }

    /// Tells when the process is killed.
    pub(super) fn life(&self) -> watch::Receiver<u64> {
        self.life.subscribe()
    }

    /// Kills the process and starts it again: whatever is under way ends, and what was not on disk is gone.
    pub(super) fn kill(&self) {
        *lock(&self.memory) = Contents::default();
        self.life.send_modify(|life| *life += 1);
    }

    /// Marks a content as seen, without an event.
    pub(super) fn remember(&self, identity: Vec<u8>) {
        lock(&self.disk).seen.insert(identity);
    }

    /// Keeps an event where its order pleases the receiver.
    pub(super) async fn keep_in_order(
        &self,
        fault: Option<Fault>,
        event: Event,
        identity: Vec<u8>,
    ) -> Result<(), Answer> {
        let order = lock(&self.disk).order(&event);
        match (fault, order) {
            (Some(Fault::OrderDependent), Order::EndWithoutBeginning) => {
                return Err(Answer::refuses(409, "no_such_push"));
            }
            (Some(Fault::OlderIsStale), Order::Older) => return Ok(()),
            _ => {}
        }
        let refuses_repeats =
            matches!(fault, Some(Fault::DedupsByPairAndRefuses | Fault::RefusesRepeats));
        match self.keep(fault, event, identity).await {
            Kept::Known if refuses_repeats => Err(Answer::refuses(409, "repeated")),
            Kept::Known | Kept::New => Ok(()),
        }
    }

    /// Keeps an event.
    pub(super) async fn keep(&self, fault: Option<Fault>, event: Event, identity: Vec<u8>) -> Kept {
        match fault {
            Some(Fault::NotIdempotent) => {
                lock(&self.disk).events.push(event);
                Kept::New
            }
            Some(Fault::KeepsInMemory) => lock(&self.memory).insert(event, identity),
            Some(Fault::ForgetsAfterRestart) => {
                if !lock(&self.memory).seen.insert(identity) {
                    return Kept::Known;
                }
                lock(&self.disk).events.push(event);
                Kept::New
            }
            Some(Fault::AcknowledgesBeforeStoring) => self.keep_later(event, identity),
            Some(Fault::LosesUnderConcurrency) => self.keep_by_rewriting(event, identity).await,
            Some(Fault::StoresTwiceUnderConcurrency) => {
                if lock(&self.disk).seen.contains(&identity) {
                    return Kept::Known;
                }
                sleep(WINDOW).await;
                let mut disk = lock(&self.disk);
                disk.seen.insert(identity);
                disk.events.push(event);
                Kept::New
            }
            _ => lock(&self.disk).insert(event, identity),
        }
    }

    /// In a task of the process, which dies with it.
    fn keep_later(&self, event: Event, identity: Vec<u8>) -> Kept {
        if !lock(&self.memory).seen.insert(identity.clone()) {
            return Kept::Known;
        }
        let (disk, mut life) = (self.disk.clone(), self.life());
        drop(tokio::spawn(async move {
            tokio::select! {
                _ended = life.changed() => {}
                () = sleep(STORED_LATER_BY) => {
                    let _kept = lock(&disk).insert(event, identity);
                }
            }
        }));
        Kept::New
    }

    /// Reads the list, adds to it, and writes it back.
    async fn keep_by_rewriting(&self, event: Event, identity: Vec<u8>) -> Kept {
        if self.connected.load(Ordering::SeqCst) <= BUSY_FROM {
            return lock(&self.disk).insert(event, identity);
        }
        let mut list = {
            let mut disk = lock(&self.disk);
            if !disk.seen.insert(identity) {
                return Kept::Known;
            }
            disk.events.clone()
        };
        sleep(WINDOW).await;
        list.push(event);
        lock(&self.disk).events = list;
        Kept::New
    }
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    New,
    Known,
}

/// How an event stands to those of its stream that came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Fits,
    Older,
    EndWithoutBeginning,
}

impl Contents {
    fn insert(&mut self, event: Event, identity: Vec<u8>) -> Kept {
        if !self.seen.insert(identity) {
            return Kept::Known;
        }
        self.events.push(event);
        Kept::New
    }

    fn order(&mut self, event: &Event) -> Order {
        let stream = self.streams.entry(event.stream_id.clone()).or_default();
        let is_older = event.time < stream.last_time;
        stream.last_time = stream.last_time.max(event.time);
        stream.began |= event.event_type == Some(1);
        if event.event_type == Some(0) && !stream.began {
            return Order::EndWithoutBeginning;
        }
        if is_older {
            return Order::Older;
        }
        Order::Fits
    }
}

fn lock(contents: &Mutex<Contents>) -> MutexGuard<'_, Contents> {
    contents.lock().unwrap_or_else(PoisonError::into_inner)
}
