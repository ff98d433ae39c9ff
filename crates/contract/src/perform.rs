//! Carries out the steps of a case and notes what was seen: the answers, and the effects where a probe sees them.

mod at_once;
mod effects;
mod raw;
mod single;

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use livehook_probe::Question;
use tokio::time::{Instant, timeout_at};

use crate::{
    case::Case,
    exchange::{Connection, Exchanged, Request},
    session::{Leak, Made, Sender, Trouble},
    step::{Callback, Expect, Step},
};

pub(crate) use effects::{Effect, hoped_for};
use single::ask;
pub(crate) use single::{AT_THE_DOOR_MAX, exchange};

/// So many exchanges of a step that was broken off are told.
const KEPT_MAX: usize = 8;

/// What a step showed.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) expect: Expect,
    /// Type of the events that were sent; none for bytes that are no callback.
    pub(crate) event_type: Option<i64>,
    pub(crate) exchanges: Vec<Exchanged>,
    /// The callbacks, one for each stream that the step touched.
    pub(crate) made: Vec<Made>,
    /// What became of each stream, in the order of `made`; none without a probe.
    pub(crate) effects: Option<Vec<Effect>>,
    /// Whether it was taken as the type of [`Expect::NotAs`]; none where the probe cannot tell types apart.
    pub(crate) taken_as: Option<u64>,
}

impl Seen {
    /// Without the bytes that went over the wire: enough to be judged again.
    pub(crate) fn without_bytes(&self) -> Self {
        let exchanges = self.exchanges.iter().map(|each| Exchanged {
            sent: Vec::new(),
            received: Vec::new(),
            answers: each.answers.clone(),
            detail: each.detail.clone(),
            ..*each
        });
        let made = self.made.iter().map(|each| {
            let mut made = each.clone();
            made.request.body = Vec::new();
            made
        });
        Self {
            exchanges: exchanges.collect(),
            made: made.collect(),
            effects: self.effects.clone(),
            ..*self
        }
    }
}

/// A case under way.
pub(crate) struct Performance {
    sender: Sender,
    case: &'static Case,
    /// What each sending step sent, for those that send it again.
    sent: BTreeMap<usize, Made>,
    /// Kept open until the case ends.
    held: Vec<Connection>,
    /// What the present step has sent and received so far, for a report of a step that was broken off.
    so_far: Mutex<Vec<Kept>>,
}

/// One exchange, and the callback that it was about.
pub(crate) type Kept = (Option<Made>, Exchanged);

impl Performance {
    pub(crate) fn new(sender: Sender, case: &'static Case) -> Self {
        let so_far = Mutex::new(Vec::new());
        Self { sender, case, sent: BTreeMap::new(), held: Vec::new(), so_far }
    }

