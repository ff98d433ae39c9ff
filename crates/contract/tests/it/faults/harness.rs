//! Starts a receiver with a fault, or none, and judges it by the whole catalogue.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};

use livehook_contract::{
    Invocation, Limits, Options, Patience, Silence, Traits, Transcripts, WhenRefused, catalogue,
    report::Report, run,
};
use livehook_core::{CallbackKey, UnixSeconds};
use livehook_probe::{FnProbe, Probe, Question, Restart, Restarted};
use livehook_simulator::{
    Seed,
    delivery::{MayTest, Target},
};
use tokio::{net::TcpSocket, task::JoinHandle};

use super::{arrive::PATH, fault::Fault, receiver::Receiver, serve};

/// The time for sender and receiver alike. It stands still, so that a second more or less is what a case makes it.
pub(super) const NOW: UnixSeconds = UnixSeconds(1_764_000_000);

/// Quick, since everybody is on this machine, and long enough for unoptimized code with a mebibyte on a busy one. `receiver` has a
/// fault that is slower than this.
const PATIENCE: Patience = Patience {
    answer: Duration::from_secs(6),
    settle: Duration::from_millis(60),
    restart: Duration::from_secs(2),
    total: Duration::from_secs(60),
    silence: Silence::Fails,
};

/// Connections that wait to be accepted. What overflows the queue is tried again after a second, which is no receiver's fault.
const BACKLOG: u32 = 4_096;

/// Starts receivers.
pub(super) struct Faulty;

/// A receiver under way. It ends when this is dropped.
pub(super) struct Running {
    address: SocketAddr,
    receiver: Arc<Receiver>,
    key: CallbackKey,
    server: JoinHandle<()>,
}

/// What is seen of a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// Its answers.
    None,
    /// Its answers and its events.
    Probe,
}

impl Faulty {
    /// Starts a receiver on a free port of this machine.
    pub(super) async fn start(fault: Option<Fault>, key: &CallbackKey) -> Running {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let listener = socket.listen(BACKLOG).unwrap();
        let address = listener.local_addr().unwrap();
        let receiver = Arc::new(Receiver::new(fault, key.clone(), NOW));
        let server = tokio::spawn(serve::serve(listener, receiver.clone()));
        Running { address, receiver, key: key.clone(), server }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Running {
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where callbacks go.
    pub(super) fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// Counts its events.
    pub(super) fn probe(&self) -> Arc<dyn Probe> {
        let receiver = self.receiver.clone();
        Arc::new(FnProbe::new(move |question: &Question| receiver.store.count(question)))
    }

    /// What its store has of a stream.
    pub(super) fn counts(&self) -> impl Fn(&Question) -> u64 + Send + Sync + use<> {
        let receiver = self.receiver.clone();
        move |question| receiver.store.count(question)
    }

    /// All its events.
    pub(super) fn total(&self) -> u64 {
        self.receiver.store.total()
    }

    /// Kills it and starts it again.
    pub(super) fn restart(&self) -> Arc<dyn Restart> {
        Arc::new(Kill(self.receiver.clone()))
    }
}

struct Kill(Arc<Receiver>);

impl Restart for Kill {
    fn restart(&self) -> Restarted<'_> {
        self.0.store.kill();
        Box::pin(std::future::ready(Ok(())))
    }

    fn describe(&self) -> String {
        "a kill within this program".to_owned()
    }
}

/// Runs the whole catalogue.
pub(super) async fn findings(running: &Running, with: Sight, seed: Seed) -> Report {
    let cases: Vec<_> = catalogue::all().collect();
    run(&cases, options(running, with, seed), |_| ()).await.unwrap()
}

/// What a run against this receiver needs.
pub(super) fn options(running: &Running, with: Sight, seed: Seed) -> Options {
    Options {
        target: Target::parse(&running.url(), &MayTest::default()).unwrap(),
        paths: BTreeMap::new(),
        key: Some(running.key.clone()),
        traits: Traits::default(),
        probe: (with == Sight::Probe).then(|| running.probe()),
        restart: Some(running.restart()),
        seed,
        patience: PATIENCE,
        limits: Limits { cases_at_once: cases_at_once(running.receiver.fault), ..Limits::USUAL },
        when_refused: WhenRefused::GoOn,
        transcripts: Transcripts::Exact,
        clock: Arc::new(|| NOW),
        invocation: Invocation {
            program: "livehook".to_owned(),
            flags: String::new(),
            profile: None,
        },
    }
}

/// A receiver that does not stand several callers is asked by few, so that it fails where a case means it to.
const fn cases_at_once(fault: Option<Fault>) -> usize {
    match fault {
        Some(Fault::SlowPeersBlockAll | Fault::SlowPeersUseUpWorkers) => 4,
        Some(Fault::LosesUnderConcurrency) => 6,
        _ => 64,
    }
}
