//! What a run needs: whom to judge, with which key, by which means, and how patiently.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use livehook_core::CallbackKey;
use livehook_probe::{Probe, Restart};
use livehook_simulator::{
    Seed,
    delivery::{Clock, Target},
};

use crate::report::{Mode, TargetLine};

/// Everything a run needs beside its cases.
pub struct Options {
    /// Where callbacks go.
    pub target: Target,
    /// Where callbacks of some event types go instead.
    pub paths: BTreeMap<i64, Target>,
    /// The receiver's key; without one it is judged in unsigned mode.
    pub key: Option<CallbackKey>,
    /// What is true of this receiver.
    pub traits: Traits,
    /// Sees effects.
    pub probe: Option<Arc<dyn Probe>>,
    /// Restarts the receiver.
    pub restart: Option<Arc<dyn Restart>>,
    /// Where stream ids and contents begin. A receiver that remembers needs another one for each run.
    pub seed: Seed,
    /// How long is waited.
    pub patience: Patience,
    /// How much is sent.
    pub limits: Limits,
    /// What is done where the receiver refuses what is right.
    pub when_refused: WhenRefused,
    /// How bytes are reported.
    pub transcripts: Transcripts,
    /// Tells the present time.
    pub clock: Clock,
    /// How our own command is called, for the lines that run a case again.
    pub invocation: Invocation,
}

/// What is true of a receiver, and cannot be seen from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traits {
    /// A short name for headings.
    pub name: Option<String>,
    /// The event types it takes; every documented one where none is named.
    pub takes: Option<Vec<i64>>,
    /// How it refuses, where its author says.
    pub refuses: Option<Refuses>,
    /// The push domain that its source is limited to.
    pub domain: Option<String>,
    /// The AppName that it is limited to.
    pub app_name: Option<String>,
    /// Further header lines for each request, such as a gateway's token. Values are secrets.
    pub headers: Vec<(String, String)>,
    /// Cases that are known to fail.
    pub expected_failures: Vec<String>,
}

/// How a receiver refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refuses {
    /// It answers 200 and drops the callback.
    Quietly,
    /// It answers something else.
    Loudly,
}

/// How long is waited for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For an answer: 20 s, as Tencent.
    pub answer: Duration,
    /// For an effect that must not come; four times as long for one that must. Longer where the first effect takes longer to show.
    pub settle: Duration,
    /// For a restarted receiver to answer again.
    pub restart: Duration,
    /// For everything, from the first byte on. What cannot end by then is not begun.
    pub total: Duration,
    /// What an answer that did not come in time means.
    pub silence: Silence,
}

/// What an answer that did not come in time means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// Tencent would have given up too: a failure.
    Fails,
    /// Tencent would have waited on: nothing is known.
    IsUndetermined,
}

impl Patience {
    /// As Tencent waits, within a minute for everything.
    pub const USUAL: Self = Self {
        answer: Duration::from_secs(20),
        settle: Duration::from_millis(400),
        restart: Duration::from_secs(20),
        total: Duration::from_secs(60),
        silence: Silence::Fails,
    };

    /// For a run of the most important cases, within ten seconds, reports included.
    pub const SHORT: Self = Self {
        answer: Duration::from_secs(5),
        settle: Duration::from_millis(250),
        restart: Duration::from_secs(5),
        total: Duration::from_millis(9_500),
        silence: Silence::IsUndetermined,
    };
}

/// How much is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests in all.
    pub requests: u64,
    /// Cases under way at once. One where the probe sees totals only.
    pub cases_at_once: usize,
}

impl Limits {
    /// 20,000 requests, 12 cases at once.
    pub const USUAL: Self = Self { requests: 20_000, cases_at_once: 12 };
}

/// What is done where the receiver refuses every sound callback: nearly every case would fail for that one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenRefused {
    /// More than [`Self::FEW`] cases are not tried.
    Stop,
    /// All cases are tried.
    GoOn,
}

impl WhenRefused {
    /// So many cases are tried whatever the calibration met: each tells more than it hides.
    pub const FEW: usize = 8;
}

/// How bytes are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transcripts {
    /// With signatures that are good for a while replaced, and the key wherever it stands.
    Masked,
    /// As they were, the key aside. Whoever sees the report can sign callbacks until they expire.
    Exact,
}

/// How our own command is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// `livehook`, or `cargo xtask`.
    pub program: String,
    /// The flags that make the run what it is, quoted for a shell; neither the seed nor a secret is among them.
    pub flags: String,
    /// The profile file, where one was named.
    pub profile: Option<String>,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither key nor headers: both are secrets.
        f.debug_struct("Options")
            .field("target", &self.target)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

impl TargetLine {
    /// Who is judged by these options, and by which means.
    pub fn of(options: &Options) -> Self {
        let url = options.target.url();
        let host = url.host_str().unwrap_or_default();
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Self {
            name: options.traits.name.clone().unwrap_or(host),
            url: options.target.shown(),
            probe: options.probe.as_ref().map(|probe| probe.describe()),
            restart: options.restart.as_ref().map(|restart| restart.describe()),
            profile: options.invocation.profile.clone(),
            mode: if options.key.is_some() { Mode::Signed } else { Mode::Unsigned },
        }
    }
}