    /// What the step that was broken off has sent and received.
    pub(crate) fn take_so_far(&self) -> Vec<Kept> {
        std::mem::take(&mut *self.so_far.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Carries out one step, if it can end in time. None for steps that show nothing by themselves.
    pub(crate) async fn step(
        &mut self,
        number: usize,
        step: &Step,
    ) -> Result<Option<Seen>, Trouble> {
        let session = self.sender.session.clone();
        let carried_out = match session.may_go_on() {
            Ok(()) => timeout_at(session.deadline(), self.carried_out(number, step)).await,
            Err(trouble) => Ok(Err(trouble)),
        };
        let carried_out = carried_out.unwrap_or(Err(Trouble::TimeLimit));
        if matches!(carried_out, Err(Trouble::TimeLimit)) {
            session.cut_off_one();
        }
        carried_out
    }

    async fn carried_out(&mut self, number: usize, step: &Step) -> Result<Option<Seen>, Trouble> {
        drop(self.take_so_far());
        match *step {
            Step::Send { ref callback, copies, expect } => {
                let made = self.sender.make(callback)?;
                self.sent.insert(number, made.clone());
                self.send(vec![made], copies, expect).await.map(Some)
            }
            Step::Again { step, copies, expect } => {
                let made = self.sent.get(&step).cloned().expect("a test checks that it is there");
                self.send(vec![made], copies, expect).await.map(Some)
            }
            Step::Many { ref callback, n, expect } => {
                let made = (0..n)
                    .map(|i| self.sender.make(&callback.stream(callback.stream + i)))
                    .collect::<Result<_, _>>()?;
                self.send(made, 1, expect).await.map(Some)
            }
            Step::OneStream { ref callback, n } => {
                let made = (0..n)
                    .map(|i| self.sender.make(&callback.content(callback.content + i)))
                    .collect::<Result<_, _>>()?;
                self.one_stream(made).await.map(Some)
            }
            Step::Cut { ref callback, n } => self.cut(callback, n).await.map(Some),
            Step::Bytes { payload, content_type, expect } => {
                self.bytes(payload.bytes(), content_type, expect).await.map(Some)
            }
            Step::Raw { callbacks, acts, expect } => {
                self.raw(callbacks, acts, expect).await.map(Some)
            }
            Step::LookBack(_) => Ok(None),
            Step::Hold { n, acts } => self.hold(n, acts).await.map(|()| None),
            Step::Restart => self.restart().await.map(|()| None),
        }
    }

    /// Sends each callback so many times, all at once.
    async fn send(&self, made: Vec<Made>, copies: u16, expect: Expect) -> Result<Seen, Trouble> {
        let before = self.counts(&made).await?;
        let exchanges = self.send_at_once(&made, copies).await?;
        let event_type = made.first().map(|made| made.event_type);
        self.seen(expect, event_type, exchanges, made, before).await
    }

    /// As [`Self::send`], with a restart between the answers and the look at effects.
    async fn cut(&self, callback: &Callback, n: u16) -> Result<Seen, Trouble> {
        let made = (0..n)
            .map(|i| self.sender.make(&callback.stream(callback.stream + i)))
            .collect::<Result<Vec<_>, _>>()?;
        let before = self.counts(&made).await?;
        let exchanges = self.send_at_once(&made, 1).await?;
        self.restart().await?;
        let event_type = made.first().map(|made| made.event_type);
        self.seen(Expect::Honest, event_type, exchanges, made, before).await
    }

    /// Sends several events of one stream at once.
    async fn one_stream(&self, made: Vec<Made>) -> Result<Seen, Trouble> {
        let before = self.counts(&made[..made.len().min(1)]).await?;
        let exchanges = self.send_at_once(&made, 1).await?;
        let event_type = made.first().map(|made| made.event_type);
        let stream = made.into_iter().take(1).collect();
        self.seen(Expect::EachOfOneStream, event_type, exchanges, stream, before).await
    }

    async fn bytes(
        &self,
        body: Vec<u8>,
        content_type: Option<&'static str>,
        expect: Expect,
    ) -> Result<Seen, Trouble> {
        let session = &self.sender.session;
        let mut request = Request::to(&session.options.target, "", body);
        request.content_type = content_type.map(str::to_owned);
        for (name, value) in &session.options.traits.headers {
            request.add_header(name, value);
        }
        session.count(1)?;
        let exchanged = exchange(session, livehook_core::Event::HIGHLIGHT, &request.bytes()).await;
        self.heard(None, &exchanged);
        session.met(std::slice::from_ref(&exchanged))?;
        Ok(Seen {
            expect,
            event_type: None,
            exchanges: vec![exchanged],
            made: Vec::new(),
            effects: None,
            taken_as: None,
        })
    }

    /// Keeps an exchange until the step is judged, and looks for leaks in its answer.
    fn heard(&self, made: Option<&Made>, exchanged: &Exchanged) {
        let mut so_far = self.so_far.lock().unwrap_or_else(PoisonError::into_inner);
        if so_far.len() < KEPT_MAX {
            so_far.push((made.cloned(), exchanged.clone()));
        }
        drop(so_far);
        for secret in self.sender.session.leaks_in(made, exchanged) {
            self.sender.session.remember(Leak { case_id: self.case.id, secret });
        }
    }

    async fn restart(&self) -> Result<(), Trouble> {
        let session = &self.sender.session;
        let restart =
            session.options.restart.as_ref().expect("the runner skips such a case without it");
        session.has_time_for(Duration::ZERO)?;
        restart.restart().await.map_err(Trouble::Restart)?;
        let end = Instant::now() + session.options.patience.restart;
        while Instant::now() < end && !session.is_over() {
            if self.is_back().await {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(Trouble::NotBack)
    }

    /// Whether the receiver takes connections again, and the probe sees it: the two may be two processes.
    async fn is_back(&self) -> bool {
        let session = &self.sender.session;
        let attempt = Instant::now() + Duration::from_secs(1);
        let dialer = session.dialer(livehook_core::Event::HIGHLIGHT);
        if dialer.dial(attempt).await.is_err() {
            return false;
        }
        let question = Question::of_stream(self.sender.stream_id(0));
        !session.watches() || session.look(&question).await.is_ok()
    }
}
